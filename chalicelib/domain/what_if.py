"""What would happen if money were moved: the queues served in thought, nothing written.

The same strict order as the allocator's: the first who does not fit in both units stops the queue. The queue's own
rows say what each would take; the allocator may take less where another award has come to pay an item meanwhile.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from enum import StrEnum

from pydantic import Field

from chalicelib.domain.codes import Code
from chalicelib.domain.forecast import Forecast, Outlook, forecast
from chalicelib.domain.funds import Amounts
from chalicelib.domain.pace import Pace
from chalicelib.domain.part import Part
from chalicelib.domain.program import PoolId
from chalicelib.domain.refusal import Refused, invalid
from chalicelib.domain.waiting import Waiting, need_of

MOST_MOVES = 20


class Move(Part):
    """Available seats and cents of one pool that would become `to_seats` and the same cents of another."""

    source: PoolId
    target: PoolId
    seats: int = Field(ge=0)
    cents: int = Field(ge=0)
    to_seats: int = Field(ge=0)


class StandingPool(Part):
    """A pool as it stands before any move."""

    id: PoolId
    source: str
    """The funding source; money does not leave it."""
    without_seats: bool
    """Money that nobody applies for."""
    available: Amounts
    waiting: tuple[Waiting, ...]
    suspended: bool
    priority_until: date | None
    """Until this day's end only tier 1 is served."""
    pace: Pace
    outlook: Outlook


class Stop(StrEnum):
    """Why serving a queue stopped."""

    ALL_SERVED = "all_served"
    DOES_NOT_FIT = "does_not_fit"
    """The first who waits needs more than is left in one of the units: what is left is stranded."""
    SUSPENDED = "suspended"
    PRIORITY = "priority"
    """Only nominated people are served for now, and the first who waits is not one."""


class Counts(Part):
    """So many people, and who they are, as far as a queue tells."""

    people: int
    cents: int
    by_region: dict[str, int]
    by_tier: dict[str, int]
    by_language: dict[str, int]


class Service(Part):
    """A queue served as far as it goes."""

    available: Amounts
    """Before serving."""
    served: Counts
    stays: Counts
    stop: Stop
    left: Amounts
    """After serving. Stranded, when people stay because the first does not fit."""
    head_needs: Amounts | None
    """What the first who stays would take."""


class PoolOutcome(Part):
    pool: PoolId
    before: Service
    after: Service
    forecast_before: Forecast
    forecast_after: Forecast


class WhatIf(Part):
    on: date
    pools: tuple[PoolOutcome, ...]


def simulate(
    pools: Sequence[StandingPool],
    moves: Sequence[Move],
    *,
    reopened: frozenset[str],
    regions: Mapping[str, str],
    on: date,
) -> WhatIf:
    """Every pool served as it stands and as the moves, in order, would leave it; rounds of `reopened` are not on hold.

    `regions` is county → region. Raises INVALID for a move that no proposal could make, INSUFFICIENT-FUNDS with the
    unit for one that is larger than what is available when its turn comes.
    """
    moved = available_after(pools, moves)
    return WhatIf(on=on, pools=tuple(_outcome(pool, moved[pool.id], reopened, regions, on) for pool in pools))


def available_after(pools: Sequence[StandingPool], moves: Sequence[Move]) -> dict[PoolId, Amounts]:
    """What each pool would have available. Raises as `simulate` does, with the move's place in `field`."""
    if not 0 < len(moves) <= MOST_MOVES:
        raise invalid("moves")
    known = {pool.id: pool for pool in pools}
    left = {pool.id: pool.available for pool in pools}
    for number, move in enumerate(moves):
        _refuse_impossible(move, known, f"moves.{number}")
        had = left[move.source]
        if move.seats > had.seats or move.cents > had.cents:
            unit = "seats" if move.seats > had.seats else "cents"
            raise Refused(Code.INSUFFICIENT_FUNDS, field=f"moves.{number}.{unit}")
        left[move.source] = had - Amounts(seats=move.seats, cents=move.cents)
        left[move.target] += Amounts(seats=move.to_seats, cents=move.cents)
    return left


def _refuse_impossible(move: Move, known: Mapping[PoolId, StandingPool], place: str) -> None:
    source, target = known[move.source], known[move.target]
    if source is target or source.source != target.source:
        raise invalid(f"{place}.to")
    if not move.seats and not move.cents:
        raise invalid(f"{place}.cents")
    if move.to_seats and target.without_seats:
        raise invalid(f"{place}.to_seats")


def _outcome(
    pool: StandingPool, available: Amounts, reopened: frozenset[str], regions: Mapping[str, str], on: date
) -> PoolOutcome:
    goes_on = pool.id.split("/")[0] in reopened
    before = serve(pool, pool.available, regions, on)
    after = serve(pool, available, regions, on, goes_on=goes_on)
    outlook = pool.outlook.model_copy(update={"suspended": pool.suspended and not goes_on})
    return PoolOutcome(
        pool=pool.id,
        before=before,
        after=after,
        forecast_before=forecast(pool.id, pool.pace, before.left, pool.outlook, on),
        forecast_after=forecast(pool.id, pool.pace, after.left, outlook, on),
    )


def serve(
    pool: StandingPool, available: Amounts, regions: Mapping[str, str], on: date, *, goes_on: bool = False
) -> Service:
    """The pool's queue in strict order with so much available; `goes_on` lifts a suspension."""
    served, stop = 0, Stop.ALL_SERVED
    only_first_tier = pool.priority_until is not None and on <= pool.priority_until
    seats, cents = available.seats, available.cents
    for place in pool.waiting:
        if pool.suspended and not goes_on:
            stop = Stop.SUSPENDED
        elif only_first_tier and place.tier != 1:
            stop = Stop.PRIORITY
        elif seats < 1 or cents < place.cents:
            stop = Stop.DOES_NOT_FIT
        else:
            seats, cents, served = seats - 1, cents - place.cents, served + 1
            continue
        break
    stays = pool.waiting[served:]
    return Service(
        available=available,
        served=counts_of(pool.waiting[:served], regions),
        stays=counts_of(stays, regions),
        stop=stop,
        left=Amounts(seats=seats, cents=cents),
        head_needs=stays[0].needs if stays else None,
    )


def counts_of(places: Sequence[Waiting], regions: Mapping[str, str]) -> Counts:
    """By region of the county named, tier and language; `unknown` where no region is known."""
    return Counts(
        people=len(places),
        cents=need_of(places).cents,
        by_region=_sorted(Counter(regions.get(place.county or "", "unknown") for place in places)),
        by_tier=_sorted(Counter(str(place.tier) for place in places)),
        by_language=_sorted(Counter(place.language for place in places)),
    )


def _sorted(counter: Mapping[str, int]) -> dict[str, int]:
    return dict(sorted(counter.items()))
