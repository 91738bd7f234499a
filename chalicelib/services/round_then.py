"""Where a round was at an earlier moment, told by its events: what came on paper then is filed by it."""

from datetime import datetime
from functools import reduce

from chalicelib.domain.pace import RoundEvent
from chalicelib.domain.program import BenefitId, Round
from chalicelib.domain.refusal import invalid
from chalicelib.domain.rounds import RoundChange, RoundState, refuse_if_over, refuse_unless_open, round_status
from chalicelib.domain.states import RoundStatus
from chalicelib.gateways import clock
from chalicelib.services.round_in_force import round_in_force
from chalicelib.store import programs, rounds


def refuse_unless_open_then(benefit: str, moment: datetime) -> None:
    """Raises ROUND-SUSPENDED or ROUND-CLOSED unless applications were taken at that moment; ROUND-CLOSED also for a
    round that was closed out since."""
    # A scheduled event is recorded at the first look after its time: look, so that the past is complete.
    state = round_in_force(benefit)
    window, then = round_then(benefit, moment)
    refuse_unless_open(window, then, moment)
    refuse_if_over(programs.program_at(clock.now()).round(benefit), state, clock.now())


def refuse_before_opening(benefit: str, moment: datetime) -> None:
    """Raises INVALID(received_at) for a moment at which the round had not opened yet."""
    window, then = round_then(benefit, moment)
    if round_status(window, then, moment) is RoundStatus.DRAFT:
        raise invalid("received_at")


def round_then(benefit: str, moment: datetime) -> tuple[Round, RoundState]:
    """The round's window and state at a past moment, to the second. Raises INVALID where there was no such benefit."""
    try:
        program = programs.program_at(moment)
    except LookupError as error:
        raise invalid("received_at") from error
    if program.benefit(benefit) is None:
        raise invalid("received_at")
    past = rounds.round_past(benefit, moment)
    return program.round(benefit), reduce(_after, past, RoundState(benefit=BenefitId(benefit)))


def _after(state: RoundState, event: RoundEvent) -> RoundState:
    changes: dict[str, object] = {"closes": event.closes}
    if event.change in (RoundChange.SUSPEND, RoundChange.REOPEN):
        changes["suspended_at"] = event.at if event.change is RoundChange.SUSPEND else None
    if event.change in (RoundChange.CLOSE, RoundChange.CLOSE_OUT):
        ended = "closed_at" if event.change is RoundChange.CLOSE else "closed_out_at"
        changes |= {ended: event.at, "suspended_at": None}
    return state.model_copy(update=changes)
