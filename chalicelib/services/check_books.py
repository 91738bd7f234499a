"""The conservation check: every pool's balance, replayed from its journal (DESIGN.md section 6)."""

import logging
from collections import Counter

from chalicelib.domain.award import holding
from chalicelib.domain.funds import Holding, SourceAccount
from chalicelib.domain.program import PoolId, Program
from chalicelib.domain.reallocation import held_by
from chalicelib.store import pools, proposals, sources, work

log = logging.getLogger(__name__)


def unbalanced(pool_ids: tuple[PoolId, ...]) -> list[PoolId]:
    """The pools whose stored balance is not what their journal adds up to; each is logged as an error."""
    wrong = [pool.id for pool in pools.load_pools(pool_ids) if pool.balance != pools.replayed(pool)]
    for pool_id in wrong:
        log.error("Pool out of balance", extra={"pool": pool_id})
    return wrong


def unheld(pool_ids: tuple[PoolId, ...]) -> list[PoolId]:
    """The pools whose reserved, committed and expended amounts are not what awards and proposals hold: a third path.

    A general pool's awards are found in its benefit's regions: ask for all of them together.
    """
    held = _held_by_proposals()
    for folder in (folder for pool_id in pool_ids for folder in work.folders_of_pool(pool_id)):
        if folder.award is not None:
            _add(held, folder.award.pool, holding(folder.award))
    return [pool_id for pool_id in pool_ids if held.get(pool_id, Holding()) != _held_by_pool(pool_id)]


def _held_by_proposals() -> dict[PoolId, Holding]:
    held: dict[PoolId, Holding] = {}
    for proposal in proposals.latest():
        _add(held, proposal.terms.from_pool, Holding(reserved=held_by(proposal)))
    return held


def _add(held: dict[PoolId, Holding], pool_id: PoolId, more: Holding) -> None:
    known = held.get(pool_id, Holding())
    held[pool_id] = Holding(
        reserved=known.reserved + more.reserved,
        committed=known.committed + more.committed,
        expended=known.expended + more.expended,
    )


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
    """Each source's account and the sum of its pools, of one moment.

    Looked at until two looks agree: an allotment, or a move between two pools, in between is no mismatch.
    """
    seen = _accounts(program), _allotted(program)
    while True:
        before, seen = seen, (_accounts(program), _allotted(program))
        if seen == before:
            break
    accounts, by_pool = seen
    allotted: Counter[str] = Counter()
    for pool_id, cents in by_pool.items():
        allotted[program.source_of(pool_id).id] += cents
    return accounts, allotted


def _allotted(program: Program) -> dict[PoolId, int]:
    return {pool.id: pool.balance.allotted.cents for pool in pools.load_pools(program.pool_ids())}


def _accounts(program: Program) -> dict[str, SourceAccount]:
    return {source.id: sources.load_account(source.id) for source in program.funding_sources}


def _held_by_pool(pool_id: PoolId) -> Holding:
    balance = pools.load_pool(pool_id).balance
    return Holding(reserved=balance.reserved, committed=balance.committed, expended=balance.expended)
