"""Who waits for a new access code, and what happened to a person's code: no code is ever in these rows."""

from datetime import datetime
from typing import Any

from chalicelib.domain.actors import Actor
from chalicelib.domain.part import Part
from chalicelib.domain.person import PersonId
from chalicelib.store import keys, table

LIST = "codes"
"""The work list of those who wait."""


class CodeRequest(Part):
    person_id: PersonId
    asked_at: datetime


class PersonEvent(Part):
    """What happened to a person's record. Names nobody."""

    action: str
    actor: str
    roles: tuple[str, ...]
    at: datetime
    note: str | None = None
    """Of staff: how they knew who was asking. Shown to no applicant."""


def request_write(asked: CodeRequest) -> table.Write:
    """Asked again, it stays one request."""
    return table.put(
        table.row(
            keys.person(asked.person_id),
            keys.CODE_REQUEST,
            asked,
            work_pk=keys.work(LIST),
            work_sk=f"{asked.asked_at.isoformat()}#{asked.person_id}",
        )
    )


def removal_write(person_id: str) -> table.Write:
    return table.delete(keys.person(person_id), keys.CODE_REQUEST)


def requests_waiting(limit: int) -> list[CodeRequest]:
    """Oldest first."""
    rows = table.query(keys.work(LIST), index="work", limit=limit)
    return [CodeRequest.model_validate_json(row["body"]["S"]) for row in rows]


def event_write(person_id: str, action: str, actor: Actor, at: datetime, key: str, note: str | None) -> table.Write:
    """An entry of the person's own audit trail; it is never changed."""
    event = PersonEvent(action=action, actor=actor.signed, roles=tuple(sorted(actor.roles)), at=at, note=note)
    return table.put_new(table.row(keys.person(person_id), keys.person_event(at, key), event))


def events_of(person_id: str) -> list[dict[str, Any]]:
    """First to last."""
    rows = table.query(keys.person(person_id), "EVENT#")
    return [PersonEvent.model_validate_json(row["body"]["S"]).model_dump(mode="json") for row in rows]
