"""An application: what a person asks for, what they answered, and where it stands."""

from datetime import UTC, date, datetime
from enum import StrEnum
from itertools import takewhile
from typing import Annotated, NewType

from pydantic import Field, StringConstraints, model_validator

from chalicelib.domain.appeal import Appeal
from chalicelib.domain.chain import ChainHead
from chalicelib.domain.codes import DOCUMENT_CODES, Code
from chalicelib.domain.filing import Arrival, Help
from chalicelib.domain.pacific import pacific_date
from chalicelib.domain.part import Part
from chalicelib.domain.person import Language, Name, PersonId
from chalicelib.domain.policy import Policy
from chalicelib.domain.program import BenefitId, BenefitKind, ItemId, PoolId
from chalicelib.domain.states import APPLICATION_MOVES, LIVE, ApplicationStatus, move

ApplicationId = NewType("ApplicationId", str)
AwardId = NewType("AwardId", str)

Short = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=60)]


class Nexus(StrEnum):
    LIVE = "live"
    WORK = "work"
    VOLUNTEER = "volunteer"


class Education(StrEnum):
    DIPLOMA = "diploma"
    GED = "ged"
    DEGREE = "degree"
    NONE = "none"


class Pathway(StrEnum):
    INITIAL = "initial"
    RECIPROCITY = "reciprocity"


class CertificationStatus(StrEnum):
    ACTIVE = "active"
    EXPIRED = "expired"
    SUSPENDED = "suspended"
    REVOKED = "revoked"


class PhotoId(Part):
    expires: date
    legible: bool = True
    has_photo: bool = True
    name: Name | None = None
    """The name as printed on it, where it is not the name of the application."""
    seen: bool = True
    """Somebody had it in their hands. False: the person says what is on it, and hands it in by `documents_when`."""


class EducationProof(Part):
    legible: bool = True
    seen: bool = True
    """As of the photo ID."""


class Documents(Part):
    photo_id: PhotoId
    education: EducationProof = EducationProof()


class Certification(Part):
    number: Short
    status: CertificationStatus
    expires: date


class FeeDue(Part):
    item: Short
    paid: bool = False


class OtherFunding(Part):
    """An item that somebody else pays for; said by the item alone, or with who it is."""

    item: Short
    funder: Short = "other"

    @model_validator(mode="before")
    @classmethod
    def _by_the_item_alone(cls, said: object) -> object:
        return {"item": said} if isinstance(said, str) else said


class Answers(Part):
    """What the form asks. Lived experience is one checkbox; no diagnosis is ever asked (DOMAIN.md section 0, 9)."""

    county: Short | None
    nexus: Nexus | None
    education: Education
    documents: Documents
    self_identifies: bool
    ethics_signed: bool
    pathway: Pathway = Pathway.INITIAL
    certification: Certification | None = None
    other_funding: tuple[OtherFunding, ...] = Field(default=(), max_length=20)
    fee_due: FeeDue | None = None
    attempt: int = Field(default=1, ge=1, le=3)
    """Which sitting of the exam is asked for; three are allowed per certification application (DOMAIN.md 1.5)."""
    county_may_see: bool = False
    """Whether the county that named the person may see how the application stands."""
    attested: Short | None = None
    """The version of the words that the person agreed to (web/attestation.py); None where our form was not used."""

    @property
    def paid_elsewhere(self) -> tuple[str, ...]:
        """The items that others pay for, as the person says now."""
        return tuple(each.item for each in self.other_funding)


class FundedItem(Part):
    """An item still to be funded, with what makes funding it twice the same funding."""

    item: ItemId
    cap_cents: int
    occurrence: str


OwnText = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=600)]


class OwnWords(Part):
    """What a reviewer asks a person to do about a reason, in the person's language, instead of the program's text."""

    code: Code
    text: OwnText


class AdverseFinding(Part):
    """A reviewer found someone not eligible, and a second one has to look (policy `second_look`)."""

    reasons: tuple[Code, ...]
    by: tuple[str, ...]
    """The reviewer's id and e-mail digest."""
    at: datetime


class Step(Part):
    """One entry of an application's history; as-of reports and the timeline are read from these."""

    at: datetime
    status: ApplicationStatus
    tier: int
    waiting: bool
    action: str


class Application(Part):
    id: ApplicationId
    person_id: PersonId
    benefit: BenefitId
    kind: BenefitKind
    pool: PoolId | None
    """None while no region is known for the county of the nexus; such an application is with a reviewer."""
    answers: Answers
    status: ApplicationStatus
    reasons: tuple[Code, ...] = ()
    tier: int = 2
    submitted_at: datetime
    """The first submission; a revision answered in time keeps it."""
    to_fund: tuple[FundedItem, ...] = ()
    revise_by: date | None = None
    reviewers: tuple[str, ...] = ()
    award_id: AwardId | None = None
    own_words: tuple[OwnWords, ...] = ()
    """Of the revision that is asked for."""
    adverse: AdverseFinding | None = None
    lapsed_award_id: AwardId | None = None
    """The award whose offer lapsed and was asked for again; that can be done once."""
    appeals: tuple[Appeal, ...] = ()
    """First to last; at most the last is not decided yet."""
    program_version: int
    applicant_email_digest: str | None
    language: Language = "en"
    """The person's, when they submitted or last revised: queues are counted by it."""
    help: Help | None = None
    """Who filled in the form beside the person, and their consent to it."""
    arrival: Arrival | None = None
    """How and when it came in, where staff entered it; then `submitted_at` is that time."""
    papers_since: datetime | None = None
    """Since when documents wait for a reviewer to look at them; None when none do."""
    salt: str
    history: tuple[Step, ...] = ()
    chain: ChainHead = ChainHead()

    @property
    def version(self) -> int:
        """Every change appends one audit event, so their number is the version."""
        return self.chain.seq

    @property
    def is_live(self) -> bool:
        return self.status in LIVE

    @property
    def closed_by(self) -> str | None:
        """The action that closed it, whatever was recorded afterwards, such as a letter about it; None while open."""
        ended = self.ended
        return ended.action if ended and ended.status is ApplicationStatus.CLOSED else None

    @property
    def ended(self) -> Step | None:
        """The step that denied, closed or withdrew it; None while it is live."""
        last = list(takewhile(lambda step: step.status is self.status, reversed(self.history)))
        return last[-1] if last and not self.is_live else None

    @property
    def open_appeal(self) -> Appeal | None:
        """The appeal that waits for its decision."""
        return next((appeal for appeal in self.appeals if appeal.outcome is None), None)

    @property
    def set_aside(self) -> tuple[str, ...]:
        """Those whose decisions on it were overturned: they do not decide on it again."""
        return tuple(each for appeal in self.appeals for each in appeal.set_aside)

    @property
    def queue_key(self) -> str:
        """Order in a queue: tier, first submission, id (SCENARIOS.md, Defaults). Sorts as text, so always in UTC."""
        return f"{self.tier}#{self.submitted_at.astimezone(UTC).isoformat()}#{self.id}"

    def judged_on(self, now: datetime) -> date:
        """The Pacific day that the rules look at: today, or the day a paper came in, until its answers are revised.

        How long we took to type it is not held against anyone (docs/decisions/0016-helpers-and-paper.md).
        """
        revised = any(step.action == "revise" for step in self.history)
        return pacific_date(now if self.arrival is None or revised else self.arrival.at)

    @property
    def since(self) -> datetime:
        """When it came to where it stands: what happened to it there does not start its time anew."""
        if not self.history:
            return self.submitted_at
        now = self.history[-1]
        here = takewhile(lambda step: (step.status, step.waiting) == (now.status, now.waiting), reversed(self.history))
        return [step.at for step in here][-1]

    def own_words_for(self, code: Code) -> str | None:
        """What a reviewer wrote for the person about a reason, if they did."""
        return next((each.text for each in self.own_words if each.code is code), None)

    def step_at(self, moment: datetime) -> Step | None:
        """The last entry of the history not after a moment; None when it was not filed yet."""
        return next((step for step in reversed(self.history) if step.at <= moment), None)

    def to(self, status: ApplicationStatus, **changes: object) -> "Application":
        """The application moved on. Raises WRONG-STATE when the table of moves does not allow it."""
        return self.model_copy(update={"status": move(APPLICATION_MOVES, self.status, status), **changes})


def days_to_revise(codes: tuple[Code, ...], policy: Policy) -> int:
    """Calendar days to answer a revision request; papers take longer to get than a signature."""
    return policy.revision_days_documents if DOCUMENT_CODES & set(codes) else policy.revision_days
