"""Settings of the program by name, each a default of SCENARIOS.md, an issue or a proposal (program/policy.yaml)."""

from datetime import date
from enum import StrEnum
from typing import Annotated

from pydantic import AfterValidator, Field

from chalicelib.domain.part import Part

ReminderDays = Annotated[
    tuple[Annotated[int, Field(ge=1, le=365, strict=True)], ...],
    Field(max_length=12),
    AfterValidator(lambda days: tuple(sorted(set(days), reverse=True))),
]
"""Days before a deadline, the longest first, each once."""


class DocumentsWhen(StrEnum):
    """By when a photo ID and a proof of school have to be here."""

    AT_SUBMISSION = "at_submission"
    BEFORE_ENROLLMENT = "before_enrollment"


class Policy(Part):
    """Settings of the program by name, each a default of SCENARIOS.md. Days are calendar days."""

    offer_days: int = Field(default=14, ge=1, le=365)
    revision_days: int = Field(default=30, ge=1, le=365)
    revision_days_documents: int = Field(default=90, ge=1, le=365)
    award_months: int = Field(default=12, ge=1, le=36)
    minimum_age: int = Field(default=18, ge=0, le=99)
    review_days: int = Field(default=30, ge=1, le=365)
    """Completeness and eligibility review: 30 days, 20 historically (DOMAIN.md 7.4)."""
    award_approval_days: int = Field(default=5, ge=1, le=365)
    """Days in which an award, or more time for one, should be decided; no source says how long that takes."""
    payment_days: int = Field(default=30, ge=1, le=365)
    """Days from a correct invoice to its payment: 30 to 45 are proposed (DOMAIN.md 7.4)."""
    second_look: bool = False
    """A second reviewer has to agree before someone is found not eligible."""
    work_taken_minutes: int = Field(default=30, ge=1, le=480)
    """How long a thing of a work list stays with whoever took it up."""
    revision_business_days_after_reopening: int = Field(default=10, ge=0, le=60)
    code_tries_an_hour: int = Field(default=10, ge=1, le=1000)
    """Wrong birth dates with one access code in a clock hour, before it is refused right or wrong."""
    address_tries_an_hour: int = Field(default=50, ge=1, le=100_000)
    """The same of one internet address, whatever the codes: a clinic's people may share one."""
    lost_code_asks_an_hour: int = Field(default=5, ge=1, le=1000)
    """How often a new code may be asked for, for one person; and ten times as often from one address."""
    award_lookups_an_hour: int = Field(default=20, ge=1, le=10_000)
    """Wrong award numbers or birth dates by one provider's staff member in a clock hour; half as many of one award."""
    alert_asks_an_hour: int = Field(default=5, ge=1, le=1000)
    """How often one e-mail or phone may be named for being told of an opening; ten times as often from one address."""
    alert_days: int = Field(default=365, ge=1, le=730)
    """Who asked to be told when a round opens is forgotten after so many days."""
    draft_days: int = Field(default=90, ge=1, le=730)
    """A form that was not sent is kept so long after its last change."""
    draft_days_before_adult: int = Field(default=365, ge=0, le=730)
    """Who reaches the minimum age in so many days, and inside the round, has the form kept until then."""
    documents_when: DocumentsWhen = DocumentsWhen.BEFORE_ENROLLMENT
    """A document that a person only told of has to be handed in by then (issue 4; docs/decisions/0013-documents.md)."""
    documents_kept_days: int = Field(default=1095, ge=1, le=4000)
    """Days after the end of an application for which its documents are kept. Three years are the floor for records of
    the program (DOMAIN.md 6.5: 2 CFR 200.334); no source says how long copies of papers, so the operator decides."""
    certificate_file_required: bool = True
    """A bill that is sent on the site's own pages needs the certificate of completion as a file: trainings are paid on
    it (DOMAIN.md 7.3 (7)). Through the API its sender says that there is one, as SCENARIOS.md has it."""
    proposal_days: int = Field(default=90, ge=1, le=365)
    """A proposal to move money that nobody decided lapses after so many days (SCENARIOS.md, Defaults)."""
    holidays: tuple[date, ...] = ()
    """Days that are no business days, besides weekends."""
    counties_leaving: dict[str, date] = Field(default_factory=dict)
    """The first day on which a county, by id, takes part no more; awards made before stay (DOMAIN.md 7.9)."""
    ask_again_days: int = Field(default=60, ge=0, le=365)
    """Days after an offer's last day in which it may be asked for again, once (issue 3)."""
    appeal_days: int = Field(default=30, ge=1, le=365)
    """Days to appeal after an adverse decision, the day after it being the first (DOMAIN.md 7.4, proposed there)."""
    appeal_decision_days: int = Field(default=90, ge=1, le=365)
    """Days to decide an appeal (DOMAIN.md 7.4)."""
    small_cell: int = Field(default=11, ge=2, le=100)
    """A count of people below this is not shown to those who may not know them (DOMAIN.md 6.3: CalHHS De-Identification
    Guidelines)."""
    use_by_reminder_days: ReminderDays = (90, 30, 7)
    """Days before an award's last day on which its person is reminded (issue 3; DOMAIN.md 7.4, proposed there)."""
    offer_reminder_days: ReminderDays = (7,)
    """The same, before the last day of an offer."""
    warn_weeks: int = Field(default=12, ge=4, le=52)
    """How far back a forecast looks; a quarter of a year, so that one burst does not make a pace."""
    warn_min_weeks: int = Field(default=4, ge=1, le=52)
    """Weeks in which a pool could be used, below which nothing is forecast."""
    warn_min_awards: int = Field(default=10, ge=1, le=1000)
    """Awards below which a forecast is an interval only."""
    warn_unspent_share: int = Field(default=25, ge=0, le=100)
    """Percent of what was allotted: more than that expected to be left unspent is a reason to warn."""
    warn_runs_out_before_days: int = Field(default=60, ge=0, le=3650)
    """Days from now: a pool expected to run out sooner is a reason to warn."""
    fresh_sign_in_minutes: int = Field(default=15, ge=1, le=480)
    """How long after signing in money is decided on without signing in again (issue 5; the 15 minutes are proposed)."""
    delegation_longest_days: int = Field(default=92, ge=1, le=366)
    """How many days a role may be delegated for: a quarter, after which access is reviewed anyway (proposed)."""
    access_review_days: int = Field(default=30, ge=1, le=90)
    """Days in which a quarter's access review should be answered, and never after its quarter (proposed: issue 5 asks
    for a list every quarter, no source says how soon)."""
    nomination_kept_days: int = Field(default=365, ge=1, le=1095)
    """How long a county's nomination counts; then it is deleted, name and all (DOMAIN.md 6.3: least data)."""
    quiet_from_hour: int = Field(default=21, ge=0, le=23)
    quiet_until_hour: int = Field(default=8, ge=0, le=23)
    """Nothing is sent between these hours, Pacific time: the hours of the federal rule for calls and text messages
    (47 CFR 64.1200(c)(1): before 8 am or after 9 pm). The same hour twice: no quiet hours."""
