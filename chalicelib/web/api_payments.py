"""Bookings, claims, fee credits and payment batches, as the API has them."""

from pydantic import BaseModel

from chalicelib.domain.permissions import Operation
from chalicelib.domain.receipt import Receipt
from chalicelib.services.approve_batch import approve_batch
from chalicelib.services.approve_claim import approve_claim
from chalicelib.services.credit_fee import charge_fee
from chalicelib.services.enroll_item import cancel_item_enrollment, enroll_item
from chalicelib.services.prepare_batch import prepare_batch
from chalicelib.services.return_payment import return_payment
from chalicelib.services.settle_batch import settle_batch
from chalicelib.services.submit_claim import submit_claim
from chalicelib.web import api_models as m
from chalicelib.web.call import Call
from chalicelib.web.endpoint import Endpoint


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


def _approve_claim(call: Call) -> BaseModel:
    given = call.body(m.ItemIn)
    return approve_claim(call.known_actor, call.params["award_id"], given.item, call.request)


def _charge(call: Call) -> BaseModel:
    given = call.body(m.FeeIn)
    return charge_fee(call.known_actor, call.params["award_id"], given.item, given.cents, call.request)


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


O = Operation  # noqa: E741 - the table below is read as a table
AWARD = "/v1/awards/{award_id}"
BATCH = "/v1/batches/{batch_id}"

PAYMENT_ENDPOINTS: tuple[Endpoint, ...] = (
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
)
