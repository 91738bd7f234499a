"""How long people wait for money now, as honestly as it can be said: how many are in line, how many places are free.

No number of days is promised: money comes when the state allots it, and when somebody gives a place back.
"""

from dataclasses import dataclass
from enum import StrEnum

from chalicelib.domain.pacific import pacific_date
from chalicelib.domain.program import Benefit, PoolId
from chalicelib.domain.waiting import Band, UsualWait, band_of, usual_wait
from chalicelib.gateways import clock
from chalicelib.store import pools, programs


class LineLength(StrEnum):
    """A band: an exact number would look as if it were good tomorrow too."""

    NOBODY = "nobody"
    FEW = "few"
    SOME = "some"
    MANY = "many"
    VERY_MANY = "very_many"


_BANDS = ((0, LineLength.NOBODY), (9, LineLength.FEW), (50, LineLength.SOME), (200, LineLength.MANY))


@dataclass(frozen=True)
class Wait:
    line: LineLength
    seats_free: int
    at_once: bool
    """Money is there for everybody in line and one more."""


def estimate_wait(benefit: Benefit, region: str | None) -> Wait | None:
    """None when the pool is not known: a regional benefit, and nobody said which region."""
    if benefit.regional and region is None:
        return None
    pool_id = PoolId(f"{benefit.id}/{region if benefit.regional else 'statewide'}")
    waiting, free = pools.queue_length(pool_id), pools.load_pool(pool_id).balance.available.seats
    return Wait(line_length(waiting), free, free > waiting)


def line_length(waiting: int) -> LineLength:
    return next((band for most, band in _BANDS if waiting <= most), LineLength.VERY_MANY)


_POSTINGS = 100
"""So much of a pool's journal tells its pace, however long the journal is."""


@dataclass(frozen=True)
class PlaceInLine:
    """Where somebody is in line, said as far as it can be said."""

    band: Band
    seats_free: int
    awards_lately: int
    since_days: int
    usual: UsualWait | None


def estimate_place(pool_id: PoolId, position: int) -> PlaceInLine:
    """From the pool's last postings, the newest of which holds its balance: one request."""
    now = clock.now()
    policy = programs.program_at(now).policy
    latest = pools.latest_postings(pool_id, _POSTINGS)
    ages = [(pacific_date(now) - pacific_date(each.recorded_at)).days for each in latest]
    days = max(1, min(7 * policy.warn_weeks, ages[-1] if ages else 0))
    picked = sum(each.kind == "pick" and age <= days for each, age in zip(latest, ages, strict=True))
    free = latest[0].balance.available.seats if latest else 0
    return PlaceInLine(band_of(position), free, picked, days, usual_wait(position, picked, days, policy))
