"""How often something was tried: one row for each subject and clock hour, removed by DynamoDB later."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from chalicelib.store import keys, table

_KEPT = timedelta(hours=2)


class Subject(NamedTuple):
    """What is counted: for what purpose, and the keyed digest of a code, an address or a person's name."""

    purpose: str
    digest: str


def counts(subjects: Sequence[Subject], now: datetime) -> dict[Subject, int]:
    """How often each was tried in this hour, in one request."""
    places = {(keys.tries(*subject), _hour(now)): subject for subject in subjects}
    rows = table.get_many(list(places))
    found = {places[row["pk"]["S"], row["sk"]["S"]]: int(row["tries"]["N"]) for row in rows}
    return {subject: found.get(subject, 0) for subject in subjects}


def count(subjects: Sequence[Subject], now: datetime) -> None:
    """One more try of each. Raises Conflict when others count at the same moment."""
    until = int((now + _KEPT).timestamp())
    change = "ADD tries :one SET expires_at = :until"
    values = {"one": 1, "until": until}
    table.transact([table.update(keys.tries(*subject), _hour(now), change, None, values) for subject in subjects])


def _hour(now: datetime) -> str:
    return f"{int(now.timestamp()) // 3600}"
