"""Somebody is told when a round opens that they asked about, or their own form on their 18th birthday: once, and then
nothing is kept of it."""

from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Annotated

from pydantic import StringConstraints

from chalicelib.domain.application import ApplicationId
from chalicelib.domain.notice import LEASE
from chalicelib.domain.pacific import pacific_date
from chalicelib.domain.part import Part
from chalicelib.domain.person import Language, PersonId
from chalicelib.domain.program import BenefitId

_MOST_ATTEMPTS = 5
_FIRST_PAUSE = timedelta(minutes=5)
CONFIRM_WITHIN = timedelta(days=7)
_ASK_ANEW_AFTER = timedelta(days=1)


class AlertState(StrEnum):
    ASKED = "asked"
    """A message is to be sent that asks whether they really want it."""
    UNCONFIRMED = "unconfirmed"
    """It was sent. Nobody who did not answer it is ever told anything."""
    WAITING = "waiting"
    """To be told when the round opens."""


class OpeningAlert(Part):
    """Of a person with a record, whose contact is looked up when they are told; or an e-mail or a telephone alone."""

    id: str
    """A keyed digest of the benefit and of whom it is for: asking twice is asking once, and nobody can guess it."""
    benefit: BenefitId
    language: Language
    person_id: PersonId | None = None
    email: Annotated[str, StringConstraints(max_length=254)] | None = None
    phone: Annotated[str, StringConstraints(max_length=16)] | None = None
    """In E.164."""
    form: ApplicationId | None = None
    """The form of a person who was too young to send it: it opens for them on `from_day`."""
    from_day: date | None = None
    """Not to be told before this Pacific day."""
    state: AlertState
    asked_at: datetime
    kept_until: date
    """The last Pacific day; then it is deleted, whether or not the round opened."""
    attempt: int = 0
    due_at: datetime | None = None
    """Not to be sent before; while it is being sent, when the sender's time is over."""

    def is_over(self, now: datetime) -> bool:
        """True when its time is up, whether or not its row was removed yet."""
        return pacific_date(now) > self.kept_until

    def is_due(self, now: datetime) -> bool:
        has_come = self.from_day is None or pacific_date(now) >= self.from_day
        return has_come and not self.is_over(now) and (self.due_at is None or self.due_at <= now)

    def claimed(self, now: datetime) -> "OpeningAlert":
        """A sender's own for the time of its lease."""
        return self.model_copy(update={"attempt": self.attempt + 1, "due_at": now + LEASE})

    def put_off(self, now: datetime) -> "OpeningAlert | None":
        """Once more after a pause that grows; None when it is given up."""
        if self.attempt >= _MOST_ATTEMPTS:
            return None
        return self.model_copy(update={"due_at": now + _FIRST_PAUSE * 2 ** (self.attempt - 1)})

    def asked_to_confirm(self, now: datetime) -> "OpeningAlert":
        until = pacific_date(now + CONFIRM_WITHIN)
        return self.model_copy(
            update={"state": AlertState.UNCONFIRMED, "kept_until": until, "attempt": 0, "due_at": None}
        )

    def confirmed(self, until: date) -> "OpeningAlert":
        return self.model_copy(update={"state": AlertState.WAITING, "kept_until": until, "attempt": 0, "due_at": None})


def stands(known: OpeningAlert | None, now: datetime) -> bool:
    """Whether asking again changes nothing: it waits, or its question was sent not long ago."""
    if known is None or known.is_over(now):
        return False
    return known.state is not AlertState.UNCONFIRMED or now - known.asked_at < _ASK_ANEW_AFTER
