"""What goes into and comes out of the endpoints of work lists: search, taking up, several awards at once."""

from datetime import date
from typing import Annotated

from pydantic import BaseModel, Field, StringConstraints

from chalicelib.domain.codes import Code
from chalicelib.domain.states import ApplicationStatus
from chalicelib.web.api_models import Id, In


class SearchIn(In):
    sought: Annotated[str, StringConstraints(max_length=120)]
    after: Annotated[str, StringConstraints(max_length=400)] | None = None
    """As the page before gave it."""


class FoundApplicationOut(BaseModel):
    id: str
    benefit: str
    status: ApplicationStatus
    award_id: str | None


class FoundPersonOut(BaseModel):
    id: str
    legal_name: str
    chosen_name: str | None
    birth_date: date


class FoundOut(BaseModel):
    applications: list[FoundApplicationOut]
    people: list[FoundPersonOut]
    tied: int
    """How many more were found whom one has a tie to: nobody else is told of them here."""
    after: str | None


class RowIn(In):
    application_id: Id
    version: Annotated[int, Field(ge=0, le=10**9, strict=True)]
    """The version that was looked at."""


class ApprovalsIn(In):
    rows: list[RowIn] = Field(max_length=50)


class RowOut(BaseModel):
    application_id: str
    award_id: str | None
    cents: int
    refused: Code | None
    """Why not; left out where it can be, or was, approved."""


class ApprovalsOut(BaseModel):
    rows: list[RowOut]
