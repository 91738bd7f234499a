"""The audit view: who did what, when, from what to what, for a subject, a person or a day; and chains to take away."""

from typing import Any
from urllib.parse import urlencode

from chalice.app import Response

from chalicelib.domain.pacific import pacific_date
from chalicelib.domain.permissions import PERMISSIONS, Operation
from chalicelib.domain.refusal import Refused, invalid
from chalicelib.gateways import clock
from chalicelib.services.read_audit import (
    FOR_AUDITORS,
    SubjectKind,
    Trail,
    export_trail,
    read_period,
    read_person,
    read_readings,
    read_trail,
)
from chalicelib.store.readings import ReadingPage
from chalicelib.web.audit_entry import entry_of
from chalicelib.web.oversight_events import HAPPENED
from chalicelib.web.oversight_words import AUDITED, PURPOSE
from chalicelib.web.problems import status_of
from chalicelib.web.shown import page, reason_of, text_file
from chalicelib.web.typed import day_typed
from chalicelib.web.visit import Visit

_LONGEST_ID = 60
_NOBODY = ReadingPage(entries=(), last=None)


def subject(visit: Visit) -> Response:
    """The questions, and the trail that was asked for."""
    if "id" not in visit.query:
        return _page(visit)
    try:
        kind, asked, after = _kind(visit), _id(visit), visit.query.get("after", "")
        trail, found = read_trail(visit.known_actor, kind, asked, after)
    except Refused as refusal:
        return _page(visit, refusal)
    whole = {"kind": trail.kind.value, "id": trail.id}
    return _page(
        visit,
        asked=f"{trail.kind.value}/{trail.id}",
        ties=_ties(visit, trail),
        entries=[entry_of(each) for each in found.entries],
        head=trail.head,
        export=f"/staff/audit/export?{urlencode(whole)}" if _sees_all(visit) else "",
        following=f"/staff/audit?{urlencode(whole | {'after': found.last})}" if found.last else "",
    )


def _ties(visit: Visit, trail: Trail) -> str:
    """Where a manager takes back what a colleague declared."""
    takes_back = visit.known_actor.may(Operation.TAKE_BACK_CONFLICT) and trail.kind is SubjectKind.APPLICATION
    return f"/staff/applications/{trail.id}/conflicts" if takes_back else ""


def person(visit: Visit) -> Response:
    try:
        after, read_after = visit.query.get("after", ""), visit.query.get("read_after", "")
        found = read_person(visit.known_actor, _id(visit), after, read_after)
    except Refused as refusal:
        return _page(visit, refusal)
    on = {"id": _id(visit)}
    return _page(
        visit,
        asked=f"person/{_id(visit)}",
        entries=[entry_of(each) for each in found.events.entries],
        following=_following("person", on, "after", found.events.last),
        applications=found.applications,
        readings=found.readings.entries,
        more_readings=_following("person", on, "read_after", found.readings.last),
    )


def _following(page_name: str, on: dict[str, str], place: str, last: str | None) -> str:
    """The address of the next page; empty after the last."""
    return f"/staff/audit/{page_name}?{urlencode(on | {place: last})}" if last else ""


def day(visit: Visit) -> Response:
    """A day, or several; who read personal data is told with a day alone."""
    try:
        first, by = day_typed(visit.query.get("day", ""), "day"), visit.query.get("by", "").strip()
        last = day_typed(visit.query["until"], "until") if visit.query.get("until") else first
        found = read_period(visit.known_actor, first, last, visit.query.get("after", ""), by)
        read_after = visit.query.get("read_after", "")
        read_by = read_readings(visit.known_actor, first, read_after) if first == last else _NOBODY
    except Refused as refusal:
        return _page(visit, refusal)
    on = {"until": last.isoformat(), "by": by}
    more = {"after": found.after, "day": found.goes_on.isoformat() if found.goes_on else ""}
    return _page(
        visit,
        asked=first.isoformat() if first == last else f"{first} – {last}",
        entries=[entry_of(each) for each in found.entries],
        readings=[each for each in read_by.entries if by in ("", each.by)],
        following=f"/staff/audit/day?{urlencode(on | more)}" if found.goes_on else "",
        more_readings=_following("day", on | {"day": first.isoformat()}, "read_after", read_by.last),
    )


def export(visit: Visit) -> Response:
    """A part of a chain as a file; the next part's address is in its header `Link`."""
    try:
        kind, asked = _kind(visit), _id(visit)
        lines, last = export_trail(visit.known_actor, kind, asked, visit.query.get("after", ""))
    except Refused as refusal:
        return _page(visit, refusal)
    name = f"{kind.value}-{asked}".replace("/", "-")
    answer = text_file(visit, lines, "application/x-ndjson; charset=utf-8", f"{name}.jsonl")
    if last:
        following = urlencode({"kind": kind.value, "id": asked, "after": last})
        answer.headers["Link"] = f'<{visit.base}/staff/audit/export?{following}>; rel="next"'
    return answer


def _page(visit: Visit, refusal: Refused | None = None, **shown: Any) -> Response:
    empty: dict[str, Any] = {"asked": "", "ties": "", "entries": [], "head": None, "export": "", "following": ""}
    return page(
        visit,
        "staff_audit.html",
        status=status_of(refusal.code) if refusal else 200,
        here="/staff/audit",
        kinds={kind: label for kind, label in AUDITED.items() if _sees_all(visit) or kind not in FOR_AUDITORS},
        happened=HAPPENED,
        purposes=PURPOSE,
        sees_all=_sees_all(visit),
        query=visit.query,
        today=pacific_date(clock.now()).isoformat(),
        problem=reason_of(refusal.code) if refusal else None,
        **{**empty, "applications": [], "readings": [], "more_readings": "", **shown},
    )


def _sees_all(visit: Visit) -> bool:
    return bool(visit.known_actor.roles & PERMISSIONS[Operation.READ_WHOLE_AUDIT])


def _kind(visit: Visit) -> SubjectKind:
    try:
        return SubjectKind(visit.query.get("kind", ""))
    except ValueError as error:
        raise invalid("kind") from error


def _id(visit: Visit) -> str:
    asked = visit.query.get("id", "").strip()
    if not asked or len(asked) > _LONGEST_ID:
        raise invalid("id")
    return asked
