"""A round's event that was scheduled comes into force: recorded at the first look after its time, by whoever looks."""

from chalicelib.domain.actors import SYSTEM
from chalicelib.domain.program import BenefitId, PoolId, Program
from chalicelib.domain.rounds import RoundChange, RoundState, in_force
from chalicelib.domain.tasks import Task, TaskKind
from chalicelib.gateways import clock
from chalicelib.services.one_by_one import one_by_one, raise_first
from chalicelib.store import outbox, programs, rounds, table
from chalicelib.store.outbox import Pending

_TRIES = 20


def bring_rounds_into_force() -> None:
    """Record every scheduled event whose time has come. A second look changes nothing."""
    states = rounds.load_rounds(benefit.id for benefit in programs.program_at(clock.now()).benefits)
    due = [benefit for benefit, state in states.items() if state.scheduled and state.scheduled.at <= clock.now()]
    raise_first(one_by_one(due, str, round_in_force))


def round_in_force(benefit: str) -> RoundState:
    """The round as it is now, with a scheduled event recorded whose time has come.

    Those it concerns are told, and its queues served, through the outbox.
    """
    for _ in range(_TRIES):
        now = clock.now()
        program = programs.program_at(now)
        state = rounds.load_round(benefit)
        if state.scheduled is None or state.scheduled.at > now:
            return in_force(program.round(benefit), state, now)
        try:
            return _recorded(program, state)
        except table.Conflict:
            continue
    raise table.Conflict


def _recorded(program: Program, state: RoundState) -> RoundState:
    ahead, now = state.scheduled, clock.now()
    if ahead is None:
        raise ValueError("nothing is scheduled")
    after = in_force(program.round(state.benefit), state, now)
    came = after.changed_at == ahead.at
    action = ahead.change.value if came else "drop_scheduled"
    saved, writes = rounds.round_writes(state, after, action, SYSTEM, now, ahead.reason, scheduled=ahead)
    following = what_follows(program, state.benefit, ahead.change) if came else []
    table.transact([*writes, *map(outbox.pending_write, following)])
    return saved


def what_follows(program: Program, benefit: BenefitId, change: RoundChange) -> list[Pending]:
    """Its people are told of an event; where it reopens, its queues are served."""
    now = clock.now()
    pools: list[PoolId] = []
    if change is RoundChange.REOPEN:
        pools = [pool for pool in program.pool_ids() if pool.startswith(f"{benefit}/")]
    told = Task(kind=TaskKind.ANNOUNCE, benefit=benefit, change=change)
    served = [Task(kind=TaskKind.SERVE, pool=pool) for pool in pools]
    return [outbox.pending(task, now) for task in (told, *served)]
