"""A person takes their application back, before an offer is accepted."""

from chalicelib.domain.actors import Actor, authorize
from chalicelib.domain.award import end
from chalicelib.domain.codes import Code
from chalicelib.domain.notice import NoticeKind
from chalicelib.domain.permissions import Operation
from chalicelib.domain.receipt import Receipt, Request
from chalicelib.domain.refusal import Refused
from chalicelib.domain.states import ApplicationStatus, AwardStatus
from chalicelib.gateways import clock
from chalicelib.services.accept_award import refuse_lapsed_offer
from chalicelib.services.deciding import decide
from chalicelib.services.own import load_own_folder
from chalicelib.services.revise_application import refuse_lapsed_revision
from chalicelib.store import people
from chalicelib.store.commit import Decision

_NOT_ACCEPTED = frozenset({AwardStatus.PENDING_APPROVAL, AwardStatus.OFFERED})


def withdraw_application(actor: Actor, application_id: str, request: Request) -> Receipt:
    """End it; what was reserved for it goes back to the pool. Raises WRONG-STATE after acceptance, DEADLINE-PASSED."""
    authorize(actor, Operation.WITHDRAW_APPLICATION)
    return decide(lambda: _withdrawal(actor, application_id), request)


def _withdrawal(actor: Actor, application_id: str) -> Decision:
    folder = load_own_folder(actor, application_id)
    refuse_lapsed_revision(folder.application)
    if folder.award is not None:
        refuse_lapsed_offer(folder.award)
    if folder.award is not None and folder.award.status not in _NOT_ACCEPTED:
        raise Refused(Code.WRONG_STATE)
    award = end(folder.award, AwardStatus.DECLINED) if folder.award else None
    application = folder.application.to(ApplicationStatus.WITHDRAWN, revise_by=None)
    return Decision(
        before=folder,
        after=folder.model_copy(update={"application": application, "award": award}),
        action="withdraw",
        actor=actor,
        now=clock.now(),
        language=people.load_person(actor.id).contact.language,
        notices=((NoticeKind.WITHDRAWN, {}),),
        receipt=Receipt(status=application.status.value, application_id=application.id),
    )
