"""Classes for an award, on its person's page and on a page of their own; and the places asked for in them."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from chalice.app import Response

from chalicelib.domain.award import Award
from chalicelib.domain.pacific import pacific_date
from chalicelib.domain.person import Language
from chalicelib.domain.program import Program
from chalicelib.domain.refusal import invalid
from chalicelib.domain.states import ItemStatus
from chalicelib.domain.training_class import ClassId, PlaceState, TrainingClass
from chalicelib.gateways import clock
from chalicelib.services.find_classes import Choice, find_classes
from chalicelib.store import programs
from chalicelib.web.class_words import ACCESS, LANGUAGE, course_words, where_words
from chalicelib.web.i18n import _, translate
from chalicelib.web.shown import page
from chalicelib.web.visit import Visit


def fitting_classes(visit: Visit) -> Response:
    """Every class for one training of an award, page after page, in either language."""
    language = language_said(visit)
    said = visit.query
    found = find_classes(
        visit.known_actor, visit.params["award_id"], said.get("item", ""), language, said.get("after") or None
    )
    program = programs.program_at(clock.now())
    return page(
        visit,
        "classes.html",
        here="/status",
        training=training_shown(visit, program, found),
        first_page="after" not in said,
    )


def language_said(visit: Visit) -> Language:
    """Of the classes: as asked for, else the page's. Raises INVALID."""
    said = visit.query.get("language") or visit.language
    if said not in ("en", "es"):
        raise invalid("language")
    return "es" if said == "es" else "en"


def trainings_shown(visit: Visit, program: Program, choices: tuple[Choice, ...]) -> list[dict[str, Any]]:
    """The trainings for which no place is held; a class that began without an answer holds nobody back."""
    today = pacific_date(clock.now())
    free = [each for each in choices if not _held(each, today)]
    return [training_shown(visit, program, each) for each in free]


def _held(choice: Choice, today: Any) -> bool:
    place = choice.item.place
    return place is not None and place.state is PlaceState.ASKED and place.starts >= today


def training_shown(visit: Visit, program: Program, choice: Choice) -> dict[str, Any]:
    other: Language = "en" if choice.language == "es" else "es"
    return {
        "award_id": choice.award_id,
        "item": choice.item.item,
        "name": course_words(visit.language, choice.course, program),
        "use_by": choice.use_by,
        "language": translate(visit.language, LANGUAGE[choice.language]),
        "classes": [class_shown(visit, program, each) for each in choice.classes],
        "all": _address(choice, choice.language),
        "other": (translate(visit.language, LANGUAGE[other]), _address(choice, other)),
        "more": _address(choice, choice.language, choice.next) if choice.next else "",
    }


def _address(choice: Choice, language: Language, after: str | None = None) -> str:
    asked = {"item": choice.item.item, "language": language} | ({"after": after} if after else {})
    return f"/awards/{choice.award_id}/classes?{urlencode(asked)}"


def class_shown(visit: Visit, program: Program, known: TrainingClass) -> dict[str, Any]:
    """A class in words."""
    terms = known.terms
    provider = program.provider(known.provider)
    return {
        "id": known.id,
        "starts": terms.starts,
        "provider": provider.name if provider else known.provider,
        "language": translate(visit.language, LANGUAGE[terms.language]),
        "where": where_words(visit.language, terms, program),
        "access": [translate(visit.language, ACCESS[each]) for each in terms.access],
        "seats": known.left,
        "joining": terms.joining,
    }


_TOLD = {
    PlaceState.ASKED: _("You asked for a place. The provider has not answered yet. A seat is kept for you until then."),
    PlaceState.CONFIRMED: _("Your place is confirmed, and your training is booked."),
    PlaceState.DECLINED: _("There was no place for you in this class. Please choose another one."),
    PlaceState.CANCELLED: _("This class will not take place. Please choose another one."),
}
_UNANSWERED = _("This class has begun, and the provider did not answer you. Please choose another one.")


def places_shown(
    visit: Visit, program: Program, award: Award, classes: Mapping[ClassId, TrainingClass]
) -> list[dict[str, Any]]:
    """The place asked for last for each training, until the training is billed."""
    today = pacific_date(clock.now())
    found = []
    for item in award.items:
        place, known = item.place, classes.get(item.place.class_id) if item.place else None
        if place is None or known is None or item.status is not ItemStatus.COMMITTED:
            continue
        late = place.state is PlaceState.ASKED and place.starts < today
        waits = place.state is PlaceState.ASKED and not late
        confirmed = place.state is PlaceState.CONFIRMED
        found.append(
            {
                "item": item.item,
                "told": translate(visit.language, _UNANSWERED if late else _TOLD[place.state]),
                "class": class_shown(visit, program, known),
                "waits": waits,
                "confirmed": confirmed,
                "tone": "good" if confirmed else "" if waits else "warn",
            }
        )
    return found
