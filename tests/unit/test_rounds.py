"""A round's state from its dates, which are whole Pacific days."""

from datetime import date, datetime

import pytest

from chalicelib.domain.program import BenefitId, Round
from chalicelib.domain.refusal import Refused
from chalicelib.domain.rounds import RoundState, refuse_unless_open, round_status
from chalicelib.domain.states import RoundStatus
from tests.unit.builders import pacific

DATED = Round(benefit="initial", opens=date(2026, 3, 8), closes=date(2026, 6, 30))
NO_DATES = Round(benefit="initial")
UNTOUCHED = RoundState(benefit=BenefitId("initial"))


@pytest.mark.parametrize(
    ("window", "now", "status"),
    [
        (DATED, pacific(2026, 3, 7, 23, 59, 59), RoundStatus.DRAFT),
        (DATED, pacific(2026, 3, 8), RoundStatus.OPEN),
        (DATED, pacific(2026, 6, 30, 23, 59, 59), RoundStatus.OPEN),
        (DATED, pacific(2026, 7, 1), RoundStatus.CLOSED),
        (NO_DATES, pacific(2026, 3, 2), RoundStatus.OPEN),
        (NO_DATES, pacific(2040, 1, 1), RoundStatus.OPEN),
    ],
)
def test_a_round_is_open_from_its_first_to_its_last_day(window: Round, now: datetime, status: RoundStatus) -> None:
    assert round_status(window, UNTOUCHED, now) is status


@pytest.mark.parametrize("now", [pacific(2026, 3, 7, 23, 59, 59), pacific(2026, 7, 1)])
def test_outside_these_days_nothing_is_taken(now: datetime) -> None:
    with pytest.raises(Refused) as refused:
        refuse_unless_open(DATED, UNTOUCHED, now)
    assert (refused.value.code.value, refused.value.field) == ("ROUND-CLOSED", "benefit")


def test_inside_them_it_is() -> None:
    refuse_unless_open(DATED, UNTOUCHED, pacific(2026, 3, 8))
    refuse_unless_open(DATED, UNTOUCHED, pacific(2026, 6, 30, 23, 59, 59))


def test_a_round_does_not_close_before_it_opens() -> None:
    with pytest.raises(ValueError, match="before it opens"):
        Round(benefit="initial", opens=date(2026, 3, 2), closes=date(2026, 3, 1))
    assert Round(benefit="initial", opens=date(2026, 3, 2), closes=date(2026, 3, 2)).closes == date(2026, 3, 2)
