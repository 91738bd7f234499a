"""A training provider's own pages: classes, requests for a place, bookings with their bills, an award that is shown."""

from collections.abc import Callable
from typing import Any
from urllib.parse import quote

from chalice.app import Response
from pydantic import ValidationError

from chalicelib.domain.program import Program
from chalicelib.domain.refusal import Refused, invalid
from chalicelib.domain.training_class import ClassId, ClassTerms, Course, course_of_item, courses
from chalicelib.gateways import clock
from chalicelib.services.cancel_class import cancel_class
from chalicelib.services.decide_place import confirm_place, refuse_place
from chalicelib.services.enroll_item import cancel_item_enrollment, enroll_item
from chalicelib.services.list_bookings import claim_of, list_bookings, own_classes, own_provider, places_asked
from chalicelib.services.open_award import open_award
from chalicelib.services.post_class import change_seats, post_class
from chalicelib.services.submit_claim import submit_claim
from chalicelib.store import programs
from chalicelib.store.classes import Found
from chalicelib.web import words
from chalicelib.web.class_words import ACCESS, CLASS, LANGUAGE, course_words, where_words
from chalicelib.web.done_words import DONE
from chalicelib.web.i18n import _, translate
from chalicelib.web.problems import status_of
from chalicelib.web.shown import page, reason_of, see_other
from chalicelib.web.typed import cents_typed, day_typed, number_typed
from chalicelib.web.visit import Visit

TABS = (
    ("/staff/classes", _("Classes")),
    ("/staff/places", _("Requests for a place")),
    ("/staff/bookings", _("Bookings and bills")),
    ("/staff/open-award", _("Open an award")),
)
_HELP = {
    "item": _("Choose the training."),
    "area": _("Choose the training."),
    "starts": _("Write the first day like 2026-12-01: today or later, within two years and within your contract."),
    "language": _("Choose a language that you are approved for."),
    "county": _("Choose the county, or say that the class is online."),
    "city": _("Write the city, or say that the class is online."),
    "seats": _("Write a number from 1 to 200, and no fewer than are taken."),
    "cents": _("Write the price in dollars, at most what the program pays for this training."),
    "joining": _("Write how to join, with at most 300 characters."),
    "award_id": _("Check the award number and the birth date."),
    "birth_date": _("Write the birth date like 1990-07-31."),
    "certificate": _("Check the box if the person has a certificate of completion."),
}


def classes(visit: Visit) -> Response:
    return _classes_page(visit)


def class_posted(visit: Visit) -> Response:
    def decide() -> object:
        return post_class(visit.known_actor, _terms(visit), visit.request())

    return _decided(visit, decide, "/staff/classes", "class_posted", _classes_page)


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
        "cents": _price(visit),
        "joining": visit.said("joining"),
    }
    try:
        return ClassTerms.model_validate(given)
    except ValidationError as error:
        where = error.errors()[0]["loc"]
        raise invalid(str(where[0]) if where else "city") from error


def _price(visit: Visit) -> int:
    """In cents. Raises INVALID for `cents`, also when nothing is said."""
    return cents_typed(visit.said("price") or "nothing")


def seats_changed(visit: Visit) -> Response:
    def decide() -> object:
        return change_seats(
            visit.known_actor, visit.params["class_id"], number_typed(visit.said("seats"), "seats"), visit.request()
        )

    return _decided(visit, decide, "/staff/classes", "seats_changed", _classes_page)


def class_cancelled(visit: Visit) -> Response:
    def decide() -> object:
        return cancel_class(visit.known_actor, visit.params["class_id"], visit.request())

    return _decided(visit, decide, "/staff/classes", "class_cancelled", _classes_page)


def _classes_page(visit: Visit, refusal: Refused | None = None) -> Response:
    program = programs.program_at(clock.now())
    found = own_classes(visit.known_actor, _after(visit))
    provider = own_provider(visit.known_actor)
    return _page(
        visit,
        "staff_classes.html",
        refusal,
        classes=[_class_row(visit, program, each) for each in found.classes],
        more=_more("/staff/classes", found.next),
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
    found = places_asked(visit.known_actor, _after(visit))
    rows = [
        (held, _class_row(visit, program, known))
        for held in found.places
        if (known := found.classes.get(ClassId(held.place.class_id)))
    ]
    return _page(visit, "staff_places.html", refusal, places=rows, more=_more("/staff/places", found.next))


def place_confirmed(visit: Visit) -> Response:
    def decide() -> object:
        award, item, class_id = visit.params["award_id"], visit.said("item"), visit.said("class_id")
        return confirm_place(visit.known_actor, award, item, class_id, visit.request())

    return _decided(visit, decide, "/staff/places", "place_confirmed", _places_page)


def place_refused(visit: Visit) -> Response:
    def decide() -> object:
        award, item, class_id = visit.params["award_id"], visit.said("item"), visit.said("class_id")
        return refuse_place(visit.known_actor, award, item, class_id, visit.request())

    return _decided(visit, decide, "/staff/places", "place_refused", _places_page)


def bookings(visit: Visit) -> Response:
    return _bookings_page(visit)


def _bookings_page(visit: Visit, refusal: Refused | None = None) -> Response:
    program = programs.program_at(clock.now())
    found = list_bookings(visit.known_actor, _after(visit))
    return _page(
        visit,
        "staff_bookings.html",
        refusal,
        bookings=[_booking_row(visit, program, each) for each in found.bookings],
        more=_more("/staff/bookings", found.next),
        item_words=words.ITEM,
    )


def _booking_row(visit: Visit, program: Program, booking: Found) -> dict[str, Any]:
    item = booking.item
    course = course_of_item(program.item(item.item), item.occurrence)
    return {
        "award": booking.folder.award,
        "item": item,
        "course": course_words(visit.language, course or Course(item.item), program),
        "claim": claim_of(booking),
    }


def claimed(visit: Visit) -> Response:
    def decide() -> object:
        cents, certificate = _price(visit), visit.said("certificate") == "yes"
        award, item = visit.params["award_id"], visit.said("item")
        return submit_claim(visit.known_actor, award, item, cents, visit.request(), certificate=certificate)

    return _decided(visit, decide, "/staff/bookings", "claimed", _bookings_page)


def booking_undone(visit: Visit) -> Response:
    def decide() -> object:
        award, item = visit.params["award_id"], visit.said("item")
        return cancel_item_enrollment(visit.known_actor, award, item, visit.request())

    return _decided(visit, decide, "/staff/bookings", "booking_undone", _bookings_page)


def award(visit: Visit) -> Response:
    """Nothing is shown before the number and the birth date are given."""
    own_provider(visit.known_actor)
    return _page(visit, "staff_open_award.html", None, opened=None)


def award_opened(visit: Visit) -> Response:
    """The answer to a form: neither of the two is ever in an address."""
    try:
        return _opened_page(visit, None)
    except Refused as refusal:
        return _page(visit, "staff_open_award.html", refusal, opened=None)


def booked(visit: Visit) -> Response:
    def decide() -> object:
        # Whoever books shows both again: the number alone opens nothing on these pages.
        open_award(visit.known_actor, visit.said("award_id").upper(), day_typed(visit.said("birth_date"), "birth_date"))
        cents, starts = _price(visit), day_typed(visit.said("starts"), "starts")
        number, item = visit.said("award_id").upper(), visit.said("item")
        return enroll_item(visit.known_actor, number, item, cents, starts, visit.request())

    def otherwise(visit: Visit, refusal: Refused) -> Response:
        try:
            return _opened_page(visit, refusal)
        except Refused:
            return _page(visit, "staff_open_award.html", refusal, opened=None)

    return _decided(visit, decide, "/staff/bookings", "booked", otherwise)


def _opened_page(visit: Visit, refusal: Refused | None) -> Response:
    program = programs.program_at(clock.now())
    opened = open_award(
        visit.known_actor, visit.said("award_id").upper(), day_typed(visit.said("birth_date"), "birth_date")
    )
    trainings = [(item, course_words(visit.language, course, program)) for item, course in opened.trainings]
    return _page(visit, "staff_open_award.html", refusal, opened=opened, trainings=trainings, taught=LANGUAGE)


def _after(visit: Visit) -> str | None:
    return visit.query.get("after") or None


def _more(path: str, after: str | None) -> str:
    return f"{path}?after={quote(after)}" if after else ""


def _page(visit: Visit, template: str, refusal: Refused | None, **shown: Any) -> Response:
    told = _HELP.get(refusal.field or "", "") if refusal else ""
    return page(
        visit,
        template,
        status=status_of(refusal.code) if refusal else 200,
        provider=own_provider(visit.known_actor).name,
        tabs=TABS,
        problem=reason_of(refusal.code) if refusal else None,
        problem_help=translate(visit.language, told) if told else "",
        typed=visit.said,
        typed_all=visit.said_all,
        done=DONE.get(visit.query.get("done", "")),
        **shown,
    )


def _decided(
    visit: Visit,
    decide: Callable[[], object],
    back: str,
    done: str,
    otherwise: Callable[[Visit, Refused], Response],
) -> Response:
    """Back to the list with what was done; what is refused shows where it was asked, nothing typed lost."""
    try:
        decide()
    except Refused as refusal:
        return otherwise(visit, refusal)
    return see_other(visit, f"{back}?done={done}")
