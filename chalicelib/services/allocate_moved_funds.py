"""Whoever waits for what a proposal has moved, or given back, is served; then the proposal's work is done."""

from chalicelib.domain.actors import SYSTEM
from chalicelib.domain.program import PoolId
from chalicelib.domain.reallocation import pools_to_serve
from chalicelib.domain.states import ProposalStatus
from chalicelib.domain.subject import Subject
from chalicelib.domain.tasks import Task, TaskKind
from chalicelib.gateways import clock
from chalicelib.services.deciding import until_settled
from chalicelib.services.raise_warnings import raise_warnings
from chalicelib.services.relay_outbox import relay
from chalicelib.store import outbox, programs, proposals, runs, table

_TASKS = 100
"""So many follow within the step, which has 30 seconds; what is left is the sweeper's."""


def allocate_moved_funds(proposal_id: str) -> None:
    """A second run finds nothing to do."""
    proposal = proposals.load_proposal(proposal_id)
    if proposal.status is ProposalStatus.PROPOSED or proposal.queues_served:
        return
    for pool_id in pools_to_serve(proposal, programs.program_at(clock.now())):
        _serve(pool_id)
    raise_warnings((proposal.terms.from_pool, proposal.terms.to_pool))
    until_settled(lambda: _remember(proposal_id))


def _serve(pool_id: PoolId) -> None:
    served = outbox.pending(Task(kind=TaskKind.SERVE, pool=pool_id), clock.now())
    outbox.remember(served)
    relay([served], _TASKS)


def _remember(proposal_id: str) -> None:
    proposal = proposals.load_proposal(proposal_id)
    if proposal.queues_served:
        return
    after = proposal.model_copy(update={"queues_served": True})
    _, writes = proposals.proposal_writes(proposal, after, "serve_queues", SYSTEM, clock.now())
    table.transact([*writes, runs.end_run_write(Subject(proposal_id=proposal_id))])
