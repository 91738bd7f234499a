"""Work lists: what waits for a role, oldest first, from the sparse index `work`."""

from collections.abc import Iterator
from datetime import date, timedelta

from chalicelib.domain.batch import Batch
from chalicelib.domain.folder import Claim, Folder
from chalicelib.domain.nomination import NominationMatch
from chalicelib.domain.warning import PoolWarning
from chalicelib.store import keys, table


def folders_waiting(work: str, limit: int) -> list[Folder]:
    return [Folder.model_validate_json(row["body"]["S"]) for row in _rows(work, limit)]


def claims_waiting(work: str, limit: int | None = None) -> list[Claim]:
    return [Claim.model_validate_json(row["body"]["S"]) for row in _rows(work, limit)]


def batches_waiting(work: str, limit: int) -> list[Batch]:
    return [Batch.model_validate_json(row["body"]["S"]) for row in _rows(work, limit)]


def warnings_waiting(work: str, limit: int) -> list[PoolWarning]:
    return [PoolWarning.model_validate_json(row["body"]["S"]) for row in _rows(work, limit)]


def matches_waiting(work: str, limit: int) -> list[NominationMatch]:
    return [NominationMatch.model_validate_json(row["body"]["S"]) for row in _rows(work, limit)]


def _rows(work: str, limit: int | None) -> Iterator[table.Row]:
    return table.query(keys.work(work), index="work", limit=limit)


def due_on(day: date) -> Iterator[str]:
    """Ids of the applications that the sweep of this day has to look at, from the sparse index `due`.

    Those that earlier sweeps left undone come first.
    """
    for row in table.query_until(keys.DUE, (day + timedelta(days=1)).isoformat(), index="due"):
        yield row["pk"]["S"].removeprefix("APPLICATION#")


def folders_of_pool(pool_id: str) -> Iterator[Folder]:
    """Every application that was ever made to a pool, in order of filing, from the index `pool`; for reports."""
    for row in table.query(keys.pool(pool_id), index="pool"):
        yield Folder.model_validate_json(row["body"]["S"])
