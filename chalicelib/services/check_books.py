"""The conservation check: every pool's balance, replayed from its journal, and every chain (DESIGN.md section 6)."""

import logging
from collections import Counter

from chalicelib.domain.award import holding
from chalicelib.domain.chain import verifies
from chalicelib.domain.funds import Holding, SourceAccount
from chalicelib.domain.program import PoolId, Program
from chalicelib.store import folders, pools, sources, work

log = logging.getLogger(__name__)


def unbalanced(pool_ids: tuple[PoolId, ...]) -> list[PoolId]:
    """The pools whose stored balance is not what their journal adds up to; each is logged as an error."""
    wrong = [pool.id for pool in pools.load_pools(pool_ids) if pool.balance != pools.replayed(pool)]
    for pool_id in wrong:
        log.error("Pool out of balance", extra={"pool": pool_id})
    return wrong


def unheld(pool_ids: tuple[PoolId, ...]) -> list[PoolId]:
    """The pools whose reserved, committed and expended amounts are not what their awards hold: a third path."""
    return [pool_id for pool_id in pool_ids if _held_by_awards(pool_id) != _held_by_pool(pool_id)]


def uncontrolled(program: Program) -> list[str]:
    """The funding sources whose account is not the sum of what their pools were allotted, or is over the contract."""
    accounts, allotted = _allotted_by_source(program)
    wrong = [
        source.id
        for source in program.funding_sources
        if accounts[source.id].allotted_cents != allotted[source.id]
        or accounts[source.id].allotted_cents > source.contract_cents
    ]
    for source_id in wrong:
        log.error("Funding source out of balance", extra={"source": source_id})
    return wrong


def _allotted_by_source(program: Program) -> tuple[dict[str, SourceAccount], Counter[str]]:
    """Each source's account and the sum of its pools, of one moment: an allotment in between is no mismatch."""
    accounts = _accounts(program)
    while True:
        allotted: Counter[str] = Counter()
        for pool in pools.load_pools(program.pool_ids()):
            allotted[program.source_of(pool.id).id] += pool.balance.allotted.cents
        before, accounts = accounts, _accounts(program)
        if accounts == before:
            return accounts, allotted


def _accounts(program: Program) -> dict[str, SourceAccount]:
    return {source.id: sources.load_account(source.id) for source in program.funding_sources}


def _held_by_awards(pool_id: PoolId) -> Holding:
    total = Holding()
    for folder in work.folders_of_pool(pool_id):
        held = holding(folder.award)
        total = Holding(
            reserved=total.reserved + held.reserved,
            committed=total.committed + held.committed,
            expended=total.expended + held.expended,
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
