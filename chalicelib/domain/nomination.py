"""County nominations: a list of people that gives priority tier 1 (DOMAIN.md 1.2, 7.3 (2))."""

from datetime import date, datetime
from enum import StrEnum

from chalicelib.domain.folder import Folder
from chalicelib.domain.part import Part
from chalicelib.domain.person import Name, PersonId
from chalicelib.domain.states import LIVE


class Nominee(Part):
    """A person as the county knows them."""

    legal_name: Name
    birth_date: date


class Nomination(Part):
    """That a county named somebody; without a benefit it counts for every one. Who it was is told by a digest."""

    county: str
    benefit: str | None
    nominee: str
    """The fingerprint of name and birth date as the county gave them."""
    by: str
    at: datetime
    until: datetime
    """From then on it counts no more, and is deleted (policy `nomination_kept_days`)."""

    def counts_for(self, county: str | None, benefit: str) -> bool:
        """True when the person's nexus is the nominating county and the benefit is meant."""
        return county == self.county and self.benefit in (None, benefit)


class Line(Part):
    """A line of a county's list: the only row that holds the name."""

    nomination: Nomination
    nominee: Nominee
    invitation: str | None = None
    """The digest of the invitation code given out for it, if any."""


class MatchStatus(StrEnum):
    OPEN = "open"
    SAME = "same"
    OTHER = "other"


class NominationMatch(Part):
    """A nomination and a person who may be the one it means: a reviewer decides. Neither's name is in it."""

    id: str
    person_id: PersonId
    nomination: Nomination
    found_at: datetime
    status: MatchStatus = MatchStatus.OPEN
    decided_by: str | None = None
    decided_at: datetime | None = None
    note: str | None = None


def can_still_move(folder: Folder) -> bool:
    """A nomination that comes later moves whoever waits, and never displaces an award (SCENARIOS.md, Defaults)."""
    application = folder.application
    return application.status in LIVE and folder.award is None and application.tier != 1
