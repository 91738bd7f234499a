"""Classes, places in them and bookings, as the API takes and gives them."""

from datetime import date, datetime

from pydantic import Field

from chalicelib.domain.part import Part
from chalicelib.domain.person import Language
from chalicelib.domain.states import AwardStatus, ItemStatus
from chalicelib.domain.training_class import Access, ClassState, ClassTerms, PlaceState, Seats
from chalicelib.web.api_models import Id, In


class ClassIn(ClassTerms):
    """A class to be posted. `starts` is a Pacific date, `cents` the whole price of one seat."""


class SeatsIn(In):
    seats: Seats


class PlaceIn(In):
    class_id: Id


class PlaceItemIn(In):
    item: Id


class PlaceAnswerIn(In):
    item: Id
    class_id: Id


class AwardLookupIn(In):
    award_id: Id
    birth_date: date


class ClassOut(Part):
    id: str
    provider: str
    item: str
    area: str | None
    starts: date
    language: Language
    online: bool
    county: str | None
    city: str | None
    access: tuple[Access, ...]
    cents: int
    seats: int
    left: int
    state: ClassState


class ClassesOut(Part):
    classes: list[ClassOut]
    next: str | None = Field(default=None, description="Ask again with after=<this> for what follows")


class PlaceOut(Part):
    class_id: str
    award_id: str
    item: str
    starts: date
    state: PlaceState
    asked_at: datetime


class PlacesOut(Part):
    places: list[PlaceOut]
    next: str | None = None


class BookingOut(Part):
    """A training booked with a provider, and what became of its bill."""

    award_id: str
    item: str
    starts: date
    cents: int
    status: ItemStatus
    claim_id: str | None
    claimed_at: datetime | None
    paid_at: datetime | None
    return_code: str | None


class BookingsOut(Part):
    bookings: list[BookingOut]
    next: str | None = None


class TrainingOut(Part):
    item: str
    area: str | None
    cap_cents: int


class OpenedAwardOut(Part):
    """What a provider may know of an award whose number and birth date they were told."""

    award_id: str
    status: AwardStatus
    use_by: date | None
    name: str
    language: Language
    trainings: list[TrainingOut]


class UnbookedAwardOut(Part):
    award_id: str
    item: str
    use_by: date | None


class UnbookedOut(Part):
    """Awards whose person finds no class in time."""

    first_start: date | None
    awards: list[UnbookedAwardOut]
    next: str | None = None
