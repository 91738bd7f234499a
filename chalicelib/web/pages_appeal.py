"""Appeals: filed by the person or by staff for them, and decided by an officer who had no part in anything before."""

from typing import Any

from chalice.app import Response

from chalicelib.domain.appeal import AppealOutcome
from chalicelib.domain.codes import Code
from chalicelib.domain.program import Program
from chalicelib.domain.refusal import Refused, invalid
from chalicelib.gateways import clock
from chalicelib.services.decide_appeal import AppealDecision, decide_appeal
from chalicelib.services.declare_conflict import declare_conflict
from chalicelib.services.file_appeal import LONGEST_TEXT, file_appeal
from chalicelib.services.read_appeal import AppealView, read_appeal, read_case
from chalicelib.services.take_work import who_has
from chalicelib.store import programs
from chalicelib.web import words
from chalicelib.web.done_words import DONE
from chalicelib.web.i18n import _, translate
from chalicelib.web.problems import status_of
from chalicelib.web.shown import page, reason_of, see_other
from chalicelib.web.visit import Area, Visit
from chalicelib.web.work_page import changes_seen, version_said


def appeal(visit: Visit) -> Response:
    return _appeal_page(visit)


def _appeal_page(visit: Visit, refusal: Refused | None = None) -> Response:
    """The decision, what was written about it, and the form while there is time; with a refusal, nothing typed lost."""
    application_id = visit.params["application_id"]
    view = read_appeal(visit.known_actor, application_id)
    is_staff = visit.area is Area.STAFF
    target = f"{'/staff' if is_staff else ''}/applications/{application_id}/appeal"
    return page(
        visit,
        "appeal.html",
        here=target,
        target=target,
        back="/staff" if is_staff else "/status",
        typed=visit.said("text"),
        **_shown(view, refusal),
        done=DONE.get(visit.query.get("done", "")),
    )


def _shown(view: AppealView, refusal: Refused | None) -> dict[str, Any]:
    program = programs.program_at(clock.now())
    application = view.folder.application
    return {
        "status": status_of(refusal.code) if refusal else 200,
        "view": view,
        "application": application,
        "benefit": program.benefit(application.benefit),
        "decided": view.decided,
        "reasons": [program.reason(code) for code in application.reasons],
        "problem": reason_of(refusal.code) if refusal else None,
        "longest": LONGEST_TEXT,
        "words": words,
    }


def file(visit: Visit) -> Response:
    application_id = visit.params["application_id"]
    try:
        file_appeal(visit.known_actor, application_id, visit.said("text"), visit.request())
    except Refused as refusal:
        return _appeal_page(visit, refusal)
    own = visit.area is not Area.STAFF
    return see_other(visit, "/status?done=appealed" if own else f"/staff/applications/{application_id}/appeal")


def case(visit: Visit) -> Response:
    return _case_page(visit)


def _case_page(visit: Visit, refusal: Refused | None = None) -> Response:
    found = read_case(visit.known_actor, visit.params["application_id"])
    shown = _shown(found.view, refusal)
    program: Program = programs.program_at(clock.now())
    return page(
        visit,
        "staff_appeal.html",
        here=f"/staff/appeals/{visit.params['application_id']}",
        case=found,
        held=who_has(found.view.folder.application.id),
        me=visit.known_actor.id,
        done=DONE.get(visit.query.get("done", "")),
        appeal=found.view.folder.application.open_appeal,
        program=program,
        reason_of=reason_of,
        typed=visit.said,
        changes=changes_seen(visit, visit.params["application_id"], refusal),
        problem_help=_help(visit, refusal),
        **shown,
    )


def _help(visit: Visit, refusal: Refused | None) -> str:
    if refusal is None or refusal.code is not Code.INVALID:
        return ""
    if refusal.field == "tie":
        return translate(visit.language, _("Write at most 500 characters."))
    told = _("Choose a decision and write the answer, with at most {count} characters.")
    return translate(visit.language, told, count=LONGEST_TEXT)


def stood_aside(visit: Visit) -> Response:
    """The officer has a tie to the person: another one decides."""
    application_id = visit.params["application_id"]
    try:
        declare_conflict(visit.known_actor, application_id, visit.said("tie") or None, visit.request())
    except Refused as refusal:
        return _case_page(visit, refusal)
    return see_other(visit, "/staff/work/decide_appeal?done=conflict")


def decided(visit: Visit) -> Response:
    try:
        decision = AppealDecision(_outcome(visit), visit.said("text"))
        application_id, version = visit.params["application_id"], version_said(visit)
        decide_appeal(visit.known_actor, application_id, decision, visit.request(), version)
    except Refused as refusal:
        return _case_page(visit, refusal)
    return see_other(visit, "/staff/work/decide_appeal?done=appeal_decided")


def _outcome(visit: Visit) -> AppealOutcome:
    try:
        return AppealOutcome(visit.said("outcome"))
    except ValueError as error:
        raise invalid("outcome") from error
