"""Enrollments, bills, fees and payment batches, as the API takes them."""

from datetime import date

from pydantic import Field

from chalicelib.web.api_models import Cents, Id, In


class EnrollmentIn(In):
    item: Id
    cents: Cents
    starts: date


class ItemIn(In):
    item: Id


class ClaimIn(In):
    item: Id
    cents: Cents
    certificate: bool


class FeeIn(In):
    item: Id
    cents: Cents | None = None


class SettlementIn(In):
    returned: dict[Id, dict[Id, Id]] = Field(default={})


class ReturnIn(In):
    award_id: Id
    item: Id
    code: Id
