"""A reconciler records what became of a batch: paid, but for the lines that came back."""

from collections.abc import Mapping

from chalicelib.domain.actors import Actor, authorize, refuse_same_person
from chalicelib.domain.batch import BatchLine, Settlement
from chalicelib.domain.codes import Code
from chalicelib.domain.permissions import Operation
from chalicelib.domain.receipt import Receipt, Request
from chalicelib.domain.refusal import Refused, invalid
from chalicelib.domain.states import BatchStatus
from chalicelib.domain.tasks import Task, TaskKind
from chalicelib.gateways import clock
from chalicelib.services.deciding import requested
from chalicelib.services.may_decide import refuse_taken
from chalicelib.services.relay_outbox import relay
from chalicelib.store import batches, outbox, requests, table

Returned = Mapping[str, Mapping[str, str]]
"""Award number → item → the code that the return came with."""


def settle_batch(actor: Actor, batch_id: str, returned: Returned, request: Request) -> Receipt:
    """Record the settlement, then post it line by line; whatever stops the posting, the sweeper goes on with it.

    Raises SAME-PERSON for the preparer and the approver, WRONG-STATE, TAKEN-UP, INVALID for a return that is not in the
    batch.
    """
    authorize(actor, Operation.SETTLE_BATCH)
    return requested(lambda: _settled(actor, batch_id, returned, request), request)


def _settled(actor: Actor, batch_id: str, returned: Returned, request: Request) -> Receipt:
    batch = batches.load_batch(batch_id)
    lines = batches.all_lines(batch_id)
    refuse_same_person(actor, batch.prepared_by, batch.approved_by, *[line.applicant_email_digest for line in lines])
    if batch.status is not BatchStatus.APPROVED or batch.settlement is not None:
        raise Refused(Code.WRONG_STATE)
    given_back = refuse_taken(batch_id, actor)
    now = clock.now()
    settlement = Settlement(by=actor.signed, at=now, returned=_returned_claims(lines, returned))
    after = batch.model_copy(update={"settlement": settlement})
    receipt = Receipt(status=BatchStatus.SETTLED.value, batch_id=batch_id)
    posting = outbox.pending(Task(kind=TaskKind.SETTLE, batch_id=batch_id), now)
    _, changed = batches.batch_writes(batch, after, "settle_batch", actor, now, {"returned": settlement.returned})
    table.transact(
        [
            *changed,
            *given_back,
            requests.receipt_write(request, receipt, now),
            outbox.pending_write(posting),
        ]
    )
    relay([posting])
    return receipt


def _returned_claims(lines: list[BatchLine], returned: Returned) -> dict[str, str]:
    """Claim id → return code. Raises INVALID when something is returned that is not in the batch."""
    by_item: dict[tuple[str, str], str] = {(line.award_id, line.item): line.claim_id for line in lines}
    claims: dict[str, str] = {}
    for award_id, items in returned.items():
        for item, code in items.items():
            claim_id = by_item.get((award_id, item))
            if claim_id is None:
                raise invalid("returned")
            claims[claim_id] = code
    return claims
