"""Forecasts: what counts as past, what is made of it, and when it is a reason to warn."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.forecast import Forecast, Outlook, WarningKind, forecast, warnings_of
from chalicelib.domain.funds import Amounts, Balance, Entry, Posting, allotment_entries, applied
from chalicelib.domain.pace import (
    HIGH,
    LOW,
    Confidence,
    Day,
    Pace,
    RoundEvent,
    gamma_quantile,
    open_days,
    pace_of,
    usable_days,
)
from chalicelib.domain.policy import Policy
from chalicelib.domain.program import PoolId, Round
from chalicelib.domain.rounds import RoundChange
from tests.unit.builders import TODAY, pacific

POOL = PoolId("initial/statewide")
POLICY = Policy()
CAP = 185_000


def days(*taken: int, returned: int = 0) -> tuple[Day, ...]:
    """One day after another with so many awards each; what came back, on the last."""
    last = len(taken) - 1
    return tuple(
        Day(day=TODAY + timedelta(days=n), taken=count, returned=returned if n == last else 0, cents=count * CAP)
        for n, count in enumerate(taken)
    )


def weekly(*taken: int, returned: int = 0) -> tuple[Day, ...]:
    """Weeks with so many awards each, all on the first day."""
    return days(*[count if day == 0 else 0 for count in taken for day in range(7)], returned=returned)


def learned(past: tuple[Day, ...], **policy: Any) -> Pace:
    return pace_of(past, POLICY.model_copy(update=policy), CAP)


def outlook(days_left: int = 70, *, suspended: bool = False) -> Outlook:
    until = TODAY + timedelta(days=days_left)
    return Outlook(promised_until=until, liquidated_by=until + timedelta(days=90), suspended=suspended)


def seats(count: int) -> Amounts:
    return Amounts(seats=count, cents=count * CAP)


def foreseen(past: tuple[Day, ...], available: Amounts, days_left: int = 70, *, suspended: bool = False) -> Forecast:
    return forecast(POOL, learned(past), available, outlook(days_left, suspended=suspended), TODAY)


class TestByHand:
    def test_five_a_week_for_ten_weeks_leaves_fifty_of_a_hundred_after_ten_more(self) -> None:
        found = foreseen(weekly(*[5] * 10), seats(100))
        assert found.confidence is Confidence.ENOUGH
        assert found.pace is not None
        assert found.pace.expected == 500
        assert found.left_seats is not None
        assert found.left_seats.expected == 50
        assert found.left_cents is not None
        assert found.left_cents.expected == 50 * CAP
        # Poisson alone would scatter by 7; the rate, learned from 50 awards, by as much again: 10 in all, times 1.28.
        assert 33 <= found.left_seats.low <= 39
        assert 61 <= found.left_seats.high <= 67

    def test_it_runs_out_on_the_day_the_last_seat_is_taken(self) -> None:
        found = foreseen(weekly(*[7] * 8), seats(28))
        assert found.runs_out is not None
        assert found.runs_out.expected == TODAY + timedelta(days=28)
        assert found.runs_out.early is not None
        assert found.runs_out.late is not None
        assert found.runs_out.early < found.runs_out.expected < found.runs_out.late

    def test_cents_can_run_out_before_seats(self) -> None:
        found = foreseen(weekly(*[7] * 8), Amounts(seats=100, cents=14 * CAP))
        assert found.runs_out is not None
        assert found.runs_out.expected == TODAY + timedelta(days=14)
        assert found.left_seats is not None
        assert found.left_seats.expected == 86
        assert found.left_cents is not None
        assert found.left_cents.expected == 0

    def test_what_comes_back_is_not_use(self) -> None:
        found = foreseen(weekly(*[10] * 5, returned=25), seats(100))
        assert found.pace is not None
        assert found.pace.expected == 500
        assert (found.taken, found.returned) == (50, 25)

    def test_more_came_back_than_was_taken(self) -> None:
        found = foreseen(weekly(*[3] * 5, returned=40), seats(100))
        assert found.pace is not None
        assert found.pace.expected == 0
        assert found.left_seats is not None
        assert found.left_seats.expected == 100

    def test_awards_that_come_in_bursts_make_the_interval_wider(self) -> None:
        steady, bursts = foreseen(weekly(*[10] * 8), seats(500)), foreseen(weekly(0, 40, 0, 0, 0, 40, 0, 0), seats(500))
        assert steady.pace is not None
        assert bursts.pace is not None
        assert steady.pace.expected == bursts.pace.expected == 1000
        assert bursts.pace.high - bursts.pace.low > 2 * (steady.pace.high - steady.pace.low)

    def test_too_short_a_past_says_nothing(self) -> None:
        found = foreseen(days(*[10] * 27), seats(100))
        assert found.confidence is Confidence.NONE
        assert (found.pace, found.left_seats, found.left_cents, found.runs_out) == (None, None, None, None)
        assert found.days == 27

    def test_too_few_awards_say_an_interval_and_no_figure(self) -> None:
        found = foreseen(weekly(1, 0, 1, 0, 1), seats(100))
        assert found.confidence is Confidence.FEW
        assert found.pace is not None
        assert found.pace.expected is None
        assert found.pace.low < 60 < found.pace.high
        assert found.left_seats is not None
        assert found.left_seats.expected is None
        assert found.left_seats.low < found.left_seats.high

    def test_nobody_in_twelve_weeks_is_something_known(self) -> None:
        found = foreseen(weekly(*[0] * 12), seats(100))
        assert found.confidence is Confidence.FEW
        assert found.pace is not None
        assert found.pace.low == 0
        assert 0 < found.pace.high < 25
        assert found.left_seats is not None
        assert found.left_seats.high == 100
        assert found.left_seats.low > 90
        assert found.cents_per_seat == CAP

    def test_no_past_at_all(self) -> None:
        found = foreseen((), Amounts())
        assert (found.confidence, found.days, found.pace) == (Confidence.NONE, 0, None)

    def test_the_last_day_of_promises_has_passed(self) -> None:
        found = foreseen(weekly(*[5] * 10), seats(100), days_left=-3)
        assert found.left_seats is not None
        assert (found.left_seats.low, found.left_seats.expected, found.left_seats.high) == (100, 100, 100)

    @pytest.mark.parametrize(
        ("share", "shape", "exact"), [(0.9, 0.5, 1.3528), (0.9, 10, 14.2060), (0.1, 10, 6.2213), (0.1, 50, 41.1790)]
    )
    def test_gamma_quantiles_against_published_chi_square_tables(
        self, share: float, shape: float, exact: float
    ) -> None:
        """Half of the chi-square quantile with twice the shape as degrees of freedom."""
        assert gamma_quantile(share, shape, 1) == pytest.approx(exact, rel=0.03)


counts = st.lists(st.integers(0, 40), min_size=28, max_size=84)


class TestAlways:
    @given(counts, st.integers(0, 60), st.integers(0, 2_000), st.integers(0, 400_000_000), st.integers(-5, 4_000))
    def test_an_interval_holds_its_figure_and_nothing_is_below_zero_or_above_what_is_there(
        self, taken: list[int], returned: int, free: int, cents: int, days_left: int
    ) -> None:
        found = foreseen(days(*taken, returned=returned), Amounts(seats=free, cents=cents), days_left)
        for interval, most in ((found.pace, None), (found.left_seats, free), (found.left_cents, cents)):
            assert interval is not None
            assert 0 <= interval.low <= interval.high
            if interval.expected is not None:
                assert interval.low <= interval.expected <= interval.high
            assert most is None or interval.high <= most

    @given(counts, st.integers(1, 2_000), st.integers(1, 2_000))
    def test_run_out_days_are_in_order(self, taken: list[int], free: int, days_left: int) -> None:
        found = foreseen(days(*taken), seats(free), days_left)
        assert found.runs_out is not None
        never = date.max
        early, late = found.runs_out.early or never, found.runs_out.late or never
        assert TODAY <= early <= late
        if found.confidence is Confidence.ENOUGH:
            assert early <= (found.runs_out.expected or never) <= late

    @given(counts, st.integers(0, 500), st.integers(0, 500))
    def test_more_time_never_leaves_more(self, taken: list[int], sooner: int, later: int) -> None:
        pace = learned(days(*taken))
        first, second = sorted((sooner / 7, later / 7))
        for share in (LOW, HIGH):
            assert pace.use_quantile(share, first) <= pace.use_quantile(share, second) + 1e-9


class TestOpenDays:
    WINDOW = Round(benefit="initial", opens=date(2026, 3, 3), closes=date(2026, 3, 20))

    def days_open(self, *events: tuple[datetime, RoundChange], closes: date | None = None) -> list[int]:
        told = [RoundEvent(at=at, change=change, closes=closes) for at, change in events]
        return sorted(day.day for day in open_days(self.WINDOW, told, date(2026, 3, 1), date(2026, 3, 31)))

    def test_without_events_the_window_says_it(self) -> None:
        assert self.days_open() == list(range(3, 21))

    def test_opened_by_an_event_it_counts_from_that_day(self) -> None:
        assert self.days_open((pacific(2026, 3, 2, 12), RoundChange.OPEN)) == list(range(2, 21))

    def test_a_suspension_takes_its_whole_days_out(self) -> None:
        """Held on the evening of the 5th, reopened on the morning of the 9th: both days were open in part."""
        held = (pacific(2026, 3, 5, 18), RoundChange.SUSPEND)
        back = (pacific(2026, 3, 9, 9), RoundChange.REOPEN)
        assert self.days_open(held, back) == [3, 4, 5, *range(9, 21)]

    def test_closed_is_the_end_and_an_extension_is_not(self) -> None:
        assert self.days_open((pacific(2026, 3, 10, 12), RoundChange.CLOSE)) == list(range(3, 11))
        later = date(2026, 3, 25)
        assert self.days_open((pacific(2026, 3, 10, 12), RoundChange.EXTEND), closes=later) == list(range(3, 26))

    def test_what_happened_before_counts(self) -> None:
        assert self.days_open((pacific(2026, 2, 1, 12), RoundChange.SUSPEND)) == []


class TestUsableDays:
    """What a journal says of the days in which a pool could be used."""

    def posting(
        self, balance: Balance, kind: str, at: datetime, *entries: Entry, subject: str = "A-2222-2222"
    ) -> Posting:
        return Posting(
            pool=POOL,
            kind=kind,
            subject=subject,
            actor="system",
            reference=None,
            entries=entries,
            effective_on=at.date(),
            recorded_at=at,
            balance=applied(balance, entries),
        )

    def test_days_without_a_seat_do_not_count(self) -> None:
        allot = self.posting(
            Balance(), "allot", pacific(2026, 3, 3, 9), *allotment_entries("s", seats(1)), subject="key"
        )
        taken = (Entry(account="available", seats=-1, cents=-CAP), Entry(account="reserved", seats=1, cents=CAP))
        given_back = tuple(Entry(account=e.account, seats=-e.seats, cents=-e.cents) for e in taken)
        pick = self.posting(allot.balance, "pick", pacific(2026, 3, 5, 9), *taken)
        back = self.posting(pick.balance, "expire_offer", pacific(2026, 3, 9, 0, 5), *given_back)
        held = self.posting(back.balance, "hold", pacific(2026, 3, 10, 9), *taken, subject="01JPROPOSAL")
        every = frozenset(TODAY + timedelta(days=n) for n in range(-5, 30))
        found = usable_days([allot, pick, back, held], Balance(), every, date(2026, 3, 1), date(2026, 3, 12))
        assert [day.day.day for day in found] == [3, 4, 5, 9, 10]
        assert [(day.taken, day.returned, day.cents) for day in found] == [
            (0, 0, 0),
            (0, 0, 0),
            (1, 0, CAP),
            (0, 1, 0),
            (0, 0, 0),
        ]

    def test_days_on_which_the_round_was_not_open_do_not_count(self) -> None:
        full = Balance(available=seats(5))
        found = usable_days([], full, frozenset({date(2026, 3, 4)}), date(2026, 3, 1), date(2026, 3, 12))
        assert [day.day for day in found] == [date(2026, 3, 4)]


class TestWarnings:
    def kinds(self, found: Forecast, allotted: int, **policy: Any) -> tuple[WarningKind, ...]:
        return warnings_of(found, seats(allotted), POLICY.model_copy(update=policy))

    def test_more_than_the_set_share_left(self) -> None:
        found = foreseen(weekly(*[5] * 10), seats(100))
        assert self.kinds(found, 150) == (WarningKind.UNSPENT,)
        assert self.kinds(found, 200) == ()
        assert self.kinds(found, 200, warn_unspent_share=24) == (WarningKind.UNSPENT,)

    def test_few_data_warn_only_when_even_the_favourable_end_says_so(self) -> None:
        none_came = foreseen(weekly(*[0] * 12), seats(100))
        assert self.kinds(none_came, 100) == (WarningKind.UNSPENT,)
        some_came = foreseen(weekly(1, 1, 2, 2), seats(20), days_left=60)
        assert some_came.left_seats is not None
        assert some_came.left_seats.low * 4 < 20 < some_came.left_seats.high * 4
        assert self.kinds(some_came, 20) == ()

    def test_out_before_the_set_day(self) -> None:
        found = foreseen(weekly(*[7] * 8), seats(28), days_left=300)
        assert self.kinds(found, 200) == (WarningKind.RUNS_OUT,)
        assert self.kinds(found, 200, warn_runs_out_before_days=28) == ()
        assert self.kinds(found, 200, warn_runs_out_before_days=29) == (WarningKind.RUNS_OUT,)

    def test_to_last_until_the_end_is_no_reason(self) -> None:
        assert self.kinds(foreseen(weekly(*[7] * 8), seats(28), days_left=28), 200) == ()

    def test_nothing_is_warned_of_what_is_not_known_or_not_there(self) -> None:
        assert self.kinds(foreseen(days(*[0] * 20), seats(100)), 100) == ()
        assert self.kinds(foreseen(weekly(*[7] * 8), Amounts()), 0) == ()

    def test_a_round_on_hold_does_not_run_out(self) -> None:
        assert self.kinds(foreseen(weekly(*[7] * 8), seats(28), days_left=300, suspended=True), 200) == ()
