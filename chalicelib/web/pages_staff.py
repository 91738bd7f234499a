"""Staff: sign in at Cognito's page, see what waits for one's role, read the report."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from chalice.app import Response

from chalicelib.domain.actors import Actor
from chalicelib.domain.codes import Code
from chalicelib.domain.pacific import pacific_date
from chalicelib.domain.permissions import Operation
from chalicelib.domain.refusal import Refused
from chalicelib.gateways import clock
from chalicelib.gateways.authorization_code import sign_out_address
from chalicelib.reports.allocation import AllocationReport
from chalicelib.services.keep_form import kept_form
from chalicelib.services.list_work import PAGE, count_work
from chalicelib.services.make_report import read_latest_report
from chalicelib.services.open_session import close_session
from chalicelib.services.review_access import access_to_review
from chalicelib.services.sign_in_staff import MINUTES, begin_sign_in, finish_sign_in
from chalicelib.store import programs
from chalicelib.web import words
from chalicelib.web.forecast_words import forecast_words
from chalicelib.web.i18n import _
from chalicelib.web.shown import dropped_cookie, elsewhere, go_on_page, page, passing_cookie, see_other, session_cookie
from chalicelib.web.visit import Visit
from chalicelib.web.work_words import ROLE, WORK

_MONEY = (
    ("/staff/funds", _("Money at a glance"), Operation.READ_FUNDS),
    ("/staff/allotments", _("Allot money"), Operation.ALLOT_FUNDS),
    ("/staff/rounds", _("Rounds"), Operation.READ_FUNDS),
    ("/staff/proposals", _("Proposals to move money"), Operation.READ_PROPOSALS),
    ("/staff/awards", _("Find an award"), Operation.READ_AWARD),
)
"""Pages from which the program is run."""
_OVERSIGHT = (
    ("/staff/audit", _("Audit"), Operation.READ_AUDIT),
    ("/staff/settings", _("Program settings"), Operation.READ_SETTINGS),
    ("/staff/samples", _("Samples of decisions"), Operation.READ_SAMPLE),
)
"""Pages that look at what others decide."""
_RIDDLE = "riddle"
_CALLBACK = "/staff/callback"
_LONGEST_TOKEN = 100


def desk(visit: Visit) -> Response:
    """Where staff begin: the way to sign in, or what waits."""
    actor = visit.actor
    if actor is None:
        return page(visit, "staff_entrance.html", ended="ended" in visit.query, failed="failed" in visit.query)
    lists = [(name, WORK[name], waiting(count)) for name, count in count_work(actor).items()]
    return page(
        visit,
        "staff_desk.html",
        roles=[ROLE[role] for role in sorted(actor.roles)],
        lists=lists,
        searches=actor.may(Operation.SEARCH_APPLICATIONS),
        enters_paper=actor.may(Operation.ENTER_INTAKE),
        teaches=actor.may(Operation.READ_BOOKINGS),
        finds_classes=actor.may(Operation.READ_UNBOOKED),
        names_people=actor.may(Operation.NOMINATE),
        reads_report=actor.may(Operation.READ_REPORT),
        reads_access=actor.may(Operation.READ_ACCESS),
        access=access_to_review(actor),
        today=pacific_date(clock.now()),
        money=_open_to(actor, _MONEY),
        oversight=_open_to(actor, _OVERSIGHT),
    )


def _open_to(actor: Actor, links: Sequence[tuple[str, str, Operation]]) -> list[tuple[str, str]]:
    return [(path, name) for path, name, operation in links if actor.may(operation)]


def waiting(count: int | None) -> str:
    """How many wait: `12`, `25+` when a page does not hold them, nothing where it was not counted."""
    if count is None:
        return ""
    return f"{PAGE}+" if count > PAGE else str(count)


def sign_in(visit: Visit) -> Response:
    """Off to Cognito; the answer is good in this browser alone, for some minutes."""
    begun = begin_sign_in(visit.site.rstrip("/") + _CALLBACK, visit.query.get("again", "")[:_LONGEST_TOKEN])
    return elsewhere(visit, begun.address, (passing_cookie(visit, _RIDDLE, begun.riddle, _CALLBACK, MINUTES * 60),))


def callback(visit: Visit) -> Response:
    """Back from Cognito."""
    riddle = visit.cookies.get(_RIDDLE, "")
    spent = dropped_cookie(visit, _RIDDLE, _CALLBACK)
    try:
        signed_in = finish_sign_in(
            visit.site.rstrip("/") + _CALLBACK, riddle, visit.query.get("state", ""), visit.query.get("code", "")
        )
    except Refused:
        return see_other(visit, "/staff?failed=1", (spent,))
    if visit.opened:
        close_session(visit.opened.id)
    to = f"/staff/go-on/{signed_in.kept_form}" if signed_in.kept_form else "/staff"
    return see_other(visit, to, (spent, session_cookie(visit, signed_in.opened.id)))


def go_on(visit: Visit) -> Response:
    form = kept_form(visit.known_actor, visit.params["form"])
    return go_on_page(visit, form.path, form.fields)


def sign_out(visit: Visit) -> Response:
    """Out of this site and of Cognito: on a shared machine the next person must sign in again."""
    if visit.opened is None or not visit.carries_token:
        return see_other(visit, "/staff")
    close_session(visit.opened.id)
    cookie = dropped_cookie(visit, visit.area.cookie, visit.area.path)
    return elsewhere(visit, sign_out_address(visit.site), (cookie,))


def report(visit: Visit) -> Response:
    """The latest allocation report, in the language of the page."""
    try:
        made = AllocationReport.model_validate_json(read_latest_report(visit.known_actor))
    except Refused as refusal:
        if refusal.code is not Code.NOT_FOUND:
            raise
        return page(visit, "staff_report.html", report=None)
    return page(visit, "staff_report.html", report=made, **_columns(visit, made))


def _columns(visit: Visit, made: AllocationReport) -> dict[str, Any]:
    regions = programs.program_at(clock.now()).regions
    return {
        "regions": {region.id: region.name for region in regions},
        "buckets": ("allotted", "available", "reserved", "committed", "expended"),
        "statuses": [(status, text) for status, text in words.APPLICATION.items() if status != "draft"],
        "rows": (*made.rows, made.total),
        "told": partial(forecast_words, visit.language),
        "warnings": words.WARNING,
    }
