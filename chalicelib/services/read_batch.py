"""What a payment batch pays, for those who approve and settle it."""

from dataclasses import dataclass

from chalicelib.domain.actors import Actor, authorize
from chalicelib.domain.batch import Batch, BatchLine
from chalicelib.domain.codes import Code
from chalicelib.domain.permissions import Operation
from chalicelib.domain.refusal import Refused
from chalicelib.services.list_work import lists_of
from chalicelib.store import batches

_LISTS = frozenset({"approve_batch", "settle"})


@dataclass(frozen=True)
class BatchView:
    batch: Batch
    lines: tuple[BatchLine, ...]


def read_batch(actor: Actor, batch_id: str) -> BatchView:
    """Raises NOT-ALLOWED for a role that has nothing to do with batches, NOT-FOUND."""
    authorize(actor, Operation.READ_WORK)
    if not _LISTS & set(lists_of(actor)):
        raise Refused(Code.NOT_ALLOWED)
    return BatchView(batches.load_batch(batch_id), tuple(batches.all_lines(batch_id)))
