"""County nominations: a list of people that gives priority tier 1 (DOMAIN.md 1.2, 7.3 (2))."""

from datetime import date, datetime

from chalicelib.domain.folder import Folder
from chalicelib.domain.part import Part
from chalicelib.domain.person import Name
from chalicelib.domain.states import LIVE


class Nominee(Part):
    """A person as the county knows them."""

    legal_name: Name
    birth_date: date


class Nomination(Part):
    """One line of a county's list; without a benefit it counts for every one."""

    county: str
    benefit: str | None
    nominee: Nominee
    by: str
    at: datetime

    def counts_for(self, county: str | None, benefit: str) -> bool:
        """True when the person's nexus is the nominating county and the benefit is meant."""
        return county == self.county and self.benefit in (None, benefit)


def can_still_move(folder: Folder) -> bool:
    """A nomination that comes later moves whoever waits, and never displaces an award (SCENARIOS.md, Defaults)."""
    application = folder.application
    return application.status in LIVE and folder.award is None and application.tier != 1
