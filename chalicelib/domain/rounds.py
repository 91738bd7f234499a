"""Rounds: a dated window for one benefit, and the events that change it; each is announced, none is an edit.

draft → open ⇄ suspended → closed → closed_out (SCENARIOS.md, Statuses and Defaults).
"""

from datetime import date, datetime, timedelta
from enum import StrEnum

from chalicelib.domain.chain import ChainHead
from chalicelib.domain.codes import Code
from chalicelib.domain.pacific import deadline_passed, pacific_date
from chalicelib.domain.part import Part
from chalicelib.domain.program import BenefitId, Round, Text
from chalicelib.domain.refusal import Refused, invalid
from chalicelib.domain.states import ROUND_MOVES, RoundStatus, move


class RoundChange(StrEnum):
    SUSPEND = "suspend"
    REOPEN = "reopen"
    CLOSE = "close"
    EXTEND = "extend"
    CLOSE_OUT = "close_out"


class RoundState(Part):
    """What events have made of a round; without any, its dates alone say where it is."""

    benefit: BenefitId
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
    chain: ChainHead = ChainHead()

    @property
    def version(self) -> int:
        return self.chain.seq


def round_status(window: Round, state: RoundState, now: datetime) -> RoundStatus:
    if state.closed_out_at is not None:
        return RoundStatus.CLOSED_OUT
    if state.closed_at is not None:
        return RoundStatus.CLOSED
    if state.suspended_at is not None:
        return RoundStatus.SUSPENDED
    if window.opens is not None and pacific_date(now) < window.opens:
        return RoundStatus.DRAFT
    return RoundStatus.CLOSED if deadline_passed(state.closes or window.closes, now) else RoundStatus.OPEN


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


def changed(
    window: Round, state: RoundState, change: RoundChange, now: datetime, until: date | None, text: Text | None
) -> RoundState:
    """The round after an event. Raises WRONG-STATE where the table of moves has none, INVALID for a bad `until`."""
    status = round_status(window, state, now)
    if until is not None and until < pacific_date(now):
        raise invalid("until")
    state = state.model_copy(update={"changed_at": now})
    if change is RoundChange.EXTEND:
        return _extended(state, status, until, text)
    target = {
        RoundChange.SUSPEND: RoundStatus.SUSPENDED,
        RoundChange.REOPEN: RoundStatus.OPEN,
        RoundChange.CLOSE: RoundStatus.CLOSED,
        RoundChange.CLOSE_OUT: RoundStatus.CLOSED_OUT,
    }[change]
    move(ROUND_MOVES, status, target)
    if change is RoundChange.SUSPEND:
        return state.model_copy(update={"suspended_at": now, "public_text": text})
    if change is RoundChange.REOPEN:
        return _reopened(state, status, now, until, text)
    ended = "closed_at" if change is RoundChange.CLOSE else "closed_out_at"
    return state.model_copy(update={ended: now, "suspended_at": None, "public_text": text})


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
    """True for a revision's last day that lies in the present suspension: it moves when the round reopens."""
    if not is_suspended(state) or state.suspended_at is None or last_day is None:
        return False
    return last_day >= pacific_date(state.suspended_at)


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
