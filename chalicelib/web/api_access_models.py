"""Who may do what, as the API has it: delegations, reviews, applications without names."""

from datetime import date, datetime
from typing import Annotated

from pydantic import BaseModel, EmailStr, Field, StringConstraints

from chalicelib.domain.access_review import Verdict
from chalicelib.domain.codes import Code
from chalicelib.domain.roles import Role
from chalicelib.domain.states import ApplicationStatus, AwardStatus
from chalicelib.web.api_models import Id, In, ItemOut, StepOut


class DelegationIn(In):
    role: Role
    stand_in: EmailStr
    """The colleague's e-mail, of their staff account."""
    starts: date
    ends: date
    reason: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]
    absent: EmailStr | None = None
    """Whoever is away, for a manager who arranges it; left out, it is oneself."""


class DelegationOut(BaseModel):
    id: str
    role: Role
    absent: str
    stand_in: str
    starts: date
    ends: date
    reason: str
    made_by: str
    revoked_at: datetime | None
    in_force: bool


class DelegationsOut(BaseModel):
    delegations: list[DelegationOut]


class AccessDecisionIn(In):
    row: Annotated[Id, Field(max_length=200)]
    verdict: Verdict


class AccessRowOut(BaseModel):
    id: str
    account: str
    role: Role
    enabled: bool
    last_sign_in: datetime | None
    until: date | None
    """Of a role that is held for a colleague: its last day."""
    verdict: Verdict | None
    decided_by: str | None
    decided_at: datetime | None
    still_held: bool | None


class AccessReviewOut(BaseModel):
    quarter: str
    opened_at: datetime
    due: date
    """The last Pacific day for answers."""
    left: int
    """Rows without one."""
    rows: list[AccessRowOut]


class AccessReviewLineOut(BaseModel):
    quarter: str
    opened_at: datetime
    due: date
    left: int
    count: int


class AccessReviewsOut(BaseModel):
    reviews: list[AccessReviewLineOut]


class DeidentifiedAwardOut(BaseModel):
    status: AwardStatus
    use_by: date | None
    items: list[ItemOut]


class DeidentifiedApplicationOut(BaseModel):
    """No name, contact, birth date, document or free text; the region in place of the county."""

    id: str
    benefit: str
    region: str | None
    status: ApplicationStatus
    reasons: list[Code]
    tier: int
    submitted_at: datetime
    program_version: int
    award: DeidentifiedAwardOut | None
    timeline: list[StepOut]
