"""What the allocator does for one who is first: reserve an award, or hand the application to a reviewer."""

from dataclasses import replace

from chalicelib.domain.actors import SYSTEM
from chalicelib.domain.application import AwardId, FundedItem
from chalicelib.domain.award import propose
from chalicelib.domain.codes import Code
from chalicelib.domain.eligibility import without_funded
from chalicelib.domain.folder import Folder, place_of
from chalicelib.domain.funds import Pool
from chalicelib.domain.pacific import pacific_date
from chalicelib.domain.program import Program
from chalicelib.domain.states import ApplicationStatus
from chalicelib.domain.tasks import TaskKind
from chalicelib.gateways import clock
from chalicelib.gateways.identifiers import new_award_number
from chalicelib.store import rounds
from chalicelib.store.commit import Decision, commit, commit_to
from chalicelib.store.outbox import Pending, Waiter
from chalicelib.store.queue_pages import Waiting


def left_to_fund(waiting: Waiting) -> tuple[FundedItem, ...]:
    """The items asked for, without those that another award has come to fund."""
    return without_funded(waiting.folder.application.to_fund, waiting.funded)


def held_back(folder: Folder, program: Program) -> bool:
    """Until a round's `priority_until` only nominated people are served (SCENARIOS.md, Defaults)."""
    until = program.round(folder.application.benefit).priority_until
    return until is not None and folder.application.tier != 1 and pacific_date(clock.now()) <= until


def reserve_award(waiting: Waiting, items: tuple[FundedItem, ...], pool: Pool) -> tuple[list[Pending], Pool]:
    """A reserved award of these items from this pool, whose round is not suspended; and the pool afterwards.

    Raises Conflict or ItemTaken when something was changed since it was read.
    """
    folder = waiting.folder
    award = propose(folder.application, AwardId(new_award_number()), items, pool.id)
    application = folder.application.model_copy(update={"award_id": award.id})
    after = Folder(application=application, award=award, claims=folder.claims)
    still_open = rounds.not_suspended_check(application.benefit)
    decision = Decision(before=folder, after=after, action="pick", actor=SYSTEM, now=clock.now(), also=(still_open,))
    tasks, moved = commit_to(decision, pool)
    return _for_waiter(tasks, waiting, after), moved


def give_to_reviewer(waiting: Waiting) -> list[Pending]:
    """Another award has come to fund every item meanwhile: a person decides what becomes of this application."""
    folder, reasons = waiting.folder, (Code.ITEM_FUNDED_ELSEWHERE,)
    after = folder.model_copy(
        update={"application": folder.application.to(ApplicationStatus.UNDER_REVIEW, reasons=reasons)}
    )
    decision = Decision(before=folder, after=after, action="pick", actor=SYSTEM, now=clock.now(), reasons=reasons)
    return _for_waiter(commit(decision), waiting, after)


def _for_waiter(tasks: tuple[Pending, ...], waiting: Waiting, after: Folder) -> list[Pending]:
    """The tasks, the execution to wake named: it was read with the folder, so whoever tells it need not look again."""
    waiter = Waiter(waiting.run, place_of(after)) if waiting.run else None
    return [replace(task, waiter=waiter) if task.task.kind is TaskKind.SIGNAL else task for task in tasks]
