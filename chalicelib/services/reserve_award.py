"""What the allocator does for one who is first: reserve an award, or hand the application to a reviewer."""

from chalicelib.domain.actors import SYSTEM
from chalicelib.domain.application import AwardId, FundedItem
from chalicelib.domain.award import propose
from chalicelib.domain.codes import Code
from chalicelib.domain.eligibility import without_funded
from chalicelib.domain.folder import Folder
from chalicelib.domain.funds import Pool
from chalicelib.domain.pacific import pacific_date
from chalicelib.domain.program import Program
from chalicelib.domain.states import ApplicationStatus
from chalicelib.gateways import clock
from chalicelib.gateways.identifiers import new_award_number
from chalicelib.store import rounds
from chalicelib.store.commit import Decision, commit, commit_to
from chalicelib.store.outbox import Pending
from chalicelib.store.queue_pages import Candidate


def left_to_fund(waiting: Candidate) -> tuple[FundedItem, ...]:
    """The items asked for, without those that another award has come to fund."""
    return without_funded(waiting.folder.application.to_fund, waiting.funded)


def held_back(folder: Folder, program: Program) -> bool:
    """Until a round's `priority_until` only nominated people are served (SCENARIOS.md, Defaults)."""
    until = program.round(folder.application.benefit).priority_until
    return until is not None and folder.application.tier != 1 and pacific_date(clock.now()) <= until


def reserve_award(waiting: Candidate, items: tuple[FundedItem, ...], pool: Pool) -> tuple[tuple[Pending, ...], Pool]:
    """A reserved award of these items from this pool, whose round is not suspended; and the pool afterwards.

    Raises Conflict or ItemTaken when something was changed since it was read.
    """
    folder = waiting.folder
    award = propose(folder.application, AwardId(new_award_number()), items, pool.id)
    application = folder.application.model_copy(update={"award_id": award.id})
    after = Folder(application=application, award=award, claims=folder.claims)
    still_open = rounds.not_suspended_check(application.benefit)
    decision = Decision(
        before=folder, after=after, action="pick", actor=SYSTEM, now=clock.now(), also=(still_open,), run=waiting.run
    )
    return commit_to(decision, pool)


def give_to_reviewer(waiting: Candidate) -> tuple[Pending, ...]:
    """Another award has come to fund every item meanwhile: a person decides what becomes of this application."""
    folder, reasons = waiting.folder, (Code.ITEM_FUNDED_ELSEWHERE,)
    after = folder.model_copy(
        update={"application": folder.application.to(ApplicationStatus.UNDER_REVIEW, reasons=reasons)}
    )
    return commit(
        Decision(
            before=folder,
            after=after,
            action="pick",
            actor=SYSTEM,
            now=clock.now(),
            reasons=reasons,
            run=waiting.run,
        )
    )
