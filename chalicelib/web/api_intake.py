"""Applications on paper and by phone, as the API has them: what goes in, and the endpoints."""

from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, Field, StringConstraints

from chalicelib.domain.application import Answers
from chalicelib.domain.filing import Arrival, Medium, Reference
from chalicelib.domain.intake import Given
from chalicelib.domain.permissions import Operation
from chalicelib.domain.receipt import Receipt
from chalicelib.services.decide_intake import confirm_intake, send_back_intake, set_aside_intake
from chalicelib.services.enter_intake import Entry, correct_intake, enter_intake
from chalicelib.services.hand_over_code import Handed, record_code_letter
from chalicelib.web.api_models import ContactIn, Id, In, PacificTime
from chalicelib.web.call import Call
from chalicelib.web.endpoint import Endpoint

Reason500 = Annotated[str, StringConstraints(strip_whitespace=True, max_length=500)]
Seen = Annotated[int, Field(ge=1, strict=True)]


class IntakeIn(In):
    benefit: Id
    contact: ContactIn
    answers: Answers
    invitation_code: Annotated[str, StringConstraints(strip_whitespace=True, max_length=60)] | None = None
    medium: Medium
    received_at: PacificTime
    """When the paper reached the program, or the call ended; without an offset, on a clock in California."""
    reference: Reference | None = None

    @property
    def entry(self) -> Entry:
        given = Given(contact=self.contact, answers=self.answers, invitation_code=self.invitation_code or None)
        arrival = Arrival(medium=self.medium, at=self.received_at, reference=self.reference or None)
        return Entry(self.benefit, given, arrival)


class CorrectionIn(IntakeIn):
    version: Seen


class IntakeVerdict(StrEnum):
    CONFIRM = "confirm"
    SEND_BACK = "send_back"
    SET_ASIDE = "set_aside"


class IntakeDecisionIn(In):
    decision: IntakeVerdict
    reason: Reason500 = ""
    """Required unless confirmed; for staff alone."""
    version: Seen


class HandedIn(In):
    way: Handed
    reason: Reason500 = ""


def _enter(call: Call) -> BaseModel:
    given = call.body(IntakeIn)
    return enter_intake(call.known_actor, given.entry, call.request)


def _correct(call: Call) -> BaseModel:
    given = call.body(CorrectionIn)
    return correct_intake(call.known_actor, call.params["intake_id"], given.entry, given.version, call.request)


def _decide(call: Call) -> BaseModel:
    given = call.body(IntakeDecisionIn)
    actor, intake_id, seen = call.known_actor, call.params["intake_id"], given.version
    if given.decision is IntakeVerdict.CONFIRM:
        return confirm_intake(actor, intake_id, seen, call.request)
    if given.decision is IntakeVerdict.SEND_BACK:
        return send_back_intake(actor, intake_id, given.reason, seen, call.request)
    return set_aside_intake(actor, intake_id, given.reason, seen, call.request)


def _handed(call: Call) -> BaseModel:
    given = call.body(HandedIn)
    return record_code_letter(call.known_actor, call.params["person_id"], given.way, given.reason, call.request)


O = Operation  # noqa: E741 - the table below is read as a table
INTAKE = "/v1/intakes/{intake_id}"

INTAKE_ENDPOINTS: tuple[Endpoint, ...] = (
    Endpoint(
        "POST",
        "/v1/intakes",
        O.ENTER_INTAKE,
        "Enter an application that came on paper or by phone",
        _enter,
        Receipt,
        IntakeIn,
        201,
    ),
    Endpoint("POST", f"{INTAKE}/correction", O.ENTER_INTAKE, "Mend what was entered", _correct, Receipt, CorrectionIn),
    Endpoint(
        "POST",
        f"{INTAKE}/decision",
        O.DECIDE_INTAKE,
        "A second person files it, sends it back or sets it aside",
        _decide,
        Receipt,
        IntakeDecisionIn,
    ),
    Endpoint(
        "POST",
        "/v1/people/{person_id}/code-letter",
        O.DELIVER_NOTICE,
        "Record that a new person's access code was mailed, or told to them",
        _handed,
        Receipt,
        HandedIn,
        201,
    ),
)
