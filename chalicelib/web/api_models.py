"""What goes into the API and comes out of it; the OpenAPI document is made from these."""

from datetime import UTC, date, datetime
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, EmailStr, Field, RootModel, StringConstraints

from chalicelib.domain.application import Answers, OwnText
from chalicelib.domain.codes import Code
from chalicelib.domain.extension import ExtensionReason
from chalicelib.domain.forecast import PoolFigures, WarningKind
from chalicelib.domain.nomination import MatchStatus, Nominee
from chalicelib.domain.nomination_sheet import MOST_BYTES, MOST_ROWS, Flaw
from chalicelib.domain.pacific import PACIFIC
from chalicelib.domain.person import Contact
from chalicelib.domain.program_values import Text
from chalicelib.domain.receipt import Receipt
from chalicelib.domain.rounds import RoundChange
from chalicelib.domain.states import ApplicationStatus, AwardStatus, DeliveryState, ItemStatus, RoundStatus
from chalicelib.domain.what_if import MOST_MOVES
from chalicelib.services.deliver_notice import Way
from chalicelib.services.review_application import Finding

RowNumber = Annotated[int, Field(ge=1, le=1_000_000, strict=True)]
Cents = Annotated[int, Field(ge=0, le=10_000_000, strict=True)]
Id = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=60)]


Code60 = Annotated[str, StringConstraints(strip_whitespace=True, max_length=60)]


def _in_california(moment: datetime) -> datetime:
    """The moment; without an offset, on a clock there. ValueError for a time that the change to summer time skips."""
    try:
        if moment.tzinfo is not None:
            return moment.astimezone(UTC)
        there = moment.replace(tzinfo=PACIFIC).astimezone(UTC)
        if there.astimezone(PACIFIC).replace(tzinfo=None) == moment:
            return there
    except OverflowError as error:
        raise ValueError("out of all calendars") from error
    raise ValueError("no such time")


PacificTime = Annotated[datetime, AfterValidator(_in_california)]


class JsonOut(RootModel[dict[str, Any]]):
    """A document that has its own description."""


class In(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class ContactIn(Contact):
    email: EmailStr | None = None


class ApplicationIn(In):
    benefit: Id
    contact: ContactIn | None = None
    """Required of a person who has no access code yet."""
    answers: Answers
    invitation_code: Code60 | None = None
    """From the county that named the person."""


class RevisionIn(In):
    contact: ContactIn | None = None
    answers: Answers
    invitation_code: Code60 | None = None


class CarryOverIn(In):
    benefit: Id | None = None
    """Left out: the next round of the same one."""


class NothingIn(In):
    pass


class ReviewIn(In):
    finding: Finding
    reasons: list[Code] = Field(default=[], max_length=20)
    note: Annotated[str, StringConstraints(strip_whitespace=True, max_length=4000)] | None = None
    version: int | None = None
    own_words: dict[Code, OwnText] = Field(default={}, max_length=20)
    """What the person should do about a reason, in their language, instead of the program's text."""


class CodeIn(In):
    note: Annotated[str, StringConstraints(strip_whitespace=True, max_length=500)]
    """How it was checked who is asking."""


class ApprovalIn(In):
    version: int | None = None


class ReasonsIn(In):
    reasons: list[Code] = Field(max_length=20)
    version: int | None = None


class ExtensionIn(In):
    until: date
    reason: ExtensionReason
    note: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=4000)]
    """What happened, for the file. Never a diagnosis or another medical detail."""
    version: int | None = None


class ExtensionRefusalIn(In):
    note: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=4000)]
    version: int | None = None


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


class DeliveryIn(In):
    way: Way
    reason: Annotated[str, StringConstraints(strip_whitespace=True, max_length=500)] = ""
    """For all but `mailed`; kept as a note of staff."""


class SettlementIn(In):
    returned: dict[Id, dict[Id, Id]] = {}


class ReturnIn(In):
    award_id: Id
    item: Id
    code: Id


class AllotmentIn(In):
    seats: Annotated[int, Field(ge=-1_000_000, le=1_000_000, strict=True)]
    cents: Annotated[int, Field(ge=-(10**15), le=10**15, strict=True)]
    reference: Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)]


class RoundChangeIn(In):
    change: RoundChange
    reason: Annotated[str, StringConstraints(strip_whitespace=True, max_length=500)]
    until: date | None = None
    public_text: Text | None = None
    effective_at: PacificTime | None = None
    """Left out, it is now. A time without an offset is one in California."""


class CancellationIn(In):
    reason: Annotated[str, StringConstraints(strip_whitespace=True, max_length=500)]


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


class MoveIn(In):
    source: Id = Field(alias="from")
    to: Id
    seats: Annotated[int, Field(ge=0, le=1_000_000, strict=True)]
    cents: Annotated[int, Field(ge=0, le=100_000_000_000, strict=True)]
    to_seats: Annotated[int, Field(ge=0, le=1_000_000, strict=True)] | None = None
    """As many as `seats`, unless told otherwise."""


class WhatIfIn(In):
    moves: list[MoveIn] = Field(min_length=1, max_length=MOST_MOVES)
    reopen: list[Id] = Field(default=[], max_length=50)


class AcknowledgmentIn(In):
    reason: Annotated[str, StringConstraints(strip_whitespace=True, max_length=500)]


class SubmittedOut(Receipt):
    access_code: str | None = None


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


class ItemOut(BaseModel):
    item: str
    status: ItemStatus
    cents: int
    starts: date | None


class AwardOut(BaseModel):
    id: str
    status: AwardStatus
    accept_by: date | None
    use_by: date | None
    items: list[ItemOut]


class StepOut(BaseModel):
    at: datetime
    status: ApplicationStatus
    action: str


class ApplicationOut(BaseModel):
    id: str
    benefit: str
    kind: str
    status: ApplicationStatus
    reasons: list[Code]
    tier: int
    queue_position: int | None
    submitted_at: datetime
    revise_by: date | None
    ask_again_until: date | None
    """The last day on which a lapsed offer can be asked for again."""
    carry_over: list[str]
    """Benefits that it can be carried over to now, at its original time."""
    version: int
    award: AwardOut | None
    timeline: list[StepOut]


class NoticeOut(BaseModel):
    id: str
    kind: str
    application_id: str
    at: datetime
    facts: dict[str, str]
    delivery: DeliveryState


class DraftOut(BaseModel):
    """A form that was begun on the site and not sent. It becomes the application of the same id."""

    id: str
    benefit: str
    status: ApplicationStatus = ApplicationStatus.DRAFT
    changed_at: datetime
    kept_until: date


class StatusOut(BaseModel):
    person_id: str
    applications: list[ApplicationOut]
    drafts: list[DraftOut]
    notices: list[NoticeOut]


class WorkItemOut(BaseModel):
    """A thing that waits: what, since when, and the version that a decision on it should name. Never a name."""

    kind: str
    id: str
    application_id: str | None = None
    award_id: str | None = None
    item: str | None = None
    benefit: str | None = None
    county: str | None = None
    cents: int | None = None
    count: int | None = None
    pool: str | None = None
    warning: WarningKind | None = None
    delivery: DeliveryState | None = None
    reasons: list[Code] = []
    until: date | None = None
    reason: ExtensionReason | None = None
    since: datetime
    due: date | None = None
    """The last Pacific day to do it, where the program says so."""
    taken_until: datetime | None = None
    """Somebody works on it until then."""
    version: int


class WorkListOut(BaseModel):
    """`?benefit=`, `?county=`, `?region=` and `?due=overdue` or `week` narrow it; `?after=` goes on at a cursor."""

    name: str
    items: list[WorkItemOut]
    more: bool
    after: str | None = None
    """The cursor of the next page."""


class ForecastOut(BaseModel):
    pools: list[PoolFigures]


class ProgramOut(BaseModel):
    version: int
    effective_from: datetime
    program: dict[str, Any]
