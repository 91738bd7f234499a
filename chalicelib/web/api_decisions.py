"""What staff decide about applications and awards, as the API has it."""

from pydantic import BaseModel, ValidationError

from chalicelib.domain.application import OwnWords
from chalicelib.domain.permissions import Operation
from chalicelib.domain.receipt import Receipt
from chalicelib.domain.refusal import invalid
from chalicelib.domain.work_list import Narrowing
from chalicelib.services.approve_award import approve_award
from chalicelib.services.approve_extension import approve_extension
from chalicelib.services.deliver_notice import deliver_notice
from chalicelib.services.list_work import list_work
from chalicelib.services.refuse_award import refuse_award
from chalicelib.services.refuse_extension import refuse_extension
from chalicelib.services.replace_code import replace_code
from chalicelib.services.request_extension import request_extension
from chalicelib.services.review_application import review_application
from chalicelib.services.revoke_award import revoke_award
from chalicelib.web import api_models as m
from chalicelib.web.api_views import work_out
from chalicelib.web.call import Call
from chalicelib.web.endpoint import Endpoint


def _work(call: Call) -> BaseModel:
    try:
        narrowing = Narrowing.model_validate({name: call.query.get(name) or None for name in Narrowing.model_fields})
    except ValidationError as error:
        raise invalid("filter") from error
    return work_out(list_work(call.known_actor, call.params["list"], narrowing, call.query.get("after")))


def _review(call: Call) -> BaseModel:
    given = call.body(m.ReviewIn)
    return review_application(
        call.known_actor,
        call.params["application_id"],
        given.finding,
        tuple(given.reasons),
        given.note,
        call.request,
        given.version,
        tuple(OwnWords(code=code, text=text) for code, text in given.own_words.items()),
    )


def _replace_code(call: Call) -> BaseModel:
    given = call.body(m.CodeIn)
    replaced = replace_code(call.known_actor, call.params["person_id"], given.note, call.request)
    return m.SubmittedOut(**replaced.receipt.model_dump(), access_code=replaced.access_code)


def _approve(call: Call) -> BaseModel:
    given = call.body(m.ApprovalIn)
    return approve_award(call.known_actor, call.params["application_id"], call.request, given.version)


def _refuse(call: Call) -> BaseModel:
    given = call.body(m.ReasonsIn)
    application_id = call.params["application_id"]
    return refuse_award(call.known_actor, application_id, tuple(given.reasons), call.request, given.version)


def _revoke(call: Call) -> BaseModel:
    given = call.body(m.ReasonsIn)
    award_id = call.params["award_id"]
    return revoke_award(call.known_actor, award_id, tuple(given.reasons), call.request, given.version)


def _request_extension(call: Call) -> BaseModel:
    given = call.body(m.ExtensionIn)
    return request_extension(
        call.known_actor,
        call.params["award_id"],
        given.until,
        given.reason,
        given.note,
        call.request,
        given.version,
    )


def _approve_extension(call: Call) -> BaseModel:
    given = call.body(m.ApprovalIn)
    return approve_extension(call.known_actor, call.params["award_id"], call.request, given.version)


def _refuse_extension(call: Call) -> BaseModel:
    given = call.body(m.ExtensionRefusalIn)
    return refuse_extension(call.known_actor, call.params["award_id"], given.note, call.request, given.version)


def _deliver(call: Call) -> BaseModel:
    given = call.body(m.DeliveryIn)
    return deliver_notice(call.known_actor, call.params["notice_id"], given.way, given.reason, call.request)


O = Operation  # noqa: E741 - the table below is read as a table
APPLICATION = "/v1/applications/{application_id}"
AWARD = "/v1/awards/{award_id}"

DECISION_ENDPOINTS: tuple[Endpoint, ...] = (
    Endpoint("GET", "/v1/work/{list}", O.READ_WORK, "What waits for one's role", _work, m.WorkListOut),
    Endpoint("POST", f"{APPLICATION}/review", O.REVIEW_APPLICATION, "Record a finding", _review, Receipt, m.ReviewIn),
    Endpoint(
        "POST",
        "/v1/people/{person_id}/access-code",
        O.REPLACE_CODE,
        "Give a person whose identity was checked a new access code; the old one dies",
        _replace_code,
        m.SubmittedOut,
        m.CodeIn,
        201,
    ),
    Endpoint(
        "POST", f"{APPLICATION}/award-approval", O.APPROVE_AWARD, "Approve an award", _approve, Receipt, m.ApprovalIn
    ),
    Endpoint("POST", f"{APPLICATION}/award-refusal", O.REFUSE_AWARD, "Refuse an award", _refuse, Receipt, m.ReasonsIn),
    Endpoint("POST", f"{AWARD}/revocation", O.REVOKE_AWARD, "Revoke an award", _revoke, Receipt, m.ReasonsIn),
    Endpoint(
        "POST",
        f"{AWARD}/extensions",
        O.REQUEST_EXTENSION,
        "Ask for more time for an award",
        _request_extension,
        Receipt,
        m.ExtensionIn,
        201,
    ),
    Endpoint(
        "POST",
        f"{AWARD}/extension-approval",
        O.DECIDE_EXTENSION,
        "Give an award the time asked for",
        _approve_extension,
        Receipt,
        m.ApprovalIn,
    ),
    Endpoint(
        "POST",
        f"{AWARD}/extension-refusal",
        O.DECIDE_EXTENSION,
        "Leave an award's last day as it is",
        _refuse_extension,
        Receipt,
        m.ExtensionRefusalIn,
    ),
    Endpoint(
        "POST",
        "/v1/notices/{notice_id}/deliveries",
        O.DELIVER_NOTICE,
        "Send a notice again, put it on paper, or record that its letter was mailed or its person told",
        _deliver,
        Receipt,
        m.DeliveryIn,
        201,
    ),
)
