"""Classes and places in them in plain words: the English texts, which are the message ids of the catalogs."""

from collections.abc import Mapping

from chalicelib.domain.person import Language
from chalicelib.domain.program import Program
from chalicelib.domain.training_class import Access, ClassState, ClassTerms, Course, PlaceState
from chalicelib.messages.facts import in_language
from chalicelib.web.i18n import _, translate

ACCESS: Mapping[Access, str] = {
    Access.WHEELCHAIR: _("Wheelchair access"),
    Access.SIGN_LANGUAGE: _("Sign language"),
    Access.CAPTIONS: _("Captions"),
    Access.LARGE_PRINT: _("Large print"),
    Access.SCREEN_READER: _("Works with a screen reader"),
    Access.QUIET_ROOM: _("A quiet room for breaks"),
}
PLACE: Mapping[PlaceState, str] = {
    PlaceState.ASKED: _("Waiting for the provider's answer"),
    PlaceState.CONFIRMED: _("Confirmed"),
    PlaceState.DECLINED: _("No place"),
    PlaceState.CANCELLED: _("The class was cancelled"),
}
CLASS: Mapping[ClassState, str] = {
    ClassState.OPEN: _("Takes people"),
    ClassState.CANCELLED: _("Cancelled"),
}
LANGUAGE: Mapping[Language, str] = {"en": _("In English"), "es": _("In Spanish")}


def where_words(language: Language, terms: ClassTerms, program: Program) -> str:
    """`Online`, or `Fresno, Fresno County`."""
    county = program.county(terms.county) if terms.county else None
    if terms.online or county is None:
        return translate(language, _("Online"))
    return translate(language, _("{city}, {county} County"), city=terms.city or "", county=county.name)


def course_words(language: Language, course: Course, program: Program) -> str:
    """What the program's catalog calls the training: of a specialization with its area."""
    item, _slash, area = course.partition("/")
    named = next((each.training for each in program.benefits if each.area == area), None) if area else None
    return in_language(language, named or program.item(item).name)
