"""Pages of a queue: those who are next, with everything that the allocator has to know of them, in few requests."""

from collections.abc import Sequence
from dataclasses import dataclass

from chalicelib.domain.folder import Folder
from chalicelib.domain.funds import Pool
from chalicelib.domain.program import PoolId
from chalicelib.domain.rounds import RoundState
from chalicelib.store import folders, keys, pools, rounds, runs, table
from chalicelib.store.runs import Run

_Key = tuple[str, str]


@dataclass(frozen=True)
class Candidate:
    """One who waits, as read."""

    folder: Folder
    run: Run | None
    funded: frozenset[tuple[str, str]]
    """Of the (item, occurrence) pairs asked for, those that another award of this person pays, or another funder."""


@dataclass(frozen=True)
class Means:
    """What a queue is served from: the pool, and its benefit's round."""

    pool: Pool
    round: RoundState


def load_means(pool_id: PoolId) -> Means:
    """Both in one request."""
    benefit = pool_id.split("/")[0]
    balance, state = (keys.pool(pool_id), keys.BALANCE), (keys.round_of(benefit), keys.STATE)
    found = _rows([balance, state])
    return Means(pools.pool_of(pool_id, found.get(balance)), rounds.round_of(benefit, found.get(state)))


def load_waiting(application_ids: Sequence[str]) -> tuple[Candidate, ...]:
    """In the order asked for. Two requests for up to 33 of them."""
    found = _rows([key for wanted in application_ids for key in (_folder(wanted), _run(wanted))])
    read = [folders.folder_of(found[_folder(wanted)]) for wanted in application_ids]
    taken = _rows([key for folder in read for both in _funded(folder).values() for key in both])
    return tuple(_waiting(folder, found, taken) for folder in read)


def _waiting(folder: Folder, found: dict[_Key, table.Row], taken: dict[_Key, table.Row]) -> Candidate:
    run = found.get(_run(folder.application.id))
    return Candidate(
        folder=folder,
        run=runs.run_of(run) if run else None,
        funded=frozenset(pair for pair, both in _funded(folder).items() if any(key in taken for key in both)),
    )


def _folder(application_id: str) -> _Key:
    return keys.application(application_id), keys.STATE


def _run(application_id: str) -> _Key:
    return keys.application(application_id), keys.run("application")


def _funded(folder: Folder) -> dict[tuple[str, str], tuple[_Key, _Key]]:
    """Where each item asked for would stand as paid: by whoever pays it now, and by another one later."""
    pk = keys.person(folder.application.person_id)
    asked = [(item.item, item.occurrence) for item in folder.application.to_fund]
    return {pair: ((pk, keys.funded(*pair)), (pk, keys.funded_later(*pair))) for pair in asked}


def _rows(wanted: list[_Key]) -> dict[_Key, table.Row]:
    return {(row["pk"]["S"], row["sk"]["S"]): row for row in table.get_many(wanted)}
