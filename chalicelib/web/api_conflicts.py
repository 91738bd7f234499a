"""Ties of staff to people, as the API has them."""

from pydantic import BaseModel

from chalicelib.domain.permissions import Operation
from chalicelib.domain.receipt import Receipt
from chalicelib.services.declare_conflict import declare_conflict
from chalicelib.services.take_back_conflict import read_conflicts, take_back_conflict
from chalicelib.web.call import Call
from chalicelib.web.conflict_models import ConflictIn, ConflictOut, ConflictsOut, ConflictTakenBackIn
from chalicelib.web.endpoint import Endpoint


def _declare(call: Call) -> BaseModel:
    given = call.body(ConflictIn)
    return declare_conflict(call.known_actor, call.params["application_id"], given.note or None, call.request)


def _conflicts(call: Call) -> BaseModel:
    found = read_conflicts(call.known_actor, call.params["application_id"])
    return ConflictsOut(conflicts=[ConflictOut(by=tie.by, at=tie.at, note=tie.note) for tie in found])


def _take_back(call: Call) -> BaseModel:
    given, application_id = call.body(ConflictTakenBackIn), call.params["application_id"]
    return take_back_conflict(call.known_actor, application_id, given.by, given.at, given.reason, call.request)


O = Operation  # noqa: E741 - the table below is read as a table
CONFLICTS = "/v1/applications/{application_id}/conflicts"

CONFLICT_ENDPOINTS: tuple[Endpoint, ...] = (
    Endpoint(
        "POST",
        CONFLICTS,
        O.DECLARE_CONFLICT,
        "Say that one has a tie to its person",
        _declare,
        Receipt,
        ConflictIn,
        201,
    ),
    Endpoint("GET", CONFLICTS, O.TAKE_BACK_CONFLICT, "Who has a tie to its person", _conflicts, ConflictsOut),
    Endpoint(
        "POST",
        f"{CONFLICTS}/taken-back",
        O.TAKE_BACK_CONFLICT,
        "Take back a colleague's tie to its person",
        _take_back,
        Receipt,
        ConflictTakenBackIn,
    ),
)
