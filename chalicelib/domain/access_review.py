"""The quarterly look at who may do what: one row for each role that an account has, confirmed or marked for removal."""

from datetime import date, datetime, timedelta
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
    opened_at: datetime
    due: date
    """The last Pacific day by which every row should have its answer."""
    rows: int
    left: int
    """How many of them have none yet."""


def quarter_of(day: date) -> str:
    """`2026-Q4`: by the calendar year."""
    return f"{day.year}-Q{_number_of(day)}"


def due_of(opened: date, days: int) -> date:
    """The last day for the answers of a review: so many days after it was opened, and never after its quarter, which
    is when it takes none any more."""
    month = 3 * _number_of(opened)
    next_quarter = date(opened.year + month // 12, month % 12 + 1, 1)
    return min(opened + timedelta(days=days), next_quarter - timedelta(days=1))


def _number_of(day: date) -> int:
    return (day.month + 2) // 3
