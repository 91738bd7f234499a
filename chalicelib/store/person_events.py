"""What happened to a person's record, apart from their applications: entries that are never changed."""

from collections.abc import Mapping
from datetime import datetime

from pydantic import Field

from chalicelib.domain.actors import Actor
from chalicelib.domain.part import Part
from chalicelib.store import keys, table
from chalicelib.store.audit_trail import event_row


class PersonEvent(Part):
    """One entry. Names nobody: digests and codes only."""

    action: str
    actor: str
    roles: tuple[str, ...]
    at: datetime
    note: str | None = None
    """Of staff: how they knew who was asking. Shown to no applicant."""
    detail: dict[str, str] = Field(default_factory=dict)


def event_write(
    person_id: str,
    action: str,
    actor: Actor,
    at: datetime,
    key: str,
    note: str | None = None,
    detail: Mapping[str, str] | None = None,
) -> table.Write:
    """`key` tells entries of one moment apart."""
    event = PersonEvent(
        action=action, actor=actor.signed, roles=tuple(sorted(actor.roles)), at=at, note=note, detail=dict(detail or {})
    )
    record = event.model_dump(mode="json")
    return table.put_new(event_row(keys.person(person_id), keys.person_event(at, key), record, at))


def events_of(person_id: str) -> list[PersonEvent]:
    """First to last."""
    rows = table.query(keys.person(person_id), "EVENT#")
    return [PersonEvent.model_validate_json(row["body"]["S"]) for row in rows]
