"""The JSON API under /v1: every endpoint in one table (docs/api.md, /v1/openapi.json)."""

import json
from typing import Any

from chalice.app import Blueprint
from pydantic import BaseModel, RootModel

from chalicelib.domain.actors import Operation
from chalicelib.domain.funds import Amounts
from chalicelib.domain.nomination_sheet import MOST_BYTES
from chalicelib.domain.program import PoolId
from chalicelib.domain.receipt import Receipt
from chalicelib.domain.what_if import Move, WhatIf
from chalicelib.gateways import clock
from chalicelib.services.accept_award import accept_award
from chalicelib.services.acknowledge_warning import acknowledge_warning
from chalicelib.services.allot_funds import allot_funds
from chalicelib.services.approve_award import approve_award
from chalicelib.services.approve_batch import approve_batch
from chalicelib.services.approve_claim import approve_claim
from chalicelib.services.approve_extension import approve_extension
from chalicelib.services.ask_again import ask_again
from chalicelib.services.carry_over import carry_over
from chalicelib.services.change_round import RoundEvent, cancel_scheduled, change_round
from chalicelib.services.credit_fee import charge_fee
from chalicelib.services.decide_match import decide_match, read_match
from chalicelib.services.decline_award import decline_award
from chalicelib.services.deliver_notice import deliver_notice
from chalicelib.services.enroll_item import cancel_item_enrollment, enroll_item
from chalicelib.services.forecast_pools import forecast_pools
from chalicelib.services.list_nominations import list_nominations
from chalicelib.services.list_work import list_work
from chalicelib.services.make_report import make_report, read_latest_report
from chalicelib.services.nominate_people import nominate_people
from chalicelib.services.nominate_sheet import look_at_sheet, nominate_sheet
from chalicelib.services.prepare_batch import prepare_batch
from chalicelib.services.read_status import read_status
from chalicelib.services.refuse_award import refuse_award
from chalicelib.services.refuse_extension import refuse_extension
from chalicelib.services.replace_code import replace_code
from chalicelib.services.request_extension import request_extension
from chalicelib.services.return_payment import return_payment
from chalicelib.services.review_application import review_application
from chalicelib.services.revise_application import revise_application
from chalicelib.services.revoke_award import revoke_award
from chalicelib.services.settle_batch import settle_batch
from chalicelib.services.simulate_moves import simulate_moves
from chalicelib.services.submit_application import submit_application
from chalicelib.services.submit_claim import submit_claim
from chalicelib.services.withdraw_application import withdraw_application
from chalicelib.store import programs
from chalicelib.web import api_models as m
from chalicelib.web.api_proposals import PROPOSAL_ENDPOINTS
from chalicelib.web.api_views import match_out, nominations_out, rounds_out, sheet_out, status_out, work_out
from chalicelib.web.call import Call
from chalicelib.web.endpoint import Endpoint, register
from chalicelib.web.openapi import document

api = Blueprint(__name__)


class JsonOut(RootModel[dict[str, Any]]):
    """A document that has its own description."""


def _program(_: Call) -> BaseModel:
    program = programs.program_at(clock.now())
    return m.ProgramOut(
        version=program.version, effective_from=program.effective_from, program=program.model_dump(mode="json")
    )


def _rounds(_: Call) -> BaseModel:
    return rounds_out(programs.program_at(clock.now()))


def _openapi(call: Call) -> BaseModel:
    return JsonOut(document(ENDPOINTS, call.language))


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


def _work(call: Call) -> BaseModel:
    return work_out(list_work(call.known_actor, call.params["list"]))


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


def _enroll(call: Call) -> BaseModel:
    given = call.body(m.EnrollmentIn)
    award_id = call.params["award_id"]
    return enroll_item(call.known_actor, award_id, given.item, given.cents, given.starts, call.request)


def _cancel(call: Call) -> BaseModel:
    given = call.body(m.ItemIn)
    return cancel_item_enrollment(call.known_actor, call.params["award_id"], given.item, call.request)


def _claim(call: Call) -> BaseModel:
    given = call.body(m.ClaimIn)
    award_id = call.params["award_id"]
    certificate = given.certificate
    return submit_claim(call.known_actor, award_id, given.item, given.cents, call.request, certificate=certificate)


def _charge(call: Call) -> BaseModel:
    given = call.body(m.FeeIn)
    return charge_fee(call.known_actor, call.params["award_id"], given.item, given.cents, call.request)


def _approve_claim(call: Call) -> BaseModel:
    given = call.body(m.ItemIn)
    return approve_claim(call.known_actor, call.params["award_id"], given.item, call.request)


def _prepare(call: Call) -> BaseModel:
    call.body(m.NothingIn)
    return prepare_batch(call.known_actor, call.request)


def _approve_batch(call: Call) -> BaseModel:
    call.body(m.NothingIn)
    return approve_batch(call.known_actor, call.params["batch_id"], call.request)


def _settle(call: Call) -> BaseModel:
    given = call.body(m.SettlementIn)
    return settle_batch(call.known_actor, call.params["batch_id"], given.returned, call.request)


def _return_payment(call: Call) -> BaseModel:
    given = call.body(m.ReturnIn)
    batch_id = call.params["batch_id"]
    return return_payment(call.known_actor, batch_id, given.award_id, given.item, given.code, call.request)


def _allot(call: Call) -> BaseModel:
    given = call.body(m.AllotmentIn)
    pool = f"{call.params['benefit']}/{call.params['region']}"
    amount = Amounts(seats=given.seats, cents=given.cents)
    return allot_funds(call.known_actor, pool, amount, given.reference, call.request)


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


def _nominate_sheet(call: Call) -> BaseModel:
    given, request = call.body(m.SheetIn), call.request
    if given.rows is None:
        return sheet_out(look_at_sheet(call.known_actor, given.csv))
    chosen = None if given.rows == "all" else tuple(given.rows)
    taken = nominate_sheet(call.known_actor, given.csv, given.benefit, chosen, request, codes=given.codes)
    return sheet_out(taken.rows, taken)


def _nominations(call: Call) -> BaseModel:
    return nominations_out(list_nominations(call.known_actor))


def _match(call: Call) -> BaseModel:
    return match_out(read_match(call.known_actor, call.params["match_id"]))


def _decide_match(call: Call) -> BaseModel:
    given = call.body(m.MatchDecisionIn)
    match_id = call.params["match_id"]
    return decide_match(call.known_actor, match_id, same=given.same, note=given.note, request=call.request)


def _make_report(call: Call) -> BaseModel:
    call.body(m.NothingIn)
    return make_report(call.known_actor, call.request)


def _latest_report(call: Call) -> BaseModel:
    return JsonOut(json.loads(read_latest_report(call.known_actor)))


def _forecast(call: Call) -> BaseModel:
    return m.ForecastOut(pools=list(forecast_pools(call.known_actor)))


def _what_if(call: Call) -> BaseModel:
    given = call.body(m.WhatIfIn)
    moves = [
        Move(
            source=PoolId(move.source),
            target=PoolId(move.to),
            seats=move.seats,
            cents=move.cents,
            to_seats=move.seats if move.to_seats is None else move.to_seats,
        )
        for move in given.moves
    ]
    return simulate_moves(call.known_actor, moves, given.reopen)


def _acknowledge(call: Call) -> BaseModel:
    given = call.body(m.AcknowledgmentIn)
    return acknowledge_warning(call.known_actor, call.params["warning_id"], given.reason, call.request)


def _deliver(call: Call) -> BaseModel:
    given = call.body(m.DeliveryIn)
    return deliver_notice(call.known_actor, call.params["notice_id"], given.way, given.reason, call.request)


O = Operation  # noqa: E741 - the table below is read as a table
MATCH = "/v1/nomination-matches/{match_id}"
SHEET_LIMIT = 3 * MOST_BYTES
"""Bytes of JSON: letters beyond ASCII may come as escapes."""
APPLICATION, AWARD, BATCH = "/v1/applications/{application_id}", "/v1/awards/{award_id}", "/v1/batches/{batch_id}"


ENDPOINTS: tuple[Endpoint, ...] = (
    Endpoint("GET", "/v1/openapi.json", O.READ_PUBLIC, "This API, described", _openapi, JsonOut),
    Endpoint("GET", "/v1/program", O.READ_PUBLIC, "The program version in force", _program, m.ProgramOut),
    Endpoint("GET", "/v1/rounds", O.READ_PUBLIC, "Each benefit's round and its state", _rounds, m.RoundsOut),
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
    Endpoint("GET", "/v1/work/{list}", O.READ_WORK, "What waits for one's role", _work, m.WorkListOut),
    Endpoint("POST", f"{AWARD}/acceptance", O.ACCEPT_AWARD, "Accept an offer", _accept, Receipt, m.NothingIn),
    Endpoint("POST", f"{AWARD}/decline", O.DECLINE_AWARD, "Decline an award", _decline, Receipt, m.NothingIn),
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
    Endpoint("POST", f"{AWARD}/enrollments", O.ENROLL, "Book a training", _enroll, Receipt, m.EnrollmentIn, 201),
    Endpoint("POST", f"{AWARD}/cancellations", O.CANCEL_ENROLLMENT, "Undo a booking", _cancel, Receipt, m.ItemIn, 201),
    Endpoint("POST", f"{AWARD}/claims", O.CLAIM, "Invoice a training", _claim, Receipt, m.ClaimIn, 201),
    Endpoint(
        "POST", f"{AWARD}/claim-approvals", O.APPROVE_CLAIM, "Approve a claim", _approve_claim, Receipt, m.ItemIn, 201
    ),
    Endpoint("POST", f"{AWARD}/fees", O.CHARGE_FEE, "Credit a fee that is due", _charge, Receipt, m.FeeIn, 201),
    Endpoint("POST", "/v1/batches", O.PREPARE_BATCH, "Batch what is to be paid", _prepare, Receipt, m.NothingIn, 201),
    Endpoint("POST", f"{BATCH}/approval", O.APPROVE_BATCH, "Release a batch", _approve_batch, Receipt, m.NothingIn),
    Endpoint("POST", f"{BATCH}/settlement", O.SETTLE_BATCH, "Record what was paid", _settle, Receipt, m.SettlementIn),
    Endpoint(
        "POST",
        f"{BATCH}/returns",
        O.RETURN_PAYMENT,
        "Record a payment that came back after its settlement",
        _return_payment,
        Receipt,
        m.ReturnIn,
        201,
    ),
    Endpoint(
        "POST",
        "/v1/pools/{benefit}/{region}/allotments",
        O.ALLOT_FUNDS,
        "Give a pool seats and cents, or take back what is not in use",
        _allot,
        Receipt,
        m.AllotmentIn,
        201,
    ),
    Endpoint(
        "POST",
        "/v1/rounds/{benefit}/events",
        O.CHANGE_ROUND,
        "Suspend, reopen, extend, close or close out a round, now or at a stated time",
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
    *PROPOSAL_ENDPOINTS,
    Endpoint(
        "POST", "/v1/reports", O.MAKE_REPORT, "Make an allocation report now", _make_report, Receipt, m.NothingIn, 201
    ),
    Endpoint("GET", "/v1/reports/latest", O.READ_REPORT, "The latest allocation report", _latest_report, JsonOut),
    Endpoint("GET", "/v1/forecast", O.READ_FUNDS, "Each pool's use, queue and forecast", _forecast, m.ForecastOut),
    Endpoint(
        "POST",
        "/v1/what-if",
        O.SIMULATE_MOVES,
        "What moves between pools would do; writes nothing",
        _what_if,
        WhatIf,
        m.WhatIfIn,
        computes=True,
    ),
    Endpoint(
        "POST",
        "/v1/warnings/{warning_id}/acknowledgment",
        O.ACKNOWLEDGE_WARNING,
        "Answer a warning about a pool",
        _acknowledge,
        Receipt,
        m.AcknowledgmentIn,
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

register(api, ENDPOINTS)
