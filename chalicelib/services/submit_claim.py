"""A training provider invoices a finished training."""

from chalicelib.domain.actors import Actor, authorize
from chalicelib.domain.award import ClaimId
from chalicelib.domain.award_use import claim
from chalicelib.domain.codes import Code
from chalicelib.domain.folder import Claim
from chalicelib.domain.notice import NoticeKind
from chalicelib.domain.permissions import Operation
from chalicelib.domain.program import ItemId
from chalicelib.domain.receipt import Receipt, Request
from chalicelib.domain.refusal import Refused
from chalicelib.domain.states import ItemStatus
from chalicelib.gateways import clock
from chalicelib.gateways.identifiers import new_id
from chalicelib.services.award_decision import award_decision, award_of, refuse_unless_usable
from chalicelib.services.deciding import decide
from chalicelib.services.enroll_item import (
    contracted_provider,
    refuse_other_provider,
    refuse_own_case,
    refuse_unless_training,
)
from chalicelib.store import folders, programs
from chalicelib.store.commit import Decision


def submit_claim(
    actor: Actor,
    award_id: str,
    item: str,
    cents: int,
    request: Request,
    *,
    certificate: bool,
    takes_file: bool = False,
) -> Receipt:
    """Claim the price of a booked training; what is below the committed amount goes back to the pool.

    `takes_file`: whoever sends it can also send the certificate as a file, so that it has to be here where the program
    wants that (policy `certificate_file_required`). Raises CERTIFICATE-INVALID without a certificate of completion, for
    the field `certificate_file` without the file, PRICE-OVER-CAP, NOT-ALLOWED for another provider's
    booking, DEADLINE-PASSED, WRONG-STATE, INVALID with the field.
    """
    authorize(actor, Operation.CLAIM)
    return decide(lambda: _claim(actor, award_id, item, cents, said=certificate, takes_file=takes_file), request)


def _claim(actor: Actor, award_id: str, item: str, cents: int, *, said: bool, takes_file: bool) -> Decision:
    folder = folders.load_folder_of_award(award_id)
    award, now = award_of(folder), clock.now()
    enrollment = award.item(item).enrollment
    program = programs.program_at(now)
    refuse_unless_training(program, item)
    refuse_other_provider(actor, enrollment)
    refuse_own_case(actor, folder)
    refuse_unless_usable(award, item)
    file = award.item(item).certificate
    if takes_file and file is None and program.policy.certificate_file_required:
        raise Refused(Code.CERTIFICATE_INVALID, field="certificate_file")
    if not said and not (takes_file and file):
        raise Refused(Code.CERTIFICATE_INVALID, field="certificate")
    claimed = claim(award, item, cents, ClaimId(new_id(now)))
    filed = Claim(
        id=ClaimId(claimed.item(item).claim_id or ""),
        application_id=folder.application.id,
        award_id=award.id,
        pool=award.pool,
        applicant_email_digest=folder.application.applicant_email_digest,
        item=ItemId(item),
        provider=contracted_provider(actor, program, enrollment.starts) if enrollment else "",
        cents=cents,
        status=ItemStatus.CLAIMED,
        claimed_at=now,
        certificate=file,
    )
    return award_decision(
        folder,
        claimed,
        action="claim",
        actor=actor,
        claim=filed,
        notice=NoticeKind.CLAIM_RECEIVED,
        facts={"item": item, "cents": str(cents)},
        detail={"certificate": file} if file else {},
    )
