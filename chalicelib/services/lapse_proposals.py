"""The daily sweep gives back what a proposal held that nobody decided in time."""

from datetime import date

from chalicelib.domain.actors import SYSTEM
from chalicelib.domain.pacific import deadline_passed
from chalicelib.domain.reallocation import Outcome
from chalicelib.domain.states import ProposalStatus
from chalicelib.gateways import clock
from chalicelib.services.conclude_proposal import conclude
from chalicelib.services.deciding import until_settled
from chalicelib.services.one_by_one import one_by_one
from chalicelib.store import proposals


def lapse_proposals(today: date) -> list[Exception]:
    """Every proposal whose last day is before today; returns what went wrong. A second run changes nothing."""
    return one_by_one(list(proposals.due_before(today.isoformat())), str, lapse_proposal)


def lapse_proposal(proposal_id: str) -> None:
    """Unless it was decided meanwhile, or its last day is not over."""
    until_settled(lambda: _lapse(proposal_id))


def _lapse(proposal_id: str) -> None:
    proposal, now = proposals.load_proposal(proposal_id), clock.now()
    if proposal.status is not ProposalStatus.PROPOSED or not deadline_passed(proposal.lapses_on, now):
        return
    outcome = Outcome(by=SYSTEM.id, at=now, reason="")
    conclude(proposal, ProposalStatus.LAPSED, outcome, "lapse_proposal", SYSTEM, None)
