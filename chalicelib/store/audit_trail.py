"""Audit events as one finds them: of a subject, in its partition; of a Pacific day, in the sparse index `work`."""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

from chalicelib.domain.chain import ChainHead, link
from chalicelib.domain.pacific import pacific_date
from chalicelib.domain.part import Part
from chalicelib.store import keys, slices, table


class Found(Part):
    """One record as it was stored, and what it is about, by the partition that it is in."""

    subject: str
    record: dict[str, Any]


class FoundPage(Part):
    entries: tuple[Found, ...]
    last: str | None
    """The sort key after which it goes on; None when there is nothing more."""


def event_row(pk: str, sk: str, record: Mapping[str, Any], at: datetime, **also: str) -> table.Row:
    """The row of a record that is never changed, found also by its day; `also`: by what else it is found."""
    # No longer than needed: a kilobyte more is a write unit more, in the table and in the index.
    subject, number = pk.partition("#")[2], sk.partition("#")[2]
    found = table.row(pk, sk, work_pk=keys.events_on(pacific_date(at)), work_sk=f"{_moment(at)}#{subject}#{number}")
    found |= {name: {"S": value} for name, value in also.items()}
    return found | {"body": {"S": json.dumps(record)}}


def next_event(pk: str, head: ChainHead, record: Mapping[str, Any], at: datetime) -> tuple[ChainHead, table.Write]:
    """One more record of a subject's chain: the head that it leaves, and its row. The caller sees to it, with the
    subject's own row, that no other comes between."""
    linked, after = link(head, record)
    return after, table.put_new(event_row(pk, keys.event(after.seq), linked, at))


def chained_writes(pk: str, record: Mapping[str, Any], at: datetime) -> list[table.Write]:
    """One more record of a chain whose head has a row of its own: the head and the record, on the condition that no
    other comes between; a conflict then."""
    head = head_of(pk)
    after, event = next_event(pk, head, record, at)
    row = table.row(pk, keys.CHAIN, after, seq=after.seq)
    if head.seq == 0:
        return [table.put_new(row), event]
    return [table.put(row, "seq = :seq", {"seq": head.seq}), event]


def head_of(pk: str) -> ChainHead:
    """The head of such a chain; that of an empty one where nothing was ever recorded."""
    row = table.get(pk, keys.CHAIN)
    return ChainHead.model_validate_json(row["body"]["S"]) if row else ChainHead()


def heads_of(pks: Sequence[str]) -> dict[str, ChainHead]:
    """The heads of those of the partitions that have one; a hundred a call."""
    rows = table.get_many([(pk, keys.CHAIN) for pk in pks])
    return {row["pk"]["S"]: ChainHead.model_validate_json(row["body"]["S"]) for row in rows}


def all_records(pk: str) -> Iterator[dict[str, Any]]:
    """Of a chain of events, first to last."""
    for row in table.query(pk, "EVENT#"):
        yield json.loads(row["body"]["S"])


def events_on(day: date, after: str, limit: int) -> FoundPage:
    """Of a Pacific day, first to last, after a sort key of the index."""
    return _page(slices.slice_of(keys.events_on(day), _after(after), "~", limit, index="work"))


def records_of(pk: str, prefix: str, after: str, limit: int) -> FoundPage:
    """Of a subject, first to last, after a sort key."""
    return _page(slices.slice_of(pk, _after(after or prefix), f"{prefix}~", limit))


def _page(found: slices.Slice) -> FoundPage:
    entries = tuple(Found(subject=row["pk"]["S"], record=json.loads(row["body"]["S"])) for row in found.rows)
    return FoundPage(entries=entries, last=found.last)


def _after(sk: str) -> str:
    """The first sort key behind one; an empty one begins."""
    return f"{sk}\x00" if sk else " "


def _moment(at: datetime) -> str:
    # Sorts as text, so always in UTC and to the microsecond.
    return at.astimezone(UTC).isoformat(timespec="microseconds")
