"""Ties of staff to people, as the API takes and gives them."""

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, StringConstraints

from chalicelib.services.declare_conflict import LONGEST_NOTE
from chalicelib.services.take_back_conflict import LONGEST_REASON
from chalicelib.web.api_models import Id, In


class ConflictIn(In):
    note: Annotated[str, StringConstraints(strip_whitespace=True, max_length=LONGEST_NOTE)] | None = None
    """For the file; the person never sees it."""


class ConflictTakenBackIn(In):
    by: Id
    at: datetime
    """Which one: as the list of ties has it."""
    reason: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=LONGEST_REASON)]


class ConflictOut(BaseModel):
    by: str
    at: datetime
    note: str | None


class ConflictsOut(BaseModel):
    conflicts: list[ConflictOut]
