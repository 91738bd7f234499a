"""Who waits in a pool's queue, and what an award for each of them would take."""

from collections.abc import Iterator

from chalicelib.domain.award import needed_for
from chalicelib.domain.folder import Folder, in_queue
from chalicelib.domain.funds import NOTHING, Amounts
from chalicelib.domain.program import PoolId
from chalicelib.store import keys, table


def waiting_folders(pool_id: PoolId) -> Iterator[Folder]:
    """In order of the queue, a hundred read at a time; whoever was served meanwhile is left out."""
    queued = [keys.application(row["application"]["S"]) for row in table.query(keys.pool(pool_id), "QUEUE#")]
    for start in range(0, len(queued), 100):
        page = queued[start : start + 100]
        rows = table.get_many([(pk, keys.STATE) for pk in page])
        found = {row["pk"]["S"]: Folder.model_validate_json(row["body"]["S"]) for row in rows}
        yield from (found[pk] for pk in page if in_queue(found.get(pk)))


def waiting_need(pool_id: PoolId) -> tuple[int, Amounts]:
    """How many people wait, and the seats and cents that awards for all of them would take."""
    people, need = 0, NOTHING
    for folder in waiting_folders(pool_id):
        people += 1
        need += needed_for(folder.application.to_fund)
    return people, need


def applications_of(pool_id: PoolId) -> int:
    """How many applications were ever made to a pool; nothing but the number is read back."""
    return table.count(keys.pool(pool_id), index="pool")
