"""An approved reallocation reopens the rounds that it lists: the same event as a manager's, made by the system."""

from datetime import datetime

from chalicelib.domain.actors import SYSTEM
from chalicelib.domain.program import BenefitId
from chalicelib.domain.reallocation import Proposal, rounds_to_reopen
from chalicelib.domain.rounds import RoundChange, round_status
from chalicelib.domain.states import ProposalStatus, RoundStatus
from chalicelib.domain.tasks import Task, TaskKind
from chalicelib.gateways import clock
from chalicelib.services.change_round import RoundEvent, event_writes
from chalicelib.services.deciding import until_settled
from chalicelib.services.round_in_force import round_in_force
from chalicelib.store import outbox, programs, proposals, table


def reopen_rounds(proposal_id: str) -> None:
    """A round that is open or over stays as it is. A second run changes nothing."""
    for benefit in rounds_to_reopen(proposals.load_proposal(proposal_id)):
        until_settled(lambda benefit=benefit: _reopen(proposal_id, benefit))  # type: ignore[misc]


def _reopen(proposal_id: str, benefit: BenefitId) -> None:
    """The round's event and the proposal that remembers it, in one transaction; those who wait are told later."""
    proposal, now = proposals.load_proposal(proposal_id), clock.now()
    if proposal.status is not ProposalStatus.APPROVED or benefit not in rounds_to_reopen(proposal):
        return
    after = proposal.model_copy(update={"rounds_done": (*proposal.rounds_done, benefit)})
    event = _event(proposal, benefit, now)
    detail = {"benefit": str(benefit), "event": "reopen" if event else "none"}
    _, writes = proposals.proposal_writes(proposal, after, "reopen_round", SYSTEM, now, detail)
    table.transact([*writes, *event])


def _event(proposal: Proposal, benefit: BenefitId, now: datetime) -> list[table.Write]:
    window, before = programs.program_at(now).round(benefit), round_in_force(benefit)
    if round_status(window, before, now) is not RoundStatus.SUSPENDED:
        return []
    reason = f"Reallocation {proposal.id}: {proposal.terms.reason}"
    event = RoundEvent(RoundChange.REOPEN, reason, public_text=proposal.terms.public_text)
    _, writes = event_writes(window, before, event, SYSTEM, now)
    told = Task(kind=TaskKind.ANNOUNCE, benefit=benefit, change=RoundChange.REOPEN)
    return [*writes, outbox.pending_write(outbox.pending(told, now))]
