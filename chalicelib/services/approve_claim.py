"""A payment approver agrees that a claim is to be paid."""

from chalicelib.domain.actors import Actor, authorize, refuse_same_person
from chalicelib.domain.award_use import approve_claim as approved
from chalicelib.domain.codes import Code
from chalicelib.domain.permissions import Operation
from chalicelib.domain.receipt import Receipt, Request
from chalicelib.domain.refusal import Refused
from chalicelib.domain.states import ItemStatus
from chalicelib.services.award_decision import award_decision, award_of, refuse_after_liquidation
from chalicelib.services.deciding import decide
from chalicelib.services.may_decide import refuse_excluded
from chalicelib.store import folders
from chalicelib.store.commit import Decision


def approve_claim(actor: Actor, award_id: str, item: str, request: Request, certificate: str | None = None) -> Receipt:
    """Put it among the claims to be paid.

    `certificate`: the file that was shown beside the bill, empty for none; None: not said. Raises WRONG-STATE,
    SAME-PERSON for the applicant and for who has a tie to them, TAKEN-UP, DEADLINE-PASSED when the source of the money
    may pay no more, STALE when there is another file.
    """
    authorize(actor, Operation.APPROVE_CLAIM)
    return decide(lambda: _approval(actor, award_id, item, certificate), request)


def _approval(actor: Actor, award_id: str, item: str, certificate: str | None) -> Decision:
    folder = folders.load_folder_of_award(award_id)
    refuse_same_person(actor, folder.application.person_id, folder.application.applicant_email_digest)
    award = award_of(folder)
    claimed = award.item(item)
    if claimed.status is not ItemStatus.CLAIMED or claimed.claim_id is None:
        raise Refused(Code.WRONG_STATE)
    refuse_after_liquidation([award.pool])
    bill = folder.claim(claimed.claim_id)
    given_back = refuse_excluded(bill.subject, folder.application.person_id, actor)
    if certificate is not None and certificate != (bill.certificate or ""):
        raise Refused(Code.STALE, field="certificate")
    claim = bill.model_copy(update={"status": ItemStatus.APPROVED, "approved_by": actor.signed})
    detail = {"certificate": bill.certificate} if bill.certificate else {}
    return award_decision(
        folder, approved(award, item), action="approve_claim", actor=actor, claim=claim, detail=detail, also=given_back
    )
