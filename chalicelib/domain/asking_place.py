"""An award's place in a class: asked for, taken back, confirmed, declined, or gone with the class.

A place that is held takes a seat; whatever else ends an award's item gives the seat back by itself (store/classes.py
derives it from the change of the award).
"""

from datetime import date, datetime

from chalicelib.domain.award import Award, AwardItem, Enrollment
from chalicelib.domain.award_use import enroll
from chalicelib.domain.codes import Code
from chalicelib.domain.program import Program
from chalicelib.domain.refusal import Refused, invalid
from chalicelib.domain.states import AwardStatus, ItemStatus
from chalicelib.domain.training_class import (
    HELD,
    ClassPlace,
    ClassState,
    Course,
    PlaceState,
    TrainingClass,
    course_of_item,
    refuse_past,
)


def held_place(item: AwardItem) -> ClassPlace | None:
    """The place that takes a seat now."""
    return item.place if item.place and item.place.state in HELD else None


def open_courses(award: Award | None, program: Program) -> tuple[tuple[AwardItem, Course], ...]:
    """The trainings that an active award still has to book, with the course of each."""
    if award is None or award.status is not AwardStatus.ACTIVE:
        return ()
    free = [item for item in award.items if item.status is ItemStatus.COMMITTED and item.enrollment is None]
    found = [(item, course_of_item(program.item(item.item), item.occurrence)) for item in free]
    return tuple((item, course) for item, course in found if course is not None)


def ask(award: Award, wanted: TrainingClass, program: Program, now: datetime, today: date) -> Award:
    """A place asked for, for the training of the award that the class teaches.

    Raises INVALID when it teaches none of them, WRONG-STATE when that is booked or a place is held already or the class
    was cancelled, DEADLINE-PASSED when it has begun, CLASS-AFTER-USE-BY, PRICE-OVER-CAP.
    """
    fitting = [item for item, course in open_courses(award, program) if course == wanted.terms.course]
    if not fitting:
        _refuse_without_course(award, wanted, program)
    item, starts = fitting[0], wanted.terms.starts
    held = held_place(item)
    if wanted.state is not ClassState.OPEN or (held is not None and held.starts >= today):
        raise Refused(Code.WRONG_STATE)
    refuse_past(starts, today)
    if award.use_by is not None and starts > award.use_by:
        raise Refused(Code.CLASS_AFTER_USE_BY, field="class_id")
    if wanted.terms.cents > item.cap_cents:
        raise Refused(Code.PRICE_OVER_CAP, field="class_id")
    place = ClassPlace(
        class_id=wanted.id,
        provider=wanted.provider,
        starts=starts,
        cents=wanted.terms.cents,
        state=PlaceState.ASKED,
        asked_at=now,
    )
    return _with_place(award, item, place)


def _refuse_without_course(award: Award, wanted: TrainingClass, program: Program) -> None:
    pays = [course_of_item(program.item(item.item), item.occurrence) for item in award.items]
    raise Refused(Code.WRONG_STATE) if wanted.terms.course in pays else invalid("class_id")


def take_back(award: Award, item_id: str) -> Award:
    """The request taken back before it was answered. Raises WRONG-STATE, NOT-FOUND."""
    item = award.item(item_id)
    _asked(item)
    return _with_place(award, item, None)


def confirm(award: Award, item_id: str, class_id: str, today: date) -> Award:
    """The training booked at the price and start of the class.

    Raises WRONG-STATE unless a place in this class is asked for, DEADLINE-PASSED when it has begun, and as `enroll`.
    """
    item = award.item(item_id)
    place = _asked(item, class_id)
    refuse_past(place.starts, today)
    booked = enroll(award, item_id, Enrollment(provider=place.provider, cents=place.cents, starts=place.starts))
    return _with_place(booked, booked.item(item_id), _moved(place, PlaceState.CONFIRMED))


def decline_place(award: Award, item_id: str, class_id: str) -> Award:
    """The provider says no: the person may ask elsewhere. Raises WRONG-STATE, NOT-FOUND."""
    item = award.item(item_id)
    return _with_place(award, item, _moved(_asked(item, class_id), PlaceState.DECLINED))


def without_class(award: Award, item_id: str, place: ClassPlace) -> Award:
    """The class of a place was cancelled; the award remembers it, so that its person can be told."""
    return _with_place(award, award.item(item_id), _moved(place, PlaceState.CANCELLED))


def _asked(item: AwardItem, class_id: str | None = None) -> ClassPlace:
    place = item.place
    if place is None or place.state is not PlaceState.ASKED or class_id not in (None, place.class_id):
        raise Refused(Code.WRONG_STATE)
    return place


def _moved(place: ClassPlace, state: PlaceState) -> ClassPlace:
    return place.model_copy(update={"state": state})


def _with_place(award: Award, item: AwardItem, place: ClassPlace | None) -> Award:
    return award.with_item(item.model_copy(update={"place": place}))
