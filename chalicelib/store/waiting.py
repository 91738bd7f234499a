"""The folders of those who wait in a pool's queue."""

from collections.abc import Iterator

from chalicelib.domain.folder import Folder, in_queue
from chalicelib.domain.program import PoolId
from chalicelib.store import keys, slices, table


def waiting_folders(pool_id: PoolId) -> Iterator[Folder]:
    """In order of the queue, a hundred read at a time; whoever was served meanwhile is left out."""
    queued = [keys.application(row["application"]["S"]) for row in table.query(keys.pool(pool_id), "QUEUE#")]
    for start in range(0, len(queued), 100):
        page = queued[start : start + 100]
        rows = table.get_many([(pk, keys.STATE) for pk in page])
        found = {row["pk"]["S"]: Folder.model_validate_json(row["body"]["S"]) for row in rows}
        yield from (found[pk] for pk in page if in_queue(found.get(pk)))


def applications_of(pool_id: PoolId) -> int:
    """How many applications were ever made to a pool; nothing but the number is read back."""
    return slices.count(keys.pool(pool_id), index="pool")
