"""What people do about their own record, as the API has it."""

from pydantic import BaseModel

from chalicelib.domain.permissions import Operation
from chalicelib.domain.receipt import Receipt
from chalicelib.gateways import clock
from chalicelib.services.change_contact import change_contact
from chalicelib.services.read_own_data import read_own_data
from chalicelib.services.report_funding import report_funding
from chalicelib.store import programs
from chalicelib.web import api_models_own as m
from chalicelib.web.api_models import JsonOut
from chalicelib.web.call import Call
from chalicelib.web.endpoint import Endpoint
from chalicelib.web.own_data import document_of


def _contact(call: Call) -> BaseModel:
    return change_contact(call.known_actor, call.body(m.ContactDetailsIn), call.request)


def _other_funding(call: Call) -> BaseModel:
    given = call.body(m.OtherFundingIn)
    return report_funding(call.known_actor, call.params["application_id"], tuple(given.other_funding), call.request)


def _own_data(call: Call) -> BaseModel:
    return JsonOut(document_of(read_own_data(call.known_actor), programs.program_at(clock.now())))


O = Operation  # noqa: E741 - the table below is read as a table

OWN_ENDPOINTS: tuple[Endpoint, ...] = (
    Endpoint(
        "POST",
        "/v1/contact",
        O.CHANGE_CONTACT,
        "Change how one is called, written to and reached; what is left out is empty from then on",
        _contact,
        Receipt,
        m.ContactDetailsIn,
    ),
    Endpoint(
        "POST",
        "/v1/applications/{application_id}/other-funding",
        O.REPORT_FUNDING,
        "Say that another funder pays for some of it; what is not begun here goes back",
        _other_funding,
        Receipt,
        m.OtherFundingIn,
    ),
    Endpoint("GET", "/v1/my-data", O.READ_OWN_DATA, "Everything that is kept about oneself", _own_data, JsonOut),
)
