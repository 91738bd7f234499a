"""Who read a person's details, when and for what: once with the person, and once with the day, for audits."""

from collections.abc import Sequence
from datetime import date, datetime
from enum import StrEnum

from chalicelib.domain.pacific import pacific_date
from chalicelib.domain.part import Part
from chalicelib.domain.person import PersonId
from chalicelib.store import keys, slices, table


class Purpose(StrEnum):
    REVIEW = "review"
    """An application was looked at; the people it was compared with were too."""
    COMPARED = "compared"
    """Shown beside another person's application, as a possible duplicate."""
    NOMINATION = "nomination"
    """Beside a name of a county's list."""
    LOST_CODE = "lost_code"
    """On the list of those who lost their access code."""
    LETTER = "letter"
    INTAKE = "intake"
    """What was typed from their paper or call, before it was filed."""
    SEARCH = "search"
    PERSON = "person"


class Reading(Part):
    """Names nobody: ids alone."""

    person_id: PersonId
    by: str
    roles: tuple[str, ...]
    purpose: Purpose
    at: datetime
    application_id: str | None = None
    """What it was read for, where that is one application."""


class ReadingPage(Part):
    entries: tuple[Reading, ...]
    last: str | None
    """The sort key after which it goes on; None when there is nothing more."""


PREFIX = "READING#"
MOST_AT_ONCE = 50


def write_readings(readings: Sequence[tuple[str, Reading]]) -> None:
    """Each with an id of its own, at most 50 at once; they are never changed."""
    table.transact([write for reading_id, reading in readings for write in _writes(reading_id, reading)])


def _writes(reading_id: str, reading: Reading) -> tuple[table.Write, table.Write]:
    sk = keys.reading(reading.at, reading_id)
    day = keys.readings_of(pacific_date(reading.at))
    mine = table.row(keys.person(reading.person_id), sk, reading)
    return table.put_new(mine), table.put_new(table.row(day, sk, reading))


def readings_of(person_id: str, after: str = "", limit: int = MOST_AT_ONCE) -> ReadingPage:
    """Who read this person's details, first to last, after a sort key."""
    return _page(keys.person(person_id), after, limit)


def readings_on(day: date, after: str = "", limit: int = MOST_AT_ONCE) -> ReadingPage:
    """Of a Pacific day, first to last, after a sort key."""
    return _page(keys.readings_of(day), after, limit)


def _page(pk: str, after: str, limit: int) -> ReadingPage:
    found = slices.slice_of(pk, PREFIX, f"{PREFIX}~", limit, after=after)
    entries = tuple(Reading.model_validate_json(row["body"]["S"]) for row in found.rows)
    return ReadingPage(entries=entries, last=found.last)
