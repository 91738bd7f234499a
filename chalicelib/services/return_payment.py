"""A payment that was settled comes back later: the item is claimed again, its money committed again."""

from chalicelib.domain.actors import Actor, authorize, refuse_same_person
from chalicelib.domain.batch import Batch, BatchLine
from chalicelib.domain.codes import Code
from chalicelib.domain.permissions import Operation
from chalicelib.domain.receipt import Receipt, Request
from chalicelib.domain.refusal import Refused, invalid
from chalicelib.domain.states import BatchStatus, ItemStatus
from chalicelib.gateways import clock
from chalicelib.services.deciding import decide
from chalicelib.services.post_settlement import returned
from chalicelib.store import batches, folders
from chalicelib.store.commit import Decision


def return_payment(actor: Actor, batch_id: str, award_id: str, item: str, code: str, request: Request) -> Receipt:
    """Reverse what the settlement posted for one line; the claim waits to be approved again, as after a settlement's
    own return. The batch keeps its count and cents, and has one event more.

    Raises WRONG-STATE unless this batch paid the item and it has not come back since, INVALID when it is not in the
    batch, SAME-PERSON for the preparer, the approver and the applicant.
    """
    authorize(actor, Operation.RETURN_PAYMENT)
    if not code.strip():
        raise invalid("code")
    return decide(lambda: _return(actor, batch_id, award_id, item, code.strip()), request)


def _return(actor: Actor, batch_id: str, award_id: str, item: str, code: str) -> Decision:
    batch = batches.load_batch(batch_id)
    line = _line(batch_id, award_id, item)
    folder = folders.load_folder(line.application_id)
    refuse_same_person(actor, batch.prepared_by, batch.approved_by, line.applicant_email_digest)
    refuse_same_person(actor, folder.application.person_id, folder.application.applicant_email_digest)
    _refuse_unless_paid_by(batch, line, folder.claim(line.claim_id).status)
    after, now = returned(folder, line, code), clock.now()
    detail = {"award": award_id, "claim": line.claim_id, "return": code}
    _, changed = batches.batch_writes(batch, batch, "return_payment", actor, now, detail)
    return Decision(
        before=folder,
        after=after,
        action="return_payment",
        actor=actor,
        now=now,
        detail={"batch": batch_id, "claim": line.claim_id, "return": code},
        reference=batch_id,
        also=(batches.came_back_write(batch_id, line.claim_id), *changed),
        receipt=Receipt(
            status=after.claim(line.claim_id).status.value,
            application_id=line.application_id,
            award_id=award_id,
            claim_id=line.claim_id,
            batch_id=batch_id,
        ),
    )


def _line(batch_id: str, award_id: str, item: str) -> BatchLine:
    for line in batches.all_lines(batch_id):
        if (line.award_id, line.item) == (award_id, item):
            return line
    raise invalid("award_id")


def _refuse_unless_paid_by(batch: Batch, line: BatchLine, now_at: ItemStatus) -> None:
    """Paid again by a later batch, it is that batch's payment that can come back."""
    if batch.status is not BatchStatus.SETTLED or batch.settlement is None:
        raise Refused(Code.WRONG_STATE)
    never_paid = line.claim_id in batch.settlement.returned
    if never_paid or now_at is not ItemStatus.PAID or batches.came_back(batch.id, line.claim_id):
        raise Refused(Code.WRONG_STATE)
