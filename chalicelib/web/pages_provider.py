"""A training provider's own pages: classes, requests for a place, an award that is shown."""

from typing import Any

from chalice.app import Response
from pydantic import ValidationError

from chalicelib.domain.program import Program
from chalicelib.domain.refusal import Refused, invalid
from chalicelib.domain.training_class import ClassId, ClassTerms, courses
from chalicelib.gateways import clock
from chalicelib.services.cancel_class import cancel_class
from chalicelib.services.decide_place import confirm_place, refuse_place
from chalicelib.services.enroll_item import enroll_item
from chalicelib.services.list_bookings import own_classes, own_provider, places_asked
from chalicelib.services.open_award import open_award
from chalicelib.services.post_class import change_seats, post_class
from chalicelib.store import programs
from chalicelib.web.class_words import ACCESS, CLASS, LANGUAGE, course_words, where_words
from chalicelib.web.provider_page import decided, more_after, page_after, price_typed, provider_page
from chalicelib.web.typed import day_typed, number_typed
from chalicelib.web.visit import Visit


def classes(visit: Visit) -> Response:
    return _classes_page(visit)


def class_posted(visit: Visit) -> Response:
    def decide() -> object:
        return post_class(visit.known_actor, _terms(visit), visit.request())

    return decided(visit, decide, "/staff/classes", "class_posted", _classes_page)


def _terms(visit: Visit) -> ClassTerms:
    """What the form says. Raises INVALID with the first field that cannot be used."""
    item, _slash, area = visit.said("course").partition("/")
    online = visit.said("where") == "online"
    given = {
        "item": item,
        "area": area or None,
        "starts": visit.said("starts"),
        "language": visit.said("language"),
        "online": online,
        "county": None if online else visit.said("county") or None,
        "city": None if online else visit.said("city") or None,
        "access": visit.said_all("access"),
        "seats": number_typed(visit.said("seats"), "seats"),
        "cents": price_typed(visit),
        "joining": visit.said("joining"),
    }
    try:
        return ClassTerms.model_validate(given)
    except ValidationError as error:
        where = error.errors()[0]["loc"]
        raise invalid(str(where[0]) if where else "city") from error


def seats_changed(visit: Visit) -> Response:
    def decide() -> object:
        return change_seats(
            visit.known_actor, visit.params["class_id"], number_typed(visit.said("seats"), "seats"), visit.request()
        )

    return decided(visit, decide, "/staff/classes", "seats_changed", _classes_page)


def class_cancelled(visit: Visit) -> Response:
    def decide() -> object:
        return cancel_class(visit.known_actor, visit.params["class_id"], visit.request())

    return decided(visit, decide, "/staff/classes", "class_cancelled", _classes_page)


def _classes_page(visit: Visit, refusal: Refused | None = None) -> Response:
    program = programs.program_at(clock.now())
    found = own_classes(visit.known_actor, page_after(visit))
    provider = own_provider(visit.known_actor)
    return provider_page(
        visit,
        "staff_classes.html",
        refusal,
        classes=[_class_row(visit, program, each) for each in found.classes],
        more=more_after("/staff/classes", found.next),
        courses=[(course, course_words(visit.language, course, program)) for course, _item, _area in courses(program)],
        languages_taught=[(each, LANGUAGE[each]) for each in provider.languages],
        counties=program.counties,
        access=ACCESS,
        states=CLASS,
    )


def _class_row(visit: Visit, program: Program, known: Any) -> dict[str, Any]:
    return {
        "class": known,
        "course": course_words(visit.language, known.terms.course, program),
        "where": where_words(visit.language, known.terms, program),
        "language": LANGUAGE[known.terms.language],
    }


def places(visit: Visit) -> Response:
    return _places_page(visit)


def _places_page(visit: Visit, refusal: Refused | None = None) -> Response:
    program = programs.program_at(clock.now())
    found = places_asked(visit.known_actor, page_after(visit))
    rows = [
        (held, _class_row(visit, program, known))
        for held in found.places
        if (known := found.classes.get(ClassId(held.place.class_id)))
    ]
    return provider_page(visit, "staff_places.html", refusal, places=rows, more=more_after("/staff/places", found.next))


def place_confirmed(visit: Visit) -> Response:
    def decide() -> object:
        award, item, class_id = visit.params["award_id"], visit.said("item"), visit.said("class_id")
        return confirm_place(visit.known_actor, award, item, class_id, visit.request())

    return decided(visit, decide, "/staff/places", "place_confirmed", _places_page)


def place_refused(visit: Visit) -> Response:
    def decide() -> object:
        award, item, class_id = visit.params["award_id"], visit.said("item"), visit.said("class_id")
        return refuse_place(visit.known_actor, award, item, class_id, visit.request())

    return decided(visit, decide, "/staff/places", "place_refused", _places_page)


def award(visit: Visit) -> Response:
    """Nothing is shown before the number and the birth date are given."""
    own_provider(visit.known_actor)
    return provider_page(visit, "staff_open_award.html", None, opened=None)


def award_opened(visit: Visit) -> Response:
    """The answer to a form: neither of the two is ever in an address."""
    try:
        return _opened_page(visit, None)
    except Refused as refusal:
        return provider_page(visit, "staff_open_award.html", refusal, opened=None)


def booked(visit: Visit) -> Response:
    def decide() -> object:
        # Whoever books shows both again: the number alone opens nothing on these pages.
        open_award(visit.known_actor, visit.said("award_id").upper(), day_typed(visit.said("birth_date"), "birth_date"))
        cents, starts = price_typed(visit), day_typed(visit.said("starts"), "starts")
        number, item = visit.said("award_id").upper(), visit.said("item")
        return enroll_item(visit.known_actor, number, item, cents, starts, visit.request())

    def otherwise(visit: Visit, refusal: Refused) -> Response:
        try:
            return _opened_page(visit, refusal)
        except Refused:
            return provider_page(visit, "staff_open_award.html", refusal, opened=None)

    return decided(visit, decide, "/staff/bookings", "booked", otherwise)


def _opened_page(visit: Visit, refusal: Refused | None) -> Response:
    program = programs.program_at(clock.now())
    opened = open_award(
        visit.known_actor, visit.said("award_id").upper(), day_typed(visit.said("birth_date"), "birth_date")
    )
    trainings = [(item, course_words(visit.language, course, program)) for item, course in opened.trainings]
    return provider_page(visit, "staff_open_award.html", refusal, opened=opened, trainings=trainings, taught=LANGUAGE)
