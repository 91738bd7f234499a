"""The conservation check: every pool's balance, replayed from its journal, and every chain (DESIGN.md section 6)."""

import logging

from chalicelib.domain.award import holding
from chalicelib.domain.chain import verifies
from chalicelib.domain.funds import Holding
from chalicelib.domain.program import PoolId
from chalicelib.store import folders, pools, work

log = logging.getLogger(__name__)


def unbalanced(pool_ids: tuple[PoolId, ...]) -> list[PoolId]:
    """The pools whose stored balance is not what their journal adds up to; each is logged as an error."""
    wrong = [pool.id for pool in pools.load_pools(pool_ids) if pool.balance != pools.replayed(pool)]
    for pool_id in wrong:
        log.error("Pool out of balance", extra={"pool": pool_id})
    return wrong


def unheld(pool_ids: tuple[PoolId, ...]) -> list[PoolId]:
    """The pools whose reserved, committed and expended amounts are not what their awards hold: a third path.

    A general pool's awards are found in its benefit's regions: ask for all of them together.
    """
    held = _held_by_awards(pool_ids)
    return [pool_id for pool_id in pool_ids if held.get(pool_id, Holding()) != _held_by_pool(pool_id)]


def _held_by_awards(pool_ids: tuple[PoolId, ...]) -> dict[PoolId, Holding]:
    total: dict[PoolId, Holding] = {}
    for folder in (folder for pool_id in pool_ids for folder in work.folders_of_pool(pool_id)):
        if folder.award is None:
            continue
        held, known = holding(folder.award), total.get(folder.award.pool, Holding())
        total[folder.award.pool] = Holding(
            reserved=known.reserved + held.reserved,
            committed=known.committed + held.committed,
            expended=known.expended + held.expended,
        )
    return total


def _held_by_pool(pool_id: PoolId) -> Holding:
    balance = pools.load_pool(pool_id).balance
    return Holding(reserved=balance.reserved, committed=balance.committed, expended=balance.expended)


def broken_chains(pool_ids: tuple[PoolId, ...]) -> list[str]:
    """Pools and applications whose hash chain does not verify."""
    broken: list[str] = []
    for pool_id in pool_ids:
        if not verifies(pools.journal(pool_id), pools.load_pool(pool_id).chain):
            broken.append(pool_id)
        broken += [
            folder.application.id
            for folder in work.folders_of_pool(pool_id)
            if not verifies(folders.load_events(folder.application.id), folder.application.chain)
        ]
    return broken
