"""Tell Step Functions and the allocator what was decided, and forget it only when that is done."""

import logging
from collections.abc import Iterable

from botocore.exceptions import BotoCoreError, ClientError

from chalicelib.domain.folder import ENDS
from chalicelib.domain.subject import Subject
from chalicelib.domain.tasks import Task, TaskKind
from chalicelib.gateways import executions
from chalicelib.gateways.settings import setting
from chalicelib.services import (
    announce_round,
    free_places,
    match_nomination,
    post_settlement,
    serve_queue,
    tell_still_waiting,
)
from chalicelib.services.find_place import place_in_workflow
from chalicelib.services.one_by_one import one_by_one, raise_first
from chalicelib.store import outbox, runs
from chalicelib.store.outbox import Pending, Waiter
from chalicelib.store.runs import Run

log = logging.getLogger(__name__)


_AT_ONCE = 200
"""So many tasks follow a decision within its own request; what is left is the sweeper's."""


def relay(entries: Iterable[Pending], at_most: int = _AT_ONCE) -> int:
    """Do the tasks and what follows from them; what fails or is left stays in the outbox. Returns how many it did."""
    waiting = list(entries)
    done = 0
    while waiting and done < at_most:
        entry = waiting.pop(0)
        try:
            if entry.waiter is None or not _woken(entry.waiter):
                waiting += _carry_out(entry.task)
            outbox.done(entry)
        except (BotoCoreError, ClientError):
            # The decision stands; telling others can wait for the sweeper, which logs again if it cannot either.
            log.warning("Task left in the outbox", exc_info=True, extra={"task": entry.task.kind.value})
            continue
        done += 1
    return done


def relay_pending() -> int:
    """Everything that is still in the outbox. Raises the first task's error when all others have had their turn."""
    done = 0

    def relay_one(entry: Pending) -> None:
        nonlocal done
        done += relay([entry], at_most=100_000)

    raise_first(one_by_one(outbox.all_pending(), lambda entry: entry.sk, relay_one))
    return done


def _carry_out(task: Task) -> list[Pending]:
    match task.kind:
        case TaskKind.SERVE if task.pool:
            return serve_queue.serve_queue(task.pool)
        case TaskKind.SETTLE if task.batch_id:
            return post_settlement.post_settlement(task.batch_id)
        case TaskKind.MATCH if task.fingerprints:
            return [left for one in task.fingerprints for left in match_nomination.match_nomination(one)]
        case TaskKind.ANNOUNCE if task.benefit and task.change:
            return announce_round.announce_round(task.benefit, task.change)
        case TaskKind.FREE_PLACES if task.class_id:
            return free_places.free_places(task.class_id)
        case TaskKind.STILL_WAITING if task.proposal_id:
            tell_still_waiting.tell_still_waiting(task.proposal_id)
        case TaskKind.START | TaskKind.RESTART if task.application_id or task.proposal_id:
            start_run(runs.load_run(task.subject))
        case TaskKind.SIGNAL if task.application_id or task.proposal_id:
            _signal(task.subject)
        case _:
            raise ValueError(f"a task of kind {task.kind} names no subject")
    return []


def start_run(run: Run) -> None:
    """Start the execution of this run; one that was started before is left alone."""
    executions.start(setting(_machine_of(run.subject)), run.execution_name, run.subject.ids)


MACHINES = ("APPLICATION_MACHINE_ARN", "DISBURSEMENT_MACHINE_ARN", "REALLOCATION_MACHINE_ARN")
"""The settings that name the state machines."""


def _machine_of(subject: Subject) -> str:
    application, disbursement, reallocation = MACHINES
    if subject.proposal_id:
        return reallocation
    return disbursement if subject.claim_id else application


def _signal(subject: Subject) -> None:
    """Wake the execution that waits for what was decided; where none waits any more, start the next."""
    run = runs.load_run(subject)
    place = place_in_workflow(subject)
    if run.token is not None and run.token_place != place:
        woken = executions.wake(run.token, subject.ids | {"place": place.value})
        if woken:
            runs.forget_token(run)
        elif place not in ENDS:
            restart_run(run)
    if place in ENDS and not runs.end_run(run):
        # A later run has begun since this one was read, and the subject may have left its end: look again.
        _signal(subject)


def _woken(waiter: Waiter) -> bool:
    """Wake the execution whose token the decision used up; where it is gone, and nothing has followed it, the next."""
    run = waiter.run
    if run.token and executions.wake(run.token, run.subject.ids | {"place": waiter.place.value}):
        return True
    present = runs.load_run(run.subject)
    followed = present.number != run.number or present.token is not None
    if followed or place_in_workflow(run.subject) in ENDS:
        return False
    restart_run(present)
    return True


def restart_run(run: Run) -> None:
    """Begin the next run of a subject whose execution is gone, unless someone else has begun it."""
    following = runs.next_run(run)
    if following is not None:
        start_run(following)
