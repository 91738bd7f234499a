"""Counties' nominations, as the API takes and gives them."""

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import BaseModel, Field, StringConstraints

from chalicelib.domain.nomination import MatchStatus, Nominee
from chalicelib.domain.nomination_sheet import MOST_BYTES, MOST_ROWS, Flaw
from chalicelib.domain.receipt import Receipt
from chalicelib.domain.states import ApplicationStatus
from chalicelib.web.api_models import Id, In

RowNumber = Annotated[int, Field(ge=1, le=1_000_000, strict=True)]


class NominationIn(In):
    benefit: Id | None = None
    people: list[Nominee] = Field(max_length=500)
    codes: bool = False
    """True: an invitation code for each of the people is wanted."""


class SheetIn(In):
    csv: Annotated[str, StringConstraints(max_length=MOST_BYTES)]
    """Legal name and birth date (1990-07-31 or 7/31/1990) in two columns, with or without headings."""
    benefit: Id | None = None
    rows: Literal["all"] | Annotated[list[RowNumber], Field(max_length=MOST_ROWS)] | None = None
    """Which rows to record; left out, nothing is recorded and every row's flaws are told."""
    codes: bool = False


class MatchDecisionIn(In):
    same: Annotated[bool, Field(strict=True)]
    note: Annotated[str, StringConstraints(strip_whitespace=True, max_length=4000)] | None = None


class NominatedOut(Receipt):
    invitation_codes: tuple[str | None, ...] = ()
    """In the order of the people; none where a later request has given out another code."""


class SheetRowOut(BaseModel):
    row: int
    flaws: list[Flaw]
    invitation_code: str | None = None


class SheetOut(BaseModel):
    status: Literal["preview", "nominated"]
    taken: int
    rows: list[SheetRowOut]


class NominationOut(BaseModel):
    legal_name: str
    birth_date: date
    benefit: str | None
    at: datetime
    until: datetime
    has_code: bool
    matched: bool
    """Whether an application was found that it counts for."""
    status: ApplicationStatus | None = None
    """How that stands, if its person allows that the county sees it."""


class NominationsOut(BaseModel):
    nominations: list[NominationOut]
    page: int
    pages: int
    """`?page=2` asks for the second."""
    cut: bool
    """There are more than can be read at once: the rest is on no page."""


class NominationMatchOut(BaseModel):
    """Both names, for the reviewer who decides whether they are one person's."""

    id: str
    status: MatchStatus
    county: str
    benefit: str | None
    birth_date: date
    nominated_name: str
    applied_name: str
    found_at: datetime
