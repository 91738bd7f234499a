"""Program settings: the next version, drafted part by part, shown as a difference, published by a second person."""

from collections.abc import Callable
from typing import Any

from chalice.app import Response

from chalicelib.domain.actors import Actor
from chalicelib.domain.codes import Code
from chalicelib.domain.pacific import pacific_date
from chalicelib.domain.permissions import PERMISSIONS, Operation
from chalicelib.domain.refusal import Refused
from chalicelib.domain.roles import Role
from chalicelib.domain.settings import DHCS_PARTS
from chalicelib.gateways import clock
from chalicelib.program.load import content_of
from chalicelib.services.draft_settings import (
    BadSettings,
    discard_settings,
    part_text,
    read_settings,
    save_part,
    save_text,
    set_effective,
)
from chalicelib.services.publish_settings import publish_settings
from chalicelib.store import programs
from chalicelib.web.done_words import DONE
from chalicelib.web.oversight_words import SETTINGS
from chalicelib.web.problems import status_of
from chalicelib.web.settings_forms import FORMS, ROUND_DAYS, change_of, policy_values
from chalicelib.web.shown import page, reason_of, see_other
from chalicelib.web.typed import day_typed
from chalicelib.web.visit import Visit
from chalicelib.web.work_page import version_said


def settings(visit: Visit, refusal: Refused | None = None) -> Response:
    """The version in force, the next one as far as it is made, and what to do with it."""
    view = read_settings(visit.known_actor)
    now = clock.now()
    draft = view.settings.draft
    return page(
        visit,
        "staff_settings.html",
        here="/staff/settings",
        view=view,
        in_force=programs.program_at(now),
        ahead=view.latest if view.latest.effective_from > now else None,
        draft=draft,
        part_words=SETTINGS,
        today=pacific_date(now).isoformat(),
        made_by_me=bool(draft and set(visit.known_actor.identities) & set(draft.editors)),
        may_edit=bool(visit.known_actor.roles & PERMISSIONS[Operation.EDIT_SETTINGS]),
        done=DONE.get(visit.query.get("done", "")),
        **_refused(refusal),
    )


def _refused(refusal: Refused | None) -> dict[str, Any]:
    return {
        "status": status_of(refusal.code) if refusal else 200,
        "problem": reason_of(refusal.code) if refusal else None,
        "problems": refusal.problems if isinstance(refusal, BadSettings) else [],
    }


def part(visit: Visit) -> Response:
    return _part_page(visit)


def _part_page(visit: Visit, refusal: Refused | None = None) -> Response:
    """A part to edit: a form for the simple ones, or its text; with a refusal, what was typed and what is wrong."""
    name = visit.params["part"]
    view = read_settings(visit.known_actor)
    text = part_text(view, name)
    content: Any = content_of(name, text)
    as_text = name not in FORMS or "text" in (visit.query.get("as"), visit.said("as"))
    return page(
        visit,
        "staff_settings_part.html",
        here=f"/staff/settings/parts/{name}",
        view=view,
        part=name,
        title=SETTINGS[name],
        as_text=as_text,
        has_form=name in FORMS,
        text_typed=visit.said("content") if refusal and as_text else text,
        content=content,
        values={**policy_values(content), **_typed(visit)} if name == "policy" else _typed(visit),
        round_days=ROUND_DAYS,
        refused=refusal is not None,
        may_edit=_may_edit(visit.known_actor, name),
        **_refused(refusal),
    )


def _typed(visit: Visit) -> dict[str, str]:
    return {name: values[0] for name, values in visit.form.items()}


def _may_edit(actor: Actor, name: str) -> bool:
    edits = bool(actor.roles & PERMISSIONS[Operation.EDIT_SETTINGS])
    return edits and (name not in DHCS_PARTS or Role.DHCS in actor.roles)


def save(visit: Visit) -> Response:
    name = visit.params["part"]
    try:
        if name in FORMS and visit.said("as") != "text":
            save_part(visit.known_actor, name, change_of(visit, name), visit.request(), version_said(visit))
        else:
            save_text(visit.known_actor, name, visit.said("content"), visit.request(), version_said(visit))
    except Refused as refusal:
        if refusal.code is Code.NOT_FOUND:
            raise
        return _part_page(visit, refusal)
    return see_other(visit, "/staff/settings?done=drafted")


def choose_day(visit: Visit) -> Response:
    return _done(
        visit,
        lambda: set_effective(
            visit.known_actor,
            day_typed(visit.said("effective_on"), "effective_on"),
            visit.request(),
            version_said(visit),
        ),
        "drafted",
    )


def discard(visit: Visit) -> Response:
    return _done(visit, lambda: discard_settings(visit.known_actor, visit.request(), version_said(visit)), "discarded")


def publish(visit: Visit) -> Response:
    return _done(visit, lambda: publish_settings(visit.known_actor, visit.request(), version_said(visit)), "published")


def _done(visit: Visit, decide: Callable[[], object], done: str) -> Response:
    try:
        decide()
    except Refused as refusal:
        return settings(visit, refusal)
    return see_other(visit, f"/staff/settings?done={done}")
