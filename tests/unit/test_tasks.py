"""What is told to whom after which change: executions started and woken, queues served, in the order it is done."""

import pytest

from chalicelib.domain.award import Award, end, end_at_use_by
from chalicelib.domain.award_use import approve_claim, cancel_enrollment, claim, credit, enroll, pay, return_payment
from chalicelib.domain.codes import Code
from chalicelib.domain.folder import Claim, Folder
from chalicelib.domain.program import PoolId
from chalicelib.domain.states import ApplicationStatus, AwardStatus, ItemStatus
from chalicelib.domain.tasks import Task, TaskKind, tasks_of
from tests.unit import builders
from tests.unit.builders import (
    POOL,
    active_award,
    awarded,
    enrollment,
    folder,
    offered_award,
    pending_award,
    picked,
    queued,
    waived_award,
    waiver,
)

A, W = ApplicationStatus, AwardStatus
TRAINING = "core_training"


def told(before: Folder | None, after: Folder) -> list[str]:
    """Short words for the tasks: `start`, `signal`, `serve`, with `claim` where a claim is meant."""
    return [_word(task) for task in tasks_of(before, after)]


def _word(task: Task) -> str:
    return f"{task.kind} claim" if task.claim_id else str(task.kind)


def closed(award: Award | None = None, *reasons: Code) -> Folder:
    return folder(A.CLOSED, award, reasons=reasons)


def booked(cents: int = 150000) -> Award:
    return enroll(active_award(), TRAINING, enrollment(cents))


def claimed(cents: int = 150000) -> Award:
    return claim(booked(), TRAINING, cents, builders.claim().id)


def claim_in(status: ItemStatus) -> tuple[Claim]:
    return (builders.claim(status),)


APPROVED = approve_claim(claimed(), TRAINING)


@pytest.mark.parametrize(
    ("before", "after", "tasks"),
    [
        pytest.param(None, folder(A.SUBMITTED), ["start"], id="submitted"),
        pytest.param(folder(A.SUBMITTED), folder(A.REVISION_REQUESTED), [], id="rules: mend something"),
        pytest.param(folder(A.SUBMITTED), folder(A.UNDER_REVIEW), [], id="rules: ask a reviewer"),
        pytest.param(folder(A.SUBMITTED), queued(), ["serve"], id="rules: eligible"),
        pytest.param(folder(A.SUBMITTED), folder(A.WITHDRAWN), [], id="withdrawn before the rules"),
        pytest.param(folder(A.REVISION_REQUESTED), folder(A.SUBMITTED), ["signal"], id="revised"),
        pytest.param(
            folder(A.REVISION_REQUESTED), closed(None, Code.NO_RESPONSE_TO_REVISION), ["signal"], id="no answer"
        ),
        pytest.param(folder(A.UNDER_REVIEW), queued(), ["serve", "signal"], id="reviewed: eligible"),
        pytest.param(folder(A.UNDER_REVIEW), folder(A.DENIED), ["signal"], id="reviewed: ineligible"),
        pytest.param(folder(A.UNDER_REVIEW), folder(A.REVISION_REQUESTED), ["signal"], id="reviewed: revise"),
        pytest.param(queued(), folder(A.WITHDRAWN), ["serve", "signal"], id="left the queue"),
        pytest.param(queued(), folder(A.UNDER_REVIEW), ["serve", "signal"], id="nothing left to fund"),
        pytest.param(queued(), picked(), ["signal"], id="picked"),
        pytest.param(picked(), awarded(offered_award()), ["signal"], id="approved"),
        pytest.param(picked(), folder(A.DENIED, end(offered_award(), W.REVOKED)), ["serve", "signal"], id="refused"),
        pytest.param(
            picked(), folder(A.WITHDRAWN, end(offered_award(), W.DECLINED)), ["serve", "signal"], id="withdrawn"
        ),
        pytest.param(awarded(offered_award()), awarded(active_award()), ["signal"], id="accepted"),
        pytest.param(
            closed(end(offered_award(), W.EXPIRED)), queued(), ["serve", "restart"], id="a lapsed offer asked for again"
        ),
        pytest.param(
            awarded(pay(APPROVED, TRAINING), claim_in(ItemStatus.PAID)),
            awarded(return_payment(pay(APPROVED, TRAINING), TRAINING), claim_in(ItemStatus.CLAIMED)),
            ["restart claim"],
            id="a payment came back after its settlement",
        ),
        pytest.param(
            awarded(offered_award()), closed(end(offered_award(), W.DECLINED)), ["serve", "signal"], id="offer declined"
        ),
        pytest.param(
            awarded(offered_award()), closed(end(offered_award(), W.EXPIRED)), ["serve", "signal"], id="offer expired"
        ),
        # After acceptance the application's machine is done: nobody waits for what comes.
        pytest.param(
            awarded(active_award()), closed(end(active_award(), W.DECLINED)), ["serve"], id="declined after acceptance"
        ),
        pytest.param(awarded(active_award()), closed(end_at_use_by(active_award())), ["serve"], id="past its last day"),
        pytest.param(awarded(active_award()), awarded(booked(160000)), [], id="booked at the cap"),
        pytest.param(awarded(active_award()), awarded(booked(159999)), ["serve"], id="booked a cent below"),
        pytest.param(
            awarded(cancel_enrollment(booked(), TRAINING, past_use_by=False)),
            awarded(enroll(cancel_enrollment(booked(), TRAINING, past_use_by=False), TRAINING, enrollment(160000))),
            [],
            id="booked again, dearer",
        ),
        pytest.param(
            awarded(active_award()), awarded(credit(active_award(), "exam", 15000)), [], id="fee credited in full"
        ),
        pytest.param(
            awarded(active_award()), awarded(credit(active_award(), "exam", 14000)), ["serve"], id="credited below"
        ),
        pytest.param(
            waiver(A.AWARDED, waived_award()),
            waiver(A.AWARDED, credit(waived_award(), "renewal_fee", 8000)),
            [],
            id="waiver credited by its own step",
        ),
        pytest.param(
            awarded(booked()), awarded(claimed(), claim_in(ItemStatus.CLAIMED)), ["start claim"], id="claimed"
        ),
        pytest.param(
            awarded(booked()),
            awarded(claimed(149000), claim_in(ItemStatus.CLAIMED)),
            ["serve", "start claim"],
            id="claimed below",
        ),
        pytest.param(
            awarded(claimed(), claim_in(ItemStatus.CLAIMED)),
            awarded(APPROVED, claim_in(ItemStatus.APPROVED)),
            ["signal claim"],
            id="claim approved",
        ),
        pytest.param(
            awarded(APPROVED, claim_in(ItemStatus.APPROVED)),
            awarded(pay(APPROVED, TRAINING), claim_in(ItemStatus.PAID)),
            ["signal claim"],
            id="paid",
        ),
        pytest.param(
            awarded(APPROVED, claim_in(ItemStatus.APPROVED)),
            awarded(return_payment(APPROVED, TRAINING), claim_in(ItemStatus.CLAIMED)),
            ["signal claim"],
            id="returned",
        ),
    ],
)
def test_what_follows_from_a_change(before: Folder | None, after: Folder, tasks: list[str]) -> None:
    assert told(before, after) == tasks


def test_money_goes_back_to_the_pool_that_paid_and_a_queue_left_for_it_is_served_on() -> None:
    general = PoolId("initial/general")
    paid = pending_award().model_copy(update={"pool": general})
    served = folder(A.QUEUED, paid)
    assert tasks_of(queued(), served)[0] == Task(kind=TaskKind.SERVE, pool=POOL)
    given_back = folder(A.DENIED, end(paid, W.REVOKED))
    assert [task.pool for task in tasks_of(served, given_back) if task.pool] == [general]


def test_a_task_names_its_subject() -> None:
    after = awarded(claimed(149000), claim_in(ItemStatus.CLAIMED))
    serve, start = tasks_of(awarded(booked()), after)
    assert (serve.pool, serve.application_id, serve.claim_id) == (POOL, None, None)
    assert (start.pool, start.application_id, start.claim_id) == (None, "app-1", "claim-1")


def test_nothing_changed_is_nothing_to_tell() -> None:
    for held in (folder(A.UNDER_REVIEW), queued(), picked(), awarded(active_award(), claim_in(ItemStatus.CLAIMED))):
        assert told(held, held) == []


def test_an_application_without_a_pool_serves_no_queue() -> None:
    assert told(folder(A.UNDER_REVIEW, pool=None), folder(A.DENIED, pool=None)) == ["signal"]


def test_only_the_claim_that_moved_is_told() -> None:
    other = builders.claim(ItemStatus.APPROVED, id="claim-2")
    before = awarded(claimed(), (*claim_in(ItemStatus.CLAIMED), other))
    after = awarded(APPROVED, (*claim_in(ItemStatus.APPROVED), other))
    assert [task.claim_id for task in tasks_of(before, after)] == ["claim-1"]
