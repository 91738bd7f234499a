"""The events of rounds, and the people whom counties name, as the API has them."""

from pydantic import BaseModel

from chalicelib.domain.nomination_sheet import MOST_BYTES
from chalicelib.domain.permissions import Operation
from chalicelib.domain.receipt import Receipt
from chalicelib.services.change_round import RoundEvent, cancel_scheduled, change_round
from chalicelib.services.decide_match import decide_match, read_match
from chalicelib.services.list_nominations import list_nominations, page_of
from chalicelib.services.nominate_people import nominate_people
from chalicelib.services.nominate_sheet import look_at_sheet, nominate_sheet
from chalicelib.web import api_models as m
from chalicelib.web.api_views import match_out, nominations_out, sheet_out
from chalicelib.web.call import Call
from chalicelib.web.endpoint import Endpoint


def _change_round(call: Call) -> BaseModel:
    given = call.body(m.RoundChangeIn)
    event = RoundEvent(given.change, given.reason, given.until, given.public_text, given.effective_at)
    return change_round(call.known_actor, call.params["benefit"], event, call.request)


def _cancel_scheduled(call: Call) -> BaseModel:
    given = call.body(m.CancellationIn)
    return cancel_scheduled(call.known_actor, call.params["benefit"], given.reason, call.request)


def _nominate(call: Call) -> BaseModel:
    given = call.body(m.NominationIn)
    done = nominate_people(call.known_actor, tuple(given.people), given.benefit, call.request, codes=given.codes)
    return m.NominatedOut(**done.receipt.model_dump(), invitation_codes=done.codes)


def _nominations(call: Call) -> BaseModel:
    return nominations_out(list_nominations(call.known_actor, page_of(call.query.get("page"))))


def _nominate_sheet(call: Call) -> BaseModel:
    given, request = call.body(m.SheetIn), call.request
    if given.rows is None:
        return sheet_out(look_at_sheet(call.known_actor, given.csv))
    chosen = None if given.rows == "all" else tuple(given.rows)
    taken = nominate_sheet(call.known_actor, given.csv, given.benefit, chosen, request, codes=given.codes)
    return sheet_out(taken.rows, taken)


def _match(call: Call) -> BaseModel:
    return match_out(read_match(call.known_actor, call.params["match_id"]))


def _decide_match(call: Call) -> BaseModel:
    given = call.body(m.MatchDecisionIn)
    match_id = call.params["match_id"]
    return decide_match(call.known_actor, match_id, same=given.same, note=given.note, request=call.request)


O = Operation  # noqa: E741 - the table below is read as a table
MATCH = "/v1/nomination-matches/{match_id}"
SHEET_LIMIT = 3 * MOST_BYTES
"""Bytes of JSON: letters beyond ASCII may come as escapes."""

ROUND_ENDPOINTS: tuple[Endpoint, ...] = (
    Endpoint(
        "POST",
        "/v1/rounds/{benefit}/events",
        O.CHANGE_ROUND,
        "Open, suspend, reopen, extend, close or close out a round, now or at a stated time",
        _change_round,
        Receipt,
        m.RoundChangeIn,
        201,
    ),
    Endpoint(
        "POST",
        "/v1/rounds/{benefit}/cancellation",
        O.CHANGE_ROUND,
        "Take back the event of a round that is ahead",
        _cancel_scheduled,
        Receipt,
        m.CancellationIn,
    ),
    Endpoint(
        "POST",
        "/v1/nominations",
        O.NOMINATE,
        "Name people of one's county",
        _nominate,
        m.NominatedOut,
        m.NominationIn,
        201,
    ),
    Endpoint(
        "GET",
        "/v1/nominations",
        O.READ_NOMINATIONS,
        "The people whom one's county named, matched or not",
        _nominations,
        m.NominationsOut,
    ),
    Endpoint(
        "POST",
        "/v1/nominations/csv",
        O.NOMINATE,
        "Look at a list, or record all or some of its rows",
        _nominate_sheet,
        m.SheetOut,
        m.SheetIn,
        limit=SHEET_LIMIT,
    ),
    Endpoint("GET", MATCH, O.DECIDE_NOMINATION_MATCH, "Two names to compare", _match, m.NominationMatchOut),
    Endpoint(
        "POST",
        f"{MATCH}/decision",
        O.DECIDE_NOMINATION_MATCH,
        "Say whether a county meant this person",
        _decide_match,
        Receipt,
        m.MatchDecisionIn,
    ),
)
