"""Work lists: by when something that waits for staff has to be done, and what a list can be narrowed to."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from enum import StrEnum

from chalicelib.domain.folder import Folder, Place, place_of
from chalicelib.domain.pacific import end_of_day, pacific_date
from chalicelib.domain.part import Part
from chalicelib.domain.policy import Policy
from chalicelib.domain.states import ApplicationStatus

PAPERS = "papers"
"""The list of applications whose documents no reviewer has looked at, and that wait for nothing else of staff."""

_DAYS: Mapping[str, str] = {
    "review": "review_days",
    "approve_award": "award_approval_days",
    "extend_award": "award_approval_days",
    "approve_claim": "payment_days",
    "prepare_batch": "payment_days",
    "decide_appeal": "appeal_decision_days",
    PAPERS: "review_days",
}
"""By list, the policy setting that says how many calendar days an entry may wait."""


_AT: Mapping[Place, str] = {Place.WAIT_FOR_REVIEWER: "review", Place.WAIT_FOR_AWARD_APPROVAL: "approve_award"}
_AFTER_REVIEW = frozenset({ApplicationStatus.QUEUED, ApplicationStatus.AWARDED})
"""Found eligible, by the rules or by a reviewer. Before, its person may still send other documents, or a reviewer looks
at the whole application; what has ended needs no look."""


def waits_in(folder: Folder) -> tuple[str | None, datetime]:
    """The work list that the folder is in, if any, and since when: it never waits for staff for two things at once."""
    extension = folder.award.extension if folder.award else None
    if extension is not None:
        return "extend_award", extension.requested_at
    if folder.application.open_appeal is not None:
        return "decide_appeal", folder.application.open_appeal.filed_at
    list_of_place = _AT.get(place_of(folder))
    since = folder.application.papers_since
    if list_of_place is None and since is not None and folder.application.status in _AFTER_REVIEW:
        return PAPERS, since
    return list_of_place, folder.application.since


class Due(StrEnum):
    OVERDUE = "overdue"
    WEEK = "week"
    """In the next seven days, today included."""


class Narrowing(Part):
    """What of a list is looked at; nothing of it narrows nothing. Ids and codes, so that an address may hold it."""

    benefit: str | None = None
    county: str | None = None
    region: str | None = None
    """Of the pool that would pay; pools of the whole state are in no region."""
    due: Due | None = None

    @property
    def facets(self) -> dict[str, str]:
        """Those by which entries are kept, the rarest first."""
        said = {"county": self.county, "region": self.region, "benefit": self.benefit}
        return {name: value for name, value in said.items() if value is not None}


def days_of(name: str, policy: Policy) -> int | None:
    """How many calendar days an entry of this list may wait; None where nothing says so."""
    setting = _DAYS.get(name)
    return int(getattr(policy, setting)) if setting else None


def deadline(since: datetime, days: int) -> date:
    """The last Pacific day for what waits since a moment."""
    return pacific_date(since) + timedelta(days=days)


def waiting_between(due: Due, days: int, today: date) -> tuple[datetime | None, datetime]:
    """Since when (from, before) entries wait whose deadline is so: the order by time is that by deadline."""
    first_not_over = end_of_day(today - timedelta(days=days + 1))
    if due is Due.OVERDUE:
        return None, first_not_over
    return first_not_over, end_of_day(today - timedelta(days=days) + timedelta(days=7))
