"""Every hash chain, verified from its first record to the head that its subject knows (DESIGN.md section 6)."""

import logging
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from chalicelib.domain.chain import ChainHead, verifies
from chalicelib.domain.program import PoolId, Program
from chalicelib.gateways import clock
from chalicelib.services.read_audit import SubjectKind
from chalicelib.store import (
    audit_trail,
    batches,
    classes,
    folders,
    intakes,
    keys,
    pools,
    programs,
    proposals,
    rounds,
    samples,
    settings_draft,
    work,
)

log = logging.getLogger(__name__)

Chain = tuple[SubjectKind, str, Iterable[Mapping[str, Any]], ChainHead]
"""Of which subject, its records in order, and the head that they must end at."""


def broken_chains(pool_ids: tuple[PoolId, ...] | None = None) -> list[str]:
    """The subjects whose chain does not verify, as `kind/id`; each is logged as an error.

    With pools: only what belongs to them, which are their journals, warnings, applications and proposals.
    """
    chains = _of_everything(programs.program_at(clock.now())) if pool_ids is None else _of_pools(pool_ids)
    broken = [f"{kind}/{name}" for kind, name, records, head in chains if not verifies(records, head)]
    for each in broken:
        log.error("Chain broken", extra={"chain": each})
    return broken


def _of_pools(pool_ids: tuple[PoolId, ...]) -> Iterator[Chain]:
    known = {pool.id: pool.chain for pool in pools.load_pools(pool_ids)}
    for pool_id in pool_ids:
        yield SubjectKind.POOL, pool_id, pools.journal(pool_id), known.get(pool_id, ChainHead())
        yield from _of_folders(keys.pool(pool_id))
    yield from _with_own_heads(SubjectKind.WARNINGS, {keys.warnings_about(each): each for each in pool_ids})
    for proposal in proposals.latest():
        if proposal.terms.from_pool in pool_ids:
            yield SubjectKind.PROPOSAL, proposal.id, proposals.proposal_events(proposal.id), proposal.chain


def _of_folders(pk: str) -> Iterator[Chain]:
    for folder in work.folders_under(pk):
        application = folder.application
        yield SubjectKind.APPLICATION, application.id, folders.load_events(application.id), application.chain


def _of_everything(program: Program) -> Iterator[Chain]:
    yield from _of_pools(program.pool_ids())
    yield from _of_folders(keys.NO_POOL)
    for batch in batches.every_batch():
        yield SubjectKind.BATCH, batch.id, batches.batch_events(batch.id), batch.chain
    for intake in intakes.every_intake():
        yield SubjectKind.INTAKE, intake.id, audit_trail.all_records(keys.intake(intake.id)), intake.chain
    for provider in program.providers:
        for known in classes.every_class(provider.id):
            yield SubjectKind.CLASS, known.id, audit_trail.all_records(keys.training_class(known.id)), known.chain
    for state in rounds.load_rounds(window.benefit for window in program.rounds).values():
        if state.version:
            yield SubjectKind.ROUND, state.benefit, rounds.round_events(state.benefit), state.chain
    head = settings_draft.load_settings().chain
    yield SubjectKind.PROGRAM, SubjectKind.PROGRAM.value, audit_trail.all_records(keys.SETTINGS), head
    yield from _with_own_heads(SubjectKind.SAMPLE, {keys.sample(each): each for each in samples.sample_ids()})
    yield from _with_own_heads(
        SubjectKind.NOMINATIONS, {keys.nominations_of(each.id): each.id for each in program.counties}
    )
    yield from _with_own_heads(SubjectKind.ACCESS, {keys.ACCESS_LOG: SubjectKind.ACCESS.value})
    yield from _with_own_heads(SubjectKind.MAIL, {keys.MAIL: SubjectKind.MAIL.value})


def _with_own_heads(kind: SubjectKind, named: Mapping[str, str]) -> Iterator[Chain]:
    """Of those partitions in which something was recorded."""
    for pk, head in audit_trail.heads_of(list(named)).items():
        yield kind, named[pk], audit_trail.all_records(pk), head
