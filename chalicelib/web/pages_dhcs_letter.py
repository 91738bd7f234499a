"""Where DHCS decides by letter: one manager sends it in and records what it says, another one reads and confirms it."""

from collections.abc import Mapping

from chalice.app import Response

from chalicelib.domain.reallocation import Verdict
from chalicelib.domain.refusal import Refused, invalid
from chalicelib.gateways import clock
from chalicelib.gateways.documents import place_of
from chalicelib.services.confirm_letter import confirm_letter
from chalicelib.services.read_proposals import link_to_letter
from chalicelib.services.receive_letter import LETTER, LetterDesk, letter_desk, record_received
from chalicelib.store import programs
from chalicelib.web.forecast_words import pool_name
from chalicelib.web.i18n import _
from chalicelib.web.pages_proposals import proposal_page
from chalicelib.web.problems import why_not
from chalicelib.web.shown import elsewhere, page, see_other
from chalicelib.web.visit import Visit

_REFERENCE_LIMIT, _REASON_LIMIT = 200, 500
_HELP: Mapping[str, str] = {
    "decision": _("Choose what the letter says."),
    "reference": _("Write the number of the letter, with at most 200 characters."),
    "reason": _("Write the reason that the letter gives, with at most 500 characters."),
    "pdf": _("Send the letter again: this file is not here any more."),
}


def letter_form(visit: Visit) -> Response:
    """Send the letter; once it is here, say what it says. S3 sends the browser here after the file."""
    return _page(visit)


def recorded(visit: Visit) -> Response:
    """Keep what was said of the letter; nothing is decided by it yet."""
    proposal_id = visit.params["proposal_id"]
    try:
        reference, reason = _short(visit, "reference", _REFERENCE_LIMIT), _short(visit, "reason", _REASON_LIMIT)
        told = (_verdict(visit), reference, reason)
        record_received(visit.known_actor, proposal_id, visit.said("file_id"), *told, visit.request())
    except Refused as refusal:
        return _page(visit, refusal)
    return see_other(visit, f"/staff/proposals/{proposal_id}?done=letter_recorded")


def _short(visit: Visit, name: str, limit: int) -> str:
    if len(visit.said(name)) > limit:
        raise invalid(name)
    return visit.said(name)


def _verdict(visit: Visit) -> Verdict:
    try:
        return Verdict(visit.said("decision"))
    except ValueError as error:
        raise invalid("decision") from error


def _page(visit: Visit, refusal: Refused | None = None) -> Response:
    proposal_id = visit.params["proposal_id"]
    here = f"/staff/proposals/{proposal_id}/letter"
    try:
        desk = letter_desk(visit.known_actor, proposal_id, f"{visit.site}{here[1:]}")
    except Refused as stopped:
        return proposal_page(visit, proposal_id, refusal or stopped)
    terms, program = desk.proposal.terms, programs.program_at(clock.now())
    return page(
        visit,
        "staff_dhcs_letter.html",
        here=here,
        sends_to=(desk.form.origin,),
        desk=desk,
        proposal=desk.proposal,
        giver=pool_name(visit.language, program, terms.from_pool),
        taker=pool_name(visit.language, program, terms.to_pool),
        not_taken=_was_not_taken(visit, desk),
        typed=visit.said,
        **why_not(visit.language, refusal, _HELP),
    )


def _was_not_taken(visit: Visit, desk: LetterDesk) -> bool:
    """Whether S3 just took a file that is none we can use, as the address says it to which it sent the browser."""
    place = place_of(visit.query.get("key", ""))
    came = place is not None and (place.application_id, place.kind) == (desk.proposal.id, LETTER)
    return came and desk.is_checked and place is not None and place.file_id != desk.file_id


def letter_file(visit: Visit) -> Response:
    return elsewhere(visit, link_to_letter(visit.known_actor, visit.params["proposal_id"]))


def confirmed(visit: Visit) -> Response:
    """The second manager has read it: that decides."""
    proposal_id = visit.params["proposal_id"]
    try:
        confirm_letter(visit.known_actor, proposal_id, visit.said("letter"), visit.request())
    except Refused as refusal:
        return proposal_page(visit, proposal_id, refusal)
    return see_other(visit, f"/staff/proposals/{proposal_id}?done=letter_confirmed")
