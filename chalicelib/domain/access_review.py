"""The quarterly look at who may do what: one row for each role that an account has, confirmed or marked for removal."""

from datetime import date, datetime
from enum import StrEnum

from chalicelib.domain.part import Part
from chalicelib.domain.roles import Role


class Verdict(StrEnum):
    CONFIRM = "confirm"
    REMOVE = "remove"


class AccessRow(Part):
    staff_id: str
    account: str
    role: Role
    enabled: bool
    last_sign_in: datetime | None
    delegation: str | None = None
    """The id of the delegation that the role is held by; None for a role of one's own."""
    until: date | None = None
    verdict: Verdict | None = None
    decided_by: str | None = None
    decided_at: datetime | None = None

    @property
    def id(self) -> str:
        return f"{self.staff_id}.{self.role.value}" + (f".{self.delegation}" if self.delegation else "")


class AccessReview(Part):
    quarter: str
    opened_by: str
    opened_at: datetime
    rows: int


def quarter_of(day: date) -> str:
    """`2026-Q4`: by the calendar year."""
    return f"{day.year}-Q{(day.month + 2) // 3}"
