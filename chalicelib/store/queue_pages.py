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
class Waiting:
    """One who waits, as read."""

    folder: Folder
    run: Run | None
    funded: frozenset[tuple[str, str]]
    """Of the (item, occurrence) pairs asked for, those that another award of this person pays."""


@dataclass(frozen=True)
class QueuePage:
    """The first in a queue, in its order, with the pool that serves them and the round that they are in."""

    pool: Pool
    round: RoundState
    waiting: tuple[Waiting, ...] = ()


def load_page(pool_id: PoolId, at_most: int) -> QueuePage | None:
    """No more than the pool has seats for, but always the first; None when nobody waits. Four requests."""
    ids = pools.waiting_in_queue(pool_id, at_most)
    if not ids:
        return None
    benefit = pool_id.split("/")[0]
    balance, state = (keys.pool(pool_id), keys.BALANCE), (keys.round_of(benefit), keys.STATE)
    found = _rows([balance, state])
    pool, round_state = pools.pool_of(pool_id, found.get(balance)), rounds.round_of(benefit, found.get(state))
    seats = max(1, pool.balance.available.seats)
    return QueuePage(pool=pool, round=round_state, waiting=load_waiting(ids[:seats]))


def load_waiting(application_ids: Sequence[str]) -> tuple[Waiting, ...]:
    """In the order asked for. Two requests for up to 33 of them."""
    found = _rows([key for wanted in application_ids for key in (_folder(wanted), _run(wanted))])
    read = [folders.folder_of(found[_folder(wanted)]) for wanted in application_ids]
    taken = _rows([key for folder in read for key in _funded(folder).values()])
    return tuple(_waiting(folder, found, taken) for folder in read)


def _waiting(folder: Folder, found: dict[_Key, table.Row], taken: dict[_Key, table.Row]) -> Waiting:
    run = found.get(_run(folder.application.id))
    return Waiting(
        folder=folder,
        run=runs.run_of(run) if run else None,
        funded=frozenset(pair for pair, key in _funded(folder).items() if key in taken),
    )


def _folder(application_id: str) -> _Key:
    return keys.application(application_id), keys.STATE


def _run(application_id: str) -> _Key:
    return keys.application(application_id), keys.run(None)


def _funded(folder: Folder) -> dict[tuple[str, str], _Key]:
    pk = keys.person(folder.application.person_id)
    asked = [(item.item, item.occurrence) for item in folder.application.to_fund]
    return {pair: (pk, keys.funded(*pair)) for pair in asked}


def _rows(wanted: list[_Key]) -> dict[_Key, table.Row]:
    return {(row["pk"]["S"], row["sk"]["S"]): row for row in table.get_many(wanted)}
