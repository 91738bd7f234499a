"""A program manager suspends, reopens, extends, closes or closes out a round: an event with a reason, never an edit."""

from dataclasses import dataclass
from datetime import date, datetime

from chalicelib.domain.actors import Actor, Operation, authorize
from chalicelib.domain.codes import Code
from chalicelib.domain.program import Program, Text
from chalicelib.domain.receipt import Receipt, Request
from chalicelib.domain.refusal import Refused, invalid
from chalicelib.domain.rounds import RoundChange, RoundState, changed, round_status
from chalicelib.domain.tasks import Task, TaskKind
from chalicelib.gateways import clock
from chalicelib.services.deciding import requested
from chalicelib.services.relay_outbox import relay
from chalicelib.store import outbox, programs, requests, rounds, table


def change_round(
    actor: Actor,
    benefit: str,
    change: RoundChange,
    reason: str,
    request: Request,
    *,
    until: date | None = None,
    public_text: Text | None = None,
) -> Receipt:
    """Change the round from now on; those it concerns are told by the sweeper, its queues are served at once.

    Raises WRONG-STATE, NOT-FOUND for an unknown benefit, INVALID for a missing reason or a bad `until`.
    """
    authorize(actor, Operation.CHANGE_ROUND)
    if not reason.strip():
        raise invalid("reason")
    return requested(lambda: _changed(actor, benefit, change, reason, until, public_text, request), request)


def _changed(
    actor: Actor,
    benefit: str,
    change: RoundChange,
    reason: str,
    until: date | None,
    text: Text | None,
    request: Request,
) -> Receipt:
    now = clock.now()
    program = programs.program_at(now)
    if program.benefit(benefit) is None:
        raise Refused(Code.NOT_FOUND, field="benefit")
    before = rounds.load_round(benefit)
    event = round_event(program, before, change, actor, now, reason=reason, until=until, public_text=text)
    receipt = Receipt(status=round_status(program.round(benefit), event.after, now).value)
    served = [
        outbox.pending(Task(kind=TaskKind.SERVE, pool=pool), now)
        for pool in program.pool_ids()
        if pool.startswith(f"{benefit}/") and change is RoundChange.REOPEN
    ]
    writes = [*event.writes, requests.receipt_write(request, receipt, now)]
    table.transact([*writes, *[outbox.pending_write(task) for task in (event.announced, *served)]])
    relay(served)
    return receipt


@dataclass(frozen=True)
class RoundEvent:
    """A change of a round as it is to be stored, and the telling of it."""

    after: RoundState
    writes: list[table.Write]
    announced: outbox.Pending


def round_event(
    program: Program,
    before: RoundState,
    change: RoundChange,
    actor: Actor,
    now: datetime,
    *,
    reason: str,
    until: date | None = None,
    public_text: Text | None = None,
) -> RoundEvent:
    """One event of a round, whoever makes it. Raises WRONG-STATE, INVALID for a bad `until`."""
    after = changed(program.round(before.benefit), before, change, now, until, public_text)
    saved, writes = rounds.round_writes(before, after, change.value, actor, now, reason)
    task = Task(kind=TaskKind.ANNOUNCE, benefit=before.benefit, change=change)
    return RoundEvent(saved, writes, outbox.pending(task, now))
