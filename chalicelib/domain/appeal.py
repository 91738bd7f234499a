"""An appeal: somebody new looks at an adverse decision again (DOMAIN.md 7.4, 7.10; issue 5)."""

from datetime import date, datetime
from enum import StrEnum

from chalicelib.domain.part import Part


class AppealOutcome(StrEnum):
    UPHOLD = "uphold"
    """Our decision stands."""
    OVERTURN = "overturn"
    """Set aside: the application goes back to where it was before."""


class Appeal(Part):
    """One appeal against one decision. What was written is not in it (store/appeal_texts.py)."""

    against: str
    """The action of the decision, as in the application's history."""
    decided_at: datetime
    """When that was: it names the decision."""
    filed_at: datetime
    filed_by: str
    """The person, or the staff member who wrote it down for them."""
    decide_by: date
    """The last Pacific day on which it is to be decided."""
    outcome: AppealOutcome | None = None
    answered_at: datetime | None = None
    set_aside: tuple[str, ...] = ()
    """Where it was overturned: who had decided, and does not decide on this application again."""
