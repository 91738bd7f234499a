"""What-if: before deciding, see who would be served and what would be left. Reads alone; nothing is written."""

from collections.abc import Mapping, Sequence

from chalicelib.domain.actors import Actor, authorize
from chalicelib.domain.codes import Code
from chalicelib.domain.funds import NOTHING, Amounts
from chalicelib.domain.pacific import pacific_date
from chalicelib.domain.permissions import Operation
from chalicelib.domain.program import PoolId, Program
from chalicelib.domain.reallocation import Proposal, held_by
from chalicelib.domain.refusal import Refused, invalid
from chalicelib.domain.serving import StandingPool
from chalicelib.domain.what_if import Move, WhatIf, simulate
from chalicelib.gateways import clock
from chalicelib.services.forecast_pools import Learned, benefit_of, learn
from chalicelib.store import pools, programs


def simulate_moves(actor: Actor, moves: Sequence[Move], reopened: Sequence[str]) -> WhatIf:
    """The pools of the moves and of the rounds to reopen, served as they stand and as they would be.

    Where one of them belongs to a benefit with a general pool, all pools of that benefit. Raises NOT-FOUND for a pool
    or benefit the program does not have, INVALID, INSUFFICIENT-FUNDS with the field.
    """
    authorize(actor, Operation.SIMULATE_MOVES)
    return _simulated(moves, reopened, {})


def simulate_proposal(actor: Actor, proposal: Proposal) -> WhatIf:
    """What approving it would do today, beside what rejecting it would: then what it holds is free again.

    Raises as `simulate_moves` does, where the program has changed since.
    """
    authorize(actor, Operation.SIMULATE_MOVES)
    terms = proposal.terms
    move = Move(
        source=terms.from_pool, target=terms.to_pool, seats=terms.seats, cents=terms.cents, to_seats=terms.to_seats
    )
    return _simulated([move], terms.reopen, {terms.from_pool: held_by(proposal)})


def _simulated(moves: Sequence[Move], reopened: Sequence[str], held: Mapping[PoolId, Amounts]) -> WhatIf:
    """`held`: what pools would have besides, in both cases."""
    now = clock.now()
    program = programs.program_at(now)
    learned = learn(program, _concerned(program, moves, reopened), now)
    return simulate(
        [_standing(program, each, known, held.get(each, NOTHING)) for each, known in learned.items()],
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
    if any(program.benefit(benefit) is None for benefit in reopened):
        raise invalid("reopen")
    named = {pool_id for move in moves for pool_id in (move.source, move.target)}
    whole = {benefit_of(pool_id) for pool_id in named if program.general_pool(benefit_of(pool_id))} | set(reopened)
    return [pool_id for pool_id in known if pool_id in named or benefit_of(pool_id) in whole]


def _standing(program: Program, pool_id: PoolId, known: Learned, held: Amounts) -> StandingPool:
    benefit = program.benefit(benefit_of(pool_id))
    general = program.general_pool(benefit.id) if benefit else None
    return StandingPool(
        id=pool_id,
        source=program.source_of(pool_id).id,
        without_seats=benefit is None,
        available=known.balance.available + held,
        waiting=tuple(pools.waiting(pool_id)),
        suspended=known.outlook.suspended,
        priority_until=program.round(benefit.id).priority_until if benefit else None,
        pace=known.pace,
        outlook=known.outlook,
        general=general if general != pool_id else None,
    )
