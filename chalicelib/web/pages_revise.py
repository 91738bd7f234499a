"""Answering a revision request: only the pages that it concerns; nothing typed is lost on the way."""

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
from chalicelib.web import pages_contact, pages_draft
from chalicelib.web.application_form import checked_page, form_of, said_by, typed_form
from chalicelib.web.form_page import BACK_AGAIN, form_page, in_other_language
from chalicelib.web.pages_sign_in import sign_in_page, signed_in
from chalicelib.web.pages_status import status
from chalicelib.web.said import Said
from chalicelib.web.shown import reasons_of, see_other, session_cookie
from chalicelib.web.standing import choices_of
from chalicelib.web.topics import WORD, Topic, topics_concerned
from chalicelib.web.visit import Visit

_REVISION = re.compile(r"/applications/([0-9A-Za-z]{10,40})/revise")
_DRAFT = re.compile(r"/drafts/([0-9A-Za-z]{10,40})/pages/([a-z]{1,20})")


def revise_form(visit: Visit) -> Response:
    """The pages that are to be sent again, with the answers so far."""
    view = read_status(visit.known_actor)
    folder = _own(view, visit.params["application_id"])
    if not choices_of(folder).revise:
        return status(visit, Refused(Code.WRONG_STATE))
    return _form(visit, folder, form=form_of(view.person.contact, folder.application.answers))


def revise(visit: Visit) -> Response:
    """Send the answers again; what is refused comes back with everything that was typed."""
    view = read_status(visit.known_actor)
    folder = _own(view, visit.params["application_id"])
    said = _said(visit, view, folder)
    if switched := in_other_language(visit):
        visit, cookies = switched
        return _form(visit, folder, form=typed_form(said), cookies=cookies)
    form = checked_page(said, _topics(folder), _benefit_of(folder), visit.language)
    if form.given is None or form.given.contact is None:
        return _form(visit, folder, form=form)
    contact, answers, code = form.given.contact, form.given.answers, form.given.invitation_code
    if WORD not in _topics(folder):
        answers = answers.model_copy(update={"attested": folder.application.answers.attested})
    try:
        revise_application(visit.known_actor, folder.application.id, contact, answers, visit.request(), code)
    except Refused as refusal:
        return _form(visit, folder, form=form.refused(refusal, visit.language), refusal=refusal)
    return see_other(visit, "/status?done=revised")


def _said(visit: Visit, view: StatusView, folder: Folder) -> Said:
    """The answers so far, with the pages that were sent over them."""
    known = said_by(form_of(view.person.contact, folder.application.answers))
    names = frozenset(name for topic in _topics(folder) for name in topic.names)
    return known.with_other(Said(visit.form), names | {"asked_about_boxes"})


def _topics(folder: Folder) -> tuple[Topic, ...]:
    return topics_concerned(_benefit_of(folder), folder.application.reasons)


def revise_unsent(visit: Visit) -> Response:
    """The session ended while the form was open: sign in again and go on with what was typed."""
    if visit.opened is None:
        return sign_in_page(visit, {}, status=403, kept=True, then=visit.path)
    return go_on_revising(visit)


def go_on_revising(visit: Visit, cookies: tuple[str, ...] = ()) -> Response:
    """The form with what was typed in an earlier session."""
    view = read_status(visit.known_actor)
    folder = _own(view, visit.params["application_id"])
    return _form(visit, folder, form=typed_form(_said(visit, view, folder)), alert=BACK_AGAIN, cookies=cookies)


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
        "revise.html",
        _benefit_of(folder),
        _topics(folder),
        action=f"/applications/{application.id}/revise",
        reasons=reasons_of(application),
        revise_by=application.revise_by,
        **shown,
    )


def sign_in(visit: Visit) -> Response:
    """On to the status page, or back to the form that was open when an earlier session ended."""
    opened = signed_in(visit)
    if isinstance(opened, Response):
        return opened
    cookie = session_cookie(visit, opened.id)
    then = visit.said("then")
    back = replace(visit, opened=opened, form=_kept(visit), path=then)
    if revision := _REVISION.fullmatch(then):
        return go_on_revising(replace(back, params={"application_id": revision[1]}), (cookie,))
    if draft := _DRAFT.fullmatch(then):
        return pages_draft.go_on(replace(back, params={"draft_id": draft[1], "page": draft[2]}), (cookie,))
    if then == pages_contact.PATH:
        return pages_contact.go_on(back, (cookie,))
    return see_other(visit, "/status", (cookie,))


def _kept(visit: Visit) -> dict[str, tuple[str, ...]]:
    """What the other form said."""
    typed: dict[str, tuple[str, ...]] = {}
    for name, value in visit.kept_fields():
        typed[name] = (*typed.get(name, ()), value)
    return typed
