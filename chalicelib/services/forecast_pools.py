"""Forecasts of pools, from what their journals and rounds say: one query a pool, however long its journal."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from chalicelib.domain.actors import Actor, authorize
from chalicelib.domain.forecast import Outlook, PoolFigures, Prospect, forecast, warnings_of
from chalicelib.domain.funds import Balance
from chalicelib.domain.pace import Pace, RoundEvent, open_days, pace_of, standing_after, usable_days
from chalicelib.domain.pacific import PACIFIC, pacific_date
from chalicelib.domain.permissions import Operation
from chalicelib.domain.program import PoolId, Program, Round
from chalicelib.domain.waiting import need_of
from chalicelib.gateways import clock
from chalicelib.store import pools, programs, rounds


@dataclass(frozen=True)
class Learned:
    """What a pool's past says about its future."""

    balance: Balance
    pace: Pace
    outlook: Outlook


def forecast_pools(actor: Actor) -> tuple[PoolFigures, ...]:
    """Every pool of the program as it is now."""
    authorize(actor, Operation.READ_FUNDS)
    return evidence_of(programs.program_at(clock.now()).pool_ids())


def evidence_of(pool_ids: Sequence[PoolId]) -> tuple[PoolFigures, ...]:
    """Balance, queue, pace, forecast and warnings of these pools now, in the order asked for."""
    now = clock.now()
    program = programs.program_at(now)
    learned = learn(program, pool_ids, now)
    return tuple(_figures(program, pool_id, learned[pool_id], now) for pool_id in pool_ids)


def _figures(program: Program, pool_id: PoolId, known: Learned, now: datetime) -> PoolFigures:
    benefit = program.benefit(benefit_of(pool_id))
    return PoolFigures(
        pool=pool_id,
        at=now,
        balance=known.balance,
        waiting=need_of(pools.waiting(pool_id)),
        target_seats=benefit.target_seats if benefit else None,
        prospect=prospect_of(program, pool_id, known, now),
    )


def prospect_of(program: Program, pool_id: PoolId, known: Learned, as_of: datetime) -> Prospect:
    """The forecast from what is available, and what it warns of."""
    found = forecast(pool_id, known.pace, known.balance.available, known.outlook, pacific_date(as_of))
    return Prospect(forecast=found, warnings=warnings_of(found, known.balance.allotted, program.policy))


def learn(program: Program, pool_ids: Sequence[PoolId], as_of: datetime) -> dict[PoolId, Learned]:
    """What the past of each pool says at a moment; what was recorded later is not looked at."""
    until = pacific_date(as_of)
    since = until - timedelta(weeks=program.policy.warn_weeks, days=-1)
    benefits = sorted({benefit_of(pool_id) for pool_id in pool_ids} & {each.benefit for each in program.rounds})
    states = rounds.load_rounds(benefits)
    events = {each: rounds.round_past(each, as_of) if states[each].version else [] for each in benefits}
    return {pool_id: _learned(program, pool_id, events.get(benefit_of(pool_id)), since, as_of) for pool_id in pool_ids}


def benefit_of(pool_id: PoolId) -> str:
    return pool_id.split("/")[0]


def _learned(
    program: Program, pool_id: PoolId, events: list[RoundEvent] | None, since: date, as_of: datetime
) -> Learned:
    """Without a round (money that is not applied for) there is nothing to learn but the balance."""
    until = pacific_date(as_of)
    past = pools.past(pool_id, datetime.combine(since, time(), PACIFIC), as_of)
    open_on = frozenset[date]() if events is None else open_days(_window(program, pool_id), events, since, until)
    days = usable_days(past.postings, past.before, open_on, since, until)
    pace = pace_of(days, program.policy, _cap_cents(program, pool_id))
    return Learned(past.balance, pace, _outlook(program, pool_id, events))


def _window(program: Program, pool_id: PoolId) -> Round:
    return program.round(benefit_of(pool_id))


def _cap_cents(program: Program, pool_id: PoolId) -> int:
    """What an award of everything would take."""
    benefit = program.benefit(benefit_of(pool_id))
    return sum(program.item(item).cap_cents for item in benefit.items) if benefit else 0


def _outlook(program: Program, pool_id: PoolId, events: list[RoundEvent] | None) -> Outlook:
    source = program.source_of(pool_id)
    standing = None if events is None else standing_after(_window(program, pool_id), events)
    last_day = standing.last_day if standing else None
    return Outlook(
        promised_until=min(source.period_end, last_day or source.period_end),
        liquidated_by=source.liquidation_deadline,
        suspended=standing is not None and standing.on_hold,
    )
