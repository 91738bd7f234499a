"""Answering a revision request: the form with the answers to send again; nothing typed is lost on the way."""

import re
from dataclasses import replace
from typing import Any

from chalice.app import Response

from chalicelib.domain.codes import Code
from chalicelib.domain.folder import Folder
from chalicelib.domain.program import Benefit
from chalicelib.domain.refusal import Refused
from chalicelib.gateways import clock
from chalicelib.services.read_status import StatusView, read_status
from chalicelib.services.revise_application import revise_application
from chalicelib.store import programs
from chalicelib.web.application_form import checked_form, form_of, typed_form
from chalicelib.web.i18n import _
from chalicelib.web.pages_apply import form_page, in_other_language
from chalicelib.web.pages_sign_in import sign_in_page, signed_in
from chalicelib.web.pages_status import status
from chalicelib.web.shown import see_other, session_cookie
from chalicelib.web.standing import choices_of
from chalicelib.web.visit import Visit

_REVISION = re.compile(r"/applications/([0-9A-Za-z]{10,40})/revise")
BACK_AGAIN = (_("You are signed in again, and nothing you typed is lost."), _("Please send the form once more."))


def revise_form(visit: Visit) -> Response:
    """The form with the answers that are to be sent again."""
    view = read_status(visit.known_actor)
    folder = _own(view, visit.params["application_id"])
    if not choices_of(folder).revise:
        return status(visit, Refused(Code.WRONG_STATE))
    return _form(visit, folder, form=form_of(view.person.contact, folder.application.answers, visit.language))


def revise(visit: Visit) -> Response:
    """Send the answers again; what is refused comes back with everything that was typed."""
    folder = _own(read_status(visit.known_actor), visit.params["application_id"])
    if switched := in_other_language(visit):
        visit, cookies = switched
        return _form(visit, folder, form=typed_form(visit), cookies=cookies)
    form = checked_form(visit, _benefit_of(folder))
    if form.given is None:
        return _form(visit, folder, form=form)
    contact, answers, code = form.given.contact, form.given.answers, form.given.invitation_code
    try:
        revise_application(visit.known_actor, folder.application.id, contact, answers, visit.request(), code)
    except Refused as refusal:
        return _form(visit, folder, form=form.refused(refusal, visit.language), refusal=refusal)
    return see_other(visit, "/status?done=revised")


def revise_unsent(visit: Visit) -> Response:
    """The session ended while the form was open: sign in again and go on with what was typed."""
    if visit.opened is None:
        return sign_in_page(visit, {}, status=403, kept=True, then=visit.path)
    return go_on_revising(visit)


def go_on_revising(visit: Visit, cookies: tuple[str, ...] = ()) -> Response:
    """The form with what was typed in an earlier session."""
    folder = _own(read_status(visit.known_actor), visit.params["application_id"])
    return _form(visit, folder, form=typed_form(visit), alert=BACK_AGAIN, cookies=cookies)


def _own(view: StatusView, application_id: str) -> Folder:
    """Raises NOT-FOUND."""
    for mine in view.applications:
        if mine.folder.application.id == application_id:
            return mine.folder
    raise Refused(Code.NOT_FOUND, field="application")


def _benefit_of(folder: Folder) -> Benefit:
    benefit = programs.program_at(clock.now()).benefit(folder.application.benefit)
    if benefit is None:
        raise Refused(Code.NOT_FOUND, field="benefit")
    return benefit


def _form(visit: Visit, folder: Folder, **shown: Any) -> Response:
    application = folder.application
    return form_page(
        visit,
        _benefit_of(folder),
        application_id=application.id,
        reasons=application.reasons,
        is_known=True,
        **shown,
    )


def sign_in(visit: Visit) -> Response:
    """On to the status page, or back to the form that was open when an earlier session ended."""
    opened = signed_in(visit)
    if isinstance(opened, Response):
        return opened
    cookie = session_cookie(visit, opened.id)
    revision = _REVISION.fullmatch(visit.said("then"))
    if revision is None:
        return see_other(visit, "/status", (cookie,))
    typed: dict[str, tuple[str, ...]] = {}
    for name, value in visit.kept_fields():
        typed[name] = (*typed.get(name, ()), value)
    path, params = revision[0], {"application_id": revision[1]}
    return go_on_revising(replace(visit, opened=opened, form=typed, path=path, params=params), (cookie,))
