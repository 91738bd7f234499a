"""Work lists, oldest deadline first, and the decisions on them that need no page of their own."""

from chalice.app import Response

from chalicelib.domain.codes import Code
from chalicelib.domain.nomination import MatchStatus
from chalicelib.domain.refusal import Refused, invalid
from chalicelib.services.acknowledge_warning import acknowledge_warning
from chalicelib.services.approve_extension import approve_extension
from chalicelib.services.decide_match import decide_match, read_match
from chalicelib.services.read_award import read_award
from chalicelib.services.refuse_extension import refuse_extension
from chalicelib.services.replace_code import replace_code
from chalicelib.services.take_work import who_has
from chalicelib.web import pages_batches, pages_case
from chalicelib.web.shown import page
from chalicelib.web.visit import Visit
from chalicelib.web.work_page import case_page, decided, list_page, note_of, version_said


def work(visit: Visit) -> Response:
    """A page of a list. With a cursor of another list, or a changed one: the list from its beginning, and why."""
    name = visit.params["list"]
    try:
        return list_page(visit, name)
    except Refused as refusal:
        if refusal.field != "cursor":
            raise
        return list_page(visit, name, refusal)


def item(visit: Visit) -> Response:
    """One entry of a list with everything there is to decide on it; the list, when it is not there any more."""
    name, subject = visit.params["list"], visit.params["subject"]
    if name in ("approve_batch", "settle"):
        return pages_batches.batch_page(visit, name, subject)
    if name == "nomination_match":
        return _match_page(visit, subject)
    if name in pages_case.LISTS:
        return pages_case.item_page(visit, name, subject)
    raise Refused(Code.NOT_FOUND, field="list")


def _match_page(visit: Visit, match_id: str, refusal: Refused | None = None) -> Response:
    here, name = f"/staff/work/nomination_match/{match_id}", "nomination_match"
    view = read_match(visit.known_actor, match_id)
    if view.match.status is not MatchStatus.OPEN:
        return list_page(visit, name, refusal or Refused(Code.WRONG_STATE))
    return case_page(visit, "staff_match.html", name, refusal, here=here, view=view, held=who_has(match_id))


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
        same, note = visit.said("same"), note_of(visit)
        if same not in ("yes", "no"):
            raise invalid("same")
        asked = visit.request()
        return decide_match(visit.known_actor, match_id, same=same == "yes", note=note or None, request=asked)

    return decided(visit, decide, name, "match_decided", lambda no: _match_page(visit, match_id, no))


def extension_approved(visit: Visit) -> Response:
    award_id = visit.params["award_id"]

    def decide() -> object:
        return approve_extension(visit.known_actor, award_id, visit.request(), version_said(visit))

    return decided(visit, decide, "extend_award", "extended", lambda no: _extension_not_decided(visit, no))


def _extension_not_decided(visit: Visit, refusal: Refused) -> Response:
    about = read_award(visit.known_actor, visit.params["award_id"]).application.id
    return list_page(visit, "extend_award", refusal, about)


def extension_refused(visit: Visit) -> Response:
    award_id = visit.params["award_id"]

    def decide() -> object:
        version = version_said(visit)
        return refuse_extension(visit.known_actor, award_id, note_of(visit), visit.request(), version)

    return decided(visit, decide, "extend_award", "extension_refused", lambda no: _extension_not_decided(visit, no))


def warning_answered(visit: Visit) -> Response:
    warning_id = visit.params["warning_id"]

    def decide() -> object:
        return acknowledge_warning(visit.known_actor, warning_id, visit.said("reason"), visit.request())

    return decided(visit, decide, "warnings", "warning_answered")
