"""What people do about their own applications and awards, as the API has it."""

from pydantic import BaseModel

from chalicelib.domain.permissions import Operation
from chalicelib.domain.receipt import Receipt
from chalicelib.services.accept_award import accept_award
from chalicelib.services.ask_again import ask_again
from chalicelib.services.carry_over import carry_over
from chalicelib.services.decline_award import decline_award
from chalicelib.services.read_status import read_status
from chalicelib.services.revise_application import revise_application
from chalicelib.services.submit_application import submit_application
from chalicelib.services.withdraw_application import withdraw_application
from chalicelib.web import api_models as m
from chalicelib.web.api_views import status_out
from chalicelib.web.call import Call
from chalicelib.web.endpoint import Endpoint


def _submit(call: Call) -> BaseModel:
    given = call.body(m.ApplicationIn)
    submitted = submit_application(
        call.actor, given.contact, given.benefit, given.answers, call.request, given.invitation_code
    )
    return m.SubmittedOut(**submitted.receipt.model_dump(), access_code=submitted.access_code)


def _status(call: Call) -> BaseModel:
    return status_out(read_status(call.known_actor))


def _revise(call: Call) -> BaseModel:
    given = call.body(m.RevisionIn)
    application_id = call.params["application_id"]
    return revise_application(
        call.known_actor, application_id, given.contact, given.answers, call.request, given.invitation_code
    )


def _withdraw(call: Call) -> BaseModel:
    call.body(m.NothingIn)
    return withdraw_application(call.known_actor, call.params["application_id"], call.request)


def _ask_again(call: Call) -> BaseModel:
    call.body(m.NothingIn)
    return ask_again(call.known_actor, call.params["application_id"], call.request)


def _carry_over(call: Call) -> BaseModel:
    given = call.body(m.CarryOverIn)
    return carry_over(call.known_actor, call.params["application_id"], given.benefit, call.request)


def _accept(call: Call) -> BaseModel:
    call.body(m.NothingIn)
    return accept_award(call.known_actor, call.params["award_id"], call.request)


def _decline(call: Call) -> BaseModel:
    call.body(m.NothingIn)
    return decline_award(call.known_actor, call.params["award_id"], call.request)


O = Operation  # noqa: E741 - the table below is read as a table
APPLICATION = "/v1/applications/{application_id}"
AWARD = "/v1/awards/{award_id}"

APPLICANT_ENDPOINTS: tuple[Endpoint, ...] = (
    Endpoint(
        "POST",
        "/v1/applications",
        O.SUBMIT_APPLICATION,
        "Apply; a first application answers with the person's access code",
        _submit,
        m.SubmittedOut,
        m.ApplicationIn,
        201,
    ),
    Endpoint("GET", "/v1/status", O.READ_OWN_STATUS, "One's own applications and notices", _status, m.StatusOut),
    Endpoint(
        "POST", f"{APPLICATION}/revision", O.REVISE_APPLICATION, "Answer a revision", _revise, Receipt, m.RevisionIn
    ),
    Endpoint("POST", f"{APPLICATION}/withdrawal", O.WITHDRAW_APPLICATION, "Withdraw", _withdraw, Receipt, m.NothingIn),
    Endpoint(
        "POST", f"{APPLICATION}/return", O.ASK_AGAIN, "Ask again for a lapsed offer", _ask_again, Receipt, m.NothingIn
    ),
    Endpoint(
        "POST",
        f"{APPLICATION}/carry-over",
        O.CARRY_OVER,
        "Go on at the original time: in the next round, or for another benefit",
        _carry_over,
        Receipt,
        m.CarryOverIn,
        201,
    ),
    Endpoint("POST", f"{AWARD}/acceptance", O.ACCEPT_AWARD, "Accept an offer", _accept, Receipt, m.NothingIn),
    Endpoint("POST", f"{AWARD}/decline", O.DECLINE_AWARD, "Decline an award", _decline, Receipt, m.NothingIn),
)
