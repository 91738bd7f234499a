"""The daily sweep: every deadline that has passed, every queue once more, and the books."""

import logging

from chalicelib.domain.pacific import pacific_date
from chalicelib.domain.program import PoolId
from chalicelib.domain.tasks import Task, TaskKind
from chalicelib.gateways import clock
from chalicelib.services.check_books import unbalanced
from chalicelib.services.expire_due import expire_due
from chalicelib.services.relay_outbox import relay
from chalicelib.store import outbox, pools, programs, work

log = logging.getLogger(__name__)


def sweep_deadlines() -> dict[str, int]:
    """Counts of what was done. Late, double and concurrent sweeps change nothing twice."""
    now = clock.now()
    due = list(work.due_before(pacific_date(now).isoformat()))
    for application_id in due:
        expire_due(application_id)
    pool_ids = programs.program_at(now).pool_ids()
    _serve_queues(pool_ids)
    counts = {"due": len(due), "unbalanced": len(unbalanced(pool_ids))}
    log.info("Deadlines swept", extra=counts)
    return counts


def _serve_queues(pool_ids: tuple[PoolId, ...]) -> None:
    """Every pool that has something to give and someone waiting."""
    for pool in pools.load_pools(pool_ids):
        if pool.balance.available.seats > 0 and pools.first_in_queue(pool.id) is not None:
            waiting = outbox.pending(Task(kind=TaskKind.SERVE, pool=pool.id), clock.now())
            outbox.remember(waiting)
            relay([waiting])
