"""An award approver says no to an award that the allocator reserved."""

from chalicelib.domain.actors import Actor, authorize
from chalicelib.domain.award import end
from chalicelib.domain.codes import Code, in_listing_order
from chalicelib.domain.notice import NoticeKind
from chalicelib.domain.permissions import Operation
from chalicelib.domain.receipt import Receipt, Request
from chalicelib.domain.refusal import invalid
from chalicelib.domain.states import ApplicationStatus, AwardStatus
from chalicelib.services.approve_award import refuse_decider_of
from chalicelib.services.award_decision import award_decision, pending_award_of
from chalicelib.services.deciding import decide
from chalicelib.services.may_decide import refuse_excluded
from chalicelib.services.staleness import refuse_stale
from chalicelib.store import folders
from chalicelib.store.commit import Decision


def refuse_award(
    actor: Actor, application_id: str, reasons: tuple[Code, ...], request: Request, version: int | None = None
) -> Receipt:
    """Deny the application; what was reserved goes back and serves the queue.

    Raises WRONG-STATE, SAME-PERSON, TAKEN-UP, STALE, INVALID without reasons.
    """
    authorize(actor, Operation.REFUSE_AWARD)
    if not reasons:
        raise invalid("reasons")
    return decide(lambda: _refusal(actor, application_id, in_listing_order(list(reasons)), version), request)


def _refusal(actor: Actor, application_id: str, reasons: tuple[Code, ...], version: int | None) -> Decision:
    folder = folders.load_folder(application_id)
    refuse_decider_of(folder, actor)
    award = pending_award_of(folder)
    given_back = refuse_excluded(folder.application.id, folder.application.person_id, actor)
    refuse_stale(folder, version)
    return award_decision(
        folder,
        end(award, AwardStatus.REVOKED),
        action="refuse_award",
        actor=actor,
        application=folder.application.to(ApplicationStatus.DENIED, reasons=reasons),
        reasons=reasons,
        notice=NoticeKind.DENIED,
        facts={"reasons": " ".join(reasons)},
        also=given_back,
    )
