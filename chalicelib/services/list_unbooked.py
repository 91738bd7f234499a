"""Awards whose person finds no class in time: for the managers, who can ask providers for more (issue 4, 5)."""

from dataclasses import dataclass
from datetime import date

from chalicelib.domain.actors import Actor, authorize
from chalicelib.domain.permissions import Operation
from chalicelib.domain.person import Language
from chalicelib.domain.refusal import invalid
from chalicelib.domain.training_class import Course, courses
from chalicelib.gateways import clock
from chalicelib.services.find_classes import first_start
from chalicelib.services.paging import cursor
from chalicelib.store import bookings, programs
from chalicelib.store.bookings import Found

PAGE = 25


@dataclass(frozen=True)
class Unbooked:
    course: Course
    language: Language
    first_start: date | None
    """When the next class with a free seat begins; None when none is posted."""
    awards: tuple[Found, ...]
    """Those whose last day is before that, the earliest first."""
    next: str | None


def list_unbooked(actor: Actor, course: str, language: Language, after: str | None = None) -> Unbooked:
    """Three requests, however many awards there are. Raises INVALID for a course that the program does not pay."""
    authorize(actor, Operation.READ_UNBOOKED)
    known = next((each for each, _, _ in courses(programs.program_at(clock.now())) if each == course), None)
    if known is None:
        raise invalid("course")
    starts = first_start(known, language)
    page = bookings.unbooked_before(known, language, starts, cursor(after), PAGE)
    return Unbooked(known, language, starts, page.found, page.next)
