"""Dated classes, places in them and bookings, as the API has them."""

from pydantic import BaseModel

from chalicelib.domain.permissions import Operation
from chalicelib.domain.person import Language
from chalicelib.domain.receipt import Receipt
from chalicelib.domain.refusal import invalid
from chalicelib.domain.training_class import TrainingClass
from chalicelib.services.ask_place import ask_place, take_place_back
from chalicelib.services.cancel_class import cancel_class
from chalicelib.services.decide_place import confirm_place, refuse_place
from chalicelib.services.find_classes import find_classes
from chalicelib.services.list_bookings import claim_of, list_bookings, own_classes, places_asked
from chalicelib.services.list_unbooked import list_unbooked
from chalicelib.services.open_award import open_award
from chalicelib.services.post_class import change_seats, post_class
from chalicelib.store.bookings import Found
from chalicelib.store.classes import PlaceHeld
from chalicelib.web import api_models as m
from chalicelib.web import class_models as c
from chalicelib.web.call import Call
from chalicelib.web.endpoint import Endpoint


def _post(call: Call) -> BaseModel:
    return post_class(call.known_actor, call.body(c.ClassIn), call.request)


def _seats(call: Call) -> BaseModel:
    given = call.body(c.SeatsIn)
    return change_seats(call.known_actor, call.params["class_id"], given.seats, call.request)


def _cancel(call: Call) -> BaseModel:
    call.body(m.NothingIn)
    return cancel_class(call.known_actor, call.params["class_id"], call.request)


def _own(call: Call) -> BaseModel:
    found = own_classes(call.known_actor, call.query.get("after"))
    return c.ClassesOut(classes=[_class_out(each) for each in found.classes], next=found.next)


def _fitting(call: Call) -> BaseModel:
    said = call.query
    language = _language(said.get("language") or call.language)
    found = find_classes(call.known_actor, call.params["award_id"], said.get("item") or "", language, said.get("after"))
    return c.ClassesOut(classes=[_class_out(each) for each in found.classes], next=found.next)


def _language(said: str) -> Language:
    if said not in ("en", "es"):
        raise invalid("language")
    return "es" if said == "es" else "en"


def _class_out(known: TrainingClass) -> c.ClassOut:
    said = known.terms.model_dump(exclude={"joining"})
    return c.ClassOut(id=known.id, provider=known.provider, left=known.left, state=known.state, **said)


def _ask(call: Call) -> BaseModel:
    given = call.body(c.PlaceIn)
    return ask_place(call.known_actor, call.params["award_id"], given.class_id, call.request)


def _take_back(call: Call) -> BaseModel:
    given = call.body(c.PlaceItemIn)
    return take_place_back(call.known_actor, call.params["award_id"], given.item, call.request)


def _confirm(call: Call) -> BaseModel:
    given = call.body(c.PlaceAnswerIn)
    return confirm_place(call.known_actor, call.params["award_id"], given.item, given.class_id, call.request)


def _refuse(call: Call) -> BaseModel:
    given = call.body(c.PlaceAnswerIn)
    return refuse_place(call.known_actor, call.params["award_id"], given.item, given.class_id, call.request)


def _asked(call: Call) -> BaseModel:
    found = places_asked(call.known_actor, call.query.get("after"))
    return c.PlacesOut(places=[_place_out(each) for each in found.places], next=found.next)


def _place_out(held: PlaceHeld) -> c.PlaceOut:
    place = held.place
    return c.PlaceOut(
        class_id=place.class_id,
        award_id=held.award_id,
        item=held.item,
        starts=place.starts,
        state=place.state,
        asked_at=place.asked_at,
    )


def _bookings(call: Call) -> BaseModel:
    found = list_bookings(call.known_actor, call.query.get("after"))
    return c.BookingsOut(bookings=[out for each in found.bookings if (out := _booking_out(each))], next=found.next)


def _booking_out(booking: Found) -> c.BookingOut | None:
    item, claim = booking.item, claim_of(booking)
    if item.enrollment is None or booking.folder.award is None:
        return None
    return c.BookingOut(
        award_id=booking.folder.award.id,
        item=item.item,
        starts=item.enrollment.starts,
        cents=item.cents,
        status=item.status,
        claim_id=item.claim_id,
        claimed_at=claim.claimed_at if claim else None,
        paid_at=claim.paid_at if claim else None,
        return_code=claim.return_code if claim else None,
    )


def _look_up(call: Call) -> BaseModel:
    given = call.body(c.AwardLookupIn)
    opened = open_award(call.known_actor, given.award_id, given.birth_date)
    return c.OpenedAwardOut(
        award_id=opened.award.id,
        status=opened.award.status,
        use_by=opened.award.use_by,
        name=opened.name,
        language=opened.language,
        trainings=[
            c.TrainingOut(item=item.item, area=course.partition("/")[2] or None, cap_cents=item.cap_cents)
            for item, course in opened.trainings
        ],
    )


def _unbooked(call: Call) -> BaseModel:
    said = call.query
    found = list_unbooked(
        call.known_actor, said.get("course") or "", _language(said.get("language") or "en"), said.get("after")
    )
    return c.UnbookedOut(
        first_start=found.first_start,
        awards=[
            c.UnbookedAwardOut(award_id=award.id, item=each.item.item, use_by=award.use_by)
            for each in found.awards
            if (award := each.folder.award)
        ],
        next=found.next,
    )


O = Operation  # noqa: E741 - the table below is read as a table
AWARD, CLASS = "/v1/awards/{award_id}", "/v1/classes/{class_id}"

CLASS_ENDPOINTS: tuple[Endpoint, ...] = (
    Endpoint("POST", "/v1/classes", O.POST_CLASS, "Post a dated class", _post, Receipt, c.ClassIn, 201),
    Endpoint("GET", "/v1/classes", O.READ_BOOKINGS, "One's provider's own classes", _own, c.ClassesOut),
    Endpoint("POST", f"{CLASS}/seats", O.POST_CLASS, "Change its seats", _seats, Receipt, c.SeatsIn),
    Endpoint("POST", f"{CLASS}/cancellation", O.POST_CLASS, "Cancel a class", _cancel, Receipt, m.NothingIn),
    Endpoint("GET", "/v1/places", O.READ_BOOKINGS, "Requests for a place that wait", _asked, c.PlacesOut),
    Endpoint("GET", "/v1/bookings", O.READ_BOOKINGS, "Trainings booked with one's provider", _bookings, c.BookingsOut),
    Endpoint(
        "POST",
        "/v1/award-lookups",
        O.OPEN_AWARD,
        "Open an award by number and birth date",
        _look_up,
        c.OpenedAwardOut,
        c.AwardLookupIn,
        computes=True,
    ),
    Endpoint(
        "GET",
        f"{AWARD}/classes",
        O.READ_OWN_STATUS,
        "Classes that fit one's award (item, language)",
        _fitting,
        c.ClassesOut,
    ),
    Endpoint("POST", f"{AWARD}/places", O.ASK_PLACE, "Ask for a place in a class", _ask, Receipt, c.PlaceIn, 201),
    Endpoint(
        "POST",
        f"{AWARD}/place-withdrawals",
        O.ASK_PLACE,
        "Take the request back",
        _take_back,
        Receipt,
        c.PlaceItemIn,
        201,
    ),
    Endpoint(
        "POST",
        f"{AWARD}/place-confirmations",
        O.DECIDE_PLACE,
        "Give the place: book the training",
        _confirm,
        Receipt,
        c.PlaceAnswerIn,
        201,
    ),
    Endpoint(
        "POST", f"{AWARD}/place-refusals", O.DECIDE_PLACE, "Refuse the place", _refuse, Receipt, c.PlaceAnswerIn, 201
    ),
    Endpoint(
        "GET",
        "/v1/awards-without-class",
        O.READ_UNBOOKED,
        "Awards whose person finds no class in time (course, language)",
        _unbooked,
        c.UnbookedOut,
    ),
)
