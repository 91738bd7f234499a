"""Who may do what is looked at once a quarter; monitors look at applications without names."""

from chalice.app import Response

from chalicelib.domain.access_review import Verdict
from chalicelib.domain.pacific import pacific_date
from chalicelib.domain.permissions import Operation
from chalicelib.domain.refusal import Refused, invalid
from chalicelib.gateways import clock
from chalicelib.services.read_deidentified import read_deidentified
from chalicelib.services.review_access import (
    decide_access,
    list_access_reviews,
    present_quarter,
    read_access_review,
)
from chalicelib.services.sign_out_everywhere import end_sessions
from chalicelib.store import programs
from chalicelib.web import words
from chalicelib.web.api_access import deidentified_out
from chalicelib.web.done_words import DONE
from chalicelib.web.forecast_words import pool_name
from chalicelib.web.problems import status_of
from chalicelib.web.shown import page, reason_of, see_other
from chalicelib.web.visit import Visit
from chalicelib.web.work_words import ROLE


def reviews(visit: Visit) -> Response:
    """All quarters, the newest first."""
    return page(
        visit,
        "staff_access.html",
        here="/staff/access",
        reviews=list_access_reviews(visit.known_actor),
        quarter=present_quarter(),
        today=pacific_date(clock.now()),
    )


def review(visit: Visit, refusal: Refused | None = None) -> Response:
    """One quarter, row by row."""
    quarter = visit.params["quarter"]
    found, rows = read_access_review(visit.known_actor, quarter)
    return page(
        visit,
        "staff_access_review.html",
        status=status_of(refusal.code) if refusal else 200,
        here=f"/staff/access/{quarter}",
        review=found,
        rows=rows,
        is_open=quarter == present_quarter(),
        decides=visit.known_actor.may(Operation.REVIEW_ACCESS) and quarter == present_quarter(),
        ends_sessions=visit.known_actor.may(Operation.END_SESSIONS),
        today=pacific_date(clock.now()),
        own=visit.known_actor.id,
        accounts=sorted({(each.row.staff_id, each.row.account) for each in rows}, key=lambda pair: pair[1]),
        role_words=ROLE,
        done=DONE.get(visit.query.get("done", "")),
        problem=reason_of(refusal.code) if refusal else None,
    )


def decided(visit: Visit) -> Response:
    """One button of one row: `confirm <row>` or `remove <row>`."""
    quarter = visit.params["quarter"]
    verdict, _, row = visit.said("decision").partition(" ")
    try:
        if verdict not in set(Verdict):
            raise invalid("decision")
        decide_access(visit.known_actor, quarter, row, Verdict(verdict), visit.request())
    except Refused as refusal:
        return review(visit, refusal)
    return see_other(visit, f"/staff/access/{quarter}?done=access_decided")


def sessions_ended(visit: Visit) -> Response:
    end_sessions(visit.known_actor, visit.said("account"), visit.request())
    return see_other(visit, f"/staff/access/{present_quarter()}?done=sessions_ended")


def deidentified(visit: Visit) -> Response:
    """What a monitor sees of an application."""
    seen = deidentified_out(read_deidentified(visit.known_actor, visit.params["application_id"]))
    program = programs.program_at(clock.now())
    return page(
        visit,
        "staff_deidentified.html",
        here=f"/staff/applications/{seen.id}/deidentified",
        application=seen,
        program=program,
        benefit=pool_name(visit.language, program, seen.benefit),
        regions={region.id: region.name for region in program.regions},
        reason_of=reason_of,
        states=words.APPLICATION,
        awards=words.AWARD,
        items=words.ITEM,
    )
