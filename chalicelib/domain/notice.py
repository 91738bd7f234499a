"""Notices: messages to a person, in their language, kept with what became of them (SCENARIOS.md, Notices)."""

from datetime import datetime, timedelta
from enum import StrEnum

from pydantic import Field

from chalicelib.domain.application import ApplicationId
from chalicelib.domain.pacific import PACIFIC
from chalicelib.domain.part import Part
from chalicelib.domain.person import Contact, Language, PersonId, text_number
from chalicelib.domain.policy import Policy
from chalicelib.domain.states import DELIVERY_MOVES, DeliveryState, move


class NoticeKind(StrEnum):
    RECEIPT = "receipt"
    REVISION_REQUEST = "revision_request"
    PAPER_REFUSED = "paper_refused"
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
    PLACE_DECLINED = "place_declined"
    CLASS_CANCELLED = "class_cancelled"
    CLAIM_RECEIVED = "claim_received"
    PAYMENT_SENT = "payment_sent"
    WITHDRAWN = "withdrawn"
    DECLINED = "declined"
    CLOSED = "closed"
    APPEAL_RECEIVED = "appeal_received"
    APPEAL_DECIDED = "appeal_decided"


class Channel(StrEnum):
    EMAIL = "email"
    TEXT = "text"


class Sent(Part):
    """One message that a service took from us, with the service's own id for it."""

    channel: Channel
    message_id: str


LEASE = timedelta(minutes=15)
"""How long a sender may take. Longer than its function can run, so whoever finds it over knows that the sender died."""
MOST_ATTEMPTS = 10
_FIRST_PAUSE, _LONGEST_PAUSE = timedelta(minutes=5), timedelta(hours=6)


class Delivery(Part):
    """What became of a notice on its way. Times are moments in UTC."""

    state: DeliveryState = DeliveryState.PENDING
    attempt: int = 0
    """How often somebody began to send it; a report about an earlier attempt says nothing about this one."""
    due_at: datetime | None = None
    """Not to be sent before; while it is being sent, when the sender's time is over."""
    changed_at: datetime | None = None
    sent: tuple[Sent, ...] = ()
    language: Language | None = None
    wording: str | None = None
    """Which version of the words was sent: the texts are in the repository under it."""
    detail: str | None = None
    """A code of the mail service for what went wrong; never an address."""

    def to(self, state: DeliveryState, now: datetime, **changes: object) -> "Delivery":
        """Moved on. Raises WRONG-STATE when the table of moves does not allow it."""
        moved = {"state": move(DELIVERY_MOVES, self.state, state), "changed_at": now, "due_at": None}
        return self.model_copy(update=moved | changes)

    def claimed(self, now: datetime, wording: str, language: Language) -> "Delivery":
        """A sender's own for the time of its lease."""
        attempt = {"attempt": self.attempt + 1, "due_at": now + LEASE, "sent": (), "detail": None}
        return self.to(DeliveryState.SENDING, now, wording=wording, language=language, **attempt)

    def put_off(self, now: datetime, detail: str) -> "Delivery":
        """It was surely not sent: once more after a pause that grows, in the end given up."""
        if self.attempt >= MOST_ATTEMPTS:
            return self.to(DeliveryState.FAILED, now, detail=detail)
        pause = min(_FIRST_PAUSE * 2 ** (self.attempt - 1), _LONGEST_PAUSE)
        return self.to(DeliveryState.PENDING, now, detail=detail, due_at=now + pause)


class Notice(Part):
    id: str = ""
    """The application's id and a digest of where it is kept; given when it is written (store/notices.py)."""
    kind: NoticeKind
    person_id: PersonId
    application_id: ApplicationId
    language: Language
    created_at: datetime
    facts: dict[str, str] = Field(default_factory=dict)
    """What its text is filled with: dates, item ids, amounts in cents. Never a name."""
    delivery: Delivery = Delivery()

    def with_delivery(self, delivery: Delivery) -> "Notice":
        return self.model_copy(update={"delivery": delivery})


UNREACHED = frozenset({DeliveryState.BOUNCED, DeliveryState.FAILED})
"""The person surely did not get it: an offer's clock stops."""
REACHED = frozenset({DeliveryState.SENT, DeliveryState.MAILED, DeliveryState.TOLD})
"""It went out, as far as we know: a stopped clock starts again."""


def channels_of(contact: Contact) -> tuple[Channel, ...]:
    """How a person can and wants to be written to; none means a letter on paper."""
    by_email = (Channel.EMAIL,) if contact.email else ()
    by_text = (Channel.TEXT,) if contact.text_messages and text_number(contact.phone) else ()
    return by_email + by_text


def is_night(now: datetime, policy: Policy) -> bool:
    """True in the hours, on a clock in California, in which nobody is sent anything."""
    hour, begins, ends = now.astimezone(PACIFIC).hour, policy.quiet_from_hour, policy.quiet_until_hour
    return begins <= hour < ends if begins <= ends else hour >= begins or hour < ends
