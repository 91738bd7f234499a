"""Dated classes of training providers, and places in them (docs/decisions/0014-classes.md)."""

from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Annotated, NewType

from pydantic import Field, StringConstraints, model_validator

from chalicelib.domain.chain import ChainHead
from chalicelib.domain.codes import Code
from chalicelib.domain.part import Part
from chalicelib.domain.person import Language
from chalicelib.domain.program import CoveredItem, ItemId, Payee, Program
from chalicelib.domain.program_values import Cents, Slug
from chalicelib.domain.refusal import Refused, invalid

ClassId = NewType("ClassId", str)
Course = NewType("Course", str)
"""What is taught: `core_training`, `specialization_training/crisis-care`."""

MOST_SEATS = 200
FARTHEST = timedelta(days=730)
"""A class may be posted so long before it starts; a year mistyped is caught."""

City = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=60)]
Joining = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300)]
Seats = Annotated[int, Field(ge=1, le=MOST_SEATS, strict=True)]
Price = Annotated[Cents, Field(ge=1)]


class Access(StrEnum):
    """What a class offers to those who need it."""

    WHEELCHAIR = "wheelchair"
    SIGN_LANGUAGE = "sign_language"
    CAPTIONS = "captions"
    LARGE_PRINT = "large_print"
    SCREEN_READER = "screen_reader"
    QUIET_ROOM = "quiet_room"


class ClassState(StrEnum):
    OPEN = "open"
    CANCELLED = "cancelled"


class PlaceState(StrEnum):
    ASKED = "asked"
    CONFIRMED = "confirmed"
    DECLINED = "declined"
    CANCELLED = "cancelled"
    """The provider cancelled the class."""


HELD = frozenset({PlaceState.ASKED, PlaceState.CONFIRMED})
"""These take a seat of the class."""


class ClassPlace(Part):
    """A place in a class, as the award that asked for it keeps it. Price and start of a posted class never change."""

    class_id: ClassId
    provider: Slug
    starts: date
    cents: int
    state: PlaceState
    asked_at: datetime


class ClassTerms(Part):
    """What a provider says of a class it posts. Price in cents; the day it starts is a Pacific date."""

    item: Slug
    area: Slug | None = None
    """Of a specialization's training; None for others."""
    starts: date
    language: Language
    online: bool
    county: Slug | None = None
    city: City | None = None
    access: tuple[Access, ...] = Field(default=(), max_length=len(Access))
    seats: Seats
    cents: Price
    joining: Joining
    """How to get there or to join: told to people whose place is confirmed."""

    @model_validator(mode="after")
    def _somewhere(self) -> "ClassTerms":
        if not self.online and (self.county is None or self.city is None):
            raise ValueError("a class that is not online needs a county and a city")
        return self

    @property
    def course(self) -> Course:
        return course_of(self.item, self.area)


class TrainingClass(Part):
    id: ClassId
    provider: Slug
    terms: ClassTerms
    state: ClassState = ClassState.OPEN
    chain: ChainHead = ChainHead()
    taken: int = 0
    """Seats that people asked for or have; counted by the store, in the transaction of each (store/classes.py)."""

    @property
    def left(self) -> int:
        return max(0, self.terms.seats - self.taken)

    @property
    def version(self) -> int:
        """The number of its audit events."""
        return self.chain.seq

    def reseated(self, seats: int) -> "TrainingClass":
        """With another number of seats."""
        return self.model_copy(update={"terms": self.terms.model_copy(update={"seats": seats})})

    def cancelled(self) -> "TrainingClass":
        return self.model_copy(update={"state": ClassState.CANCELLED})


def course_of(item: str, area: str | None) -> Course:
    return Course(f"{item}/{area}" if area else item)


def course_of_item(item: CoveredItem, occurrence: str) -> Course | None:
    """The course that an award's item is for; None for what no provider teaches."""
    if item.payee is not Payee.PROVIDER:
        return None
    return course_of(item.id, occurrence if item.occurrence == "area" else None)


def courses(program: Program) -> tuple[tuple[Course, ItemId, str | None], ...]:
    """Every course that the program pays for, with its item and area, in the program's order."""
    found: dict[Course, tuple[ItemId, str | None]] = {}
    for benefit in program.benefits:
        for item_id in benefit.items:
            course = course_of_item(program.item(item_id), benefit.area or "none")
            if course is not None:
                found.setdefault(course, (ItemId(item_id), benefit.area if "/" in course else None))
    return tuple((course, *named) for course, named in found.items())


def refuse_unpostable(terms: ClassTerms, program: Program, languages: tuple[str, ...], today: date) -> None:
    """Raises INVALID with the field, COURSE-LANGUAGE-NOT-APPROVED, DEADLINE-PASSED for a day that is over,
    PRICE-OVER-CAP when no award could pay the whole price."""
    if not any(item == terms.item for _, item, _ in courses(program)):
        raise invalid("item")
    if not any(course == terms.course for course, _, _ in courses(program)):
        raise invalid("area")
    if terms.language not in languages:
        raise Refused(Code.COURSE_LANGUAGE_NOT_APPROVED, field="language")
    if terms.starts < today:
        raise Refused(Code.DEADLINE_PASSED, field="starts")
    if terms.starts > today + FARTHEST:
        raise invalid("starts")
    if terms.cents > program.item(terms.item).cap_cents:
        raise Refused(Code.PRICE_OVER_CAP, field="cents")


def refuse_past(starts: date, today: date) -> None:
    """Raises DEADLINE-PASSED from the day after a class began."""
    if today > starts:
        raise Refused(Code.DEADLINE_PASSED, field="class_id")
