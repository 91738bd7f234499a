"""Who has taken up an entry of a work list, and until when: a lease that runs out by itself.

It is kept by the entry's subject, which stays the same on whatever list it is: the id of an application, a batch, a
notice, …; of a person, where the work is to get an access code to them.
"""

from collections.abc import Sequence
from datetime import datetime

from chalicelib.domain.part import Part
from chalicelib.store import keys, table


class Taken(Part):
    by: str
    """The staff member's id."""
    until: datetime


def load_taken(subjects: Sequence[str], now: datetime) -> dict[str, Taken]:
    """By subject, those that somebody works on at this moment; a hundred a call."""
    rows = table.get_many([(keys.taken(each), keys.STATE) for each in dict.fromkeys(subjects)])
    found = {row["pk"]["S"].removeprefix(keys.taken("")): Taken.model_validate_json(row["body"]["S"]) for row in rows}
    return {each: taken for each, taken in found.items() if taken.until > now}


def taken_write(subject: str, taken: Taken, now: datetime) -> table.Write:
    """A conflict while it is somebody else's."""
    seconds = int(taken.until.timestamp())
    item = table.row(keys.taken(subject), keys.STATE, taken, holder=taken.by, expires_at=seconds)
    free = "attribute_not_exists(pk) OR holder = :holder OR expires_at <= :now"
    return table.put(item, free, {"holder": taken.by, "now": int(now.timestamp())})


def released_write(subject: str, by: str) -> table.Write:
    """Given back by whoever has it. A conflict when it is somebody else's meanwhile."""
    mine = "attribute_not_exists(pk) OR holder = :holder"
    return table.delete(keys.taken(subject), keys.STATE, mine, {"holder": by})
