"""An approved award is taken back, for a reason. What was begun in good faith stays until it is decided."""

from chalicelib.domain.actors import Actor, authorize, refuse_same_person
from chalicelib.domain.award import end
from chalicelib.domain.codes import Code, in_listing_order
from chalicelib.domain.notice import NoticeKind
from chalicelib.domain.permissions import Operation
from chalicelib.domain.receipt import Receipt, Request
from chalicelib.domain.refusal import Refused, invalid
from chalicelib.domain.states import AwardStatus
from chalicelib.services.award_decision import award_decision, award_of
from chalicelib.services.deciding import decide
from chalicelib.services.may_decide import refuse_excluded
from chalicelib.services.staleness import refuse_stale
from chalicelib.store import folders
from chalicelib.store.commit import Decision


def revoke_award(
    actor: Actor, award_id: str, reasons: tuple[Code, ...], request: Request, version: int | None = None
) -> Receipt:
    """Close the application. Raises WRONG-STATE, SAME-PERSON for the applicant, STALE, INVALID without reasons."""
    authorize(actor, Operation.REVOKE_AWARD)
    if not reasons:
        raise invalid("reasons")
    return decide(lambda: _revocation(actor, award_id, in_listing_order(list(reasons)), version), request)


def _revocation(actor: Actor, award_id: str, reasons: tuple[Code, ...], version: int | None) -> Decision:
    folder = folders.load_folder_of_award(award_id)
    refuse_same_person(actor, folder.application.person_id, folder.application.applicant_email_digest)
    award = award_of(folder)
    if award.status is AwardStatus.PENDING_APPROVAL:
        # Nothing was promised yet: that is a refusal, and a refusal denies the application.
        raise Refused(Code.WRONG_STATE)
    given_back = refuse_excluded(folder.application.id, folder.application.person_id, actor)
    refuse_stale(folder, version)
    return award_decision(
        folder,
        end(award, AwardStatus.REVOKED),
        action="revoke_award",
        actor=actor,
        reasons=reasons,
        notice=NoticeKind.REVOKED,
        facts={"reasons": " ".join(reasons)},
        also=given_back,
    )
