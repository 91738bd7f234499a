"""A program manager takes a proposal back before DHCS has decided on it."""

from chalicelib.domain.actors import Actor, authorize
from chalicelib.domain.permissions import Operation
from chalicelib.domain.reallocation import Outcome, refuse_over
from chalicelib.domain.receipt import Receipt, Request
from chalicelib.domain.states import ProposalStatus
from chalicelib.gateways import clock
from chalicelib.services.conclude_proposal import conclude
from chalicelib.services.deciding import requested
from chalicelib.store import proposals


def withdraw_proposal(actor: Actor, proposal_id: str, request: Request) -> Receipt:
    """Any manager may. Raises NOT-FOUND, DEADLINE-PASSED, WRONG-STATE."""
    authorize(actor, Operation.WITHDRAW_PROPOSAL)
    return requested(lambda: _withdrawn(actor, proposal_id, request), request)


def _withdrawn(actor: Actor, proposal_id: str, request: Request) -> Receipt:
    proposal, now = proposals.load_proposal(proposal_id), clock.now()
    refuse_over(proposal, now)
    outcome = Outcome(by=actor.signed, at=now, reason="")
    return conclude(proposal, ProposalStatus.WITHDRAWN, outcome, "withdraw_proposal", actor, request)
