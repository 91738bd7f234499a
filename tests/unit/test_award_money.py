"""SCENARIOS.md, "How money moves", row by row, to the cent and in both units."""

from collections.abc import Mapping
from datetime import date

import pytest

from chalicelib.domain.application import FundedItem
from chalicelib.domain.award import Award, ClaimId, end, end_at_use_by, holding, needed_for
from chalicelib.domain.award_use import approve_claim, cancel_enrollment, claim, credit, enroll, pay, return_payment
from chalicelib.domain.funds import Amounts, Holding, entries_between
from chalicelib.domain.program import ItemId
from chalicelib.domain.states import AwardStatus, ItemStatus
from tests.unit.builders import (
    active_award,
    application,
    enrollment,
    item,
    offered_award,
    pending_award,
    waived_award,
)

Moved = Mapping[str, tuple[int, int]]

CLAIM = ClaimId("claim-1")
TRAINING = "core_training"


def moved(before: Award | None, after: Award | None) -> Moved:
    """Account → (seats, cents) of the posting between two states of an award."""
    entries = entries_between(holding(before), holding(after))
    assert sum(entry.seats for entry in entries) == 0
    assert sum(entry.cents for entry in entries) == 0
    return {entry.account: (entry.seats, entry.cents) for entry in entries}


def enrolled(award: Award | None = None, cents: int = 150000, starts: date = date(2026, 3, 16)) -> Award:
    return enroll(award or active_award(), TRAINING, enrollment(cents, starts))


def claimed(cents: int = 150000) -> Award:
    return claim(enrolled(), TRAINING, cents, CLAIM)


def approved() -> Award:
    return approve_claim(claimed(), TRAINING)


def trained() -> Award:
    """The training is paid, and with it the seat used; both fees are still committed."""
    return pay(approved(), TRAINING)


def test_the_allocator_picks_an_application() -> None:
    assert moved(None, pending_award()) == {"available": (-1, -185000), "reserved": (1, 185000)}


def test_only_what_is_still_to_fund_is_picked() -> None:
    without_training = [wanted for wanted in application().to_fund if wanted.item != TRAINING]
    award = pending_award(to_fund=without_training)
    assert moved(None, award) == {"available": (-1, -25000), "reserved": (1, 25000)}
    assert needed_for(tuple(without_training)) == Amounts(seats=1, cents=25000)


def test_an_approved_scholarship_stays_reserved_until_it_is_accepted() -> None:
    assert moved(pending_award(), offered_award()) == {}


def test_an_award_is_accepted() -> None:
    assert moved(offered_award(), active_award()) == {"reserved": (-1, -185000), "committed": (1, 185000)}


def test_a_fee_waiver_is_committed_when_it_is_approved() -> None:
    before = pending_award("waiver-renewal-fee")
    assert moved(before, waived_award()) == {"reserved": (-1, -8000), "committed": (1, 8000)}


@pytest.mark.parametrize(
    ("before", "status"),
    [
        pytest.param(pending_award(), AwardStatus.REVOKED, id="refused"),
        pytest.param(pending_award(), AwardStatus.DECLINED, id="withdrawn"),
        pytest.param(offered_award(), AwardStatus.DECLINED, id="declined before acceptance"),
        pytest.param(offered_award(), AwardStatus.EXPIRED, id="offer expired"),
        pytest.param(offered_award(), AwardStatus.REVOKED, id="revoked before acceptance"),
    ],
)
def test_an_award_that_was_never_accepted_gives_back_everything(before: Award, status: AwardStatus) -> None:
    assert moved(before, end(before, status)) == {"available": (1, 185000), "reserved": (-1, -185000)}


def test_enrolled_below_what_is_committed() -> None:
    assert moved(active_award(), enrolled(cents=150000)) == {"available": (0, 10000), "committed": (0, -10000)}


def test_enrolled_at_the_cap() -> None:
    assert moved(active_award(), enrolled(cents=160000)) == {}


def test_a_cancelled_class_stays_committed_at_its_price() -> None:
    before = enrolled(cents=150000)
    after = cancel_enrollment(before, TRAINING, past_use_by=False)
    assert moved(before, after) == {}
    assert after.item(TRAINING).enrollment is None


@pytest.mark.parametrize(
    ("price", "expected"),
    [
        (160000, {"available": (0, -10000), "committed": (0, 10000)}),
        (150000, {}),
        (140001, {"available": (0, 9999), "committed": (0, -9999)}),
    ],
)
def test_cancelled_and_enrolled_again_moves_the_difference(price: int, expected: Moved) -> None:
    cancelled = cancel_enrollment(enrolled(cents=150000), TRAINING, past_use_by=False)
    assert moved(cancelled, enrolled(cancelled, cents=price)) == expected


def test_claimed_below_what_is_committed() -> None:
    assert moved(enrolled(), claimed(148000)) == {"available": (0, 2000), "committed": (0, -2000)}


def test_claimed_in_full_and_approved_moves_nothing() -> None:
    assert moved(enrolled(), claimed()) == {}
    assert moved(claimed(), approved()) == {}


def test_credited_below_what_is_committed() -> None:
    before = active_award()
    expected = {"available": (0, 2500), "committed": (0, -10000), "expended": (0, 7500)}
    assert moved(before, credit(before, "application_fee", 7500)) == expected


def test_the_seat_item_is_paid() -> None:
    assert moved(approved(), trained()) == {"committed": (-1, -150000), "expended": (1, 150000)}


def test_any_other_item_is_credited() -> None:
    before = active_award()
    expected = {"committed": (0, -15000), "expended": (0, 15000)}
    assert moved(before, credit(before, "exam", 15000)) == expected


def test_the_fee_is_the_seat_item_of_its_waiver() -> None:
    before = waived_award()
    assert moved(before, credit(before, "renewal_fee", 8000)) == {"committed": (-1, -8000), "expended": (1, 8000)}


def test_a_payment_that_came_back_at_settlement_was_never_made() -> None:
    before = approved()
    after = return_payment(before, TRAINING)
    assert moved(before, after) == {}
    assert after.item(TRAINING).status is ItemStatus.CLAIMED


@pytest.mark.parametrize(("seat_item", "seats"), [(TRAINING, 1), ("exam", 0)], ids=["the seat item", "another"])
def test_a_paid_item_is_returned_later(seat_item: str, seats: int) -> None:
    before = trained().model_copy(update={"seat_item": seat_item})
    after = return_payment(before, TRAINING)
    assert moved(before, after) == {"committed": (seats, 150000), "expended": (-seats, -150000)}
    assert (after.item(TRAINING).status, after.status) == (ItemStatus.CLAIMED, AwardStatus.ACTIVE)


def test_a_completed_award_is_active_again_until_the_returned_item_is_paid() -> None:
    completed = credit(credit(trained(), "exam", 15000), "application_fee", 10000)
    assert completed.status is AwardStatus.COMPLETED
    back = return_payment(completed, TRAINING)
    assert back.status is AwardStatus.ACTIVE
    assert back.unbegun == ()
    assert pay(approve_claim(back, TRAINING), TRAINING).status is AwardStatus.COMPLETED


def test_what_came_back_after_the_last_day_stays_committed_until_it_is_decided() -> None:
    back = return_payment(end_at_use_by(trained()), TRAINING)
    assert end_at_use_by(back).item(TRAINING).status is ItemStatus.CLAIMED


ENDED = [AwardStatus.DECLINED, AwardStatus.FORFEITED, AwardStatus.EXPIRED, AwardStatus.REVOKED]


@pytest.mark.parametrize("status", ENDED)
def test_ended_with_the_seat_item_unpaid(status: AwardStatus) -> None:
    before = credit(active_award(), "application_fee", 10000)
    assert moved(before, end(before, status)) == {"available": (1, 175000), "committed": (-1, -175000)}


@pytest.mark.parametrize("status", ENDED)
def test_ended_with_the_seat_item_paid(status: AwardStatus) -> None:
    before = trained()
    assert moved(before, end(before, status)) == {"available": (0, 25000), "committed": (0, -25000)}


@pytest.mark.parametrize("status", ENDED)
@pytest.mark.parametrize("begun", [enrolled(), claimed(), approved()], ids=["enrolled", "claimed", "approved"])
def test_ended_with_something_begun_keeps_that_and_its_seat(begun: Award, status: AwardStatus) -> None:
    after = end(begun, status)
    assert moved(begun, after) == {"available": (0, 25000), "committed": (0, -25000)}
    assert holding(after) == Holding(committed=Amounts(seats=1, cents=150000))


def test_a_class_booked_for_after_the_last_day_is_not_begun() -> None:
    before = enrolled(starts=date(2027, 3, 2))
    assert before.use_by == date(2027, 3, 1)
    assert moved(before, end_at_use_by(before)) == {"available": (1, 175000), "committed": (-1, -175000)}


def test_what_was_begun_before_the_end_is_still_paid_after_it() -> None:
    declined = end(approved(), AwardStatus.DECLINED)
    assert moved(declined, pay(declined, TRAINING)) == {"committed": (-1, -150000), "expended": (1, 150000)}


def test_a_class_cancelled_after_the_award_ended_gives_back_its_money() -> None:
    declined = end(enrolled(), AwardStatus.DECLINED)
    after = cancel_enrollment(declined, TRAINING, past_use_by=False)
    assert moved(declined, after) == {"available": (1, 150000), "committed": (-1, -150000)}


def test_one_award_from_reserved_to_completed_ends_where_the_worked_example_says() -> None:
    """DOMAIN.md 7.9: 1,850 promised, 1,500 + 100 + 150 spent, 100 given back."""
    award = credit(credit(trained(), "application_fee", 10000), "exam", 15000)
    assert holding(award) == Holding(expended=Amounts(seats=1, cents=175000))
    assert moved(None, award) == {"available": (-1, -175000), "expended": (1, 175000)}


def test_the_same_award_without_its_exam() -> None:
    after = end_at_use_by(credit(trained(), "application_fee", 10000))
    assert moved(None, after) == {"available": (-1, -160000), "expended": (1, 160000)}


# The seat item.


def funded(name: str, cap: int) -> FundedItem:
    return FundedItem(item=ItemId(name), cap_cents=cap, occurrence="once")


@pytest.mark.parametrize(
    ("benefit", "seat_item"),
    [
        ("initial", TRAINING),
        ("grandparenting", "exam"),
        ("specialization-unhoused", "specialization_training"),
        ("waiver-application-fee", "application_fee"),
    ],
)
def test_the_seat_item_is_the_funded_item_with_the_highest_cap(benefit: str, seat_item: str) -> None:
    assert pending_award(benefit).seat_item == seat_item


def test_what_is_not_funded_is_no_seat_item() -> None:
    only_fees = [funded("application_fee", 10000), funded("exam", 15000)]
    assert pending_award(to_fund=only_fees).seat_item == "exam"


@pytest.mark.parametrize(
    ("caps", "seat_item"),
    [
        ([("application_fee", 10000), ("exam", 10000)], "application_fee"),
        ([("exam", 10000), ("application_fee", 10000)], "exam"),
        ([("application_fee", 9999), ("exam", 10000), ("exam_retake", 10000)], "exam"),
    ],
)
def test_of_two_equal_caps_the_first_in_the_benefit_has_the_seat(caps: list[tuple[str, int]], seat_item: str) -> None:
    award = pending_award(to_fund=[funded(name, cap) for name, cap in caps])
    assert award.seat_item == seat_item
    assert holding(award) == Holding(reserved=Amounts(seats=1, cents=sum(cap for _, cap in caps)))


def test_the_seat_follows_the_seat_item_not_the_dearest_price() -> None:
    """A seat stays with its item when its price falls below another's."""
    cheap = enrolled(cents=1)
    assert moved(cheap, credit(cheap, "exam", 15000)) == {"committed": (0, -15000), "expended": (0, 15000)}
    assert holding(cheap).committed == Amounts(seats=1, cents=25001)


def test_nothing_is_held_by_no_award() -> None:
    assert holding(None) == Holding()
    assert entries_between(Holding(), Holding()) == ()


@pytest.mark.parametrize(
    ("status", "bucket"),
    [
        (ItemStatus.RESERVED, "reserved"),
        (ItemStatus.COMMITTED, "committed"),
        (ItemStatus.CLAIMED, "committed"),
        (ItemStatus.APPROVED, "committed"),
        (ItemStatus.PAID, "expended"),
    ],
)
def test_every_state_of_an_item_has_its_bucket(status: ItemStatus, bucket: str) -> None:
    award = pending_award().model_copy(update={"items": (item(TRAINING, status, 150000),)})
    assert holding(award) == Holding(**{bucket: Amounts(seats=1, cents=150000)})


def test_a_released_item_holds_nothing() -> None:
    award = pending_award().model_copy(update={"items": (item(TRAINING, ItemStatus.RELEASED, 0),)})
    assert holding(award) == Holding()
