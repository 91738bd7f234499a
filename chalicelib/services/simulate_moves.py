"""What-if: before deciding, see who would be served and what would be left. Reads alone; nothing is written."""

from collections.abc import Sequence

from chalicelib.domain.actors import Actor, authorize
from chalicelib.domain.codes import Code
from chalicelib.domain.pacific import pacific_date
from chalicelib.domain.permissions import Operation
from chalicelib.domain.program import PoolId, Program
from chalicelib.domain.refusal import Refused, invalid
from chalicelib.domain.what_if import Move, StandingPool, WhatIf, simulate
from chalicelib.gateways import clock
from chalicelib.services.forecast_pools import Learned, benefit_of, learn
from chalicelib.store import pools, programs


def simulate_moves(actor: Actor, moves: Sequence[Move], reopened: Sequence[str]) -> WhatIf:
    """The pools of the moves and of the rounds to reopen, served as they stand and as they would be.

    Raises NOT-FOUND for a pool or benefit the program does not have, INVALID, INSUFFICIENT-FUNDS with the field.
    """
    authorize(actor, Operation.SIMULATE_MOVES)
    now = clock.now()
    program = programs.program_at(now)
    pool_ids = _concerned(program, moves, reopened)
    learned = learn(program, pool_ids, now)
    return simulate(
        [_standing(program, each, known) for each, known in learned.items()],
        moves,
        reopened=frozenset(reopened),
        regions={county.id: county.region for county in program.counties if county.region},
        on=pacific_date(now),
    )


def _concerned(program: Program, moves: Sequence[Move], reopened: Sequence[str]) -> list[PoolId]:
    """In the order of the program."""
    known = program.pool_ids()
    for number, move in enumerate(moves):
        for field, pool_id in (("from", move.source), ("to", move.target)):
            if pool_id not in known:
                raise Refused(Code.NOT_FOUND, field=f"moves.{number}.{field}")
    unknown = [benefit for benefit in reopened if program.benefit(benefit) is None]
    if unknown:
        raise invalid("reopen")
    named = {pool_id for move in moves for pool_id in (move.source, move.target)}
    return [pool_id for pool_id in known if pool_id in named or benefit_of(pool_id) in reopened]


def _standing(program: Program, pool_id: PoolId, known: Learned) -> StandingPool:
    benefit = program.benefit(benefit_of(pool_id))
    return StandingPool(
        id=pool_id,
        source=program.source_of(pool_id).id,
        without_seats=benefit is None,
        available=known.balance.available,
        waiting=tuple(pools.waiting(pool_id)),
        suspended=known.outlook.suspended,
        priority_until=program.round(benefit.id).priority_until if benefit else None,
        pace=known.pace,
        outlook=known.outlook,
    )
