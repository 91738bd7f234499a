"""Somebody lost their access code, or wants a copy of a new one: where it goes, and when it is given to staff."""

from datetime import datetime, timedelta

from chalicelib.domain.notice import LEASE, Channel
from chalicelib.domain.part import Part
from chalicelib.domain.person import Contact, PersonId, normalized_email, same_phone, text_number

_MOST_ATTEMPTS = 5
_FIRST_PAUSE = timedelta(minutes=5)
ONE_A_DAY = timedelta(days=1)
"""Whoever asks again within this time did not get the first one: from then on a person sees to it."""


class CodeRequest(Part):
    person_id: PersonId
    asked_at: datetime
    replaces: bool = True
    """False for a copy of the code in force, which nobody lost."""
    key: str | None = None
    """What the code is derived from. It opens nothing without the secret. None: staff see to it, or it was sent."""
    channel: Channel | None = None
    to: str | None = None
    """Keyed digest of where it was asked to go: to no other place, should the contact be changed meanwhile."""
    attempt: int = 0
    due_at: datetime | None = None
    """Not to be sent before; while it is being sent, when the sender's time is over."""
    sent_at: datetime | None = None

    @property
    def is_for_staff(self) -> bool:
        return self.key is None and self.sent_at is None

    def claimed(self, now: datetime) -> "CodeRequest":
        """A sender's own for the time of its lease."""
        return self.model_copy(update={"attempt": self.attempt + 1, "due_at": now + LEASE})

    def put_off(self, now: datetime) -> "CodeRequest":
        """Once more after a pause that grows: the same code, so a second message does no harm. In the end, staff."""
        if self.attempt >= _MOST_ATTEMPTS:
            return self.for_staff()
        return self.model_copy(update={"due_at": now + _FIRST_PAUSE * 2 ** (self.attempt - 1)})

    def for_staff(self) -> "CodeRequest":
        return CodeRequest(person_id=self.person_id, asked_at=self.asked_at)

    def sent(self, now: datetime) -> "CodeRequest":
        """Nothing that a code could be derived from is left."""
        return CodeRequest(person_id=self.person_id, asked_at=self.asked_at, channel=self.channel, sent_at=now)


def asked_again(earlier: CodeRequest, now: datetime) -> CodeRequest | None:
    """What becomes of a request when its person asks once more; None when it counts as a new one."""
    if earlier.sent_at is None:
        return earlier
    return earlier.for_staff().model_copy(update={"asked_at": now}) if now - earlier.sent_at < ONE_A_DAY else None


def channel_for(contact: Contact, said: str) -> Channel | None:
    """How a code reaches somebody by the contact that they named, if it is theirs and that way is safe for them."""
    if contact.email and normalized_email(contact.email) == normalized_email(said):
        return Channel.EMAIL
    by_text = contact.text_messages and text_number(contact.phone) and same_phone(contact.phone, said)
    return Channel.TEXT if by_text else None


def address_of(contact: Contact, channel: Channel | None) -> str | None:
    """Where a channel leads now; None when it leads nowhere any more."""
    if channel is Channel.EMAIL:
        return normalized_email(contact.email) if contact.email else None
    return text_number(contact.phone) if channel is Channel.TEXT and contact.text_messages else None
