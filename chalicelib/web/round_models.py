"""Rounds and their events, as the API takes and gives them."""

from datetime import date, datetime
from typing import Annotated

from pydantic import BaseModel, StringConstraints

from chalicelib.domain.program_values import Text
from chalicelib.domain.rounds import RoundChange
from chalicelib.domain.states import RoundStatus
from chalicelib.web.api_models import In, PacificTime


class RoundChangeIn(In):
    change: RoundChange
    reason: Annotated[str, StringConstraints(strip_whitespace=True, max_length=500)]
    until: date | None = None
    public_text: Text | None = None
    effective_at: PacificTime | None = None
    """Left out, it is now. A time without an offset is one in California."""


class CancellationIn(In):
    reason: Annotated[str, StringConstraints(strip_whitespace=True, max_length=500)]


class ScheduledOut(BaseModel):
    change: RoundChange
    effective_at: datetime
    until: date | None
    public_text: Text | None


class RoundOut(BaseModel):
    benefit: str
    name: Text
    kind: str
    status: RoundStatus
    opens: date | None
    closes: date | None
    public_text: Text | None
    scheduled: ScheduledOut | None
    target_seats: int | None
    sample: bool


class RoundsOut(BaseModel):
    rounds: list[RoundOut]
