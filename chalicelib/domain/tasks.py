"""What has to be told to others once a decision stands: written with the decision, done after it, re-done if unsure."""

from enum import StrEnum

from chalicelib.domain.application import ApplicationId
from chalicelib.domain.award import ClaimId, holding
from chalicelib.domain.folder import WAITS, Folder, Place, claim_place, in_queue, place_of
from chalicelib.domain.part import Part
from chalicelib.domain.program import BenefitId, PoolId
from chalicelib.domain.rounds import RoundChange


class TaskKind(StrEnum):
    START = "start"
    """Start the first execution of a subject."""
    SIGNAL = "signal"
    """Wake the execution that waits for the decision just made."""
    SERVE = "serve"
    """Serve a pool's queue: someone joined it or something came back."""
    SETTLE = "settle"
    """Post what is left of a settled batch."""
    MATCH = "match"
    """Find the applications that nominations count for."""
    ANNOUNCE = "announce"
    """Tell those who wait for a round of its event. Many people: the sweeper's work, not a request's."""


class Task(Part):
    kind: TaskKind
    application_id: ApplicationId | None = None
    claim_id: ClaimId | None = None
    pool: PoolId | None = None
    batch_id: str | None = None
    fingerprints: tuple[str, ...] = ()
    benefit: BenefitId | None = None
    change: RoundChange | None = None


def tasks_of(before: Folder | None, after: Folder) -> tuple[Task, ...]:
    """The tasks that follow from a change of a folder, in the order in which they are to be done."""
    # Queues first: whoever can be served at once is never told that they have to wait.
    return (*_pool_tasks(before, after), *_application_tasks(before, after), *_claim_tasks(before, after))


def _application_tasks(before: Folder | None, after: Folder) -> list[Task]:
    if before is None:
        return [Task(kind=TaskKind.START, application_id=after.application.id)]
    if _left_a_wait(place_of(before), place_of(after)):
        return [Task(kind=TaskKind.SIGNAL, application_id=after.application.id)]
    return []


def _claim_tasks(before: Folder | None, after: Folder) -> list[Task]:
    known = {claim.id: claim for claim in before.claims} if before else {}
    tasks = []
    for claim in after.claims:
        earlier = known.get(claim.id)
        if earlier is None:
            kind = TaskKind.START
        elif _left_a_wait(claim_place(earlier), claim_place(claim)):
            kind = TaskKind.SIGNAL
        else:
            continue
        tasks.append(Task(kind=kind, application_id=claim.application_id, claim_id=claim.id))
    return tasks


def _left_a_wait(before: Place, after: Place) -> bool:
    return before in WAITS and after is not before


def _pool_tasks(before: Folder | None, after: Folder) -> list[Task]:
    pool = after.application.pool
    if pool is None:
        return []
    freed = holding(before.award if before else None).total - holding(after.award).total
    joined = in_queue(after) and not in_queue(before)
    # Whoever leaves unserved may have been the first that did not fit.
    left = in_queue(before) and not in_queue(after) and after.award is None
    moved = before is not None and in_queue(before) and before.application.queue_key != after.application.queue_key
    if joined or left or moved or freed.seats > 0 or freed.cents > 0:
        return [Task(kind=TaskKind.SERVE, pool=pool)]
    return []
