"""What is booked with a provider: the list, and one booking with its certificate of completion and its bill."""

from typing import Any

from chalice.app import Response

from chalicelib.domain.application import AwardId
from chalicelib.domain.document import CERTIFICATES, LIMIT_BYTES, Training
from chalicelib.domain.program import ItemId, Program
from chalicelib.domain.refusal import Refused
from chalicelib.domain.training_class import Course, course_of_item
from chalicelib.gateways import clock
from chalicelib.gateways.documents import place_of
from chalicelib.services.enroll_item import cancel_item_enrollment
from chalicelib.services.hand_in_certificate import CertificateDesk, certificate_desk
from chalicelib.services.list_bookings import claim_of, list_bookings
from chalicelib.services.submit_claim import submit_claim
from chalicelib.store import programs
from chalicelib.store.bookings import Found
from chalicelib.web import words
from chalicelib.web.class_words import course_words
from chalicelib.web.pages_documents import ACCEPT
from chalicelib.web.provider_page import decided, more_after, page_after, price_typed, provider_page
from chalicelib.web.visit import Visit


def bookings(visit: Visit) -> Response:
    return _bookings_page(visit)


def _bookings_page(visit: Visit, refusal: Refused | None = None) -> Response:
    program = programs.program_at(clock.now())
    found = list_bookings(visit.known_actor, page_after(visit))
    return provider_page(
        visit,
        "staff_bookings.html",
        refusal,
        bookings=[_booking_row(visit, program, each) for each in found.bookings],
        more=more_after("/staff/bookings", found.next),
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


def booking(visit: Visit) -> Response:
    """One booking; S3 sends the browser here after a certificate."""
    return _booking_page(visit, visit.params["item"])


def _booking_page(visit: Visit, item: str, refusal: Refused | None = None) -> Response:
    training = Training(award_id=AwardId(visit.params["award_id"]), item=ItemId(item))
    here = f"/staff/awards/{training.award_id}/bookings/{item}"
    desk = certificate_desk(visit.known_actor, training, f"{visit.site}{here[1:]}")
    return provider_page(
        visit,
        "staff_booking.html",
        refusal,
        here=here,
        sends_to=(desk.form.origin,) if desk.form else (),
        desk=desk,
        came=_came(visit, desk),
        words=words,
        accept=ACCEPT,
        limit=LIMIT_BYTES,
        **_booking_row(visit, programs.program_at(clock.now()), desk.booking),
    )


def _came(visit: Visit, desk: CertificateDesk) -> bool:
    """Whether S3 just took a file for it, as the address says to which it sent the browser."""
    place = place_of(visit.query.get("key", ""))
    return place is not None and place[:3] == (CERTIFICATES, desk.training.award_id, desk.training.item)


def claimed(visit: Visit) -> Response:
    award, item = visit.params["award_id"], visit.said("item")

    def decide() -> object:
        cents, certificate = price_typed(visit), visit.said("certificate") == "yes"
        return submit_claim(
            visit.known_actor, award, item, cents, visit.request(), certificate=certificate, takes_file=True
        )

    def otherwise(visit: Visit, refusal: Refused) -> Response:
        try:
            return _booking_page(visit, item, refusal)
        except Refused:
            return _bookings_page(visit, refusal)

    return decided(visit, decide, "/staff/bookings", "claimed", otherwise)


def booking_undone(visit: Visit) -> Response:
    def decide() -> object:
        award, item = visit.params["award_id"], visit.said("item")
        return cancel_item_enrollment(visit.known_actor, award, item, visit.request())

    return decided(visit, decide, "/staff/bookings", "booking_undone", _bookings_page)
