"""A round's state from its dates, which are whole Pacific days."""

from datetime import date, datetime, timedelta

import pytest

from chalicelib.domain.program import BenefitId, Round
from chalicelib.domain.refusal import Refused
from chalicelib.domain.rounds import (
    RoundChange,
    RoundState,
    Scheduled,
    business_days_after,
    changed,
    deadline_on_hold,
    in_force,
    is_still_possible,
    moved_deadline,
    refuse_unless_open,
    round_status,
    schedule,
    unschedule,
)
from chalicelib.domain.states import RoundStatus
from tests.unit.builders import pacific

DATED = Round(benefit="initial", opens=date(2026, 3, 8), closes=date(2026, 6, 30))
NO_DATES = Round(benefit="initial")
UNTOUCHED = RoundState(benefit=BenefitId("initial"))


@pytest.mark.parametrize(
    ("window", "now", "status"),
    [
        (DATED, pacific(2026, 3, 7, 23, 59, 59), RoundStatus.DRAFT),
        (DATED, pacific(2026, 3, 8), RoundStatus.OPEN),
        (DATED, pacific(2026, 6, 30, 23, 59, 59), RoundStatus.OPEN),
        (DATED, pacific(2026, 7, 1), RoundStatus.CLOSED),
        (NO_DATES, pacific(2026, 3, 2), RoundStatus.OPEN),
        (NO_DATES, pacific(2040, 1, 1), RoundStatus.OPEN),
    ],
)
def test_a_round_is_open_from_its_first_to_its_last_day(window: Round, now: datetime, status: RoundStatus) -> None:
    assert round_status(window, UNTOUCHED, now) is status


@pytest.mark.parametrize("now", [pacific(2026, 3, 7, 23, 59, 59), pacific(2026, 7, 1)])
def test_outside_these_days_nothing_is_taken(now: datetime) -> None:
    with pytest.raises(Refused) as refused:
        refuse_unless_open(DATED, UNTOUCHED, now)
    assert (refused.value.code.value, refused.value.field) == ("ROUND-CLOSED", "benefit")


def test_inside_them_it_is() -> None:
    refuse_unless_open(DATED, UNTOUCHED, pacific(2026, 3, 8))
    refuse_unless_open(DATED, UNTOUCHED, pacific(2026, 6, 30, 23, 59, 59))


def test_a_round_does_not_close_before_it_opens() -> None:
    with pytest.raises(ValueError, match="before it opens"):
        Round(benefit="initial", opens=date(2026, 3, 2), closes=date(2026, 3, 1))
    assert Round(benefit="initial", opens=date(2026, 3, 2), closes=date(2026, 3, 2)).closes == date(2026, 3, 2)


def after(*events: tuple[RoundChange, datetime], window: Round = NO_DATES, until: date | None = None) -> RoundState:
    """The round's state after these events."""
    state = UNTOUCHED
    for change, at in events:
        state = changed(window, state, change, at, until, None)
    return state


SUSPENDED = (RoundChange.SUSPEND, pacific(2026, 3, 20, 9))
REOPENED = (RoundChange.REOPEN, pacific(2026, 4, 15, 9))


def test_a_suspended_round_takes_nobody_until_it_reopens() -> None:
    now = pacific(2026, 4, 20)
    with pytest.raises(Refused, match="ROUND-SUSPENDED"):
        refuse_unless_open(NO_DATES, after(SUSPENDED), now)
    refuse_unless_open(NO_DATES, after(SUSPENDED, REOPENED), now)


def test_an_extension_moves_the_last_day() -> None:
    extended = changed(DATED, UNTOUCHED, RoundChange.EXTEND, pacific(2026, 6, 30, 12), date(2026, 9, 30), None)
    assert round_status(DATED, extended, pacific(2026, 9, 30, 23, 59, 59)) is RoundStatus.OPEN
    assert round_status(DATED, extended, pacific(2026, 10, 1)) is RoundStatus.CLOSED


def test_a_round_opened_before_its_day_stays_open() -> None:
    ahead = pacific(2026, 2, 20)
    refuse = pytest.raises(Refused, match="ROUND-CLOSED")
    with refuse:
        refuse_unless_open(DATED, UNTOUCHED, ahead)
    opened = changed(DATED, UNTOUCHED, RoundChange.OPEN, ahead, None, None)
    refuse_unless_open(DATED, opened, ahead)
    assert round_status(DATED, opened, pacific(2026, 3, 1)) is RoundStatus.OPEN
    assert round_status(DATED, opened, pacific(2026, 7, 1)) is RoundStatus.CLOSED


def test_it_opens_at_the_stated_time() -> None:
    at = pacific(2026, 3, 2, 8)
    event = Scheduled(change=RoundChange.OPEN, at=at, reason="The letter came.", by="mia")
    ahead = schedule(DATED, UNTOUCHED, event, pacific(2026, 2, 20))
    assert round_status(DATED, ahead, pacific(2026, 3, 2, 7, 59, 59)) is RoundStatus.DRAFT
    assert round_status(DATED, ahead, at) is RoundStatus.OPEN


@pytest.mark.parametrize("events", [(), (SUSPENDED,), ((RoundChange.CLOSE, pacific(2026, 4, 1)),)])
def test_only_a_round_that_was_not_open_yet_is_opened(events: tuple[tuple[RoundChange, datetime], ...]) -> None:
    with pytest.raises(Refused, match="WRONG-STATE"):
        changed(NO_DATES, after(*events), RoundChange.OPEN, pacific(2026, 4, 20), None, None)


def test_what_has_closed_is_not_extended_or_reopened() -> None:
    closed = after((RoundChange.CLOSE, pacific(2026, 4, 1)))
    for change in (RoundChange.EXTEND, RoundChange.REOPEN, RoundChange.SUSPEND):
        with pytest.raises(Refused, match="WRONG-STATE"):
            changed(NO_DATES, closed, change, pacific(2026, 4, 2), date(2026, 9, 30), None)


def test_a_round_is_closed_out_only_after_it_closed() -> None:
    with pytest.raises(Refused, match="WRONG-STATE"):
        after((RoundChange.CLOSE_OUT, pacific(2026, 4, 1)))
    over = after((RoundChange.CLOSE, pacific(2026, 4, 1)), (RoundChange.CLOSE_OUT, pacific(2026, 4, 2)))
    assert round_status(NO_DATES, over, pacific(2026, 4, 3)) is RoundStatus.CLOSED_OUT


@pytest.mark.parametrize("until", [None, date(2026, 4, 1)])
def test_an_extension_needs_a_day_that_has_not_passed(until: date | None) -> None:
    with pytest.raises(Refused, match="INVALID: until"):
        changed(NO_DATES, UNTOUCHED, RoundChange.EXTEND, pacific(2026, 4, 2), until, None)


def test_a_deadline_is_on_hold_only_inside_the_suspension() -> None:
    assert deadline_on_hold(date(2026, 3, 20), after(SUSPENDED))
    assert not deadline_on_hold(date(2026, 3, 19), after(SUSPENDED))
    # Reopened, and not moved yet: still on hold. The day of the reopening itself is not over before it is moved.
    assert deadline_on_hold(date(2026, 3, 20), after(SUSPENDED, REOPENED))
    assert not deadline_on_hold(date(2026, 3, 19), after(SUSPENDED, REOPENED))
    assert not deadline_on_hold(date(2026, 4, 15), after(SUSPENDED, REOPENED))


def test_a_deadline_inside_the_suspension_moves_by_business_days() -> None:
    over = after(SUSPENDED, REOPENED)
    assert moved_deadline(date(2026, 4, 1), over, 10, frozenset()) == date(2026, 4, 29)
    assert moved_deadline(date(2026, 4, 16), over, 10, frozenset()) == date(2026, 4, 16)


def test_business_days_leave_out_weekends_and_holidays() -> None:
    # DOMAIN.md 7.9, Clock: received on Friday, March 28, 2025, with and without the state holiday on March 31.
    assert business_days_after(date(2025, 3, 28), 5, frozenset()) == date(2025, 4, 4)
    assert business_days_after(date(2025, 3, 28), 5, frozenset({date(2025, 3, 31)})) == date(2025, 4, 7)


class TestScheduled:
    NOW = pacific(2026, 3, 2, 9)
    AT = pacific(2026, 3, 20, 17)

    def ahead(self, change: RoundChange = RoundChange.SUSPEND, **changes: object) -> RoundState:
        event = Scheduled(change=change, at=self.AT, reason="Sample", by="mia").model_copy(update=changes)
        return schedule(NO_DATES, UNTOUCHED, event, self.NOW)

    def test_it_is_in_force_to_the_second(self) -> None:
        state = self.ahead()
        before = self.AT - timedelta(seconds=1)
        assert round_status(NO_DATES, state, before) is RoundStatus.OPEN
        assert in_force(NO_DATES, state, before) == state
        assert round_status(NO_DATES, state, self.AT) is RoundStatus.SUSPENDED
        later = in_force(NO_DATES, state, self.AT + timedelta(days=3))
        assert (later.suspended_at, later.changed_at, later.scheduled) == (self.AT, self.AT, None)
        with pytest.raises(Refused, match="ROUND-SUSPENDED"):
            refuse_unless_open(NO_DATES, state, self.AT)

    @pytest.mark.parametrize("at", [NOW, NOW - timedelta(days=1), NOW + timedelta(days=367)])
    def test_its_time_is_ahead_and_within_a_year(self, at: datetime) -> None:
        with pytest.raises(Refused, match="INVALID: effective_at"):
            self.ahead(at=at)

    def test_there_is_one_at_a_time_and_it_can_be_taken_back(self) -> None:
        state = self.ahead()
        with pytest.raises(Refused, match="WRONG-STATE: effective_at"):
            schedule(NO_DATES, state, Scheduled(change=RoundChange.CLOSE, at=self.AT, reason="x", by="y"), self.NOW)
        assert unschedule(state).scheduled is None
        with pytest.raises(Refused, match="WRONG-STATE"):
            unschedule(UNTOUCHED)

    def test_it_must_be_possible_then(self) -> None:
        with pytest.raises(Refused, match="WRONG-STATE"):
            self.ahead(RoundChange.REOPEN)
        with pytest.raises(Refused, match="INVALID: until"):
            self.ahead(RoundChange.EXTEND, until=date(2026, 3, 19))
        assert self.ahead(RoundChange.EXTEND, until=date(2026, 3, 20)).scheduled
        over = Scheduled(change=RoundChange.SUSPEND, at=pacific(2026, 7, 1), reason="x", by="y")
        with pytest.raises(Refused, match="WRONG-STATE"):  # the round's own last day has passed by then
            schedule(DATED, UNTOUCHED, over, self.NOW)

    def test_what_comes_between_can_make_it_moot(self) -> None:
        closed = changed(NO_DATES, self.ahead(), RoundChange.CLOSE, pacific(2026, 3, 10), None, None)
        assert not is_still_possible(NO_DATES, closed)
        assert is_still_possible(NO_DATES, UNTOUCHED)
        dropped = in_force(NO_DATES, closed, self.AT)
        assert (dropped.scheduled, round_status(NO_DATES, dropped, self.AT)) == (None, RoundStatus.CLOSED)


class TestNextRound:
    OVER = after((RoundChange.CLOSE, pacific(2026, 4, 1)), (RoundChange.CLOSE_OUT, pacific(2026, 4, 2)))

    def test_a_window_that_opens_after_the_close_out_is_another_round(self) -> None:
        following = Round(benefit="initial", opens=date(2026, 4, 3), closes=date(2026, 9, 30))
        assert round_status(following, self.OVER, pacific(2026, 4, 2, 23, 59, 59)) is RoundStatus.DRAFT
        assert round_status(following, self.OVER, pacific(2026, 4, 3)) is RoundStatus.OPEN
        assert in_force(following, self.OVER, pacific(2026, 4, 3)).chain == self.OVER.chain
        suspended = changed(following, self.OVER, RoundChange.SUSPEND, pacific(2026, 5, 1), None, None)
        assert round_status(following, suspended, pacific(2026, 5, 2)) is RoundStatus.SUSPENDED

    @pytest.mark.parametrize("opens", [None, date(2026, 3, 8), date(2026, 4, 2)])
    def test_any_other_window_stays_closed_out(self, opens: date | None) -> None:
        window = Round(benefit="initial", opens=opens)
        assert round_status(window, self.OVER, pacific(2026, 5, 1)) is RoundStatus.CLOSED_OUT
