"""What a provider's staff see: their own classes, requests for a place, bookings with their bills; nobody else's."""

from collections.abc import Mapping
from dataclasses import dataclass

from chalicelib.domain.actors import Actor, authorize
from chalicelib.domain.codes import Code
from chalicelib.domain.folder import Claim
from chalicelib.domain.permissions import Operation
from chalicelib.domain.program import Provider
from chalicelib.domain.refusal import Refused
from chalicelib.domain.training_class import ClassId, TrainingClass
from chalicelib.gateways import clock
from chalicelib.services.paging import cursor
from chalicelib.store import bookings, classes, programs
from chalicelib.store.bookings import Found
from chalicelib.store.classes import ClassPage, PlaceHeld

PAGE = 25


@dataclass(frozen=True)
class Requests:
    """Requests for a place that wait, with their classes."""

    places: tuple[PlaceHeld, ...]
    classes: Mapping[ClassId, TrainingClass]
    next: str | None


@dataclass(frozen=True)
class Bookings:
    bookings: tuple[Found, ...]
    next: str | None


def own_classes(actor: Actor, after: str | None) -> ClassPage:
    """Every class of the actor's provider, the latest start first. Raises PROVIDER-NOT-APPROVED."""
    return classes.of_provider(own_provider(actor).id, cursor(after), PAGE)


def places_asked(actor: Actor, after: str | None) -> Requests:
    """Requests for a place, the class that starts first before others. Raises PROVIDER-NOT-APPROVED."""
    found = bookings.places_asked(own_provider(actor).id, cursor(after), PAGE)
    return Requests(found.places, classes.load_classes([each.place.class_id for each in found.places]), found.next)


def list_bookings(actor: Actor, after: str | None) -> Bookings:
    """Trainings booked with the actor's provider, the latest start first. Raises PROVIDER-NOT-APPROVED."""
    provider = own_provider(actor).id
    page = bookings.bookings_of(provider, cursor(after), PAGE)
    mine = tuple(each for each in page.found if each.item.enrollment and each.item.enrollment.provider == provider)
    return Bookings(mine, page.next)


def claim_of(booking: Found) -> Claim | None:
    """The bill for a booking, if one was sent."""
    claim_id = booking.item.claim_id
    return booking.folder.claim(claim_id) if claim_id else None


def own_provider(actor: Actor) -> Provider:
    """The provider that the actor works for. Raises PROVIDER-NOT-APPROVED."""
    authorize(actor, Operation.READ_BOOKINGS)
    known = programs.program_at(clock.now()).provider(actor.organization or "")
    if known is None:
        raise Refused(Code.PROVIDER_NOT_APPROVED)
    return known
