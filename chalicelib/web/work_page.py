"""What pages of work lists share: the list with its filters, what stood in the way, what the form said."""

from collections.abc import Callable
from functools import partial
from typing import Any
from urllib.parse import urlencode

from chalice.app import Response
from pydantic import ValidationError

from chalicelib.domain.codes import Code
from chalicelib.domain.eligibility import RULES
from chalicelib.domain.pacific import pacific_date
from chalicelib.domain.refusal import Refused, invalid
from chalicelib.domain.work_list import Narrowing
from chalicelib.gateways import clock
from chalicelib.messages import facts
from chalicelib.services.list_work import FOLDER_LISTS, has_deadlines, list_work, lists_of
from chalicelib.services.read_case import Change, changes_since
from chalicelib.store import programs
from chalicelib.web import words
from chalicelib.web.done_words import DONE
from chalicelib.web.forecast_words import forecast_words, pool_name
from chalicelib.web.i18n import _, translate
from chalicelib.web.problems import status_of
from chalicelib.web.shown import page, reason_of, see_other
from chalicelib.web.visit import Visit
from chalicelib.web.work_words import WORK

_OTHER_REASONS = (Code.CONFLICT_OF_INTEREST, Code.FRAUD_SUSPECTED, Code.STAFF_ERROR)
REASONS = (*(rule.code for rule in RULES), *_OTHER_REASONS)
"""What a person may be told as a reason: a rule's code, or one that only people can find."""
_NOTE_LIMIT = 4000
_FILTERS = ("benefit", "county", "region", "due")

_HELP = {
    "reasons": _("Check at least one reason: the person will be told."),
    "note": _("Write a note that says why. It may have 4,000 characters."),
    "identity": _("Write how you checked who it is."),
    "finding": _("Choose what you found."),
    "reason": _("Write why, with at most 500 characters."),
    "same": _("Choose whether it is the same person."),
    "returned": _("Write a return code with at most 60 characters, only for payments that came back."),
    "cursor": _("This address is not complete any more. Open the list again."),
    "own_words": _("Write at most 600 characters to the person about each reason."),
    "rows": _("Check at least one award."),
    "conflict": _("You said that you have a tie to this person. Someone else must decide."),
    "tie": _("Write at most 500 characters."),
    "certificate": _("The provider sent another certificate meanwhile. Open it, then decide."),
    "sought": _("Write an award number like A-1234-5678, or a name."),
}


def list_page(visit: Visit, name: str, refusal: Refused | None = None, about: str = "") -> Response:
    """The list; with a refusal, what stood in the way of a decision made on it, `about` which application."""
    if name not in WORK:
        raise Refused(Code.NOT_FOUND, field="list")
    narrowing = _narrowing(visit)
    asked = {each: visit.query[each] for each in _FILTERS if visit.query.get(each)}
    found = list_work(visit.known_actor, name, narrowing, visit.query.get("after") if refusal is None else None)
    following = urlencode(asked | {"after": found.cursor}) if found.cursor else ""
    return page(
        visit,
        "staff_list.html",
        status=status_of(refusal.code) if refusal else 200,
        here=f"/staff/work/{name}",
        found=found,
        asked=asked,
        following=following,
        is_first="after" not in visit.query,
        narrows=name in FOLDER_LISTS,
        has_due=has_deadlines(name),
        changes=changes_seen(visit, about, refusal) if about else [],
        **shared(visit, name, refusal),
    )


def _narrowing(visit: Visit) -> Narrowing:
    """Raises INVALID for what is no filter."""
    if visit.method != "GET":
        return Narrowing()
    try:
        return Narrowing.model_validate({name: visit.query.get(name) or None for name in _FILTERS})
    except ValidationError as error:
        raise invalid("filter") from error


def shared(visit: Visit, name: str, refusal: Refused | None) -> dict[str, Any]:
    program = programs.program_at(clock.now())
    return {
        "program": program,
        "name": name,
        "title": WORK.get(name, ""),
        "lists": [(each, WORK[each]) for each in lists_of(visit.known_actor)],
        "words": words,
        "me": visit.known_actor.id,
        "today": pacific_date(clock.now()),
        "pool_name": partial(pool_name, visit.language, program),
        "told": partial(forecast_words, visit.language),
        "line": partial(facts.line, language=visit.language, program=program, default=facts.BLANKS),
        "reason_of": reason_of,
        "problem": reason_of(refusal.code) if refusal else None,
        "problem_help": translate(visit.language, _HELP[refusal.field]) if refusal and refusal.field in _HELP else "",
        "typed": visit.said,
        "typed_all": visit.said_all,
        "done": DONE.get(visit.query.get("done", "")),
    }


_CHANGED = frozenset({Code.STALE, Code.WRONG_STATE, Code.TAKEN_UP})


def changes_seen(visit: Visit, application_id: str, refusal: Refused | None) -> list[Change]:
    """What changed since the version that a refused form was made from."""
    if refusal is None or refusal.code not in _CHANGED or not visit.said("version"):
        return []
    return changes_since(application_id, version_said(visit))


def case_page(visit: Visit, template: str, name: str, refusal: Refused | None, **shown: Any) -> Response:
    status = status_of(refusal.code) if refusal else 200
    return page(visit, template, status=status, **shared(visit, name, refusal), **shown)


def decided(
    visit: Visit,
    decide: Callable[[], object],
    name: str,
    done: str,
    otherwise: Callable[[Refused], Response] | None = None,
) -> Response:
    """Back to the list, with what was done; what is refused shows where it was asked, nothing typed lost."""
    try:
        decide()
    except Refused as refusal:
        return otherwise(refusal) if otherwise else list_page(visit, name, refusal)
    return see_other(visit, f"/staff/work/{name}?done={done}")


def note_of(visit: Visit) -> str:
    """Raises INVALID for a note that is too long to be one."""
    note = visit.said("note")
    if len(note) > _NOTE_LIMIT:
        raise invalid("note")
    return note


def reasons_said(visit: Visit) -> tuple[Code, ...]:
    """The reason codes that were checked. Raises INVALID for one that is none."""
    try:
        return tuple(Code(code) for code in visit.said_all("reasons"))
    except ValueError as error:
        raise invalid("reasons") from error


def version_said(visit: Visit) -> int:
    """The version that the decision was made from. Raises INVALID without one."""
    return version_of(visit.said("version"))


def version_of(said: str) -> int:
    """A version of an application. Raises INVALID for what is none."""
    if not said.isascii() or not said.isdigit() or len(said) > 9:
        raise invalid("version")
    return int(said)
