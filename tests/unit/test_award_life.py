"""How long an award lives, what it allows and refuses, and how it ends."""

from collections.abc import Callable
from datetime import date

import pytest

from chalicelib.domain.application import FundedItem
from chalicelib.domain.award import Award, ClaimId, UseByBasis, accept, approve, end, end_at_use_by, propose, use_by
from chalicelib.domain.award_use import approve_claim, cancel_enrollment, claim, credit, enroll, pay, return_payment
from chalicelib.domain.codes import Code
from chalicelib.domain.program import PoolId, Program
from chalicelib.domain.refusal import Refused
from chalicelib.domain.states import AwardStatus, ItemStatus
from tests.unit.builders import (
    active_award,
    application,
    enrollment,
    offered_award,
    pending_award,
    program,
    shipped,
    waived_award,
)

CLAIM = ClaimId("claim-1")
TRAINING = "core_training"


def refusal(attempt: Callable[[], object]) -> tuple[str, str | None]:
    with pytest.raises(Refused) as refused:
        attempt()
    return refused.value.code.value, refused.value.field


def statuses(award: Award) -> dict[str, str]:
    return {item.item: item.status.value for item in award.items}


def enrolled(cents: int = 150000, starts: date = date(2026, 3, 16)) -> Award:
    return enroll(active_award(), TRAINING, enrollment(cents, starts))


def approved_claim(award: Award | None = None) -> Award:
    booked = award or enrolled()
    return approve_claim(claim(booked, TRAINING, booked.item(TRAINING).cents, CLAIM), TRAINING)


# Use-by.


def milestone(day: date) -> Program:
    return program(rounds={"initial": {"use_milestone": day}})


@pytest.mark.parametrize(
    ("rules", "approved_on", "last_day", "basis"),
    [
        (shipped(), date(2026, 3, 2), date(2027, 3, 1), UseByBasis.MONTHS),
        (shipped(), date(2024, 2, 29), date(2025, 2, 28), UseByBasis.MONTHS),
        (milestone(date(2026, 12, 31)), date(2026, 3, 2), date(2026, 12, 31), UseByBasis.MILESTONE),
        (milestone(date(2027, 3, 1)), date(2026, 3, 2), date(2027, 3, 1), UseByBasis.MONTHS),
        (milestone(date(2027, 2, 28)), date(2026, 3, 2), date(2027, 2, 28), UseByBasis.MILESTONE),
        (program(source={"period_end": date(2026, 6, 30)}), date(2026, 3, 2), date(2026, 6, 30), UseByBasis.PERIOD_END),
        (program(policy={"award_months": 6}), date(2026, 8, 31), date(2027, 2, 28), UseByBasis.MONTHS),
    ],
)
def test_the_last_valid_day_is_the_earliest_of_three(
    rules: Program, approved_on: date, last_day: date, basis: UseByBasis
) -> None:
    assert use_by(approved_on, rules, PoolId("initial/statewide")) == (last_day, basis)


def test_a_milestone_counts_for_the_awards_of_its_own_round_only() -> None:
    assert (
        use_by(date(2026, 3, 2), milestone(date(2026, 6, 30)), PoolId("grandparenting/statewide"))[1]
        is UseByBasis.MONTHS
    )


def test_the_period_ends_before_the_milestone() -> None:
    rules = program(rounds={"initial": {"use_milestone": date(2026, 9, 30)}}, source={"period_end": date(2026, 6, 30)})
    assert use_by(date(2026, 3, 2), rules, PoolId("initial/statewide")) == (date(2026, 6, 30), UseByBasis.PERIOD_END)


def test_an_offer_is_open_14_days_from_its_approval() -> None:
    offered = offered_award(on=date(2026, 3, 2))
    assert (offered.accept_by, offered.approved_on, offered.approved_by) == (date(2026, 3, 16), date(2026, 3, 2), "ari")
    assert offered.use_by == date(2027, 3, 1)


def test_an_offer_is_never_open_longer_than_the_award_is_valid() -> None:
    assert offered_award(rules=milestone(date(2026, 3, 10))).accept_by == date(2026, 3, 10)


def test_the_last_valid_day_runs_from_approval_not_from_acceptance() -> None:
    assert accept(offered_award(on=date(2026, 3, 2))).use_by == date(2027, 3, 1)


def test_a_fee_waiver_is_in_force_at_once_and_has_nothing_to_accept() -> None:
    award = waived_award()
    assert (award.status, award.accept_by) == (AwardStatus.ACTIVE, None)
    assert statuses(award) == {"renewal_fee": "committed"}


# What is allowed, and when.


@pytest.mark.parametrize("award", [pending_award(), active_award(), end(offered_award(), AwardStatus.EXPIRED)])
def test_only_an_offer_can_be_accepted(award: Award) -> None:
    assert refusal(lambda: accept(award)) == ("WRONG-STATE", None)


def test_an_approved_award_is_not_approved_again() -> None:
    award = offered_award()
    attempt = lambda: approve(award, "bo", date(2026, 3, 3), shipped(), needs_acceptance=True)  # noqa: E731
    assert refusal(attempt) == ("WRONG-STATE", None)


def test_an_application_without_a_pool_or_with_nothing_to_fund_is_never_picked() -> None:
    award_id = pending_award().id
    asked = application()
    with pytest.raises(ValueError, match="something to fund"):
        propose(asked, award_id, ())
    with pytest.raises(ValueError, match="something to fund"):
        propose(application(pool=None), award_id, asked.to_fund)


@pytest.mark.parametrize(
    ("cents", "starts", "expected"),
    [
        (160001, date(2026, 3, 16), ("PRICE-OVER-CAP", "cents")),
        (160000, date(2026, 3, 1), ("TRAINING-BEFORE-AWARD", "starts")),
    ],
)
def test_a_booking_over_the_cap_or_before_the_award_is_refused(
    cents: int, starts: date, expected: tuple[str, str]
) -> None:
    assert refusal(lambda: enrolled(cents, starts)) == expected


def test_a_class_may_start_on_the_day_of_the_approval_at_the_cap() -> None:
    assert enrolled(160000, date(2026, 3, 2)).item(TRAINING).cents == 160000


def test_a_booked_class_is_not_booked_again() -> None:
    award = enrolled()
    assert refusal(lambda: enroll(award, TRAINING, enrollment())) == ("WRONG-STATE", None)


def test_after_a_cancellation_a_higher_price_up_to_the_cap_can_be_booked() -> None:
    cancelled = cancel_enrollment(enrolled(100000), TRAINING, past_use_by=False)
    assert enroll(cancelled, TRAINING, enrollment(160000)).item(TRAINING).cents == 160000
    assert refusal(lambda: enroll(cancelled, TRAINING, enrollment(160001))) == ("PRICE-OVER-CAP", "cents")


def test_an_offer_not_accepted_books_nothing() -> None:
    assert refusal(lambda: enroll(offered_award(), TRAINING, enrollment())) == ("WRONG-STATE", None)


@pytest.mark.parametrize("award", [active_award(), approved_claim(), pay(approved_claim(), TRAINING)])
def test_only_a_booking_with_no_claim_can_be_cancelled(award: Award) -> None:
    assert refusal(lambda: cancel_enrollment(award, TRAINING, past_use_by=False)) == ("WRONG-STATE", None)


def test_a_claim_needs_a_booking_and_stays_within_its_price() -> None:
    assert refusal(lambda: claim(active_award(), TRAINING, 100000, CLAIM)) == ("WRONG-STATE", None)
    assert refusal(lambda: claim(enrolled(150000), TRAINING, 150001, CLAIM)) == ("PRICE-OVER-CAP", "cents")


def test_a_training_is_claimed_once() -> None:
    claimed = claim(enrolled(), TRAINING, 150000, CLAIM)
    assert refusal(lambda: claim(claimed, TRAINING, 150000, ClaimId("claim-2"))) == ("WRONG-STATE", None)


def test_a_fee_is_credited_once_within_what_is_committed() -> None:
    award = active_award()
    assert refusal(lambda: credit(award, "exam", 15001)) == ("PRICE-OVER-CAP", "cents")
    paid = credit(award, "exam", 15000)
    assert refusal(lambda: credit(paid, "exam", 15000)) == ("WRONG-STATE", None)
    assert refusal(lambda: credit(offered_award(), "exam", 15000)) == ("WRONG-STATE", None)


def test_a_claim_is_approved_before_it_is_paid_or_returned() -> None:
    claimed = claim(enrolled(), TRAINING, 150000, CLAIM)
    assert refusal(lambda: pay(claimed, TRAINING)) == ("WRONG-STATE", None)
    assert refusal(lambda: return_payment(claimed, TRAINING)) == ("WRONG-STATE", None)


def test_a_returned_payment_is_approved_and_paid_again() -> None:
    again = approve_claim(return_payment(approved_claim(), TRAINING), TRAINING)
    assert statuses(pay(again, TRAINING))[TRAINING] == "paid"


def test_an_item_that_an_award_does_not_cover() -> None:
    assert refusal(lambda: active_award().item("renewal_fee")) == (Code.NOT_FOUND, "item")
    assert refusal(lambda: active_award().item("exam_retake")) == (Code.RETAKE_NOT_COVERED, "item")


# How it ends.


def spent() -> Award:
    return credit(credit(pay(approved_claim(), TRAINING), "application_fee", 10000), "exam", 15000)


def test_an_award_is_completed_when_everything_is_paid() -> None:
    assert spent().status is AwardStatus.COMPLETED


def test_one_committed_item_keeps_an_award_active() -> None:
    assert credit(pay(approved_claim(), TRAINING), "exam", 15000).status is AwardStatus.ACTIVE


def test_a_credited_waiver_is_completed() -> None:
    assert credit(waived_award(), "renewal_fee", 8000).status is AwardStatus.COMPLETED


def test_a_completed_award_is_neither_declined_nor_revoked() -> None:
    for status in (AwardStatus.DECLINED, AwardStatus.REVOKED, AwardStatus.EXPIRED, AwardStatus.FORFEITED):
        assert refusal(lambda status=status: end(spent(), status)) == ("WRONG-STATE", None)  # type: ignore[misc]


def test_past_its_last_day_an_unused_award_expires() -> None:
    ended = end_at_use_by(active_award())
    assert ended.status is AwardStatus.EXPIRED
    assert statuses(ended) == {"application_fee": "released", TRAINING: "released", "exam": "released"}
    assert all(item.cents == 0 for item in ended.items)


def test_past_a_milestone_it_is_forfeited() -> None:
    assert end_at_use_by(active_award(rules=milestone(date(2026, 12, 31)))).status is AwardStatus.FORFEITED


def test_past_the_end_of_the_money_it_expires() -> None:
    rules = program(source={"period_end": date(2026, 6, 30)})
    assert end_at_use_by(active_award(rules=rules)).status is AwardStatus.EXPIRED


def test_what_was_paid_stays_paid_when_the_rest_expires() -> None:
    ended = end_at_use_by(pay(approved_claim(), TRAINING))
    assert ended.status is AwardStatus.EXPIRED
    assert statuses(ended) == {"application_fee": "released", TRAINING: "paid", "exam": "released"}


LAST_DAY = date(2027, 3, 1)


def test_a_class_that_starts_on_the_last_day_is_begun() -> None:
    ended = end_at_use_by(enrolled(starts=LAST_DAY))
    assert ended.status is AwardStatus.ACTIVE
    assert statuses(ended) == {"application_fee": "released", TRAINING: "committed", "exam": "released"}


def test_a_class_that_starts_a_day_later_is_not() -> None:
    ended = end_at_use_by(enrolled(starts=date(2027, 3, 2)))
    assert ended.status is AwardStatus.EXPIRED
    assert ended.item(TRAINING).enrollment is None


@pytest.mark.parametrize("begun", [claim(enrolled(), TRAINING, 150000, CLAIM), approved_claim()])
def test_a_claim_is_decided_after_the_last_day_too(begun: Award) -> None:
    assert end_at_use_by(begun).item(TRAINING).status is begun.item(TRAINING).status


def test_what_was_begun_and_then_paid_completes_the_award() -> None:
    late = end_at_use_by(approved_claim())
    assert late.status is AwardStatus.ACTIVE
    assert pay(late, TRAINING).status is AwardStatus.COMPLETED


def test_what_was_begun_and_then_cancelled_ends_the_award() -> None:
    late = end_at_use_by(enrolled(starts=LAST_DAY))
    after = cancel_enrollment(late, TRAINING, past_use_by=True)
    assert after.status is AwardStatus.EXPIRED
    assert statuses(after)[TRAINING] == "released"


def test_a_missed_milestone_forfeits_also_by_a_late_cancellation() -> None:
    rules = milestone(date(2026, 12, 31))
    booked = enroll(active_award(rules=rules), TRAINING, enrollment(starts=date(2026, 12, 31)))
    after = cancel_enrollment(end_at_use_by(booked), TRAINING, past_use_by=True)
    assert after.status is AwardStatus.FORFEITED


def test_a_late_cancellation_does_not_wait_for_the_sweep() -> None:
    after = cancel_enrollment(enrolled(), TRAINING, past_use_by=True)
    assert after.status is AwardStatus.EXPIRED
    assert set(statuses(after).values()) == {"released"}


def test_an_award_declined_after_acceptance_keeps_what_is_begun_and_its_end() -> None:
    declined = end(approved_claim(), AwardStatus.DECLINED)
    assert statuses(declined) == {"application_fee": "released", TRAINING: "approved", "exam": "released"}
    assert pay(declined, TRAINING).status is AwardStatus.DECLINED


def test_a_revoked_award_credits_nothing_more() -> None:
    revoked = end(enrolled(), AwardStatus.REVOKED)
    assert refusal(lambda: credit(revoked, "exam", 15000)) == ("WRONG-STATE", None)
    assert revoked.item(TRAINING).status is ItemStatus.COMMITTED


def test_an_award_of_one_item_has_that_item_alone() -> None:
    only = FundedItem(item=application().to_fund[0].item, cap_cents=10000, occurrence="once")
    assert statuses(pending_award(to_fund=[only])) == {"application_fee": "reserved"}
