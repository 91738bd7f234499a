"""Notices: messages to a person, in their language, kept with their delivery state (SCENARIOS.md, Notices)."""

from datetime import datetime
from enum import StrEnum
from typing import Literal

from pydantic import Field

from chalicelib.domain.application import ApplicationId
from chalicelib.domain.part import Part
from chalicelib.domain.person import Language, PersonId


class NoticeKind(StrEnum):
    RECEIPT = "receipt"
    REVISION_REQUEST = "revision_request"
    STILL_WAITING = "still_waiting"
    QUEUED = "queued"
    TIER_CHANGED = "tier_changed"
    ROUND_SUSPENDED = "round_suspended"
    ROUND_REOPENED = "round_reopened"
    AWARD_OFFER = "award_offer"
    OFFER_REMINDER = "offer_reminder"
    OFFER_EXPIRED = "offer_expired"
    AWARD_ACTIVE = "award_active"
    USE_BY_REMINDER = "use_by_reminder"
    USE_BY_EXTENDED = "use_by_extended"
    FORFEITED = "forfeited"
    EXPIRED = "expired"
    DENIED = "denied"
    REVOKED = "revoked"
    FEE_CREDITED = "fee_credited"
    ENROLLED = "enrolled"
    CLAIM_RECEIVED = "claim_received"
    PAYMENT_SENT = "payment_sent"
    WITHDRAWN = "withdrawn"
    DECLINED = "declined"
    CLOSED = "closed"


class Notice(Part):
    kind: NoticeKind
    person_id: PersonId
    application_id: ApplicationId
    language: Language
    created_at: datetime
    facts: dict[str, str] = Field(default_factory=dict)
    """What its text is filled with: dates, item ids, amounts in cents. Never a name."""
    delivery: Literal["pending"] = "pending"
