"""One application in front of a reviewer or an approver: everything to judge it by, and the decision."""

from typing import Any

from chalice.app import Response
from pydantic import ValidationError

from chalicelib.domain.application import OwnWords
from chalicelib.domain.codes import Code
from chalicelib.domain.document import REFUSALS
from chalicelib.domain.refusal import Refused, invalid
from chalicelib.domain.work_list import PAPERS
from chalicelib.gateways import clock
from chalicelib.services.approve_award import approve_award
from chalicelib.services.check_document import WAITS, Looked, check_document
from chalicelib.services.declare_conflict import declare_conflict
from chalicelib.services.list_work import refuse_others_list
from chalicelib.services.read_case import CaseView, read_case
from chalicelib.services.refuse_award import refuse_award
from chalicelib.services.review_application import Finding, review_application
from chalicelib.store import programs
from chalicelib.web.pages_documents import document_kind
from chalicelib.web.rule_data import SHARED, rule_lines
from chalicelib.web.shown import reason_of, see_other
from chalicelib.web.visit import Visit
from chalicelib.web.work_page import (
    REASONS,
    case_page,
    changes_seen,
    decided,
    note_of,
    reasons_said,
    version_said,
)

LISTS = ("review", PAPERS, "approve_award")
"""Those whose entries are decided on the page of an application."""


def application(visit: Visit) -> Response:
    """An application that was searched for: to be decided if it waits for the visitor, to be read otherwise."""
    application_id = visit.params["application_id"]
    view = read_case(visit.known_actor, application_id)
    return _page(visit, view.waits_in if view.waits_in in LISTS else "", view, None)


def item_page(visit: Visit, name: str, application_id: str, refusal: Refused | None = None) -> Response:
    """The same as an entry of a list; what does not wait there any more is shown as it is now, to be read."""
    refuse_others_list(visit.known_actor, name)
    view = read_case(visit.known_actor, application_id)
    gone = view.waits_in != name
    return _page(visit, "" if gone else name, view, refusal or (Refused(Code.WRONG_STATE) if gone else None))


def _page(visit: Visit, name: str, view: CaseView, refusal: Refused | None) -> Response:
    program = programs.program_at(clock.now())
    application_id = view.folder.application.id
    person = view.person
    shown: dict[str, Any] = {
        "view": view,
        "folder": view.folder,
        "rules": rule_lines(view, program, visit.language),
        "reasons": REASONS,
        "refusals": REFUSALS,
        "shared_words": SHARED,
        "changes": changes_seen(visit, application_id, refusal),
        "told_in": person.contact.language if person else view.folder.application.language,
        "lost": {field: visit.said(field) for field in ("note", "tie") if visit.said(field)},
    }
    here = f"/staff/applications/{application_id}"
    return case_page(visit, "staff_case.html", name, refusal, here=here, **shown)


def review(visit: Visit) -> Response:
    application_id = visit.params["application_id"]

    def decide() -> object:
        return review_application(
            visit.known_actor,
            application_id,
            _finding(visit),
            reasons_said(visit),
            note_of(visit) or None,
            visit.request(),
            version_said(visit),
            _own_words(visit),
        )

    return decided(visit, decide, "review", "reviewed", lambda no: item_page(visit, "review", application_id, no))


def _finding(visit: Visit) -> Finding:
    try:
        return Finding(visit.said("finding"))
    except ValueError as error:
        raise invalid("finding") from error


def _own_words(visit: Visit) -> tuple[OwnWords, ...]:
    """What was written for the person about the reasons that are checked, where it is not the program's own text.

    Raises INVALID for a text that is too long.
    """
    written = []
    for code in reasons_said(visit):
        said, cure = " ".join(visit.said(f"own_words.{code.value}").split()), reason_of(code).cure
        if said and not (cure and said in (" ".join(cure.en.split()), " ".join(cure.es.split()))):
            written.append({"code": code, "text": said})
    try:
        return tuple(OwnWords.model_validate(each) for each in written)
    except ValidationError as error:
        raise invalid("own_words") from error


def paper_checked(visit: Visit) -> Response:
    """What was found in one document; back to the application while there is more to do on it."""
    application_id, name = visit.params["application_id"], _list_said(visit)
    try:
        looked, version = _looked(visit), version_said(visit)
        receipt = check_document(visit.known_actor, application_id, looked, visit.request(), version)
    except Refused as refusal:
        return item_page(visit, name, application_id, refusal)
    goes_on = name != PAPERS or receipt.status == WAITS
    return see_other(visit, f"/staff/work/{name}{f'/{application_id}' if goes_on else ''}?done=paper_checked")


def _looked(visit: Visit) -> Looked:
    """Raises NOT-FOUND for a kind that there is not, INVALID where nothing was found."""
    found = visit.said("finding")
    try:
        refused = None if found == "accepted" else Code(found)
    except ValueError as error:
        raise invalid("finding") from error
    return Looked(document_kind(visit), visit.said("file"), refused)


def award_approved(visit: Visit) -> Response:
    application_id, name = visit.params["application_id"], "approve_award"

    def decide() -> object:
        return approve_award(visit.known_actor, application_id, visit.request(), version_said(visit))

    return decided(visit, decide, name, "award_approved", lambda no: item_page(visit, name, application_id, no))


def award_refused(visit: Visit) -> Response:
    application_id, name = visit.params["application_id"], "approve_award"

    def decide() -> object:
        reasons, version = reasons_said(visit), version_said(visit)
        return refuse_award(visit.known_actor, application_id, reasons, visit.request(), version)

    return decided(visit, decide, name, "award_refused", lambda no: item_page(visit, name, application_id, no))


def conflict_declared(visit: Visit) -> Response:
    application_id, name = visit.params["application_id"], _list_said(visit)

    def decide() -> object:
        return declare_conflict(visit.known_actor, application_id, visit.said("tie") or None, visit.request())

    return decided(visit, decide, name, "conflict", lambda no: item_page(visit, name, application_id, no))


def _list_said(visit: Visit) -> str:
    """The list that the form was on. Raises INVALID for one that has no such forms."""
    name = visit.said("list")
    if name not in LISTS:
        raise invalid("list")
    return name
