"""A program manager opens, suspends, reopens, extends, closes or closes out a round: an event with a reason."""

from dataclasses import dataclass
from datetime import date, datetime

from chalicelib.domain.actors import Actor, authorize
from chalicelib.domain.codes import Code
from chalicelib.domain.permissions import Operation
from chalicelib.domain.program import Program, Round
from chalicelib.domain.program_values import Text
from chalicelib.domain.receipt import Receipt, Request
from chalicelib.domain.refusal import Refused, invalid
from chalicelib.domain.rounds import (
    RoundChange,
    RoundState,
    Scheduled,
    changed,
    is_still_possible,
    round_status,
    schedule,
    unschedule,
)
from chalicelib.domain.tasks import TaskKind
from chalicelib.gateways import clock
from chalicelib.services.deciding import requested
from chalicelib.services.relay_outbox import relay
from chalicelib.services.round_in_force import round_in_force, what_follows
from chalicelib.store import outbox, programs, requests, rounds, table


@dataclass(frozen=True)
class RoundEvent:
    """What is to become of a round; without a time, now."""

    change: RoundChange
    reason: str
    until: date | None = None
    public_text: Text | None = None
    effective_at: datetime | None = None


def change_round(actor: Actor, benefit: str, event: RoundEvent, request: Request) -> Receipt:
    """Change the round from now on, or from a stated time on, to the second.

    Those it concerns are told by the sweeper once it is in force; its queues are served at once. Raises WRONG-STATE,
    also while another event is ahead; NOT-FOUND for an unknown benefit; INVALID for a missing reason, a bad `until`
    or `effective_at`.
    """
    authorize(actor, Operation.CHANGE_ROUND)
    if not event.reason.strip():
        raise invalid("reason")
    return requested(lambda: _changed(actor, benefit, event, request), request)


def look_at_event(actor: Actor, benefit: str, event: RoundEvent) -> None:
    """Raises what making this event now would be refused with; nothing is recorded."""
    authorize(actor, Operation.CHANGE_ROUND)
    if not event.reason.strip():
        raise invalid("reason")
    _, window = _window(benefit)
    state, now = round_in_force(benefit), clock.now()
    if event.effective_at is None:
        changed(window, state, event.change, now, event.until, event.public_text)
    else:
        schedule(window, state, _ahead(event, event.effective_at, actor), now)


def cancel_scheduled(actor: Actor, benefit: str, reason: str, request: Request) -> Receipt:
    """Take back the event that is ahead. Raises WRONG-STATE when none is, INVALID for a missing reason."""
    authorize(actor, Operation.CHANGE_ROUND)
    if not reason.strip():
        raise invalid("reason")
    return requested(lambda: _cancelled(actor, benefit, reason, request), request)


def _window(benefit: str) -> tuple[Program, Round]:
    program = programs.program_at(clock.now())
    if program.benefit(benefit) is None:
        raise Refused(Code.NOT_FOUND, field="benefit")
    return program, program.round(benefit)


def _changed(actor: Actor, benefit: str, event: RoundEvent, request: Request) -> Receipt:
    program, window = _window(benefit)
    before = round_in_force(benefit)
    if event.effective_at is not None:
        return _scheduled(actor, window, before, event, event.effective_at, request)
    now = clock.now()
    saved, writes = event_writes(window, before, event, actor, now)
    receipt = Receipt(status=round_status(window, saved, now).value)
    following = what_follows(program, before.benefit, event.change)
    writes += [requests.receipt_write(request, receipt, now), *map(outbox.pending_write, following)]
    table.transact(writes)
    relay(entry for entry in following if entry.task.kind is TaskKind.SERVE)
    return receipt


def event_writes(
    window: Round, before: RoundState, event: RoundEvent, actor: Actor, now: datetime
) -> tuple[RoundState, list[table.Write]]:
    """One event that is in force at once, whoever makes it. Raises WRONG-STATE, INVALID for a bad `until`."""
    after = changed(window, before, event.change, now, event.until, event.public_text)
    if not is_still_possible(window, after):
        after = after.model_copy(update={"scheduled": None})
    return rounds.round_writes(before, after, event.change.value, actor, now, event.reason)


def _ahead(event: RoundEvent, at: datetime, actor: Actor) -> Scheduled:
    return Scheduled(
        change=event.change,
        at=at,
        until=event.until,
        public_text=event.public_text,
        reason=event.reason,
        by=actor.signed,
    )


def _scheduled(
    actor: Actor, window: Round, before: RoundState, event: RoundEvent, at: datetime, request: Request
) -> Receipt:
    now = clock.now()
    ahead = _ahead(event, at, actor)
    after = schedule(window, before, ahead, now)
    action = f"schedule_{event.change.value}"
    _, writes = rounds.round_writes(before, after, action, actor, now, event.reason, scheduled=ahead)
    receipt = Receipt(status="scheduled")
    table.transact([*writes, requests.receipt_write(request, receipt, now)])
    return receipt


def _cancelled(actor: Actor, benefit: str, reason: str, request: Request) -> Receipt:
    _, window = _window(benefit)
    before = round_in_force(benefit)
    now = clock.now()
    after = unschedule(before)
    saved, writes = rounds.round_writes(
        before, after, "cancel_scheduled", actor, now, reason, scheduled=before.scheduled
    )
    receipt = Receipt(status=round_status(window, saved, now).value)
    table.transact([*writes, requests.receipt_write(request, receipt, now)])
    return receipt
