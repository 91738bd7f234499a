"""A payment approver releases a batch, never one of their own making, and only while the books balance."""

from chalicelib.domain.actors import Actor, authorize, refuse_same_person
from chalicelib.domain.codes import Code
from chalicelib.domain.permissions import Operation
from chalicelib.domain.receipt import Receipt, Request
from chalicelib.domain.refusal import Refused
from chalicelib.domain.states import BatchStatus
from chalicelib.gateways import clock
from chalicelib.services.award_decision import refuse_after_liquidation
from chalicelib.services.check_books import unbalanced
from chalicelib.services.deciding import requested
from chalicelib.services.may_decide import refuse_taken
from chalicelib.store import batches, requests, table


def approve_batch(actor: Actor, batch_id: str, request: Request) -> Receipt:
    """Raises SAME-PERSON for the preparer and for an applicant who is paid for in it, WRONG-STATE, TAKEN-UP,
    DEADLINE-PASSED when a source it pays from may pay no more, BOOKS-OUT-OF-BALANCE when balances and journal
    disagree."""
    authorize(actor, Operation.APPROVE_BATCH)
    return requested(lambda: _approved(actor, batch_id, request), request)


def _approved(actor: Actor, batch_id: str, request: Request) -> Receipt:
    batch = batches.load_batch(batch_id)
    lines = batches.all_lines(batch_id)
    refuse_same_person(actor, batch.prepared_by, *[line.applicant_email_digest for line in lines])
    after = batch.to(BatchStatus.APPROVED, approved_by=actor.signed)
    given_back = refuse_taken(batch_id, actor)
    refuse_after_liquidation(line.pool for line in lines)
    if unbalanced(tuple({line.pool for line in lines})):
        raise Refused(Code.BOOKS_OUT_OF_BALANCE)
    receipt, now = Receipt(status=after.status.value, batch_id=batch_id), clock.now()
    _, changed = batches.batch_writes(batch, after, "approve_batch", actor, now)
    table.transact([*changed, *given_back, requests.receipt_write(request, receipt, now)])
    return receipt
