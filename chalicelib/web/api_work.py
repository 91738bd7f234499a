"""Beside the work lists, as the API has it: taking up and giving back, search, several awards at once."""

from collections.abc import Sequence

from pydantic import BaseModel

from chalicelib.domain.permissions import Operation
from chalicelib.domain.receipt import Receipt
from chalicelib.services.approve_awards import Result, Row, approve_awards, look_at_approvals
from chalicelib.services.search_applications import search
from chalicelib.services.take_work import release_work, take_work
from chalicelib.web import work_models as m
from chalicelib.web.api_models import NothingIn
from chalicelib.web.call import Call
from chalicelib.web.endpoint import Endpoint


def _search(call: Call) -> BaseModel:
    given = call.body(m.SearchIn)
    found = search(call.known_actor, given.sought, given.after)
    return m.FoundOut(
        applications=[
            m.FoundApplicationOut(
                id=each.application.id,
                benefit=each.application.benefit,
                status=each.application.status,
                award_id=each.award.id if each.award else None,
            )
            for each in found.folders
        ],
        people=[
            m.FoundPersonOut(
                id=each.id,
                legal_name=each.contact.legal_name,
                chosen_name=each.contact.chosen_name,
                birth_date=each.contact.birth_date,
            )
            for each in found.people
        ],
        tied=found.tied,
        after=found.cursor,
    )


def _take(call: Call) -> BaseModel:
    call.body(NothingIn)
    return take_work(call.known_actor, call.params["list"], call.params["subject"], call.request)


def _release(call: Call) -> BaseModel:
    call.body(NothingIn)
    return release_work(call.known_actor, call.params["list"], call.params["subject"], call.request)


def _look_at_several(call: Call) -> BaseModel:
    return _results(look_at_approvals(call.known_actor, _rows(call)))


def _approve_several(call: Call) -> BaseModel:
    return _results(approve_awards(call.known_actor, _rows(call), call.request))


def _rows(call: Call) -> list[Row]:
    return [Row(each.application_id, each.version) for each in call.body(m.ApprovalsIn).rows]


def _results(results: Sequence[Result]) -> m.ApprovalsOut:
    return m.ApprovalsOut(
        rows=[
            m.RowOut(
                application_id=each.row.application_id,
                award_id=each.award_id,
                cents=each.cents,
                refused=each.refusal.code if each.refusal else None,
            )
            for each in results
        ]
    )


O = Operation  # noqa: E741 - the table below is read as a table
ENTRY = "/v1/work/{list}/{subject}"

WORK_ENDPOINTS: tuple[Endpoint, ...] = (
    Endpoint(
        "POST",
        "/v1/searches",
        O.SEARCH_APPLICATIONS,
        "Find an application by a number, or people by how their names begin",
        _search,
        m.FoundOut,
        m.SearchIn,
        computes=True,
    ),
    Endpoint("POST", f"{ENTRY}/taking", O.TAKE_WORK, "Take it up for a while", _take, Receipt, NothingIn),
    Endpoint("POST", f"{ENTRY}/release", O.TAKE_WORK, "Give it back", _release, Receipt, NothingIn),
    Endpoint(
        "POST",
        "/v1/approvals/look",
        O.APPROVE_AWARD,
        "What approving several awards would do; decides nothing",
        _look_at_several,
        m.ApprovalsOut,
        m.ApprovalsIn,
        computes=True,
    ),
    Endpoint(
        "POST",
        "/v1/approvals",
        O.APPROVE_AWARD,
        "Approve several awards, each on its own",
        _approve_several,
        m.ApprovalsOut,
        m.ApprovalsIn,
    ),
)
