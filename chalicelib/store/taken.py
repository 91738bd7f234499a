"""Who has taken up an application of a work list, and until when: a lease that runs out by itself."""

from collections.abc import Sequence
from datetime import datetime

from chalicelib.domain.part import Part
from chalicelib.store import keys, table


class Taken(Part):
    by: str
    """The staff member's id."""
    until: datetime


def load_taken(ids: Sequence[str], now: datetime) -> dict[str, Taken]:
    """By application, those that somebody works on at this moment; a hundred a call."""
    rows = table.get_many([(keys.application(each), keys.TAKEN) for each in ids]) if ids else []
    found = {row["pk"]["S"].removeprefix("APPLICATION#"): Taken.model_validate_json(row["body"]["S"]) for row in rows}
    return {each: taken for each, taken in found.items() if taken.until > now}


def taken_write(application_id: str, taken: Taken, now: datetime) -> table.Write:
    """A conflict while it is somebody else's."""
    seconds = int(taken.until.timestamp())
    item = table.row(keys.application(application_id), keys.TAKEN, taken, holder=taken.by, expires_at=seconds)
    free = "attribute_not_exists(pk) OR holder = :holder OR expires_at <= :now"
    return table.put(item, free, {"holder": taken.by, "now": int(now.timestamp())})


def released_write(application_id: str, by: str) -> table.Write:
    """Given back by whoever has it. A conflict when it is somebody else's meanwhile."""
    mine = "attribute_not_exists(pk) OR holder = :holder"
    return table.delete(keys.application(application_id), keys.TAKEN, mine, {"holder": by})
