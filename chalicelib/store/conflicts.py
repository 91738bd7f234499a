"""Who has said that they have a tie to a person, and so keep away from everything of theirs."""

from collections.abc import Iterable, Sequence
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


def taken_back_write(person_id: str, staff_id: str) -> table.Write:
    """A conflict when it was taken back meanwhile."""
    return table.delete(keys.person(person_id), keys.conflict(staff_id), "attribute_exists(pk)")


def conflicts_with(person_id: str) -> list[Conflict]:
    """Everybody's tie to a person."""
    return [Conflict.model_validate_json(body) for body in table.query_bodies(keys.person(person_id), "CONFLICT#")]


def load_conflict(person_id: str, staff_ids: Sequence[str]) -> Conflict | None:
    """A tie to the person of one of these: of somebody, or of the colleague they stand in for."""
    return _first(table.get_many(_wanted(person_id, staff_ids)))


def ties_among(person_ids: Iterable[str], staff_ids: Sequence[str]) -> frozenset[str]:
    """Those of the people to whom one of these has a tie, a hundred a call."""
    rows = table.get_many([each for person_id in dict.fromkeys(person_ids) for each in _wanted(person_id, staff_ids)])
    return frozenset(row["pk"]["S"].removeprefix(keys.person("")) for row in rows)


def load_stops(subject: str, person_id: str, staff_ids: Sequence[str]) -> tuple[Conflict | None, Taken | None]:
    """What may keep somebody from deciding, in one call: a tie to the person, and who has taken it up, ever."""
    lease = (keys.taken(subject), keys.STATE)
    rows = table.get_many([*_wanted(person_id, staff_ids), lease])
    taken = [row["body"]["S"] for row in rows if row["sk"]["S"] == keys.STATE]
    tie = _first(row for row in rows if row["sk"]["S"] != keys.STATE)
    return tie, Taken.model_validate_json(taken[0]) if taken else None


def _wanted(person_id: str, staff_ids: Sequence[str]) -> list[tuple[str, str]]:
    return [(keys.person(person_id), keys.conflict(each)) for each in staff_ids]


def _first(rows: Iterable[table.Row]) -> Conflict | None:
    found = [Conflict.model_validate_json(row["body"]["S"]) for row in rows]
    return min(found, key=lambda tie: tie.at) if found else None
