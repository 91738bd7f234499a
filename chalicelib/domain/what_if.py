"""What would happen if money were moved: the queues served in thought, as pools stand and as moves would leave them."""

from collections.abc import Mapping, Sequence
from datetime import date

from pydantic import Field

from chalicelib.domain.codes import Code
from chalicelib.domain.forecast import Forecast, forecast
from chalicelib.domain.funds import Amounts
from chalicelib.domain.part import Part
from chalicelib.domain.program import PoolId
from chalicelib.domain.refusal import Refused, invalid
from chalicelib.domain.serving import Service, StandingPool, serve_all

MOST_MOVES = 20


class Move(Part):
    """Available seats and cents of one pool that would become `to_seats` and the same cents of another."""

    source: PoolId
    target: PoolId
    seats: int = Field(ge=0)
    cents: int = Field(ge=0)
    to_seats: int = Field(ge=0)


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
    before = serve_all(pools, {pool.id: pool.available for pool in pools}, regions, on)
    after = serve_all(pools, moved, regions, on, reopened)
    outcomes = (_outcome(pool, before[pool.id], after[pool.id], reopened, on) for pool in pools)
    return WhatIf(on=on, pools=tuple(outcomes))


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


def _outcome(pool: StandingPool, before: Service, after: Service, reopened: frozenset[str], on: date) -> PoolOutcome:
    outlook = pool.outlook.model_copy(update={"suspended": pool.suspended and pool.benefit not in reopened})
    return PoolOutcome(
        pool=pool.id,
        before=before,
        after=after,
        forecast_before=forecast(pool.id, pool.pace, before.left, pool.outlook, on),
        forecast_after=forecast(pool.id, pool.pace, after.left, outlook, on),
    )
