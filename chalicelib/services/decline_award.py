"""A person does not want the award, or no longer: what is not begun goes back and serves the next in the queue."""

from chalicelib.domain.actors import Actor, authorize
from chalicelib.domain.award import end
from chalicelib.domain.codes import Code
from chalicelib.domain.notice import NoticeKind
from chalicelib.domain.permissions import Operation
from chalicelib.domain.receipt import Receipt, Request
from chalicelib.domain.refusal import Refused
from chalicelib.domain.states import AwardStatus
from chalicelib.services.accept_award import refuse_lapsed_offer
from chalicelib.services.award_decision import award_decision, award_of, refuse_after_use_by
from chalicelib.services.deciding import decide
from chalicelib.services.own import load_own_award
from chalicelib.store.commit import Decision


def decline_award(actor: Actor, award_id: str, request: Request) -> Receipt:
    """Close the application. Raises DEADLINE-PASSED, WRONG-STATE when there is nothing to decline."""
    authorize(actor, Operation.DECLINE_AWARD)
    return decide(lambda: _declining(actor, award_id), request)


def _declining(actor: Actor, award_id: str) -> Decision:
    folder = load_own_award(actor, award_id)
    award = award_of(folder)
    refuse_lapsed_offer(award)
    if award.status is AwardStatus.ACTIVE:
        refuse_after_use_by(award)
    if award.status is AwardStatus.PENDING_APPROVAL:
        # Nothing is offered yet; until then the application itself can be withdrawn.
        raise Refused(Code.WRONG_STATE)
    return award_decision(
        folder,
        end(award, AwardStatus.DECLINED),
        action="decline_award",
        actor=actor,
        notice=NoticeKind.DECLINED,
    )
