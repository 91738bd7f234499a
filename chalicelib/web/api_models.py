"""What goes into the API and comes out of it; the OpenAPI document is made from these."""

from datetime import UTC, date, datetime
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, EmailStr, Field, RootModel, StringConstraints

from chalicelib.domain.application import Answers, OwnText
from chalicelib.domain.codes import Code
from chalicelib.domain.extension import ExtensionReason
from chalicelib.domain.forecast import WarningKind
from chalicelib.domain.pacific import PACIFIC
from chalicelib.domain.person import Contact
from chalicelib.domain.receipt import Receipt
from chalicelib.domain.states import ApplicationStatus, AwardStatus, DeliveryState, ItemStatus
from chalicelib.services.deliver_notice import Way
from chalicelib.services.review_application import Finding

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


class DeliveryIn(In):
    way: Way
    reason: Annotated[str, StringConstraints(strip_whitespace=True, max_length=500)] = ""
    """For all but `mailed`; kept as a note of staff."""


class SubmittedOut(Receipt):
    access_code: str | None = None


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
    """What it is taken up and given back by."""
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


class ProgramOut(BaseModel):
    version: int
    effective_from: datetime
    program: dict[str, Any]
