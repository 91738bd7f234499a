"""A county's liaison names people: type or paste a list, look at it row by row, record what is right."""

from typing import Any

from chalice.app import Response

from chalicelib.domain.refusal import Refused, invalid
from chalicelib.gateways import clock
from chalicelib.services.list_nominations import list_nominations, page_of
from chalicelib.services.nominate_sheet import SheetTaken, look_at_sheet, nominate_sheet
from chalicelib.services.receive_sheet import is_sheet_of, sheet_form, take_sheet
from chalicelib.store import programs
from chalicelib.web import words
from chalicelib.web.i18n import _, translate
from chalicelib.web.problems import status_of
from chalicelib.web.shown import page, reason_of, see_other
from chalicelib.web.visit import Visit

_READ = _("We have read your file. Its lines are below. Now press “Look at the list”.")
_HELP = {
    "file": _("Send a CSV file of at most 1 MB. If you sent one, it may be gone by now: send it again."),
    "csv": _("Write one person a line, a name and a birth date, and at most 2,000 people."),
    "rows": _("Check at least one row without a mistake."),
    "benefit": _("Choose what the people are named for."),
}


def nominations(visit: Visit) -> Response:
    """The list to fill in, and whom the county named so far; S3 sends the browser here after a file."""
    if not is_sheet_of(visit.known_actor, visit.query.get("key", "")):
        return _page(visit)
    try:
        text = take_sheet(visit.known_actor)
    except Refused as refusal:
        return _page(visit, refusal)
    return _page(visit, typed=lambda name: text if name == "csv" else "", done=_READ)


def look(visit: Visit) -> Response:
    """What was typed, row by row; nothing is recorded."""
    try:
        return _page(visit, rows=look_at_sheet(visit.known_actor, visit.said("csv")), chosen=None)
    except Refused as refusal:
        return _page(visit, refusal)


def nominate(visit: Visit) -> Response:
    """Record the checked rows; codes, where they are wanted, are on the page that follows, and nowhere else."""
    try:
        chosen, benefit = _chosen(visit), visit.said("benefit") or None
        codes = bool(visit.said("codes"))
        taken = nominate_sheet(visit.known_actor, visit.said("csv"), benefit, chosen, visit.request(), codes=codes)
    except Refused as refusal:
        return _refused(visit, refusal)
    if not codes:
        return see_other(visit, "/staff/nominations?done=nominated")
    return _page(visit, codes=_with_codes(taken), typed=lambda _name: "", done=words.DONE["nominated"])


def _chosen(visit: Visit) -> tuple[int, ...]:
    said = visit.said_all("rows")
    if not all(number.isascii() and number.isdigit() and len(number) < 9 for number in said):
        raise invalid("rows")
    return tuple(map(int, said))


def _with_codes(taken: SheetTaken) -> list[tuple[object, str | None]]:
    return [(row, taken.codes[row.number]) for row in taken.rows if row.number in taken.codes]


def _refused(visit: Visit, refusal: Refused) -> Response:
    """The rows again as they were checked, unless they cannot be read at all."""
    try:
        rows = look_at_sheet(visit.known_actor, visit.said("csv"))
    except Refused:
        return _page(visit, refusal)
    return _page(visit, refusal, rows=rows, chosen=set(visit.said_all("rows")))


def _page(visit: Visit, refusal: Refused | None = None, **shown: Any) -> Response:
    help_text = _HELP.get(refusal.field or "", "") if refusal else ""
    values: dict[str, Any] = {
        "program": programs.program_at(clock.now()),
        "words": words,
        "listed": list_nominations(visit.known_actor, page_of(visit.query.get("page"))),
        "problem": reason_of(refusal.code) if refusal else None,
        "problem_help": translate(visit.language, help_text) if help_text else "",
        "rows": (),
        "chosen": None,
        "codes": [],
        "typed": visit.said,
        "done": words.DONE.get(visit.query.get("done", "")),
    }
    form = sheet_form(visit.known_actor, f"{visit.site}staff/nominations")
    return page(
        visit,
        "staff_nominations.html",
        status=status_of(refusal.code) if refusal else 200,
        here="/staff/nominations",
        sends_to=(form.origin,),
        form_of_file=form,
        **(values | shown),
    )
