"""Nominations: found by the person they mean, and listed for the county that made them."""

from datetime import datetime, timedelta

from chalicelib.domain.nomination import Nomination
from chalicelib.store import keys, table

_KEPT = timedelta(days=365)
"""A county's list may tell that somebody is a client of it: it is not kept for ever (DOMAIN.md 6.3)."""


def nomination_writes(nomination: Nomination, fingerprint: str, now: datetime) -> list[table.Write]:
    expires = int((now + _KEPT).timestamp())
    sk = keys.nomination(nomination.county, nomination.benefit or "any")
    found = table.row(keys.fingerprint(fingerprint), sk, nomination, expires_at=expires)
    listed = table.row(keys.nominations_of(nomination.county), f"{sk}#{fingerprint}", nomination, expires_at=expires)
    return [table.put(found), table.put(listed)]


def nominations_for(fingerprints: tuple[str, ...]) -> list[Nomination]:
    """Every county's nominations of whoever has one of these fingerprints."""
    return [
        Nomination.model_validate_json(row["body"]["S"])
        for digest in fingerprints
        for row in table.query(keys.fingerprint(digest), "NOMINATION#")
    ]


def people_with(fingerprint: str) -> list[str]:
    """Ids of the people whose record has the fingerprint."""
    rows = table.query(keys.fingerprint(fingerprint), "PERSON#")
    return [row["sk"]["S"].removeprefix("PERSON#") for row in rows]


def nominations_of(county: str) -> list[Nomination]:
    """A county's own list."""
    return [Nomination.model_validate_json(row["body"]["S"]) for row in table.query(keys.nominations_of(county))]
