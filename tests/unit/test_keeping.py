"""How long documents are kept: from the end of an application, never while something of it is still open."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from chalicelib.domain.appeal import Appeal, AppealOutcome
from chalicelib.domain.application import Step
from chalicelib.domain.folder import Folder
from chalicelib.domain.keeping import has_ended, kept_until, look_again_on
from chalicelib.domain.pacific import PACIFIC
from chalicelib.domain.policy import Policy
from chalicelib.domain.states import ApplicationStatus, AwardStatus
from tests.unit.builders import award_with, awarded, folder

A = ApplicationStatus
END = datetime(2026, 2, 28, 23, 59, 59, tzinfo=PACIFIC)
SHORT = Policy(documents_kept_days=10)


def ended(here: Folder, action: str = "withdraw", **changes: Any) -> Folder:
    step = Step(at=END, status=here.application.status, tier=2, waiting=False, action=action)
    return here.model_copy(update={"application": here.application.model_copy(update={"history": (step,), **changes})})


@pytest.mark.parametrize("status", [each for each in A if each is not A.DRAFT])
def test_only_what_has_ended_is_ever_deleted(status: ApplicationStatus) -> None:
    here = ended(folder(status=status))
    is_over = status in (A.DENIED, A.WITHDRAWN, A.CLOSED)
    assert has_ended(here) is is_over
    assert kept_until(here, SHORT) == (date(2026, 3, 10) if is_over else None)


def test_an_award_that_is_used_up_has_ended_and_an_active_one_has_not() -> None:
    assert kept_until(ended(awarded(award_with(AwardStatus.COMPLETED))), SHORT) == date(2026, 3, 10)
    assert kept_until(ended(awarded(award_with(AwardStatus.ACTIVE))), SHORT) is None


def test_never_while_it_can_be_appealed_or_an_appeal_waits() -> None:
    denied = ended(folder(status=A.DENIED), "review_ineligible")
    assert kept_until(denied, SHORT) == date(2026, 3, 30), "the last of 30 days to appeal"
    appeal = Appeal(against="review_ineligible", decided_at=END, filed_at=END, filed_by="p", decide_by=date(2026, 5, 1))
    waiting = ended(denied, "review_ineligible", appeals=(appeal,))
    assert kept_until(waiting, SHORT) is None
    upheld = appeal.model_copy(update={"outcome": AppealOutcome.UPHOLD})
    assert kept_until(ended(denied, "review_ineligible", appeals=(upheld,)), SHORT) == date(2026, 3, 10)


def test_the_days_run_from_the_last_thing_that_happened() -> None:
    here = ended(folder(status=A.CLOSED), "end_at_use_by")
    paid = Step(at=END + timedelta(days=40), status=A.CLOSED, tier=2, waiting=False, action="settle")
    later = ended(here, history=(*here.application.history, paid))
    assert kept_until(later, SHORT) == date(2026, 4, 19)


def test_a_look_is_never_late_and_not_a_quarter_apart() -> None:
    today, long = date(2026, 3, 1), Policy(documents_kept_days=4000)
    going_on, over = folder(status=A.QUEUED), ended(folder(status=A.WITHDRAWN))
    assert look_again_on(going_on, today, SHORT) == date(2026, 3, 12), "what ends today goes then"
    assert look_again_on(over, today, SHORT) == date(2026, 3, 11)
    assert look_again_on(going_on, today, long) == look_again_on(over, today, long) == today + timedelta(days=90)
