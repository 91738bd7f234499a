"""Who waits for a pool, as its queue's rows alone tell: enough to serve the queue in thought, nothing personal."""

from collections.abc import Sequence
from datetime import datetime
from math import ceil

from chalicelib.domain.application import Application, ApplicationId
from chalicelib.domain.award import needed_for
from chalicelib.domain.funds import Amounts
from chalicelib.domain.pace import HIGH, LOW, Confidence, Pace
from chalicelib.domain.part import Part
from chalicelib.domain.person import Language
from chalicelib.domain.policy import Policy


class Waiting(Part):
    """A place in a queue: its order, what it takes from the pool, and what counts are made by."""

    application_id: ApplicationId
    tier: int
    submitted_at: datetime
    cents: int
    """The caps of everything still to fund. The allocator leaves out what another award came to pay meanwhile."""
    language: Language
    county: str | None

    @property
    def needs(self) -> Amounts:
        return Amounts(seats=1, cents=self.cents)

    @property
    def order(self) -> tuple[int, datetime, str]:
        """Among the heads of several queues, as in one: tier, first submission, id."""
        return self.tier, self.submitted_at, self.application_id


def waiting_of(application: Application) -> Waiting:
    """The place of an application that waits."""
    return Waiting(
        application_id=application.id,
        tier=application.tier,
        submitted_at=application.submitted_at,
        cents=needed_for(application.to_fund).cents,
        language=application.language,
        county=application.answers.county,
    )


def need_of(queue: Sequence[Waiting]) -> Amounts:
    """What it would take to serve all of them."""
    return Amounts(seats=len(queue), cents=sum(place.cents for place in queue))


class Band(Part):
    """Places in a line: an exact number would look as if it were good tomorrow too."""

    first: int
    last: int | None
    """None: and all behind."""


_BANDS = ((1, 1), (2, 5), (6, 10), (11, 20), (21, 50), (51, 100), (101, 200), (201, 500))


def band_of(position: int) -> Band:
    """The band that a place is in; 1 is served next."""
    found = next(((first, last) for first, last in _BANDS if position <= last), None)
    return Band(first=found[0], last=found[1]) if found else Band(first=_BANDS[-1][1] + 1, last=None)


class UsualWait(Part):
    """Weeks until a place is reached if awards go on as they did: 80 of 100 such forecasts should be right."""

    least: int
    most: int


def usual_wait(position: int, taken: int, days: int, policy: Policy) -> UsualWait | None:
    """From so many awards in so many calendar days, the ones without money in them too: waiting is waiting.

    None when that is too short a past, or too few awards, to say anything (the same settings as for forecasts).
    """
    if taken < policy.warn_min_awards or days < 7 * policy.warn_min_weeks:
        return None
    pace = Pace(days=days, taken=taken, returned=0, cents_per_seat=0, spread_percent=100, confidence=Confidence.ENOUGH)
    return UsualWait(
        least=ceil(position / pace.rate_quantile(HIGH)),
        most=ceil(position / pace.rate_quantile(LOW)),
    )
