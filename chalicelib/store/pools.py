"""Pools: balance, journal and queue of each, in one partition."""

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from chalicelib.domain.actors import Actor
from chalicelib.domain.chain import link
from chalicelib.domain.funds import Amounts, Balance, Entry, Pool, Posting, applied
from chalicelib.domain.pacific import pacific_date
from chalicelib.domain.part import Part
from chalicelib.domain.program import PoolId
from chalicelib.domain.waiting import Waiting
from chalicelib.store import keys, slices, table
from chalicelib.store.audit_trail import event_row


def load_pool(pool_id: PoolId) -> Pool:
    """The pool as it is now; one that was never allotted anything is empty."""
    return pool_of(pool_id, table.get(keys.pool(pool_id), keys.BALANCE))


def pool_of(pool_id: PoolId, row: table.Row | None) -> Pool:
    """The pool that a row holds, if there is one."""
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

    Raises as `post` does.
    """
    pool = load_pool(pool_id)
    return post(pool, entries, kind=kind, subject=subject, actor=actor, now=now, reference=reference)[1]


def post(
    pool: Pool,
    entries: tuple[Entry, ...],
    *,
    kind: str,
    subject: str,
    actor: Actor,
    now: datetime,
    reference: str | None = None,
) -> tuple[Pool, tuple[table.Write, table.Write]]:
    """The pool as the entries leave it, and the rows of that: for whoever has read it, or posted to it, just before.

    Raises INSUFFICIENT-FUNDS when more is asked for than is available, in either unit; Conflict when less is held than
    is to be moved on: then whoever asks has seen an award that was decided on meanwhile.
    """
    if any(_takes_more_than_held(pool.balance, entry) for entry in entries):
        raise table.Conflict
    posting = Posting(
        pool=pool.id,
        kind=kind,
        subject=subject,
        actor=actor.signed,
        reference=reference,
        entries=entries,
        effective_on=pacific_date(now),
        # Clocks of two machines may differ; a journal's time never runs backwards.
        recorded_at=max(now, pool.recorded_at) if pool.recorded_at else now,
        balance=applied(pool.balance, entries),
    )
    record, head = link(pool.chain, posting.model_dump(mode="json"))
    after = Pool(id=pool.id, balance=posting.balance, recorded_at=posting.recorded_at, chain=head)
    pk = keys.pool(pool.id)
    balance_row = table.row(pk, keys.BALANCE, after, version=after.version)
    journal_row = table.row(pk, keys.posting(head.seq)) | {"body": {"S": json.dumps(record)}}
    if kind == "allot":  # every other posting goes with an event of its application or its proposal
        journal_row = event_row(pk, keys.posting(head.seq), record, posting.recorded_at)
    if pool.version == 0:
        return after, (table.put_new(balance_row), table.put_new(journal_row))
    unmoved = table.put(balance_row, "version = :version", {"version": pool.version})
    return after, (unmoved, table.put_new(journal_row))


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


class Past(Part):
    """What a pool's journal says of a stretch of time."""

    before: Balance
    """When it began."""
    postings: tuple[Posting, ...]
    """In it, oldest first."""

    @property
    def balance(self) -> Balance:
        """When it ended."""
        return self.postings[-1].balance if self.postings else self.before


def past(pool_id: PoolId, since: datetime, until: datetime) -> Past:
    """As it was recorded from one moment to another, both included: read newest first, and no farther than needed."""
    found: list[Posting] = []
    for row in table.query(keys.pool(pool_id), "POSTING#", newest_first=True):
        posting = _posting(row)
        if posting.recorded_at < since:
            return Past(before=posting.balance, postings=tuple(reversed(found)))
        if posting.recorded_at <= until:
            found.append(posting)
    return Past(before=Balance(), postings=tuple(reversed(found)))


def latest_postings(pool_id: PoolId, most: int) -> list[Posting]:
    """The last so many, newest first, in one request."""
    rows = table.query(keys.pool(pool_id), "POSTING#", newest_first=True, limit=most)
    return [_posting(row) for row in rows]


def _posting(row: table.Row) -> Posting:
    record = json.loads(row["body"]["S"])
    return Posting.model_validate({name: record[name] for name in Posting.model_fields})


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
    return next(iter(waiting_in_queue(pool_id, 1)), None)


def waiting_in_queue(pool_id: PoolId, at_most: int) -> list[str]:
    """The ids of the applications that are next, in order."""
    return [row["application"]["S"] for row in table.query(keys.pool(pool_id), "QUEUE#", limit=at_most)]


def queue_position(pool_id: PoolId, queue_key: str) -> int:
    """1 for the application that is served next."""
    return slices.count_before(keys.pool(pool_id), "QUEUE#", keys.queue(queue_key)) + 1


def queue_length(pool_id: PoolId) -> int:
    """How many applications wait for the pool."""
    return slices.count_prefixed(keys.pool(pool_id), "QUEUE#")


def waiting(pool_id: PoolId) -> list[Waiting]:
    """Everyone in the queue, first to last; thousands a request, and no folder is read."""
    return [Waiting.model_validate_json(body) for body in table.query_bodies(keys.pool(pool_id), "QUEUE#")]
