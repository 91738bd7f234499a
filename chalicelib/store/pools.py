"""Pools: balance, journal and queue of each, in one partition."""

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from chalicelib.domain.actors import Actor
from chalicelib.domain.chain import link
from chalicelib.domain.funds import Amounts, Balance, Entry, Pool, Posting, applied
from chalicelib.domain.pacific import pacific_date
from chalicelib.domain.program import PoolId
from chalicelib.store import keys, table


def load_pool(pool_id: PoolId) -> Pool:
    """The pool as it is now; one that was never allotted anything is empty."""
    row = table.get(keys.pool(pool_id), keys.BALANCE)
    return Pool.model_validate_json(row["body"]["S"]) if row else Pool(id=pool_id)


def load_pools(pool_ids: tuple[PoolId, ...]) -> list[Pool]:
    """Those that were ever allotted anything, in the order asked for."""
    rows = table.get_many([(keys.pool(pool_id), keys.BALANCE) for pool_id in pool_ids])
    found = {pool.id: pool for pool in (Pool.model_validate_json(row["body"]["S"]) for row in rows)}
    return [found[pool_id] for pool_id in pool_ids if pool_id in found]


def posting_writes(
    *,
    pool_id: PoolId,
    entries: tuple[Entry, ...],
    kind: str,
    subject: str,
    actor: Actor,
    now: datetime,
    reference: str | None = None,
) -> tuple[table.Write, table.Write]:
    """The pool's new balance and the journal entry behind it, on the condition that nobody else moved it meanwhile.

    Raises INSUFFICIENT-FUNDS when more is asked for than is available, in either unit; Conflict when less is held than
    is to be moved on: then whoever asks has seen an award that was decided on meanwhile.
    """
    pool = load_pool(pool_id)
    if any(_takes_more_than_held(pool.balance, entry) for entry in entries):
        raise table.Conflict
    posting = Posting(
        pool=pool_id,
        kind=kind,
        subject=subject,
        actor=actor.id,
        reference=reference,
        entries=entries,
        effective_on=pacific_date(now),
        # Clocks of two machines may differ; a journal's time never runs backwards.
        recorded_at=max(now, pool.recorded_at) if pool.recorded_at else now,
        balance=applied(pool.balance, entries),
    )
    record, head = link(pool.chain, posting.model_dump(mode="json"))
    after = Pool(id=pool_id, balance=posting.balance, recorded_at=posting.recorded_at, chain=head)
    pk = keys.pool(pool_id)
    balance_row = table.row(pk, keys.BALANCE, after, version=after.version)
    journal_row = table.row(pk, keys.posting(head.seq)) | {"body": {"S": json.dumps(record)}}
    if pool.version == 0:
        return table.put_new(balance_row), table.put_new(journal_row)
    return table.put(balance_row, "version = :version", {"version": pool.version}), table.put_new(journal_row)


def _takes_more_than_held(balance: Balance, entry: Entry) -> bool:
    if entry.account not in ("reserved", "committed", "expended"):
        return False
    held: Amounts = getattr(balance, entry.account)
    return (held + Amounts(seats=entry.seats, cents=entry.cents)).negative


def journal(pool_id: PoolId, until_seq: int = 9_999_999_999) -> Iterator[dict[str, Any]]:
    """The pool's postings with their place in the chain, first to last, up to one of them."""
    pk = keys.pool(pool_id)
    for row in table.query_from(pk, keys.posting(1), keys.posting(until_seq)):
        yield json.loads(row["body"]["S"])


def balance_at(pool_id: PoolId, moment: datetime) -> Balance:
    """The balance as it was recorded at a moment: the last posting not after it."""
    for row in table.query(keys.pool(pool_id), "POSTING#", newest_first=True):
        posting = json.loads(row["body"]["S"])
        if datetime.fromisoformat(posting["recorded_at"]) <= moment:
            return Balance.model_validate(posting["balance"])
    return Balance()


def replayed(pool: Pool) -> Balance:
    """The balance that the journal alone adds up to: the second, independent path of the conservation check.

    Read up to the pool's own last posting: what is posted meanwhile is no mismatch.
    """
    sums = {name: Amounts() for name in ("available", "reserved", "committed", "expended")}
    for posting in journal(pool.id, pool.version):
        for entry in posting["entries"]:
            if entry["account"] in sums:
                sums[entry["account"]] += Amounts(seats=entry["seats"], cents=entry["cents"])
    return Balance(**sums)


def first_in_queue(pool_id: PoolId) -> str | None:
    """The id of the application that is next, or None."""
    row = next(table.query(keys.pool(pool_id), "QUEUE#", limit=1), None)
    return row["application"]["S"] if row else None


def queue_position(pool_id: PoolId, queue_key: str) -> int:
    """1 for the application that is served next."""
    return table.count_before(keys.pool(pool_id), "QUEUE#", keys.queue(queue_key)) + 1


def queue_length(pool_id: PoolId) -> int:
    """How many applications wait for the pool."""
    return table.count_prefixed(keys.pool(pool_id), "QUEUE#")
