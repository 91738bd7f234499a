"""What people do about their own record, as the API has it."""

from pydantic import BaseModel

from chalicelib.domain.actors import Operation
from chalicelib.domain.receipt import Receipt
from chalicelib.services.change_contact import change_contact
from chalicelib.web import api_models_own as m
from chalicelib.web.call import Call
from chalicelib.web.endpoint import Endpoint


def _contact(call: Call) -> BaseModel:
    return change_contact(call.known_actor, call.body(m.ContactDetailsIn), call.request)


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
)
