"""A preparer puts the approved, unpaid claims into a payment batch."""

from collections.abc import Sequence

from chalicelib.domain.actors import Actor, authorize
from chalicelib.domain.batch import Batch, BatchLine
from chalicelib.domain.codes import Code
from chalicelib.domain.folder import Claim
from chalicelib.domain.permissions import Operation
from chalicelib.domain.receipt import Receipt, Request
from chalicelib.domain.refusal import Refused
from chalicelib.domain.states import BatchStatus
from chalicelib.gateways import clock
from chalicelib.gateways.identifiers import new_id
from chalicelib.services.deciding import requested
from chalicelib.store import batches, requests, table, work

_PAGE = 45
"""Claims a transaction: each takes two of the 100 actions that DynamoDB allows."""


def prepare_batch(actor: Actor, request: Request) -> Receipt:
    """Batch every claim that waits to be paid, but for the preparer's own.

    A large batch is filled page by page, each page whole: stopped halfway, it pays what it holds and the rest waits
    for the next batch. Raises NOT-FOUND when no claim waits.
    """
    authorize(actor, Operation.PREPARE_BATCH)
    return requested(lambda: _prepared(actor, request), request)


def _prepared(actor: Actor, request: Request) -> Receipt:
    lines = [line for line in map(_line, work.claims_waiting("prepare_batch")) if not _is_own(actor, line)]
    if not lines:
        raise Refused(Code.NOT_FOUND, field="claims")
    now = clock.now()
    batch = Batch(
        id=new_id(now),
        status=BatchStatus.PREPARED,
        count=0,
        cents=0,
        prepared_by=actor.signed,
        prepared_at=now,
    )
    receipt = Receipt(status=batch.status.value, batch_id=batch.id)
    for start in range(0, len(lines), _PAGE):
        page = lines[start : start + _PAGE]
        made = batch.version == 0
        filled, changed = batches.batch_writes(
            None if made else batch, _with(batch, page), "prepare_batch" if made else "fill_batch", actor, now
        )
        answered = [requests.receipt_write(request, receipt, now)] if made else []
        table.transact([*changed, *batches.line_writes(batch.id, page), *answered])
        batch = filled
    return receipt


def _with(batch: Batch, page: Sequence[BatchLine]) -> Batch:
    return batch.model_copy(
        update={
            "count": batch.count + len(page),
            "cents": batch.cents + sum(line.cents for line in page),
        }
    )


def _line(claim: Claim) -> BatchLine:
    return BatchLine(
        claim_id=claim.id,
        application_id=claim.application_id,
        award_id=claim.award_id,
        item=claim.item,
        pool=claim.pool,
        provider=claim.provider,
        cents=claim.cents,
        applicant_email_digest=claim.applicant_email_digest,
    )


def _is_own(actor: Actor, line: BatchLine) -> bool:
    return actor.email_digest is not None and actor.email_digest == line.applicant_email_digest
