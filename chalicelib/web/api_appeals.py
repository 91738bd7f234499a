"""Appeals, as the API has them."""

from pydantic import BaseModel

from chalicelib.domain.permissions import Operation
from chalicelib.domain.receipt import Receipt
from chalicelib.services.decide_appeal import AppealDecision, decide_appeal
from chalicelib.services.file_appeal import file_appeal
from chalicelib.web.appeal_models import AppealDecisionIn, AppealIn
from chalicelib.web.call import Call
from chalicelib.web.endpoint import Endpoint


def _file(call: Call) -> BaseModel:
    given = call.body(AppealIn)
    return file_appeal(call.known_actor, call.params["application_id"], given.text, call.request)


def _decide(call: Call) -> BaseModel:
    given = call.body(AppealDecisionIn)
    decision = AppealDecision(given.outcome, given.text)
    return decide_appeal(call.known_actor, call.params["application_id"], decision, call.request, given.version)


O = Operation  # noqa: E741 - the table below is read as a table
APPEALS = "/v1/applications/{application_id}/appeals"

APPEAL_ENDPOINTS: tuple[Endpoint, ...] = (
    Endpoint("POST", APPEALS, O.FILE_APPEAL, "Appeal an adverse decision", _file, Receipt, AppealIn, 201),
    Endpoint(
        "POST",
        f"{APPEALS}/decision",
        O.DECIDE_APPEAL,
        "Decide the appeal that waits",
        _decide,
        Receipt,
        AppealDecisionIn,
    ),
)
"""What was decided is not in the way of appealing it: filing needs no version."""
