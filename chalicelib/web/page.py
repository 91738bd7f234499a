"""A page of the site: method, path, who may, and what makes it; routes and the permission test are made from these."""

import logging
import traceback
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, replace

from chalice.app import Blueprint, Response
from chalice.app import Request as ChaliceRequest

from chalicelib.domain.actors import Actor, acting, authorize
from chalicelib.domain.codes import Code
from chalicelib.domain.permissions import ANYONE, Operation
from chalicelib.domain.refusal import Refused
from chalicelib.services.confirm_standing import confirm_standing
from chalicelib.services.form_token import owner_of
from chalicelib.services.fresh_sign_in import refuse_unless_fresh
from chalicelib.services.keep_form import keep_form
from chalicelib.services.open_session import OpenSession, close_session, resume_session
from chalicelib.web.call import Unidentified
from chalicelib.web.problems import status_of
from chalicelib.web.shown import (
    broken_page,
    dropped_cookie,
    go_on_page,
    refusal_page,
    see_other,
    sign_in_again_page,
)
from chalicelib.web.visit import FIELD_LIMIT, FORM_LIMIT, TOKEN_FIELD, Area, Visit, visit_of, with_form

log = logging.getLogger(__name__)

FORMS = ["application/x-www-form-urlencoded"]


_OPEN_TO_HELPERS = ANYONE - {Operation.ASK_TO_BE_TOLD}
"""Whoever asks to be told finds their own e-mail there already."""


class FormOfAnotherSession(Refused):
    """A form without this session's token: of an earlier session, or of no page of ours."""


@dataclass(frozen=True)
class Page:
    method: str
    path: str
    operation: Operation
    handle: Callable[[Visit], Response]
    area: Area = Area.PEOPLE
    limit: int = FORM_LIMIT
    """Bytes that its form may have."""
    fields: int = FIELD_LIMIT
    unsent: Callable[[Visit], Response] | None = None
    """Where much is typed: what to show instead of dropping it, when the session of the form is over."""

    @property
    def needs_session(self) -> bool:
        return self.operation not in ANYONE


def register(blueprint: Blueprint, pages: Iterable[Page]) -> None:
    """Make a route of each."""
    for page in pages:
        _route(blueprint, page)


def _route(blueprint: Blueprint, page: Page) -> None:
    def view(**params: str) -> Response:
        return answer(page, blueprint.current_request, params)

    kinds = FORMS if page.method == "POST" else ["application/json"]  # what Chalice takes a missing one for
    blueprint.route(page.path, methods=[page.method], content_types=kinds)(view)


def answer(page: Page, request: ChaliceRequest, params: dict[str, str]) -> Response:
    """The page, or the page that says why not."""
    visit = visit_of(request, params, page.area)
    try:
        visit = _with_session(with_form(visit, request, page.limit, page.fields))
        if _is_closed_to_helper(page, visit):
            return _helper_leaves(visit)
        _admit(page, visit)
        return page.handle(_as_acting(visit, page.operation))
    except (Unidentified, FormOfAnotherSession) as refusal:
        return _not_of_this_session(page, visit, refusal)
    except Refused as refusal:
        if refusal.code is Code.SIGN_IN_AGAIN:
            return _sign_in_again(visit, visit.known_actor.id)
        log.info("Page refused", extra={"code": refusal.code.value, "operation": page.operation.value})
        return refusal_page(visit, refusal, status_of(refusal.code))
    except Exception as error:  # noqa: BLE001 - the edge: whatever happens, a person gets a page and not a trace
        # Messages of errors can quote what a person typed: only where it happened is logged.
        where = [f"{frame.name}:{frame.lineno}" for frame in traceback.extract_tb(error.__traceback__)]
        log.error("Page failed", extra={"error": type(error).__name__, "where": where, "page": page.path})
        return broken_page(_as_sent(page, visit, request))


def _as_sent(page: Page, visit: Visit, request: ChaliceRequest) -> Visit:
    """With what the form said, whatever broke first."""
    with suppress(Refused):
        return with_form(visit, request, page.limit, page.fields)
    return visit


def _with_session(visit: Visit) -> Visit:
    session_id = visit.cookies.get(visit.area.cookie)
    opened = resume_session(session_id) if session_id else None
    actor = confirm_standing(opened.session.actor) if opened else None
    return _as(visit, opened, actor) if opened and actor else visit


def _as(visit: Visit, opened: OpenSession, actor: Actor) -> Visit:
    session = opened.session.model_copy(update={"actor": actor})
    return replace(visit, opened=OpenSession(opened.id, session))


def _as_acting(visit: Visit, operation: Operation) -> Visit:
    """The visitor with the colleagues for whom they do this."""
    return _as(visit, visit.opened, acting(visit.opened.session.actor, operation)) if visit.opened else visit


def _is_closed_to_helper(page: Page, visit: Visit) -> bool:
    """Whoever helps sees the one form that they help with, and nothing else of its person."""
    form = visit.opened.session.helps if visit.opened else None
    if form is None or page.operation in _OPEN_TO_HELPERS:
        return False
    named = visit.params.get("draft_id") or visit.params.get("application_id") or form
    return page.operation not in (Operation.EDIT_DRAFT, Operation.HAND_IN_DOCUMENT) or named != form


def _helper_leaves(visit: Visit) -> Response:
    """A pause, and every way to elsewhere, ends the helper's access; what was saved waits for the person."""
    if visit.opened:
        close_session(visit.opened.id)
    return see_other(visit, "/helped", (dropped_cookie(visit, visit.area.cookie, visit.area.path),))


def _admit(page: Page, visit: Visit) -> None:
    """Deny by default.

    Raises Unidentified where a session is needed, FormOfAnotherSession for a form that was not made for it,
    NOT-ALLOWED for another role or for a form of another site, SIGN-IN-AGAIN for a sign-in too long ago.
    """
    if page.method != "GET" and not visit.is_same_origin:
        raise Refused(Code.NOT_ALLOWED, field="origin")
    if page.needs_session:
        authorize(visit.known_actor, page.operation)
        if page.method == "GET":
            return  # Looking at the form decides nothing.
        if not visit.carries_token:
            raise FormOfAnotherSession(Code.NOT_ALLOWED, field="token")
        refuse_unless_fresh(visit.known_actor, page.operation)


def _sign_in_again(visit: Visit, owner: str) -> Response:
    """What was typed is kept for whoever typed it; signing in again leads back to it."""
    fields = visit.kept_fields()
    return sign_in_again_page(visit, keep_form(owner, visit.path, fields), fields)


def _not_of_this_session(page: Page, visit: Visit, refusal: Refused) -> Response:
    """The session is over, or another one than the form's has begun: what staff typed goes on when they are back."""
    if page.unsent:
        return page.unsent(visit)
    owner = owner_of(visit.said(TOKEN_FIELD)) if page.area is Area.STAFF else None
    if owner and visit.actor is None:
        return _sign_in_again(visit, owner)
    if visit.actor and visit.actor.id == owner:
        return go_on_page(visit, visit.path, visit.kept_fields())
    if isinstance(refusal, Unidentified):
        return see_other(visit, f"{page.area.entrance}?ended=1")
    return refusal_page(visit, refusal, status_of(refusal.code))
