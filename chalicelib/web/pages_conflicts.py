"""Who has a tie to an application's person; a manager takes back what somebody else declared."""

from datetime import datetime

from chalice.app import Response

from chalicelib.domain.refusal import Refused, invalid
from chalicelib.services.take_back_conflict import read_conflicts, take_back_conflict
from chalicelib.web import words
from chalicelib.web.i18n import _
from chalicelib.web.problems import status_of
from chalicelib.web.shown import page, reason_of, see_other
from chalicelib.web.visit import Visit

_HELP = {
    "reason": _("Write why, with at most 500 characters."),
    "conflict": _("Whoever has a tie to this person takes none back. Someone else must do it."),
}


def conflicts(visit: Visit, refusal: Refused | None = None) -> Response:
    application_id = visit.params["application_id"]
    return page(
        visit,
        "staff_conflicts.html",
        status=status_of(refusal.code) if refusal else 200,
        here=_address(application_id),
        application_id=application_id,
        ties=read_conflicts(visit.known_actor, application_id),
        own=visit.known_actor.ids,
        done=words.DONE.get(visit.query.get("done", "")),
        problem=reason_of(refusal.code) if refusal else None,
        problem_help=_HELP.get(refusal.field or "", "") if refusal else "",
        typed=visit.said,
    )


def _address(application_id: str) -> str:
    return f"/staff/applications/{application_id}/conflicts"


def taken_back(visit: Visit) -> Response:
    application_id = visit.params["application_id"]
    try:
        take_back_conflict(
            visit.known_actor,
            application_id,
            visit.said("by"),
            _declared_at(visit),
            visit.said("reason"),
            visit.request(),
        )
    except Refused as refusal:
        return conflicts(visit, refusal)
    return see_other(visit, f"{_address(application_id)}?done=conflict_taken_back")


def _declared_at(visit: Visit) -> datetime:
    try:
        return datetime.fromisoformat(visit.said("at"))
    except ValueError as error:
        raise invalid("at") from error
