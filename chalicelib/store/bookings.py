"""What providers and managers find places, bookings and trainings that nobody has booked by; store/classes.py keeps the
rows, in the transactions of the awards that they follow from."""

from dataclasses import dataclass
from datetime import date

from chalicelib.domain.award import AwardItem
from chalicelib.domain.folder import Folder
from chalicelib.domain.person import Language
from chalicelib.domain.training_class import Course
from chalicelib.store import keys, slices, table
from chalicelib.store.classes import AFTER, EVERY, PlaceHeld


@dataclass(frozen=True)
class PlacePage:
    places: tuple[PlaceHeld, ...]
    next: str | None


def places_asked(provider: str, after: str | None, most: int) -> PlacePage:
    """Requests that wait for a provider's answer, the class that starts first before others."""
    pk = keys.work(f"places#{provider}")
    found = slices.slice_of(pk, *EVERY, most, after=after, index="work")
    return PlacePage(tuple(PlaceHeld.model_validate_json(row["body"]["S"]) for row in found.rows), found.last)


@dataclass(frozen=True)
class Found:
    """An item of an award that a list leads to."""

    folder: Folder
    item: AwardItem


@dataclass(frozen=True)
class FoundPage:
    found: tuple[Found, ...]
    next: str | None


def bookings_of(provider: str, after: str | None, most: int) -> FoundPage:
    """A provider's bookings with what became of each, the latest start first."""
    between = keys.booking("", "", "").removesuffix("##"), keys.booking(AFTER, "", "")
    return _followed(slices.slice_of(keys.provider(provider), *between, most, after=after, newest_first=True))


def unbooked_before(course: Course, language: Language, before: date | None, after: str | None, most: int) -> FoundPage:
    """Trainings to book whose award's last day is before a day, or any: the earliest first."""
    between = "0", before.isoformat() if before else AFTER
    return _followed(slices.slice_of(keys.unbooked(course, language), *between, most, after=after))


def _followed(page: slices.Slice) -> FoundPage:
    """The items behind the pointers, in their order; what was changed since is left out."""
    rows = table.get_many([(keys.application(row["application"]["S"]), keys.STATE) for row in _each_once(page.rows)])
    folders = {row["pk"]["S"]: Folder.model_validate_json(row["body"]["S"]) for row in rows}
    found = []
    for pointer in page.rows:
        folder = folders.get(keys.application(pointer["application"]["S"]))
        item = pointer["sk"]["S"].rsplit("#", 1)[1]
        award = folder.award if folder else None
        if folder and award:
            found += [Found(folder, each) for each in award.items if each.item == item]
    return FoundPage(tuple(found), page.last)


def _each_once(rows: list[table.Row]) -> list[table.Row]:
    return list({row["application"]["S"]: row for row in rows}.values())
