"""The allocator: serves a pool's queue in strict order, while both units fit (DESIGN.md section 5)."""

from chalicelib.domain.actors import SYSTEM
from chalicelib.domain.application import AwardId
from chalicelib.domain.award import needed_for, propose
from chalicelib.domain.codes import Code
from chalicelib.domain.eligibility import without_funded
from chalicelib.domain.folder import Folder, in_queue
from chalicelib.domain.pacific import pacific_date
from chalicelib.domain.program import PoolId, Program
from chalicelib.domain.refusal import Refused
from chalicelib.domain.rounds import is_suspended
from chalicelib.domain.states import ApplicationStatus
from chalicelib.domain.tasks import Task, TaskKind
from chalicelib.gateways import clock
from chalicelib.gateways.identifiers import new_award_number
from chalicelib.services.round_in_force import round_in_force
from chalicelib.store import folders, outbox, people, pools, programs, rounds
from chalicelib.store.commit import Decision, ItemTaken, commit
from chalicelib.store.outbox import Pending
from chalicelib.store.table import Conflict

_PICKS_AT_ONCE = 50
"""A long queue is served in pages, so that a request that frees a seat never takes long."""


def serve_queue(pool_id: PoolId) -> list[Pending]:
    """Reserve an award for each application in turn until the first no longer fits; nobody is ever passed over.

    Safe to stop between any two awards and to run twice at once. Returns what is left to tell, which includes a next
    page when the queue can still be served.
    """
    left: list[Pending] = []
    for _ in range(_PICKS_AT_ONCE):
        application_id = pools.first_in_queue(pool_id)
        if application_id is None:
            return left
        try:
            picked = _pick(folders.load_folder(application_id))
        except (Conflict, ItemTaken):
            continue
        if picked is None:
            return left
        left += picked
    now = clock.now()
    next_page = outbox.pending(Task(kind=TaskKind.SERVE, pool=pool_id), now)
    outbox.remember(next_page)
    return [*left, next_page]


def _pick(folder: Folder) -> tuple[Pending, ...] | None:
    """The first in the queue gets a reserved award; None when it does not fit or may not be served yet."""
    application, now = folder.application, clock.now()
    if not in_queue(folder) or application.pool is None:
        raise Conflict
    program = programs.program_at(now)
    items = without_funded(application.to_fund, people.funded_items(application.person_id))
    if not items:
        return commit(_nothing_left(folder))
    available = pools.load_pool(application.pool).balance.available
    if _held_back(folder, program) or not needed_for(items).fits_in(available):
        return None
    if is_suspended(round_in_force(application.benefit)):
        return None
    award = propose(application, AwardId(new_award_number()), items)
    after = Folder(application=application.model_copy(update={"award_id": award.id}), award=award, claims=folder.claims)
    try:
        still_open = rounds.not_suspended_check(application.benefit)
        return commit(Decision(before=folder, after=after, action="pick", actor=SYSTEM, now=now, also=(still_open,)))
    except Refused as refusal:
        if refusal.code is Code.INSUFFICIENT_FUNDS:
            return None
        raise


def _held_back(folder: Folder, program: Program) -> bool:
    """Until a round's `priority_until` only nominated people are served (SCENARIOS.md, Defaults)."""
    until = program.round(folder.application.benefit).priority_until
    return until is not None and folder.application.tier != 1 and pacific_date(clock.now()) <= until


def _nothing_left(folder: Folder) -> Decision:
    """Another award has come to fund every item meanwhile: a person decides what becomes of this application."""
    reasons = (Code.ITEM_FUNDED_ELSEWHERE,)
    application = folder.application.to(ApplicationStatus.UNDER_REVIEW, reasons=reasons)
    return Decision(
        before=folder,
        after=folder.model_copy(update={"application": application}),
        action="pick",
        actor=SYSTEM,
        now=clock.now(),
        reasons=reasons,
    )
