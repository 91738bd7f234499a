"""A manager draws a sample of approvals and denials for a second person to look at."""

import re
from datetime import datetime
from typing import Any

from chalicelib.domain.actors import Actor, authorize
from chalicelib.domain.permissions import Operation
from chalicelib.domain.receipt import Receipt, Request
from chalicelib.domain.refusal import invalid
from chalicelib.domain.sample import KIND_OF_ACTION, MOST_LINES, Line, Sample, SampleKind, distance, months, place_of
from chalicelib.gateways import clock
from chalicelib.gateways.identifiers import new_id, new_token
from chalicelib.services.deciding import requested
from chalicelib.store import keys, requests, samples, table
from chalicelib.store.folders import folder_of

MOST_READ = 1000
"""Decisions of one month and kind; a draw costs no more than about a megabyte for each."""
_SEED = re.compile(r"[0-9A-Za-z_-]{1,60}", re.ASCII)


def draw_sample(actor: Actor, first: str, last: str, size: int, seed: str | None, request: Request) -> Receipt:
    """So many approvals and so many denials of the months `2026-03` to `2026-05`, at random; the seed is kept with it.

    Without a seed one is made up. The same seed, months, size and moment draw the same. Raises INVALID with the field.
    """
    authorize(actor, Operation.DRAW_SAMPLE)
    if not 1 <= size <= MOST_LINES:
        raise invalid("size")
    if seed is not None and not _SEED.fullmatch(seed):
        raise invalid("seed")
    _checked_months(first, last)

    def once() -> Receipt:
        now = clock.now()
        chosen = seed or new_token()
        drawn = Sample(
            id=new_id(now),
            seed=chosen,
            first=first,
            last=last,
            size=size,
            drawn_by=actor.signed,
            drawn_at=now,
            lines=draw(chosen, first, last, size, now),
        )
        receipt = Receipt(status=drawn.id)
        table.transact([*samples.sample_writes(drawn, actor), requests.receipt_write(request, receipt, now)])
        return receipt

    return requested(once, request)


def _checked_months(first: str, last: str) -> list[str]:
    try:
        return months(first, last)
    except ValueError as error:
        raise invalid("months") from error


def draw(seed: str, first: str, last: str, size: int, until: datetime) -> tuple[Line, ...]:
    """The lines, computed: the decisions of the months in an order that the seed alone makes, as many as asked for."""
    wanted = _checked_months(first, last)
    records = [record for kind in SampleKind for record in _first(seed, _population(kind, seed, wanted, until), size)]
    asked = dict.fromkeys(record["application"] for record in records)
    rows = table.get_many([(keys.application(each), keys.STATE) for each in asked])
    known = {row["pk"]["S"].removeprefix("APPLICATION#"): folder_of(row).application for row in rows}
    return tuple(
        Line(
            application_id=record["application"],
            seq=record["seq"],
            kind=KIND_OF_ACTION[record["action"]],
            decided_by=record["actor"],
            decided_at=record["at"],
            county=known[record["application"]].answers.county,
            language=known[record["application"]].language,
        )
        for record in records
        if record["application"] in known
    )


def _population(kind: SampleKind, seed: str, wanted: list[str], until: datetime) -> list[dict[str, Any]]:
    """All decisions of a kind, or, where a month has too many to read, those of the same stretch of every month.

    A decision's place was settled by its id when it was made, and the seed says where the stretch begins.
    """
    start = place_of(seed)
    found = [samples.decisions_from(month, kind, start, MOST_READ, until) for month in wanted]
    ends = [distance(place_of(_name(month[-1])), start) for month in found if len(month) == MOST_READ]
    stretch = min(ends, default=None)
    return [
        record
        for month in found
        for record in month
        if stretch is None or distance(place_of(_name(record)), start) <= stretch
    ]


def _first(seed: str, records: list[dict[str, Any]], size: int) -> list[dict[str, Any]]:
    return sorted(records, key=lambda record: place_of(f"{seed}#{_name(record)}"))[:size]


def _name(record: dict[str, Any]) -> str:
    return f"{record['application']}#{record['seq']}"
