"""Who waits for a pool, as its queue's rows alone tell: enough to serve the queue in thought, nothing personal."""

from collections.abc import Sequence
from datetime import datetime

from chalicelib.domain.application import Application, ApplicationId
from chalicelib.domain.award import needed_for
from chalicelib.domain.funds import Amounts
from chalicelib.domain.part import Part
from chalicelib.domain.person import Language


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
