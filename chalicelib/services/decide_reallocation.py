"""DHCS decides on a proposal to move money; the proposer never does."""

from chalicelib.domain.actors import Actor, authorize
from chalicelib.domain.permissions import Operation
from chalicelib.domain.reallocation import STATUS_OF, Outcome, Verdict, refuse_over, refuse_proposer
from chalicelib.domain.receipt import Receipt, Request
from chalicelib.domain.refusal import invalid
from chalicelib.gateways import clock
from chalicelib.services.conclude_proposal import conclude
from chalicelib.services.deciding import requested
from chalicelib.services.may_decide import refuse_taken
from chalicelib.store import proposals

ACTION_OF = {Verdict.APPROVE: "approve_reallocation", Verdict.REJECT: "reject_reallocation"}


def decide_reallocation(actor: Actor, proposal_id: str, verdict: Verdict, reason: str, request: Request) -> Receipt:
    """Raises NOT-FOUND, SAME-PERSON, DEADLINE-PASSED, WRONG-STATE, TAKEN-UP, INVALID without a reason."""
    authorize(actor, Operation.DECIDE_REALLOCATION)
    if not reason.strip():
        raise invalid("reason")
    return requested(lambda: _decided(actor, proposal_id, verdict, reason, request), request)


def _decided(actor: Actor, proposal_id: str, verdict: Verdict, reason: str, request: Request) -> Receipt:
    proposal, now = proposals.load_proposal(proposal_id), clock.now()
    refuse_proposer(actor, proposal)
    refuse_over(proposal, now)
    given_back = refuse_taken(proposal.id, actor)
    outcome = Outcome(by=actor.signed, at=now, reason=reason)
    return conclude(proposal, STATUS_OF[verdict], outcome, ACTION_OF[verdict], actor, request, given_back)
