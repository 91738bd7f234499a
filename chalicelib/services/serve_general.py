"""The general pool of a regional benefit: it serves the regions' first, where their own pool cannot."""

from chalicelib.domain.award import needed_for
from chalicelib.domain.folder import in_queue
from chalicelib.domain.funds import Pool
from chalicelib.domain.program import PoolId
from chalicelib.domain.rounds import is_suspended
from chalicelib.gateways import clock
from chalicelib.services.reserve_award import give_to_reviewer, held_back, left_to_fund, reserve_award
from chalicelib.services.round_in_force import round_in_force
from chalicelib.store import pools, programs, queue_pages
from chalicelib.store.commit import ItemTaken
from chalicelib.store.outbox import Pending
from chalicelib.store.queue_pages import Candidate
from chalicelib.store.table import Conflict


def serve_next_head(general: PoolId, regions: tuple[PoolId, ...]) -> tuple[list[Pending], bool]:
    """Serve the best of the regions' stuck heads: tier, first submitted at, id; returns also whether to look again.

    As strict as a queue: when the best of them does not fit, the others wait with it. Every region's head is read
    again for each award, so one costs four requests and one for each region.
    """
    known = {pool.id: pool for pool in pools.load_pools((general, *regions))}
    pool = known.get(general, Pool(id=general))
    if pool.balance.available.seats < 1:
        return [], False
    first = [application_id for region in regions if (application_id := pools.first_in_queue(region))]
    heads = sorted(queue_pages.load_waiting(first), key=lambda head: head.folder.application.queue_key)
    try:
        for head in heads:
            if not in_queue(head.folder):
                raise Conflict
            if not _waits_for_own_region(head, known):
                return _served(head, pool)
    except (Conflict, ItemTaken):
        return [], True
    return [], False


def _waits_for_own_region(head: Candidate, known: dict[PoolId, Pool]) -> bool:
    """True for whom the own region's pool can serve, and for whom nobody may serve yet."""
    application = head.folder.application
    if held_back(head.folder, programs.program_at(clock.now())):
        return True
    own = known.get(application.pool) if application.pool else None
    items = left_to_fund(head)
    return bool(items) and own is not None and needed_for(items).fits_in(own.balance.available)


def _served(head: Candidate, pool: Pool) -> tuple[list[Pending], bool]:
    items = left_to_fund(head)
    if not items:
        return list(give_to_reviewer(head)), True
    if is_suspended(round_in_force(head.folder.application.benefit)):
        return [], False
    if not needed_for(items).fits_in(pool.balance.available):
        return [], False
    return list(reserve_award(head, items, pool)[0]), True
