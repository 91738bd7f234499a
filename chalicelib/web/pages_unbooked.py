"""For managers: awards whose person finds no class in time."""

from urllib.parse import urlencode

from chalice.app import Response

from chalicelib.domain.person import Language
from chalicelib.domain.training_class import Course, courses
from chalicelib.gateways import clock
from chalicelib.services.list_unbooked import list_unbooked
from chalicelib.store import programs
from chalicelib.web.class_words import LANGUAGE, course_words
from chalicelib.web.pages_classes import language_said
from chalicelib.web.shown import page
from chalicelib.web.visit import Visit

_PATH = "/staff/awards-without-class"


def unbooked(visit: Visit) -> Response:
    """One training and language at a time: a list of all of them would cost a reading each."""
    program = programs.program_at(clock.now())
    taught = [course for course, _item, _area in courses(program)]
    language = language_said(visit)
    course = visit.query.get("course") or taught[0]
    found = list_unbooked(visit.known_actor, course, language, visit.query.get("after") or None)
    return page(
        visit,
        "staff_unbooked.html",
        found=found,
        counties={county.id: county.name for county in program.counties},
        title=course_words(visit.language, found.course, program),
        language=LANGUAGE[language],
        views=[
            (_address(each, said), course_words(visit.language, each, program), LANGUAGE[said], (each, said))
            for each in taught
            for said in LANGUAGE
        ],
        chosen=(found.course, language),
        more=_address(found.course, language, found.next) if found.next else "",
    )


def _address(course: Course, language: Language, after: str | None = None) -> str:
    asked = {"course": course, "language": language} | ({"after": after} if after else {})
    return f"{_PATH}?{urlencode(asked)}"
