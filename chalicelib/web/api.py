"""The JSON API under /v1: every endpoint in one table (docs/api.md, /v1/openapi.json)."""

from chalice.app import Blueprint
from pydantic import BaseModel

from chalicelib.domain.permissions import Operation
from chalicelib.gateways import clock
from chalicelib.store import programs
from chalicelib.web import api_models as m
from chalicelib.web.api_access import ACCESS_ENDPOINTS
from chalicelib.web.api_appeals import APPEAL_ENDPOINTS
from chalicelib.web.api_applicants import APPLICANT_ENDPOINTS
from chalicelib.web.api_classes import CLASS_ENDPOINTS
from chalicelib.web.api_conflicts import CONFLICT_ENDPOINTS
from chalicelib.web.api_decisions import DECISION_ENDPOINTS
from chalicelib.web.api_documents import DOCUMENT_ENDPOINTS
from chalicelib.web.api_funds import FUNDS_ENDPOINTS
from chalicelib.web.api_intake import INTAKE_ENDPOINTS
from chalicelib.web.api_own import OWN_ENDPOINTS
from chalicelib.web.api_payments import PAYMENT_ENDPOINTS
from chalicelib.web.api_proposals import PROPOSAL_ENDPOINTS
from chalicelib.web.api_rounds import ROUND_ENDPOINTS
from chalicelib.web.api_views import rounds_out
from chalicelib.web.api_work import WORK_ENDPOINTS
from chalicelib.web.call import Call
from chalicelib.web.endpoint import Endpoint, register
from chalicelib.web.openapi import document
from chalicelib.web.round_models import RoundsOut

api = Blueprint(__name__)


def _program(_: Call) -> BaseModel:
    program = programs.program_at(clock.now())
    return m.ProgramOut(
        version=program.version, effective_from=program.effective_from, program=program.model_dump(mode="json")
    )


def _rounds(_: Call) -> BaseModel:
    return rounds_out(programs.program_at(clock.now()))


def _openapi(call: Call) -> BaseModel:
    return m.JsonOut(document(ENDPOINTS, call.language))


O = Operation  # noqa: E741 - the table below is read as a table

ENDPOINTS: tuple[Endpoint, ...] = (
    Endpoint("GET", "/v1/openapi.json", O.READ_PUBLIC, "This API, described", _openapi, m.JsonOut),
    Endpoint("GET", "/v1/program", O.READ_PUBLIC, "The program version in force", _program, m.ProgramOut),
    Endpoint("GET", "/v1/rounds", O.READ_PUBLIC, "Each benefit's round and its state", _rounds, RoundsOut),
    *APPLICANT_ENDPOINTS,
    *OWN_ENDPOINTS,
    *DOCUMENT_ENDPOINTS,
    *DECISION_ENDPOINTS,
    *WORK_ENDPOINTS,
    *CONFLICT_ENDPOINTS,
    *PAYMENT_ENDPOINTS,
    *CLASS_ENDPOINTS,
    *ROUND_ENDPOINTS,
    *PROPOSAL_ENDPOINTS,
    *FUNDS_ENDPOINTS,
    *INTAKE_ENDPOINTS,
    *APPEAL_ENDPOINTS,
    *ACCESS_ENDPOINTS,
)

register(api, ENDPOINTS)
