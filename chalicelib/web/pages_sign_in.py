"""Signing in with access code and birth date, and out."""

from collections.abc import Mapping

from chalice.app import Response

from chalicelib.domain.codes import Code
from chalicelib.domain.refusal import Refused
from chalicelib.services.identify import identify_applicant
from chalicelib.services.open_session import OpenSession, close_session, open_session
from chalicelib.web import words
from chalicelib.web.application_form import typed_form
from chalicelib.web.done_words import DONE
from chalicelib.web.i18n import _, translate
from chalicelib.web.problems import status_of
from chalicelib.web.said import Said
from chalicelib.web.shown import dropped_cookie, left_quickly, page, see_other
from chalicelib.web.visit import KEPT, Visit

_NO_CODE = _("Write your access code.")
_NO_DATE = _("Write your birth date with month, day and a year of four digits.")
_TOO_OFTEN = _("This was tried too often. Please wait an hour, or ask for a new access code.")
_CODE_OR_DATE_WRONG = _("We found nothing with this code and birth date together. Please check both.")


def sign_in_form(visit: Visit) -> Response:
    return see_other(visit, "/status") if visit.opened else sign_in_page(visit, {})


def signed_in(visit: Visit) -> OpenSession | Response:
    """A session, or the form again. A wrong code and a wrong birth date look alike."""
    code, birth_date = visit.said("access_code"), Said(visit.form).day("birth_date")
    missing = {} if code else {"access_code": _NO_CODE}
    if birth_date is None:
        return _again(visit, missing | {"birth_date": _NO_DATE}, 422)
    if missing:
        return _again(visit, missing, 422)
    try:
        opened = open_session(identify_applicant(code, birth_date, visit.address))
    except Refused as refusal:
        if refusal.code is Code.TOO_MANY_TRIES:
            return _again(visit, {"access_code": _TOO_OFTEN}, status_of(refusal.code))
        return _again(visit, {"access_code": _CODE_OR_DATE_WRONG}, 403)
    if visit.opened:
        close_session(visit.opened.id)
    return opened


def _again(visit: Visit, errors: Mapping[str, str], status: int) -> Response:
    told = {name: translate(visit.language, error) for name, error in errors.items()}
    return sign_in_page(visit, told, status, kept=bool(visit.said("then")), then=visit.said("then"))


def sign_in_page(
    visit: Visit, errors: Mapping[str, str], status: int = 200, *, kept: bool = False, then: str = ""
) -> Response:
    """`kept`: what another form said is carried along, to go on with at `then`."""
    return page(
        visit,
        "sign_in.html",
        here="/sign-in",
        status=status,
        form=typed_form(Said(visit.form)).with_errors(errors),
        months=words.month_words(visit.language),
        ended="ended" in visit.query or kept,
        done=DONE.get(visit.query.get("done", "")),
        kept=visit.kept_fields() if kept else [],
        kept_prefix=KEPT,
        then=then,
    )


def leave(visit: Visit) -> Response:
    """Out at once, whoever is looking; without a session too, and whatever became of the form's."""
    if visit.opened:
        close_session(visit.opened.id)
    return left_quickly(visit)


def sign_out(visit: Visit) -> Response:
    if visit.opened:
        close_session(visit.opened.id)
    cookie = dropped_cookie(visit, visit.area.cookie, visit.area.path)
    return see_other(visit, "/sign-in?done=out", (cookie,))
