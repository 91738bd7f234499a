"""Samples of decisions and the answers to them; and the order that decisions are drawn from, in the index `due`."""

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from chalicelib.domain.actors import Actor
from chalicelib.domain.audit import change_record
from chalicelib.domain.codes import Code
from chalicelib.domain.pacific import pacific_date
from chalicelib.domain.refusal import Refused
from chalicelib.domain.sample import KIND_OF_ACTION, Answer, Sample, SampleKind, month_of, place_of
from chalicelib.store import keys, slices, table
from chalicelib.store.audit_trail import chained_writes


def sampled_by(application_id: str, seq: int, action: str, at: datetime) -> dict[str, str]:
    """What an approval's or a denial's event is drawn by; nothing for another event."""
    kind = KIND_OF_ACTION.get(action)
    if kind is None:
        return {}
    month = month_of(pacific_date(at))
    return {"due_pk": keys.decided_in(month, kind), "due_sk": place_of(f"{application_id}#{seq}")}


def decisions_from(month: str, kind: SampleKind, start: str, at_most: int, until: datetime) -> list[dict[str, Any]]:
    """The records of at most so many decisions of a month made by a moment, in their order from a place on, around."""
    found: list[dict[str, Any]] = []
    for first, last in ((start, "~"), (" ", start)):
        for record in _between(keys.decided_in(month, kind), first, last):
            if len(found) == at_most:
                return found
            if datetime.fromisoformat(record["at"]) <= until:
                found.append(record)
    return found


def _between(pk: str, first: str, last: str) -> Iterator[dict[str, Any]]:
    part = slices.slice_of(pk, first, last, 1000, index="due")
    while True:
        yield from (json.loads(row["body"]["S"]) for row in part.rows)
        if part.last is None:
            return
        part = slices.slice_of(pk, first, last, 1000, index="due", after=part.last)


def sample_writes(sample: Sample, actor: Actor) -> list[table.Write]:
    """A new one, and the first event of its chain."""
    item = table.row(keys.sample(sample.id), keys.STATE, sample)
    told = {
        "seed": sample.seed,
        "first": sample.first,
        "last": sample.last,
        "size": sample.size,
        "lines": len(sample.lines),
    }
    record = change_record("draw_sample", actor, sample.drawn_at, detail=told)
    event = chained_writes(keys.sample(sample.id), record, sample.drawn_at)
    return [table.put_new(item), table.put_new(table.row(keys.SAMPLES, sample.id)), *event]


def load_sample(sample_id: str) -> Sample:
    """Raises NOT-FOUND."""
    row = table.load(keys.sample(sample_id), keys.STATE, "sample")
    return Sample.model_validate_json(row["body"]["S"])


def sample_ids(limit: int | None = None) -> list[str]:
    """Newest first."""
    return [row["sk"]["S"] for row in table.query(keys.SAMPLES, limit=limit, newest_first=True)]


def latest_samples(limit: int) -> list[Sample]:
    """Newest first."""
    listed = sample_ids(limit)
    rows = table.get_many([(keys.sample(sample_id), keys.STATE) for sample_id in listed])
    found = [Sample.model_validate_json(row["body"]["S"]) for row in rows]
    return sorted(found, key=lambda sample: sample.id, reverse=True)


def answer_writes(sample: Sample, answer: Answer, actor: Actor) -> list[table.Write]:
    """Each line is answered once, with an event: without the note. Raises WRONG-STATE."""
    item = table.row(keys.sample(sample.id), keys.answer(answer.application_id, answer.seq), answer)
    told = {"line": answer.name, "agrees": "yes" if answer.agrees else "no"}
    record = change_record("answer_sample", actor, answer.at, detail=told)
    event = chained_writes(keys.sample(sample.id), record, answer.at)
    return [table.put_new(item, Refused(Code.WRONG_STATE)), *event]


def answers_to(sample_id: str) -> list[Answer]:
    rows = table.query(keys.sample(sample_id), "ANSWER#")
    return [Answer.model_validate_json(row["body"]["S"]) for row in rows]
