"""Asking for a new access code: the answer is the same whether or not there is such a person."""

from collections.abc import Mapping

from chalice.app import Response

from chalicelib.domain.refusal import Refused
from chalicelib.services.ask_for_code import Lost, ask_for_code
from chalicelib.web import words
from chalicelib.web.application_form import typed_form
from chalicelib.web.i18n import _, translate
from chalicelib.web.problems import status_of
from chalicelib.web.questions import HELP
from chalicelib.web.said import Said
from chalicelib.web.shown import page, reason_of
from chalicelib.web.visit import Visit

_NO_CONTACT = _("Write the e-mail or the phone number that you gave us.")
_LONGEST = {"legal_name": 120, "contact": 254}


def lost_code_form(visit: Visit) -> Response:
    return _page(visit, {})


def lost_code(visit: Visit) -> Response:
    said = Said(visit.form)
    birth_date = said.day("birth_date")
    errors = {name: _help(name) for name, longest in _LONGEST.items() if not 0 < len(said.said(name)) <= longest}
    if birth_date is None:
        errors["birth_date"] = HELP["birth_date"]
    if errors or birth_date is None:
        return _page(visit, {name: translate(visit.language, told) for name, told in errors.items()})
    try:
        ask_for_code(Lost(said.said("legal_name"), birth_date, said.said("contact"), visit.address))
    except Refused as refusal:
        return _page(visit, {}, refusal=refusal)
    return _page(visit, {}, asked=True)


def _help(name: str) -> str:
    return _NO_CONTACT if name == "contact" else HELP[name]


def _page(visit: Visit, errors: Mapping[str, str], *, asked: bool = False, refusal: Refused | None = None) -> Response:
    return page(
        visit,
        "lost_code.html",
        here="/lost-code",
        status=status_of(refusal.code) if refusal else 422 if errors else 200,
        form=typed_form(Said(visit.form)).with_errors(errors),
        months=words.month_words(visit.language),
        asked=asked,
        problem=reason_of(refusal.code) if refusal else None,
    )
