"""Work lists: what waits for a role, oldest first, with the buttons to decide it."""

from collections.abc import Callable
from functools import partial
from typing import Any

from chalice.app import Response

from chalicelib.domain.codes import Code
from chalicelib.domain.eligibility import RULES
from chalicelib.domain.folder import Folder
from chalicelib.domain.nomination import MatchStatus
from chalicelib.domain.refusal import Refused, invalid
from chalicelib.gateways import clock
from chalicelib.messages import facts
from chalicelib.services.acknowledge_warning import acknowledge_warning
from chalicelib.services.approve_award import approve_award
from chalicelib.services.approve_batch import approve_batch
from chalicelib.services.approve_claim import approve_claim
from chalicelib.services.approve_extension import approve_extension
from chalicelib.services.decide_match import decide_match, read_match
from chalicelib.services.list_work import WorkList, list_work, lists_of
from chalicelib.services.prepare_batch import prepare_batch
from chalicelib.services.read_batch import read_batch
from chalicelib.services.refuse_award import refuse_award
from chalicelib.services.refuse_extension import refuse_extension
from chalicelib.services.replace_code import replace_code
from chalicelib.services.review_application import Finding, review_application
from chalicelib.services.settle_batch import settle_batch
from chalicelib.store import programs
from chalicelib.web import words
from chalicelib.web.forecast_words import forecast_words, pool_name
from chalicelib.web.i18n import _, translate
from chalicelib.web.problems import status_of
from chalicelib.web.shown import page, reason_of, see_other
from chalicelib.web.visit import Visit

_OTHER_REASONS = (Code.CONFLICT_OF_INTEREST, Code.FRAUD_SUSPECTED, Code.STAFF_ERROR)
REASONS = (*(rule.code for rule in RULES), *_OTHER_REASONS)
"""What a person may be told as a reason: a rule's code, or one that only people can find."""
_NOTE_LIMIT, _CODE_LIMIT = 4000, 60

_HELP = {
    "reasons": _("Check at least one reason: the person will be told."),
    "note": _("Write a note that says why."),
    "identity": _("Write how you checked who it is."),
    "finding": _("Choose what you found."),
    "reason": _("Write why, with at most 500 characters."),
    "same": _("Choose whether it is the same person."),
    "returned": _("Write a return code with at most 60 characters, only for payments that came back."),
}


def work(visit: Visit) -> Response:
    return list_page(visit, visit.params["list"])


def list_page(visit: Visit, name: str, refusal: Refused | None = None) -> Response:
    """The list; with a refusal, what stood in the way of a decision made on it."""
    if name not in words.WORK:
        raise Refused(Code.NOT_FOUND, field="list")
    return page(
        visit,
        "staff_list.html",
        status=status_of(refusal.code) if refusal else 200,
        here=f"/staff/work/{name}",
        found=list_work(visit.known_actor, name),
        **_shared(visit, name, refusal),
    )


def _shared(visit: Visit, name: str, refusal: Refused | None) -> dict[str, Any]:
    program = programs.program_at(clock.now())
    return {
        "program": program,
        "name": name,
        "title": words.WORK[name],
        "lists": [(each, words.WORK[each]) for each in lists_of(visit.known_actor)],
        "words": words,
        "pool_name": partial(pool_name, visit.language, program),
        "told": partial(forecast_words, visit.language),
        "line": partial(facts.line, language=visit.language, program=program, default=facts.BLANKS),
        "reason_of": reason_of,
        "problem": reason_of(refusal.code) if refusal else None,
        "problem_help": translate(visit.language, _HELP[refusal.field]) if refusal and refusal.field in _HELP else "",
        "typed": visit.said,
        "typed_all": visit.said_all,
        "done": words.DONE.get(visit.query.get("done", "")),
    }


def item(visit: Visit) -> Response:
    return item_page(visit, visit.params["list"], visit.params["subject"])


def item_page(visit: Visit, name: str, subject: str, refusal: Refused | None = None) -> Response:
    """One entry of a list with everything there is to decide on it; the list, when it is not there any more."""
    here = f"/staff/work/{name}/{subject}"
    if name in ("approve_batch", "settle"):
        view = read_batch(visit.known_actor, subject)
        return _item_page(visit, "staff_batch.html", name, refusal, here=here, view=view)
    if name == "nomination_match":
        return _match_page(visit, subject, refusal)
    if name not in ("review", "approve_award"):
        raise Refused(Code.NOT_FOUND, field="list")
    folder = _waiting(list_work(visit.known_actor, name), subject)
    if folder is None:
        return list_page(visit, name, refusal or Refused(Code.WRONG_STATE))
    return _item_page(visit, "staff_application.html", name, refusal, here=here, folder=folder, reasons=REASONS)


def _match_page(visit: Visit, match_id: str, refusal: Refused | None) -> Response:
    here, name = f"/staff/work/nomination_match/{match_id}", "nomination_match"
    view = read_match(visit.known_actor, match_id)
    if view.match.status is not MatchStatus.OPEN:
        return list_page(visit, name, refusal or Refused(Code.WRONG_STATE))
    return _item_page(visit, "staff_match.html", name, refusal, here=here, view=view)


def _item_page(visit: Visit, template: str, name: str, refusal: Refused | None, **shown: Any) -> Response:
    status = status_of(refusal.code) if refusal else 200
    return page(visit, template, status=status, **_shared(visit, name, refusal), **shown)


def _waiting(found: WorkList, application_id: str) -> Folder | None:
    return next((folder for folder in found.folders if folder.application.id == application_id), None)


def review(visit: Visit) -> Response:
    application_id = visit.params["application_id"]

    def decide() -> object:
        note = visit.said("note")
        if len(note) > _NOTE_LIMIT:
            raise invalid("note")
        return review_application(
            visit.known_actor,
            application_id,
            _finding(visit),
            reasons_said(visit),
            note or None,
            visit.request(),
            version_said(visit),
        )

    return _decided(visit, decide, "review", "reviewed", lambda no: item_page(visit, "review", application_id, no))


def _finding(visit: Visit) -> Finding:
    try:
        return Finding(visit.said("finding"))
    except ValueError as error:
        raise invalid("finding") from error


def reasons_said(visit: Visit) -> tuple[Code, ...]:
    """The reason codes that were checked. Raises INVALID for one that is none."""
    try:
        return tuple(Code(code) for code in visit.said_all("reasons"))
    except ValueError as error:
        raise invalid("reasons") from error


def version_said(visit: Visit) -> int:
    """The version that the decision was made from. Raises INVALID without one."""
    said = visit.said("version")
    if not said.isascii() or not said.isdigit() or len(said) > 9:
        raise invalid("version")
    return int(said)


def _decided(
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


def code_replaced(visit: Visit) -> Response:
    """The new code, once, for whoever tells it to its person."""
    person_id = visit.params["person_id"]
    try:
        replaced = replace_code(visit.known_actor, person_id, visit.said("note"), visit.request())
    except Refused as refusal:
        return list_page(visit, "codes", invalid("identity") if refusal.field == "note" else refusal)
    return page(visit, "staff_code.html", code=replaced.access_code)


def match_decided(visit: Visit) -> Response:
    match_id, name = visit.params["match_id"], "nomination_match"

    def decide() -> object:
        same, note = visit.said("same"), visit.said("note")
        if same not in ("yes", "no"):
            raise invalid("same")
        if len(note) > _NOTE_LIMIT:
            raise invalid("note")
        asked = visit.request()
        return decide_match(visit.known_actor, match_id, same=same == "yes", note=note or None, request=asked)

    return _decided(visit, decide, name, "match_decided", lambda no: item_page(visit, name, match_id, no))


def award_approved(visit: Visit) -> Response:
    application_id = visit.params["application_id"]

    def decide() -> object:
        return approve_award(visit.known_actor, application_id, visit.request(), version_said(visit))

    return _decided(visit, decide, "approve_award", "award_approved")


def award_refused(visit: Visit) -> Response:
    application_id = visit.params["application_id"]

    def decide() -> object:
        return refuse_award(
            visit.known_actor, application_id, reasons_said(visit), visit.request(), version_said(visit)
        )

    def otherwise(refusal: Refused) -> Response:
        return item_page(visit, "approve_award", application_id, refusal)

    return _decided(visit, decide, "approve_award", "award_refused", otherwise)


def extension_approved(visit: Visit) -> Response:
    award_id = visit.params["award_id"]

    def decide() -> object:
        return approve_extension(visit.known_actor, award_id, visit.request(), version_said(visit))

    return _decided(visit, decide, "extend_award", "extended")


def extension_refused(visit: Visit) -> Response:
    award_id = visit.params["award_id"]

    def decide() -> object:
        note = visit.said("note")
        if len(note) > _NOTE_LIMIT:
            raise invalid("note")
        return refuse_extension(visit.known_actor, award_id, note, visit.request(), version_said(visit))

    return _decided(visit, decide, "extend_award", "extension_refused")


def claim_approved(visit: Visit) -> Response:
    award_id = visit.params["award_id"]

    def decide() -> object:
        return approve_claim(visit.known_actor, award_id, visit.said("item"), visit.request())

    return _decided(visit, decide, "approve_claim", "claim_approved")


def batch_prepared(visit: Visit) -> Response:
    def decide() -> object:
        return prepare_batch(visit.known_actor, visit.request())

    return _decided(visit, decide, "prepare_batch", "batch_prepared")


def batch_approved(visit: Visit) -> Response:
    def decide() -> object:
        return approve_batch(visit.known_actor, visit.params["batch_id"], visit.request())

    return _decided(visit, decide, "approve_batch", "batch_approved")


def batch_settled(visit: Visit) -> Response:
    batch_id = visit.params["batch_id"]

    def decide() -> object:
        return settle_batch(visit.known_actor, batch_id, _returned(visit, batch_id), visit.request())

    return _decided(visit, decide, "settle", "batch_settled", lambda no: item_page(visit, "settle", batch_id, no))


def _returned(visit: Visit, batch_id: str) -> dict[str, dict[str, str]]:
    """Award number → item → return code, of the lines that one was written for."""
    returned: dict[str, dict[str, str]] = {}
    for line in read_batch(visit.known_actor, batch_id).lines:
        code = visit.said(f"returned.{line.claim_id}")
        if len(code) > _CODE_LIMIT:
            raise invalid("returned")
        if code:
            returned.setdefault(line.award_id, {})[line.item] = code
    return returned


def warning_answered(visit: Visit) -> Response:
    warning_id = visit.params["warning_id"]

    def decide() -> object:
        return acknowledge_warning(visit.known_actor, warning_id, visit.said("reason"), visit.request())

    return _decided(visit, decide, "warnings", "warning_answered")
