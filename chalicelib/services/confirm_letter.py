"""A second manager has read DHCS's letter and confirms what was recorded of it: that decides the proposal."""

from chalicelib.domain.actors import Actor, authorize, refuse_same_person
from chalicelib.domain.codes import Code
from chalicelib.domain.permissions import Operation
from chalicelib.domain.reallocation import STATUS_OF, Outcome, recorders_of, refuse_over, refuse_proposer
from chalicelib.domain.receipt import Receipt, Request
from chalicelib.domain.refusal import Refused
from chalicelib.gateways import clock
from chalicelib.services.conclude_proposal import conclude
from chalicelib.services.decide_reallocation import ACTION_OF
from chalicelib.services.deciding import requested
from chalicelib.services.may_decide import refuse_taken
from chalicelib.store import proposals


def confirm_letter(actor: Actor, proposal_id: str, digest: str, request: Request) -> Receipt:
    """The same as a decision, with the letter behind it.

    Raises NOT-FOUND, SAME-PERSON for the proposer and for whoever recorded the letter, DEADLINE-PASSED, WRONG-STATE
    without a letter, TAKEN-UP while a DHCS officer works on the proposal, STALE when another letter than this one (by
    its SHA-256) is recorded by now.
    """
    authorize(actor, Operation.CONFIRM_LETTER)
    return requested(lambda: _confirmed(actor, proposal_id, digest, request), request)


def _confirmed(actor: Actor, proposal_id: str, digest: str, request: Request) -> Receipt:
    proposal, now = proposals.load_proposal(proposal_id), clock.now()
    letter = proposal.letter
    refuse_proposer(actor, proposal)
    refuse_same_person(actor, *recorders_of(proposal))
    refuse_over(proposal, now)
    if letter is None:
        raise Refused(Code.WRONG_STATE)
    if letter.digest != digest:
        raise Refused(Code.STALE)
    given_back = refuse_taken(proposal.id, actor)
    outcome = Outcome(by=actor.signed, at=now, reason=letter.reason, reference=letter.reference)
    return conclude(proposal, STATUS_OF[letter.verdict], outcome, ACTION_OF[letter.verdict], actor, request, given_back)
