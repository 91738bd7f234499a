"""The allocator: serves a pool's queue in strict order, while both units fit (DESIGN.md section 5).

What is guaranteed about the order. Immediately before each award the head of the queue is looked at, consistently, and
only that head is served: whoever's place was stored by then is never passed over by somebody behind it. The award's own
transaction holds the application to what was read, the pool to its last posting and the round to being served; if any
of them moved, nothing happens and everything is read again. A place that is stored between that look and that
transaction, a few milliseconds, may see one award go to the one who was first at the look; never a second one.
"""

from collections.abc import Callable
from dataclasses import replace

from chalicelib.domain.application import FundedItem
from chalicelib.domain.award import needed_for
from chalicelib.domain.folder import Folder, in_queue
from chalicelib.domain.funds import Pool
from chalicelib.domain.program import PoolId
from chalicelib.domain.rounds import is_suspended
from chalicelib.domain.tasks import Task, TaskKind
from chalicelib.gateways import clock
from chalicelib.services.reserve_award import give_to_reviewer, held_back, left_to_fund, reserve_award
from chalicelib.services.round_in_force import round_in_force
from chalicelib.services.serve_general import serve_next_head
from chalicelib.store import outbox, pools, programs, queue_pages
from chalicelib.store.commit import ItemTaken
from chalicelib.store.outbox import Pending
from chalicelib.store.queue_pages import Candidate, Means
from chalicelib.store.table import Conflict

_PAGE = 10
"""So many are read at a time, and the one after them."""

_PICKS_AT_ONCE = 50
"""So many are served at a time, so that a request that frees a seat never takes long."""


def serve_queue(pool_id: PoolId) -> list[Pending]:
    """Reserve an award for each application in turn until the first no longer fits; nobody is ever passed over.

    Where the program has a general pool for the benefit, whoever is stuck at the head of a region's queue is served
    from it. Safe to stop between any two awards and to run twice at once. Returns what is left to tell, which includes
    a next page when the queue can still be served.
    """
    program = programs.program_at(clock.now())
    benefit = pool_id.split("/")[0]
    general = program.general_pool(benefit)
    if pool_id == general:
        return _until_done(pool_id, lambda: serve_next_head(general, program.regional_pools(benefit)))
    served = _until_done(pool_id, _Queue(pool_id).serve_page)
    if general is None or any(task.task.kind is TaskKind.SERVE for task in served):
        return served
    return [*served, *serve_queue(general)]


def _until_done(pool_id: PoolId, serve: Callable[[], tuple[list[Pending], bool]]) -> list[Pending]:
    """What `serve` leaves to tell, called until it says that there is no more, or for as long as a request may take."""
    left: list[Pending] = []
    for _ in range(_PICKS_AT_ONCE):
        told, goes_on = serve()
        left += told
        if not goes_on:
            return left
        if len(left) >= _PICKS_AT_ONCE:
            break
    next_page = outbox.pending(Task(kind=TaskKind.SERVE, pool=pool_id), clock.now())
    outbox.remember(next_page)
    return [*left, next_page]


class _Queue:
    """A pool's queue while one call serves it. The pool and its round are read once, and again when they moved.

    To stop by what was read a moment ago is safe: whoever joins, leaves, gives money back or reopens the round has the
    queue served once more.
    """

    def __init__(self, pool_id: PoolId) -> None:
        self._pool_id = pool_id
        self._means: Means | None = None

    def serve_page(self) -> tuple[list[Pending], bool]:
        """Serve those who are next; returns also whether there may be more."""
        told: list[Pending] = []
        ids = pools.waiting_in_queue(self._pool_id, _PAGE + 1)
        if not ids:
            return told, False
        means = self._means or _means_of(self._pool_id)
        # One more than there are seats for: whether that one can be served ends the page without another reading.
        seats = max(0, means.pool.balance.available.seats)
        try:
            for waiting in queue_pages.load_waiting(ids[: seats + 1]):
                picked = _pick(waiting, means)
                if picked is None:
                    return told, False
                tasks, pool = picked
                means = replace(means, pool=pool)
                told += tasks
        except (Conflict, ItemTaken):
            self._means = None
        else:
            self._means = means
        return told, True


def _means_of(pool_id: PoolId) -> Means:
    """Pool and round as they are now, with an event of the round recorded whose time has come."""
    means = queue_pages.load_means(pool_id)
    ahead = means.round.scheduled
    if ahead is None or ahead.at > clock.now():
        return means
    return replace(means, round=round_in_force(means.round.benefit))


def _pick(waiting: Candidate, means: Means) -> tuple[tuple[Pending, ...], Pool] | None:
    """The first in the queue gets a reserved award; None when it does not fit or may not be served yet.

    Raises Conflict when it is not the first any more.
    """
    folder, pool = waiting.folder, means.pool
    items = left_to_fund(waiting)
    if items and not _may_be_served(folder, items, means):
        return None
    if not in_queue(folder) or pools.first_in_queue(pool.id) != folder.application.id:
        raise Conflict
    return reserve_award(waiting, items, pool) if items else (give_to_reviewer(waiting), pool)


def _may_be_served(folder: Folder, items: tuple[FundedItem, ...], means: Means) -> bool:
    if held_back(folder, programs.program_at(clock.now())) or is_suspended(means.round):
        return False
    return needed_for(items).fits_in(means.pool.balance.available)
