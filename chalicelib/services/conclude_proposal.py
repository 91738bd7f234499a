"""How every proposal ends: what it held moves on or goes back, in the one transaction that says so."""

from datetime import datetime

from chalicelib.domain.actors import Actor
from chalicelib.domain.program import Program
from chalicelib.domain.reallocation import (
    Outcome,
    Proposal,
    giving_entries,
    receiving_entries,
    release_entries,
)
from chalicelib.domain.receipt import Receipt, Request
from chalicelib.domain.states import ProposalStatus
from chalicelib.domain.tasks import Task, TaskKind
from chalicelib.gateways import clock
from chalicelib.services.relay_outbox import relay
from chalicelib.store import carry_overs, outbox, pools, programs, proposals, requests, table


def conclude(
    proposal: Proposal,
    status: ProposalStatus,
    outcome: Outcome,
    action: str,
    actor: Actor,
    request: Request | None,
    also: tuple[table.Write, ...] = (),
) -> Receipt:
    """Approved: the money is the other pool's from here on. Anything else: it is available again where it was.

    Raises WRONG-STATE when the proposal has ended, Conflict when it or a pool changed since it was read.
    """
    now = clock.now()
    after = proposal.ended(status, outcome)
    detail = {"reason": outcome.reason, "reference": outcome.reference or ""}
    saved, writes = proposals.proposal_writes(proposal, after, action, actor, now, detail)
    receipt = Receipt(status=saved.status.value, proposal_id=saved.id)
    at_once = [outbox.pending(task, now) for task in _tasks(saved)]
    later = [outbox.pending(task, now) for task in _tasks_of_the_sweeper(saved)]
    writes += also
    writes += _money(saved, programs.program_at(now), action, actor, now)
    writes += [carry_overs.queue_left_write(saved.terms.from_pool, now)] if _leaves_queue(saved) else []
    writes += [requests.receipt_write(request, receipt, now)] if request else []
    table.transact([*writes, *[outbox.pending_write(task) for task in (*at_once, *later)]])
    relay(at_once)
    return receipt


def _money(proposal: Proposal, program: Program, action: str, actor: Actor, now: datetime) -> list[table.Write]:
    terms = proposal.terms
    moves = [(terms.from_pool, release_entries(terms))]
    if proposal.status is ProposalStatus.APPROVED:
        giving = giving_entries(terms, program.source_of(terms.from_pool))
        receiving = receiving_entries(terms, program.source_of(terms.to_pool))
        moves = [(terms.from_pool, giving), (terms.to_pool, receiving)]
    return [
        write
        for pool_id, entries in moves
        for write in pools.posting_writes(
            pool_id=pool_id,
            entries=entries,
            kind=action,
            subject=proposal.id,
            actor=actor,
            now=now,
            reference=proposal.outcome.reference if proposal.outcome else None,
        )
    ]


def _tasks(proposal: Proposal) -> list[Task]:
    # Queues first: whoever can be served at once is not told that they still wait.
    approved = proposal.status is ProposalStatus.APPROVED
    gains = proposal.terms.to_pool if approved else proposal.terms.from_pool
    return [Task(kind=TaskKind.SERVE, pool=gains), Task(kind=TaskKind.SIGNAL, proposal_id=proposal.id)]


def _tasks_of_the_sweeper(proposal: Proposal) -> list[Task]:
    return [Task(kind=TaskKind.STILL_WAITING, proposal_id=proposal.id)] if _leaves_queue(proposal) else []


def _leaves_queue(proposal: Proposal) -> bool:
    return proposal.status is ProposalStatus.APPROVED and proposal.terms.leaves_queue
