"""Payment batches, their lines and the chain of their events, in one partition a batch."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from chalicelib.domain.actors import Actor
from chalicelib.domain.audit import change_record
from chalicelib.domain.batch import Batch, BatchLine
from chalicelib.domain.states import BatchStatus
from chalicelib.store import keys, table
from chalicelib.store.audit_trail import all_records, next_event

_WORK = {BatchStatus.PREPARED: "approve_batch", BatchStatus.APPROVED: "settle"}


def load_batch(batch_id: str) -> Batch:
    """Raises NOT-FOUND."""
    row = table.load(keys.batch(batch_id), keys.STATE, "batch")
    return Batch.model_validate_json(row["body"]["S"])


def batch_writes(
    before: Batch | None,
    after: Batch,
    action: str,
    actor: Actor,
    now: datetime,
    detail: Mapping[str, Any] | None = None,
) -> tuple[Batch, list[table.Write]]:
    """The batch as an event leaves it, and the event, on the condition that no other came between."""
    record = change_record(action, actor, now, was=_state_of(before), now=_state_of(after), detail=detail)
    head, event = next_event(keys.batch(after.id), after.chain, record, now)
    saved = after.model_copy(update={"chain": head})
    return saved, [_state_write(before, saved), event]


def _state_of(batch: Batch | None) -> dict[str, str | int]:
    """What an event moves between: the state, and what is in it."""
    return {"status": batch.status.value, "count": batch.count, "cents": batch.cents} if batch else {}


def list_of(batch: Batch) -> str | None:
    """The work list that it is on, if any."""
    return _WORK.get(batch.status) if batch.settlement is None else None


def _state_write(before: Batch | None, after: Batch) -> table.Write:
    work = list_of(after)
    item = table.row(
        keys.batch(after.id),
        keys.STATE,
        after,
        version=after.version,
        work_pk=keys.work(work) if work else None,
        work_sk=f"{after.prepared_at.isoformat()}#{after.id}" if work else None,
        pool_pk=keys.BATCHES,
        pool_sk=after.id,
    )
    return table.put_next(item, before.version if before else None)


def batch_events(batch_id: str) -> list[dict[str, Any]]:
    """First to last."""
    return list(all_records(keys.batch(batch_id)))


def every_batch() -> Iterator[Batch]:
    """All there ever were, oldest first; as stale as the index may be."""
    for row in table.query(keys.BATCHES, index="pool"):
        yield Batch.model_validate_json(row["body"]["S"])


def line_writes(batch_id: str, lines: Sequence[BatchLine]) -> list[table.Write]:
    """Each claim put into the batch, on the condition that it is in none: it leaves the list of claims to be paid."""
    writes = []
    for line in lines:
        writes.append(table.put_new(table.row(keys.batch(batch_id), keys.line(line.claim_id), line)))
        writes.append(
            table.update(
                keys.application(line.application_id),
                keys.claim(line.claim_id),
                "REMOVE work_pk, work_sk",
                "work_pk = :waiting",
                {"waiting": keys.work("prepare_batch")},
            )
        )
    return writes


def all_lines(batch_id: str) -> list[BatchLine]:
    return [BatchLine.model_validate_json(row["body"]["S"]) for row in table.query(keys.batch(batch_id), "LINE#")]


def unposted_lines(batch_id: str) -> Iterator[BatchLine]:
    for row in table.query(keys.batch(batch_id), "LINE#"):
        if "posted" not in row:
            yield BatchLine.model_validate_json(row["body"]["S"])


def is_posted(batch_id: str, claim_id: str) -> bool:
    row = table.get(keys.batch(batch_id), keys.line(claim_id))
    return row is not None and "posted" in row


def came_back(batch_id: str, claim_id: str) -> bool:
    """True when the payment of this line was returned after the settlement."""
    row = table.get(keys.batch(batch_id), keys.line(claim_id))
    return row is not None and "came_back" in row


def came_back_write(batch_id: str, claim_id: str) -> table.Write:
    pk, sk = keys.batch(batch_id), keys.line(claim_id)
    return table.update(pk, sk, "SET came_back = :yes", "attribute_not_exists(came_back)", {"yes": 1})


def posted_write(batch_id: str, claim_id: str) -> table.Write:
    return table.update(
        keys.batch(batch_id), keys.line(claim_id), "SET posted = :yes", "attribute_not_exists(posted)", {"yes": 1}
    )
