"""A program manager proposes to move money from one pool to another; exactly that is held until DHCS decides."""

from datetime import datetime

from chalicelib.domain.actors import Actor, authorize
from chalicelib.domain.codes import Code
from chalicelib.domain.permissions import Operation
from chalicelib.domain.program import Program
from chalicelib.domain.reallocation import (
    Evidence,
    PoolFacts,
    Proposal,
    ProposalId,
    Terms,
    hold_entries,
    last_day,
    refuse_bad_terms,
    refuse_silence,
)
from chalicelib.domain.receipt import Receipt, Request
from chalicelib.domain.refusal import Refused
from chalicelib.domain.states import ProposalStatus
from chalicelib.domain.subject import Subject
from chalicelib.domain.tasks import Task, TaskKind
from chalicelib.gateways import clock
from chalicelib.gateways.identifiers import new_id
from chalicelib.services.deciding import requested
from chalicelib.services.forecast_pools import evidence_of
from chalicelib.services.relay_outbox import relay
from chalicelib.store import outbox, pools, programs, proposals, requests, runs, table, waiting


def propose_reallocation(actor: Actor, terms: Terms, request: Request) -> Receipt:
    """Hold what the terms take, with the evidence of this moment attached.

    Raises NOT-FOUND, INVALID with the field, INSUFFICIENT-FUNDS for more than is available in either unit.
    """
    authorize(actor, Operation.PROPOSE_REALLOCATION)
    return requested(lambda: _proposed(actor, terms, request), request)


def _proposed(actor: Actor, terms: Terms, request: Request) -> Receipt:
    now = clock.now()
    program = programs.program_at(now)
    refuse_bad_terms(terms, program)
    evidence = _evidence(terms, now)
    if not terms.held.fits_in(evidence.from_pool.balance.available):
        raise Refused(Code.INSUFFICIENT_FUNDS)
    refuse_silence(terms, evidence.from_pool)
    saved, writes = proposals.proposal_writes(
        None, _new(actor, terms, evidence, program, now), "propose_reallocation", actor, now
    )
    held = pools.posting_writes(
        pool_id=terms.from_pool,
        entries=hold_entries(terms),
        kind="propose_reallocation",
        subject=saved.id,
        actor=actor,
        now=now,
    )
    receipt = Receipt(status=saved.status.value, proposal_id=saved.id)
    started = outbox.pending(Task(kind=TaskKind.START, proposal_id=saved.id), now)
    run = runs.new_run_write(Subject(proposal_id=saved.id))
    kept = requests.receipt_write(request, receipt, now)
    table.transact([kept, *writes, *held, run, outbox.pending_write(started)])
    relay([started])
    return receipt


def _new(actor: Actor, terms: Terms, evidence: Evidence, program: Program, now: datetime) -> Proposal:
    return Proposal(
        id=ProposalId(new_id(now)),
        terms=terms,
        evidence=evidence,
        status=ProposalStatus.PROPOSED,
        proposed_by=actor.signed,
        proposed_by_email=actor.email_digest,
        proposed_at=now,
        lapses_on=last_day(now, program.policy.proposal_days),
    )


def _evidence(terms: Terms, now: datetime) -> Evidence:
    giver, taker = (
        PoolFacts(**dict(figures), applications=waiting.applications_of(figures.pool))
        for figures in evidence_of((terms.from_pool, terms.to_pool))
    )
    return Evidence(at=now, from_pool=giver, to_pool=taker)
