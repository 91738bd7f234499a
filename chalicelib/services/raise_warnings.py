"""Early warning: a pool that will leave too much unspent, or run out too soon, comes to the managers' work list.

With the weekly report, and whenever a reallocation was decided: a forecast rests on weeks, so a day changes little,
but a decision changes everything at once (docs/decisions/0011-forecast.md).
"""

import logging
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial

from chalicelib.domain.forecast import Prospect, WarningKind
from chalicelib.domain.program import PoolId
from chalicelib.domain.warning import PoolWarning
from chalicelib.gateways import clock
from chalicelib.gateways.identifiers import new_id
from chalicelib.services.forecast_pools import Learned, learn, prospect_of
from chalicelib.store import programs, table, warnings

log = logging.getLogger(__name__)

_TRIES = 3


def raise_warnings(pool_ids: Sequence[PoolId] | None = None) -> dict[str, int]:
    """Raise what has become true and end what is true no longer; of all pools, or of these. Counts of what changed.

    A second run, and one at the same time, change nothing twice.
    """
    now = clock.now()
    program = programs.program_at(now)
    asked = tuple(pool_ids or program.pool_ids())
    known = warnings.still_true(asked)
    raised = ended = 0
    for pool_id, learned in learn(program, asked, now).items():
        prospect = prospect_of(program, pool_id, learned, now)
        for kind in WarningKind:
            before = known.get((pool_id, kind))
            if kind in prospect.warnings and before is None:
                new = _new(pool_id, kind, prospect, learned, now)
                raised += _written(partial(warnings.raise_writes, new))
            if kind not in prospect.warnings and before is not None:
                ended += _written(partial(warnings.end_writes, before, before.over(now), now))
    log.info("Warnings looked at", extra={"raised": raised, "ended": ended})
    return {"raised": raised, "ended": ended}


def _new(pool_id: PoolId, kind: WarningKind, prospect: Prospect, learned: Learned, now: datetime) -> PoolWarning:
    return PoolWarning(
        id=new_id(now),
        pool=pool_id,
        kind=kind,
        raised_at=now,
        forecast=prospect.forecast,
        allotted=learned.balance.allotted,
    )


def _written(writes: Callable[[], list[table.Write]]) -> int:
    """1 when this run made the change, 0 when another was faster. What only came to the same pool's chain of warnings
    first is no reason to leave it."""
    for _ in range(_TRIES):
        try:
            table.transact(writes())
        except table.Conflict:
            continue
        return 1
    return 0
