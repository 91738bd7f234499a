"""Who has said that they have a tie to a person, and so keep away from everything of theirs."""

from collections.abc import Iterable
from datetime import datetime

from chalicelib.domain.part import Part
from chalicelib.store import keys, table
from chalicelib.store.taken import Taken


class Conflict(Part):
    by: str
    at: datetime
    note: str | None = None
    """Shown to no applicant."""


def conflict_write(person_id: str, conflict: Conflict) -> table.Write:
    """Said again, it stays as it was said first."""
    return table.put_new(table.row(keys.person(person_id), keys.conflict(conflict.by), conflict))


def load_conflict(person_id: str, actor_id: str) -> Conflict | None:
    row = table.get(keys.person(person_id), keys.conflict(actor_id))
    return Conflict.model_validate_json(row["body"]["S"]) if row else None


def ties_among(person_ids: Iterable[str], actor_id: str) -> frozenset[str]:
    """Those of the people to whom the actor has a tie, a hundred a call."""
    wanted = [(keys.person(each), keys.conflict(actor_id)) for each in dict.fromkeys(person_ids)]
    return frozenset(row["pk"]["S"].removeprefix(keys.person("")) for row in table.get_many(wanted))


def load_stops(application_id: str, person_id: str, actor_id: str) -> tuple[Conflict | None, Taken | None]:
    """What may keep somebody from deciding, in one call: their tie to the person, and who has taken it up, ever."""
    wanted = [(keys.person(person_id), keys.conflict(actor_id)), (keys.application(application_id), keys.TAKEN)]
    bodies = {row["sk"]["S"]: row["body"]["S"] for row in table.get_many(wanted)}
    tie, taken = bodies.get(keys.conflict(actor_id)), bodies.get(keys.TAKEN)
    return (
        Conflict.model_validate_json(tie) if tie else None,
        Taken.model_validate_json(taken) if taken else None,
    )
