"""Several awards approved at once: looked at first, then carried out, with an answer for each."""

from chalice.app import Response

from chalicelib.domain.refusal import Refused, invalid
from chalicelib.services.approve_awards import Row, approve_awards, look_at_approvals
from chalicelib.web.visit import Visit
from chalicelib.web.work_page import case_page, list_page, version_of

_NAME = "approve_award"


def looked_at(visit: Visit) -> Response:
    """What approving the checked awards would do; nothing is decided."""
    try:
        results = look_at_approvals(visit.known_actor, _rows(visit))
    except Refused as refusal:
        return list_page(visit, _NAME, refusal)
    return case_page(visit, "staff_bulk.html", _NAME, None, here=f"/staff/work/{_NAME}", results=results, dry=True)


def approved(visit: Visit) -> Response:
    """Each of them approved, or why it was not."""
    try:
        results = approve_awards(visit.known_actor, _rows(visit), visit.request())
    except Refused as refusal:
        return list_page(visit, _NAME, refusal)
    return case_page(visit, "staff_bulk.html", _NAME, None, here=f"/staff/work/{_NAME}", results=results, dry=False)


def _rows(visit: Visit) -> list[Row]:
    """Application and version of each checked row. Raises INVALID for what is none."""
    rows = []
    for said in visit.said_all("rows"):
        application_id, _, version = said.partition(":")
        if not application_id.isascii() or not application_id.isalnum() or len(application_id) > 60:
            raise invalid("rows")
        rows.append(Row(application_id, version_of(version)))
    return rows
