"""A sample of approvals and denials that a second person looks at: which, drawn how, and what they found."""

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated

from pydantic import Field, StringConstraints

from chalicelib.domain.part import Part
from chalicelib.domain.person import Language
from chalicelib.domain.small_cells import Counts

MOST_MONTHS, MOST_LINES = 12, 100
"""In one sample, and of each kind in it."""
Month = Annotated[str, StringConstraints(pattern=r"^\d{4}-(0[1-9]|1[0-2])$")]
_MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])", re.ASCII)


class SampleKind(StrEnum):
    APPROVAL = "approval"
    DENIAL = "denial"


KIND_OF_ACTION: Mapping[str, SampleKind] = {
    "approve_award": SampleKind.APPROVAL,
    "review_ineligible": SampleKind.DENIAL,
    "refuse_award": SampleKind.DENIAL,
}


class Line(Part):
    """One decision: an event of an application's chain."""

    application_id: str
    seq: int
    kind: SampleKind
    decided_by: str
    decided_at: datetime
    county: str | None
    language: Language

    @property
    def name(self) -> str:
        return f"{self.application_id}#{self.seq}"


class Sample(Part):
    id: str
    seed: str
    first: Month
    last: Month
    """Both months are in it, by the Pacific calendar."""
    size: int = Field(ge=1, le=MOST_LINES)
    """So many of each kind, or all there were."""
    drawn_by: str
    drawn_at: datetime
    """Decisions after it are not in the draw: it can be drawn again."""
    lines: tuple[Line, ...]


class Answer(Part):
    application_id: str
    seq: int
    agrees: bool
    note: str
    by: str
    at: datetime

    @property
    def name(self) -> str:
        return f"{self.application_id}#{self.seq}"


def place_of(name: str) -> str:
    """Where a decision stands in an order that has nothing to do with anything: the first 16 digits of its SHA-256."""
    return hashlib.sha256(name.encode()).hexdigest()[:16]


def distance(place: str, start: str) -> int:
    """How far a place is behind the start, around the end of the order."""
    return (int(place, 16) - int(start, 16)) % 16**16


def months(first: str, last: str) -> list[str]:
    """Every month from the first to the last, both included. Raises ValueError for none, more than 12, or no month."""
    start, end = (_number(month) for month in (first, last))
    if not start <= end < start + MOST_MONTHS:
        raise ValueError("no month, or too many")
    return [f"{each // 12:04d}-{each % 12 + 1:02d}" for each in range(start, end + 1)]


def _number(month: str) -> int:
    found = _MONTH.fullmatch(month)
    if found is None:
        raise ValueError("no month")
    return int(found[1]) * 12 + int(found[2]) - 1


def month_of(day: date) -> str:
    return f"{day.year:04d}-{day.month:02d}"


def counted(lines: Iterable[tuple[str, bool]]) -> dict[str, Counts]:
    """By group: looked at, agreed, disagreed."""
    looked: Counter[str] = Counter()
    agreed: Counter[str] = Counter()
    for group, agrees in lines:
        looked[group] += 1
        agreed[group] += agrees
    return {group: (looked[group], agreed[group], looked[group] - agreed[group]) for group in sorted(looked)}
