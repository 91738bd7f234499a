"""Work lists: what waits for a role, oldest first, from the sparse index `work`."""

from collections.abc import Iterator

from chalicelib.domain.batch import Batch
from chalicelib.domain.folder import Claim, Folder
from chalicelib.domain.nomination import NominationMatch
from chalicelib.store import keys, table


def folders_waiting(work: str, limit: int) -> list[Folder]:
    return [Folder.model_validate_json(row["body"]["S"]) for row in _rows(work, limit)]


def claims_waiting(work: str, limit: int | None = None) -> list[Claim]:
    return [Claim.model_validate_json(row["body"]["S"]) for row in _rows(work, limit)]


def batches_waiting(work: str, limit: int) -> list[Batch]:
    return [Batch.model_validate_json(row["body"]["S"]) for row in _rows(work, limit)]


def matches_waiting(work: str, limit: int) -> list[NominationMatch]:
    return [NominationMatch.model_validate_json(row["body"]["S"]) for row in _rows(work, limit)]


def _rows(work: str, limit: int | None) -> Iterator[table.Row]:
    return table.query(keys.work(work), index="work", limit=limit)


def due_before(day: str) -> Iterator[str]:
    """Ids of the applications with a deadline on an earlier day, earliest first, from the sparse index `due`."""
    for row in table.query_until(keys.DUE, day, index="due"):
        yield row["pk"]["S"].removeprefix("APPLICATION#")


def folders_of_pool(pool_id: str) -> Iterator[Folder]:
    """Every application that was ever made to a pool, in order of filing, from the index `pool`; for reports."""
    for row in table.query(keys.pool(pool_id), index="pool"):
        yield Folder.model_validate_json(row["body"]["S"])
