"""Days on which people are reminded, and the day on which the sweep has to look again."""

from datetime import date

import pytest
from pydantic import ValidationError

from chalicelib.domain.award import accept, reminded_until
from chalicelib.domain.award_use import credit, enroll
from chalicelib.domain.folder import next_due, next_reminder
from chalicelib.domain.pacific import days_before
from chalicelib.domain.policy import Policy
from tests.unit.builders import TODAY, active_award, awarded, enrollment, offered_award, picked, program, waived_award

ACCEPT_BY = date(2026, 3, 16)


@pytest.mark.parametrize(
    ("last_day", "after", "expected"),
    [
        (date(2027, 3, 1), date(2026, 3, 2), [date(2026, 12, 1), date(2027, 1, 30), date(2027, 2, 22)]),
        (date(2028, 3, 7), date(2028, 1, 1), [date(2028, 2, 6), date(2028, 2, 29)]),
        (date(2026, 4, 1), date(2026, 3, 2), [date(2026, 3, 25)]),
        (date(2026, 3, 9), date(2026, 3, 2), []),
    ],
    ids=["a year", "over a leap day", "what is behind is left out", "so is today"],
)
def test_days_before_a_deadline(last_day: date, after: date, expected: list[date]) -> None:
    assert list(days_before(last_day, (90, 30, 7), after)) == expected


def test_the_policy_puts_its_days_in_order_and_takes_none_as_no_reminders() -> None:
    assert Policy().use_by_reminder_days == (90, 30, 7)
    assert Policy().offer_reminder_days == (7,)
    assert Policy(use_by_reminder_days=(7, 90, 7, 30)).use_by_reminder_days == (90, 30, 7)
    assert Policy(offer_reminder_days=()).offer_reminder_days == ()


@pytest.mark.parametrize("days", [(0,), (-7,), (366,), ("7",), (True,), tuple(range(1, 14))])
def test_the_policy_refuses_days_that_are_none(days: tuple[object, ...]) -> None:
    with pytest.raises(ValidationError):
        Policy.model_validate({"use_by_reminder_days": days})


def test_an_offer_is_looked_at_for_its_reminder_and_then_for_its_end() -> None:
    offered = offered_award()
    assert next_reminder(awarded(offered)) == date(2026, 3, 9)
    assert next_due(awarded(offered)) == date(2026, 3, 9)
    told = reminded_until(offered, date(2026, 3, 9))
    assert next_reminder(awarded(told)) is None
    assert next_due(awarded(told)) == date(2026, 3, 17)


def test_the_reminders_of_the_use_by_date_take_the_place_of_the_offers() -> None:
    active = accept(offered_award(), (date(2026, 12, 1),))
    assert active.remind_on == (date(2026, 12, 1),)
    assert next_due(awarded(active)) == date(2026, 12, 1)


def test_nobody_is_reminded_of_what_cannot_be_lost() -> None:
    active = accept(offered_award(), (date(2026, 12, 1),))
    used = enroll(credit(credit(active, "application_fee", 10000), "exam", 15000), "core_training", enrollment())
    assert next_due(awarded(used)) is None
    late = enroll(
        credit(credit(active, "application_fee", 10000), "exam", 15000),
        "core_training",
        enrollment(starts=date(2027, 3, 2)),
    )
    assert next_due(awarded(late)) == date(2026, 12, 1), "a class after the last day is not begun in time"


def test_a_short_offer_and_a_picked_award_have_no_reminder() -> None:
    assert offered_award(rules=program(policy={"offer_days": 7})).remind_on == ()
    assert next_due(picked()) is None


def test_a_fee_waiver_would_be_reminded_until_it_is_credited() -> None:
    waived = waived_award(on=TODAY)
    assert len(waived.remind_on) == 3
    assert next_due(awarded(credit(waived, "renewal_fee", 8000))) is None


def test_without_reminders_left_only_the_deadline_counts() -> None:
    assert next_due(awarded(active_award())) == date(2027, 3, 2)
