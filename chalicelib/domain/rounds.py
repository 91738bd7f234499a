"""Rounds: a dated window for one benefit, and the events that change it; each is announced, none is an edit.

draft → open ⇄ suspended → closed → closed_out (SCENARIOS.md, Statuses and Defaults).
"""

from datetime import date, datetime, timedelta
from enum import StrEnum

from chalicelib.domain.chain import ChainHead
from chalicelib.domain.codes import Code
from chalicelib.domain.pacific import deadline_passed, pacific_date
from chalicelib.domain.part import Part
from chalicelib.domain.program import BenefitId, Round
from chalicelib.domain.program_values import Text
from chalicelib.domain.refusal import Refused, invalid
from chalicelib.domain.states import ROUND_MOVES, RoundStatus, move


class RoundChange(StrEnum):
    OPEN = "open"
    """Before the day that the program says; on that day a round opens by itself."""
    SUSPEND = "suspend"
    REOPEN = "reopen"
    CLOSE = "close"
    EXTEND = "extend"
    CLOSE_OUT = "close_out"


class Scheduled(Part):
    """An event of a round that comes into force at a stated time."""

    change: RoundChange
    at: datetime
    until: date | None = None
    public_text: Text | None = None
    reason: str
    by: str
    """The id of whoever decided it."""


class RoundState(Part):
    """What events have made of a round; without any, its dates alone say where it is."""

    benefit: BenefitId
    opened_at: datetime | None = None
    """When an event opened it, before its window's first day."""
    suspended_at: datetime | None = None
    last_suspension: tuple[date, date] | None = None
    """First and last Pacific day of the latest suspension that is over."""
    closed_at: datetime | None = None
    closed_out_at: datetime | None = None
    changed_at: datetime | None = None
    """When the latest event came into force."""
    closes: date | None = None
    """The last day after an extension; before one, the program's."""
    public_text: Text | None = None
    scheduled: Scheduled | None = None
    """At most one event is ahead."""
    chain: ChainHead = ChainHead()

    @property
    def version(self) -> int:
        return self.chain.seq


def round_status(window: Round, state: RoundState, now: datetime) -> RoundStatus:
    """Where the round is at this moment, to the second: also where no job has recorded yet what came into force."""
    state = in_force(window, state, now)
    if state.closed_out_at is not None:
        return RoundStatus.CLOSED_OUT
    if state.closed_at is not None:
        return RoundStatus.CLOSED
    if state.suspended_at is not None:
        return RoundStatus.SUSPENDED
    if window.opens is not None and state.opened_at is None and pacific_date(now) < window.opens:
        return RoundStatus.DRAFT
    return RoundStatus.CLOSED if deadline_passed(state.closes or window.closes, now) else RoundStatus.OPEN


def in_force(window: Round, state: RoundState, now: datetime) -> RoundState:
    """The round with its scheduled event, once its time has come; one that is no longer possible then is dropped."""
    state = _next_round(window, state)
    ahead = state.scheduled
    if ahead is None or ahead.at > now:
        return state
    without = state.model_copy(update={"scheduled": None})
    try:
        return changed(window, without, ahead.change, ahead.at, ahead.until, ahead.public_text)
    except Refused:
        return without


def _next_round(window: Round, state: RoundState) -> RoundState:
    """A round that was closed out is over: a later version's window that opens after that day is the next round."""
    if state.closed_out_at is None or window.opens is None or window.opens <= pacific_date(state.closed_out_at):
        return state
    return RoundState(benefit=state.benefit, scheduled=state.scheduled, chain=state.chain)


def is_still_possible(window: Round, state: RoundState) -> bool:
    """False when the event ahead can no longer come into force; true also when none is ahead."""
    ahead = state.scheduled
    if ahead is None:
        return True
    return in_force(window, state, ahead.at).changed_at == ahead.at


def schedule(window: Round, state: RoundState, ahead: Scheduled, now: datetime) -> RoundState:
    """The round with an event ahead. Raises WRONG-STATE when there is one already or it will not be possible then,
    INVALID for a time that is past or more than a year ahead, or a bad `until`."""
    if not now < ahead.at <= now + _FARTHEST:
        raise invalid("effective_at")
    if state.scheduled is not None:
        raise Refused(Code.WRONG_STATE, field="effective_at")
    changed(window, state, ahead.change, ahead.at, ahead.until, ahead.public_text)
    return state.model_copy(update={"scheduled": ahead})


def unschedule(state: RoundState) -> RoundState:
    """Raises WRONG-STATE when no event is ahead."""
    if state.scheduled is None:
        raise Refused(Code.WRONG_STATE)
    return state.model_copy(update={"scheduled": None})


_FARTHEST = timedelta(days=366)
_REFUSALS = {
    RoundStatus.DRAFT: Code.ROUND_CLOSED,
    RoundStatus.SUSPENDED: Code.ROUND_SUSPENDED,
    RoundStatus.CLOSED: Code.ROUND_CLOSED,
    RoundStatus.CLOSED_OUT: Code.ROUND_CLOSED,
}


def refuse_unless_open(window: Round, state: RoundState, now: datetime) -> None:
    """Raises ROUND-CLOSED or ROUND-SUSPENDED when applications are not taken."""
    refusal = _REFUSALS.get(round_status(window, state, now))
    if refusal is not None:
        raise Refused(refusal, field="benefit")


def refuse_if_over(window: Round, state: RoundState, now: datetime) -> None:
    """Raises ROUND-CLOSED for a round that is closed out: nobody is served from it any more."""
    if round_status(window, state, now) is RoundStatus.CLOSED_OUT:
        raise Refused(Code.ROUND_CLOSED, field="benefit")


def changed(
    window: Round, state: RoundState, change: RoundChange, now: datetime, until: date | None, text: Text | None
) -> RoundState:
    """The round after an event. Raises WRONG-STATE where the table of moves has none, INVALID for a bad `until`."""
    state = _next_round(window, state)
    status = round_status(window, state, now)
    if until is not None and until < pacific_date(now):
        raise invalid("until")
    state = state.model_copy(update={"changed_at": now})
    if change is RoundChange.EXTEND:
        return _extended(state, status, until, text)
    target = {
        RoundChange.OPEN: RoundStatus.OPEN,
        RoundChange.SUSPEND: RoundStatus.SUSPENDED,
        RoundChange.REOPEN: RoundStatus.OPEN,
        RoundChange.CLOSE: RoundStatus.CLOSED,
        RoundChange.CLOSE_OUT: RoundStatus.CLOSED_OUT,
    }[change]
    move(ROUND_MOVES, status, target)
    if change is RoundChange.SUSPEND:
        return state.model_copy(update={"suspended_at": now, "public_text": text})
    if change is RoundChange.OPEN:
        return _opened(state, status, now, text)
    if change is RoundChange.REOPEN:
        return _reopened(state, status, now, until, text)
    ended = "closed_at" if change is RoundChange.CLOSE else "closed_out_at"
    return state.model_copy(update={ended: now, "suspended_at": None, "public_text": text})


def _opened(state: RoundState, status: RoundStatus, now: datetime, text: Text | None) -> RoundState:
    if status is not RoundStatus.DRAFT:
        raise Refused(Code.WRONG_STATE)
    return state.model_copy(update={"opened_at": now, "public_text": text})


def _extended(state: RoundState, status: RoundStatus, until: date | None, text: Text | None) -> RoundState:
    if status not in (RoundStatus.DRAFT, RoundStatus.OPEN, RoundStatus.SUSPENDED):
        raise Refused(Code.WRONG_STATE)
    if until is None:
        raise invalid("until")
    return state.model_copy(update={"closes": until, "public_text": text})


def _reopened(
    state: RoundState, status: RoundStatus, now: datetime, until: date | None, text: Text | None
) -> RoundState:
    if status is not RoundStatus.SUSPENDED or state.suspended_at is None:
        raise Refused(Code.WRONG_STATE)
    over = (pacific_date(state.suspended_at), pacific_date(now))
    return state.model_copy(
        update={
            "suspended_at": None,
            "last_suspension": over,
            "closes": until or state.closes,
            "public_text": text,
        }
    )


def is_suspended(state: RoundState) -> bool:
    return state.suspended_at is not None and state.closed_at is None


def deadline_on_hold(last_day: date | None, state: RoundState) -> bool:
    """True for a revision's last day that lies in a suspension: it moves when the round reopens.

    So too in the minutes after a reopening in which it has not been moved yet: nothing is closed meanwhile.
    """
    if last_day is None:
        return False
    if state.last_suspension is not None and state.last_suspension[0] <= last_day < state.last_suspension[1]:
        return True
    return is_suspended(state) and state.suspended_at is not None and last_day >= pacific_date(state.suspended_at)


def moved_deadline(last_day: date, state: RoundState, days: int, holidays: frozenset[date]) -> date:
    """A revision's last day that lay in the suspension just over: so many business days after the reopening."""
    if state.last_suspension is None or not state.last_suspension[0] <= last_day <= state.last_suspension[1]:
        return last_day
    return max(last_day, business_days_after(state.last_suspension[1], days, holidays))


def business_days_after(start: date, days: int, holidays: frozenset[date]) -> date:
    """The n-th day after `start` that is neither a weekend nor a holiday (DOMAIN.md 7.9, Clock)."""
    day = start
    while days > 0:
        day += timedelta(days=1)
        if day.weekday() < 5 and day not in holidays:
            days -= 1
    return day
