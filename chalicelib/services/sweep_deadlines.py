"""The daily sweep: passed deadlines, reminders, every queue once more, the books, and the list of a new quarter."""

import logging

from chalicelib.domain.funds import Pool
from chalicelib.domain.pacific import pacific_date
from chalicelib.domain.places import GENERAL
from chalicelib.domain.tasks import Task, TaskKind
from chalicelib.gateways import clock
from chalicelib.services.check_books import unbalanced, uncontrolled
from chalicelib.services.discard_documents import discard_due
from chalicelib.services.expire_due import expire_due
from chalicelib.services.lapse_proposals import lapse_proposals
from chalicelib.services.one_by_one import one_by_one, raise_first
from chalicelib.services.open_access_review import open_access_review
from chalicelib.services.relay_outbox import relay
from chalicelib.services.remind_of_deadline import remind_of_deadline
from chalicelib.store import outbox, pools, programs, work

log = logging.getLogger(__name__)


def sweep_deadlines() -> dict[str, int]:
    """Counts of what was done. Late, double and concurrent sweeps change nothing twice.

    Raises the first error in the end: what cannot be swept keeps nothing else from being swept.
    """
    now = clock.now()
    due = list(work.due_on(pacific_date(now)))
    failures = one_by_one(due, str, _act_on_due)
    failures += lapse_proposals(pacific_date(now))
    failures += discard_due(pacific_date(now))
    failures += one_by_one([pacific_date(now)], str, open_access_review)
    program = programs.program_at(now)
    failures += one_by_one(pools.load_pools(program.pool_ids()), lambda pool: pool.id, _serve_queue)
    counts = {"due": len(due), "failed": len(failures)}
    counts |= {"unbalanced": len(unbalanced(program.pool_ids())), "uncontrolled": len(uncontrolled(program))}
    log.info("Deadlines swept", extra=counts)
    raise_first(failures)
    return counts


def _act_on_due(application_id: str) -> None:
    """Deadlines first: nobody is reminded of what is over."""
    expire_due(application_id)
    remind_of_deadline(application_id)


def _serve_queue(pool: Pool) -> None:
    """Where there is something to give and someone waits for it; who waits for a general pool waits in a region."""
    is_general = pool.id.endswith(f"/{GENERAL}")
    if pool.balance.available.seats > 0 and (is_general or pools.first_in_queue(pool.id) is not None):
        waiting = outbox.pending(Task(kind=TaskKind.SERVE, pool=pool.id), clock.now())
        outbox.remember(waiting)
        relay([waiting])
