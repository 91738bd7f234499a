"""What has to be told to others once a decision stands: written with the decision, done after it, re-done if unsure."""

from enum import StrEnum

from chalicelib.domain.application import ApplicationId
from chalicelib.domain.award import ClaimId, holding
from chalicelib.domain.folder import ENDS, WAITS, Folder, Place, claim_place, in_queue, place_of
from chalicelib.domain.part import Part
from chalicelib.domain.program import BenefitId, PoolId
from chalicelib.domain.rounds import RoundChange
from chalicelib.domain.subject import Subject


class TaskKind(StrEnum):
    START = "start"
    """Start the first execution of a subject."""
    RESTART = "restart"
    """Start the next execution of a subject that had come to its end and has left it again."""
    SIGNAL = "signal"
    """Wake the execution that waits for the decision just made."""
    SERVE = "serve"
    """Serve a pool's queue: someone joined it or something came back."""
    SETTLE = "settle"
    """Post what is left of a settled batch."""
    MATCH = "match"
    """Find the applications that nominations count for."""
    STILL_WAITING = "still_waiting"
    """Tell those whom a reallocation leaves in their queue. The sweeper's work too."""
    ANNOUNCE = "announce"
    """Tell those who wait for a round of its event. Many people: the sweeper's work, not a request's."""


class Task(Part):
    kind: TaskKind
    application_id: ApplicationId | None = None
    claim_id: ClaimId | None = None
    proposal_id: str | None = None
    pool: PoolId | None = None
    batch_id: str | None = None
    fingerprints: tuple[str, ...] = ()
    benefit: BenefitId | None = None
    change: RoundChange | None = None

    @property
    def subject(self) -> Subject:
        """What is started or woken."""
        return Subject(application_id=self.application_id, claim_id=self.claim_id, proposal_id=self.proposal_id)


def tasks_of(before: Folder | None, after: Folder) -> tuple[Task, ...]:
    """The tasks that follow from a change of a folder, in the order in which they are to be done."""
    # Queues first: whoever can be served at once is never told that they have to wait.
    return (*_pool_tasks(before, after), *_application_tasks(before, after), *_claim_tasks(before, after))


def _application_tasks(before: Folder | None, after: Folder) -> list[Task]:
    kind = _kind(place_of(before) if before else None, place_of(after))
    return [Task(kind=kind, application_id=after.application.id)] if kind else []


def _claim_tasks(before: Folder | None, after: Folder) -> list[Task]:
    known = {claim.id: claim for claim in before.claims} if before else {}
    tasks = []
    for claim in after.claims:
        earlier = known.get(claim.id)
        kind = _kind(claim_place(earlier) if earlier else None, claim_place(claim))
        if kind is not None:
            tasks.append(Task(kind=kind, application_id=claim.application_id, claim_id=claim.id))
    return tasks


def _kind(before: Place | None, after: Place) -> TaskKind | None:
    """What its execution has to be told of a subject that was at one place and is at another."""
    if before is None:
        return TaskKind.START
    if before in ENDS and after not in ENDS:
        return TaskKind.RESTART
    return TaskKind.SIGNAL if before in WAITS and after is not before else None


def _pool_tasks(before: Folder | None, after: Folder) -> list[Task]:
    pools = [pool for pool in (_queue_to_serve(before, after), _pool_given_back_to(before, after)) if pool]
    return [Task(kind=TaskKind.SERVE, pool=pool) for pool in dict.fromkeys(pools)]


def _queue_to_serve(before: Folder | None, after: Folder) -> PoolId | None:
    """The pool whose queue has a new first, or may have."""
    pool = after.application.pool
    joined = in_queue(after) and not in_queue(before)
    # Whoever leaves unserved by this pool may have been the first that did not fit.
    left = in_queue(before) and not in_queue(after) and (after.award is None or after.award.pool != pool)
    moved = before is not None and in_queue(before) and before.application.queue_key != after.application.queue_key
    # Whoever came to need less may fit now.
    needs_less = in_queue(before) and in_queue(after) and before is not None and _said_differently(before, after)
    return pool if joined or left or moved or needs_less else None


def _said_differently(before: Folder, after: Folder) -> bool:
    return before.application.answers.other_funding != after.application.answers.other_funding


def _pool_given_back_to(before: Folder | None, after: Folder) -> PoolId | None:
    """The pool that has more to give: the one that pays the award, which is not always that of the queue."""
    was = before.award if before else None
    award = after.award or was
    freed = holding(was).total - holding(after.award).total
    return award.pool if award and (freed.seats > 0 or freed.cents > 0) else None
