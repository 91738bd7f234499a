"""The allocator: serves a pool's queue in strict order, while both units fit (DESIGN.md section 5).

What is guaranteed about the order. Immediately before each award the head of the queue is looked at, consistently, and
only that head is served: whoever's place was stored by then is never passed over by somebody behind it. The award's own
transaction holds the application to what was read, the pool to its last posting and the round to being served; if any
of them moved, nothing happens and everything is read again. A place that is stored between that look and that
transaction, a few milliseconds, may see one award go to the one who was first at the look; never a second one.
"""

from collections.abc import Callable

from chalicelib.domain.award import needed_for
from chalicelib.domain.folder import in_queue
from chalicelib.domain.funds import Pool
from chalicelib.domain.program import PoolId
from chalicelib.domain.rounds import RoundState, is_suspended
from chalicelib.domain.tasks import Task, TaskKind
from chalicelib.gateways import clock
from chalicelib.services import serve_general
from chalicelib.services.reserve_award import give_to_reviewer, held_back, left_to_fund, reserve_award
from chalicelib.store import outbox, pools, programs, queue_pages
from chalicelib.store.commit import ItemTaken
from chalicelib.store.outbox import Pending
from chalicelib.store.queue_pages import Waiting
from chalicelib.store.table import Conflict

_PAGE = 25
"""So many are read at a time."""

_PICKS_AT_ONCE = 50
"""So many are served at a time, so that a request that frees a seat never takes long."""


def serve_queue(pool_id: PoolId) -> list[Pending]:
    """Reserve an award for each application in turn until the first no longer fits; nobody is ever passed over.

    Safe to stop between any two awards and to run twice at once. Returns what is left to tell, which includes a next
    page when the queue can still be served.
    """
    program = programs.program_at(clock.now())
    benefit = pool_id.split("/")[0]
    general = program.general_pool(benefit)
    if pool_id == general:
        return _until_done(pool_id, lambda: serve_general.serve_next_head(general, program.regional_pools(benefit)))
    served = _until_done(pool_id, lambda: _serve_page(pool_id))
    still_to_serve = any(task.task.kind is TaskKind.SERVE for task in served)
    if general is None or still_to_serve:
        return served
    return [*served, *serve_queue(general)]


def _until_done(pool_id: PoolId, serve: Callable[[], tuple[list[Pending], bool]]) -> list[Pending]:
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


def _serve_page(pool_id: PoolId) -> tuple[list[Pending], bool]:
    """Serve those who are next; returns also whether there may be more: the page ended, or was out of date."""
    page = queue_pages.load_page(pool_id, _PAGE)
    told: list[Pending] = []
    if page is None:
        return told, False
    pool = page.pool
    for waiting in page.waiting:
        if pools.first_in_queue(pool_id) != waiting.folder.application.id:
            return told, True
        try:
            picked = _pick(waiting, pool, page.round)
        except (Conflict, ItemTaken):
            return told, True
        if picked is None:
            return told, False
        tasks, pool = picked
        told += tasks
    return told, True


def _pick(waiting: Waiting, pool: Pool, state: RoundState) -> tuple[list[Pending], Pool] | None:
    """The first in the queue gets a reserved award; None when it does not fit or may not be served yet."""
    folder = waiting.folder
    if not in_queue(folder):
        raise Conflict
    items = left_to_fund(waiting)
    if not items:
        return give_to_reviewer(waiting), pool
    if held_back(folder, programs.program_at(clock.now())) or is_suspended(state):
        return None
    return reserve_award(waiting, items, pool) if needed_for(items).fits_in(pool.balance.available) else None
