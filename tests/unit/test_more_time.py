"""An award's last day may be moved: when, to which day, and what goes with it."""

from datetime import date
from typing import Any

import pytest

from chalicelib.domain.award import Award, UseByBasis, end, end_at_use_by, lapsed_status
from chalicelib.domain.award_use import enroll
from chalicelib.domain.extension import Extension, ExtensionReason
from chalicelib.domain.more_time import extended, refused, requested
from chalicelib.domain.refusal import Refused
from chalicelib.domain.states import AwardStatus
from tests.unit.builders import active_award, award_with, enrollment, offered_award, pacific, program

LAST_DAY = date(2027, 3, 1)
RULES = program(source={"period_end": date(2028, 6, 30)})


def asked(until: date = date(2027, 6, 30)) -> Extension:
    return Extension(
        until=until,
        reason=ExtensionReason.CUSTODY,
        note="Told by phone.",
        requested_by=("mia",),
        requested_at=pacific(2027, 2, 1, 9),
    )


def refusal(award: Award, until: date = date(2027, 6, 30), today: date = LAST_DAY) -> tuple[str, str | None]:
    with pytest.raises(Refused) as found:
        requested(award, asked(until), today, RULES)
    return found.value.code.value, found.value.field


@pytest.mark.parametrize("until", [date(2027, 3, 2), date(2028, 2, 29), date(2028, 6, 30)])
def test_to_any_later_day_of_the_period(until: date) -> None:
    longer = extended(requested(active_award(), asked(until), LAST_DAY, RULES), LAST_DAY, RULES)
    assert (longer.use_by, longer.use_by_basis, longer.extension) == (until, UseByBasis.EXTENSION, None)


@pytest.mark.parametrize("until", [date(2026, 3, 1), date(2027, 2, 28), LAST_DAY, date(2028, 7, 1), date.max])
def test_to_no_other_day(until: date) -> None:
    assert refusal(active_award(), until) == ("INVALID", "until")


@pytest.mark.parametrize("status", [AwardStatus.ACTIVE, AwardStatus.EXPIRED, AwardStatus.FORFEITED])
def test_after_the_last_day_whether_or_not_the_sweep_has_run(status: AwardStatus) -> None:
    over = award_with(status, use_by=LAST_DAY)
    assert refusal(over, today=date(2027, 3, 2)) == ("DEADLINE-PASSED", None)


@pytest.mark.parametrize("status", [each for each in AwardStatus if each is not AwardStatus.ACTIVE])
def test_only_an_award_in_force(status: AwardStatus) -> None:
    assert refusal(award_with(status, use_by=LAST_DAY)) == ("WRONG-STATE", None)
    assert refusal(offered_award()) == ("WRONG-STATE", None)


def test_one_request_at_a_time() -> None:
    waiting = requested(active_award(), asked(), LAST_DAY, RULES)
    assert refusal(waiting) == ("WRONG-STATE", None)
    assert refused(waiting, LAST_DAY) == active_award()
    with pytest.raises(Refused):
        refused(active_award(), LAST_DAY)
    with pytest.raises(Refused):
        extended(active_award(), LAST_DAY, RULES)


@pytest.mark.parametrize("ended", [AwardStatus.DECLINED, AwardStatus.REVOKED])
def test_a_request_ends_with_the_award(ended: AwardStatus) -> None:
    waiting = requested(active_award(), asked(), LAST_DAY, RULES)
    assert end(waiting, ended).extension is None
    assert end_at_use_by(waiting).extension is None
    booked: Any = enroll(waiting, "core_training", enrollment())
    assert (end_at_use_by(booked).status, end_at_use_by(booked).extension) == (AwardStatus.ACTIVE, None)


def test_a_milestone_that_was_moved_is_missed_by_nobody() -> None:
    longer = extended(requested(active_award(), asked(), LAST_DAY, RULES), LAST_DAY, RULES)
    before = longer.model_copy(update={"use_by_basis": UseByBasis.MILESTONE})
    assert (lapsed_status(before), lapsed_status(longer)) == (AwardStatus.FORFEITED, AwardStatus.EXPIRED)
