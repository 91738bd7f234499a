"""Classes, and the places, bookings and open trainings that follow from a change of an award.

A class's row counts its own taken seats beside its record, so that two who ask at once need not know of each other: the
last seat goes to one of them by the condition of the row itself.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from chalicelib.domain.actors import Actor
from chalicelib.domain.asking_place import held_place, open_courses
from chalicelib.domain.audit import change_record
from chalicelib.domain.award import AwardItem
from chalicelib.domain.codes import Code
from chalicelib.domain.folder import Folder
from chalicelib.domain.part import Part
from chalicelib.domain.person import Language
from chalicelib.domain.program import Program
from chalicelib.domain.refusal import Refused
from chalicelib.domain.training_class import ClassId, ClassPlace, ClassState, Course, PlaceState, TrainingClass
from chalicelib.store import keys, slices, table
from chalicelib.store.audit_trail import next_event

AFTER = "~"
"""Sorts after every date and id."""
EVERY = ("0", AFTER)


class PlaceHeld(Part):
    """A place as its class knows it: whose, and what became of it."""

    award_id: str
    application_id: str
    item: str
    place: ClassPlace


@dataclass(frozen=True)
class ClassPage:
    classes: tuple[TrainingClass, ...]
    next: str | None


# ---------------------------------------------------------------- classes
def load_class(class_id: str) -> TrainingClass:
    """Raises NOT-FOUND."""
    row = table.load(keys.training_class(class_id), keys.STATE, "class_id")
    return _class_of(row)


def load_classes(class_ids: list[ClassId]) -> dict[ClassId, TrainingClass]:
    """Those of the ids that there are, in one request a hundred."""
    rows = table.get_many([(keys.training_class(each), keys.STATE) for each in dict.fromkeys(class_ids)])
    return {found.id: found for found in map(_class_of, rows)}


def new_writes(made: TrainingClass, actor: Actor, now: datetime) -> tuple[TrainingClass, list[table.Write]]:
    """The class as its first event leaves it, and the rows of both."""
    terms = made.terms
    told = {"provider": made.provider, "course": terms.course, "starts": terms.starts.isoformat(), "cents": terms.cents}
    saved, event = _with_event(None, made, "post_class", actor, now, told)
    row = table.row(keys.training_class(saved.id), keys.STATE, saved, **_found_by(saved), taken=0)
    return saved, [table.put_new(row), event]


def change_writes(
    before: TrainingClass, changed: TrainingClass, action: str, actor: Actor, now: datetime
) -> list[table.Write]:
    """The class as changed, unless somebody else changed it meanwhile, or more seats are taken by now than it has.

    A cancelled class is in its provider's list only.
    """
    after, event = _with_event(before, changed, action, actor, now, {})
    return [_change_write(before, after), event]


def _with_event(
    before: TrainingClass | None,
    after: TrainingClass,
    action: str,
    actor: Actor,
    now: datetime,
    detail: Mapping[str, object],
) -> tuple[TrainingClass, table.Write]:
    record = change_record(action, actor, now, was=_state_of(before), now=_state_of(after), detail=detail)
    head, event = next_event(keys.training_class(after.id), after.chain, record, now)
    return after.model_copy(update={"chain": head}), event


def _state_of(known: TrainingClass | None) -> dict[str, str | int]:
    """What an event moves between; price and start of a posted class never change."""
    return {"state": known.state.value, "seats": known.terms.seats} if known else {}


def _change_write(before: TrainingClass, after: TrainingClass) -> table.Write:
    gone = " REMOVE work_pk, work_sk" if after.state is ClassState.CANCELLED else ""
    told = "SET body = :body, version = :now, seats = :seats, class_state = :state"
    values: dict[str, str | int] = {
        "body": after.model_dump_json(exclude={"taken"}),
        "now": after.version,
        "seats": after.terms.seats,
        "state": after.state.value,
        "was": before.version,
    }
    unchanged = "version = :was AND taken <= :seats"
    return table.update(keys.training_class(after.id), keys.STATE, told + gone, unchanged, values)


def fitting(course: Course, language: Language, days: tuple[date, date], after: str | None, most: int) -> ClassPage:
    """Classes with a seat left that start from one day to another, both included, earliest first."""
    first, last = days
    between = first.isoformat(), f"{last.isoformat()}#{AFTER}"
    pk = keys.classes(course, language)
    return _page(slices.slice_of(pk, *between, most, after=after, index="work", only_if="taken < seats"))


def of_provider(provider: str, after: str | None, most: int) -> ClassPage:
    """Every class that it ever posted, the latest start first."""
    pk = keys.provider(provider)
    return _page(slices.slice_of(pk, *EVERY, most, after=after, index="pool", newest_first=True))


def every_class(provider: str) -> Iterator[TrainingClass]:
    """The same, first to last, however many."""
    return map(_class_of, table.query(keys.provider(provider), index="pool"))


def places_of(class_id: str) -> list[PlaceHeld]:
    """Who holds a place in a class."""
    rows = table.query(keys.training_class(class_id), "PLACE#")
    return [PlaceHeld.model_validate_json(row["body"]["S"]) for row in rows]


def _page(found: slices.Slice) -> ClassPage:
    return ClassPage(tuple(map(_class_of, found.rows)), found.last)


def _class_of(row: table.Row) -> TrainingClass:
    known = TrainingClass.model_validate_json(row["body"]["S"])
    return known.model_copy(update={"taken": int(row["taken"]["N"])})


def _found_by(made: TrainingClass) -> dict[str, str | int]:
    terms, starts = made.terms, f"{made.terms.starts.isoformat()}#{made.id}"
    return {
        "version": made.version,
        "class_state": made.state.value,
        "seats": terms.seats,
        "work_pk": keys.classes(terms.course, terms.language),
        "work_sk": starts,
        "pool_pk": keys.provider(made.provider),
        "pool_sk": starts,
    }


# ---------------------------------------------------------------- what follows from a change of an award
def class_writes(before: Folder | None, after: Folder, program: Program) -> list[table.Write]:
    """Seats taken and given back, bookings as their provider lists them, and trainings that nobody has booked."""
    was, now = _items(before), _items(after)
    return [
        *_place_writes(was, now, after),
        *_pointer_writes(_bookings(was), _bookings(now), after),
        *_pointer_writes(_unbooked(before, program), _unbooked(after, program), after),
    ]


def _items(folder: Folder | None) -> dict[str, tuple[str, AwardItem]]:
    """The award's number with each item."""
    award = folder.award if folder else None
    return {item.item: (award.id, item) for item in award.items} if award else {}


def _place_writes(
    was: dict[str, tuple[str, AwardItem]], now: dict[str, tuple[str, AwardItem]], after: Folder
) -> list[table.Write]:
    writes: list[table.Write] = []
    for name in dict.fromkeys((*was, *now)):
        earlier = held_place(was[name][1]) if name in was else None
        place = held_place(now[name][1]) if name in now else None
        if earlier == place:
            continue
        if earlier and (place is None or place.class_id != earlier.class_id):
            writes += _given_back(was[name][0], name, earlier)
        if place and (earlier is None or place.class_id != earlier.class_id):
            writes.append(_taken(place))
        if place:
            held = PlaceHeld(award_id=now[name][0], application_id=after.application.id, item=name, place=place)
            writes.append(table.put(_held_row(held)))
    return writes


def _taken(place: ClassPlace) -> table.Write:
    """One seat of a class that still takes people; CLASS-FULL when none is left, or the class is gone."""
    free = "class_state = :open AND taken < seats"
    values: dict[str, str | int] = {"one": 1, "open": ClassState.OPEN.value}
    full = Refused(Code.CLASS_FULL, field="class_id")
    return table.update(keys.training_class(place.class_id), keys.STATE, "ADD taken :one", free, values, full)


def _given_back(award_id: str, item: str, place: ClassPlace) -> list[table.Write]:
    pk = keys.training_class(place.class_id)
    return [
        table.update(pk, keys.STATE, "ADD taken :less", None, {"less": -1}),
        table.delete(pk, keys.class_place(award_id, item)),
    ]


def _held_row(held: PlaceHeld) -> table.Row:
    """On its provider's list while it waits for an answer, the class that starts first before others."""
    place, sk = held.place, keys.class_place(held.award_id, held.item)
    asked = place.state is PlaceState.ASKED
    return table.row(
        keys.training_class(place.class_id),
        sk,
        held,
        work_pk=keys.work(f"places#{place.provider}") if asked else None,
        work_sk=f"{place.starts.isoformat()}#{place.class_id}#{sk}" if asked else None,
    )


Pointer = tuple[str, str]
"""Where a row stands that says no more than which application it is about."""


def _pointer_writes(was: set[Pointer], now: set[Pointer], after: Folder) -> list[table.Write]:
    new = [table.put(table.row(*place, application=after.application.id)) for place in sorted(now - was)]
    return [*new, *[table.delete(*place) for place in sorted(was - now)]]


def _bookings(items: dict[str, tuple[str, AwardItem]]) -> set[Pointer]:
    found = set()
    for name, (award_id, item) in items.items():
        booked = item.enrollment
        if booked and booked.provider:
            sk = keys.booking(booked.starts.isoformat(), award_id, name)
            found.add((keys.provider(booked.provider), sk))
    return found


def _unbooked(folder: Folder | None, program: Program) -> set[Pointer]:
    """Trainings to book, for which no place is held, by when they have to begin."""
    award = folder.award if folder else None
    if folder is None or award is None or award.use_by is None:
        return set()
    language, by = folder.application.language, award.use_by.isoformat()
    return {
        (keys.unbooked(course, language), f"{by}#{award.id}#{item.item}")
        for item, course in open_courses(award, program)
        if held_place(item) is None
    }
