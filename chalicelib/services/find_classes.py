"""The classes that fit an award: what it pays, in a language, with a seat left, starting no later than its last day."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from chalicelib.domain.actors import Actor, authorize
from chalicelib.domain.asking_place import open_courses
from chalicelib.domain.award import Award, AwardItem
from chalicelib.domain.pacific import pacific_date
from chalicelib.domain.permissions import Operation
from chalicelib.domain.person import Language
from chalicelib.domain.program import Program
from chalicelib.domain.refusal import invalid
from chalicelib.domain.training_class import FARTHEST, ClassId, Course, TrainingClass
from chalicelib.gateways import clock
from chalicelib.services.award_decision import award_of
from chalicelib.services.own import load_own_award
from chalicelib.services.paging import cursor
from chalicelib.store import classes, programs

A_FEW, PAGE = 5, 20


@dataclass(frozen=True)
class Choice:
    """A training still to book, and classes for it."""

    award_id: str
    use_by: date
    item: AwardItem
    course: Course
    language: Language
    classes: tuple[TrainingClass, ...]
    next: str | None
    """Where the following page begins; None when these are all."""


def find_classes(actor: Actor, award_id: str, item: str, language: Language, after: str | None = None) -> Choice:
    """A page of the classes for one training of one's own award, earliest first.

    Raises NOT-FOUND, INVALID for an item that is no training still to be booked.
    """
    authorize(actor, Operation.READ_OWN_STATUS)
    award, now = award_of(load_own_award(actor, award_id)), clock.now()
    program = programs.program_at(now)
    for each, course in open_courses(award, program):
        if each.item == item:
            return _choice(award, each, course, language, cursor(after), PAGE)
    raise invalid("item")


def few_classes(award: Award, program: Program, language: Language) -> tuple[Choice, ...]:
    """The first classes for each training of an award that is still to be booked: one request each."""
    return tuple(_choice(award, item, course, language, None, A_FEW) for item, course in open_courses(award, program))


def _choice(award: Award, item: AwardItem, course: Course, language: Language, after: str | None, most: int) -> Choice:
    today = pacific_date(clock.now())
    days = today, award.use_by or today
    found = classes.fitting(course, language, days, after, most)
    affordable = tuple(each for each in found.classes if each.terms.cents <= item.cap_cents)
    return Choice(award.id, days[1], item, course, language, affordable, found.next)


def first_start(course: Course, language: Language) -> date | None:
    """When the next class with a seat left begins; None when none is posted."""
    today = pacific_date(clock.now())
    found = classes.fitting(course, language, (today, today + FARTHEST + timedelta(days=1)), None, 1).classes
    return found[0].terms.starts if found else None


def classes_asked(awards: list[Award]) -> Mapping[ClassId, TrainingClass]:
    """The classes in which these awards have or had a place, in one request."""
    wanted = [item.place.class_id for award in awards for item in award.items if item.place]
    return classes.load_classes(wanted) if wanted else {}
