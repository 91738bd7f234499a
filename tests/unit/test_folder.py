"""Where an application and a claim are in their workflows, and which deadline comes next, in every state."""

from datetime import date
from itertools import product

import pytest

from chalicelib.domain.award import Award, end
from chalicelib.domain.award_use import approve_claim as approve
from chalicelib.domain.award_use import claim, enroll, pay
from chalicelib.domain.award_use import credit as credited
from chalicelib.domain.codes import Code
from chalicelib.domain.folder import Folder, Place, claim_place, in_queue, next_deadline, owes_fee_credit, place_of
from chalicelib.domain.program import BenefitKind
from chalicelib.domain.states import ApplicationStatus, AwardStatus, ItemStatus
from tests.unit import builders
from tests.unit.builders import (
    active_award,
    award_with,
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

A, W, P = ApplicationStatus, AwardStatus, Place

# A draft is in no workflow; every other status has one place, whatever its award, but for these three.
BY_STATUS_ALONE = {
    A.SUBMITTED: P.CHECK_ELIGIBILITY,
    A.REVISION_REQUESTED: P.WAIT_FOR_REVISION,
    A.UNDER_REVIEW: P.WAIT_FOR_REVIEWER,
    A.DENIED: P.DENIED,
    A.WITHDRAWN: P.WITHDRAWN,
}


def expected_place(status: ApplicationStatus, award: AwardStatus | None, kind: BenefitKind) -> Place:
    if status in BY_STATUS_ALONE:
        return BY_STATUS_ALONE[status]
    if status is A.QUEUED:
        return P.WAIT_FOR_ALLOCATION if award is None else P.WAIT_FOR_AWARD_APPROVAL
    if status is A.CLOSED:
        return P.EXPIRED if award is W.EXPIRED else P.CLOSED
    if award is W.OFFERED:
        return P.WAIT_FOR_ACCEPTANCE
    return P.CREDIT_FEE if award is W.ACTIVE and kind is BenefitKind.FEE_WAIVER else P.DONE


EVERY_STATE = [
    pytest.param(status, award, kind, id=f"{status}-{award}-{kind}")
    for status, award, kind in product(list(A)[1:], [None, *W], BenefitKind)
]


@pytest.mark.parametrize(("status", "award", "kind"), EVERY_STATE)
def test_every_state_has_its_place(status: ApplicationStatus, award: AwardStatus | None, kind: BenefitKind) -> None:
    held = None if award is None else award_with(award, items=waived_award().items)
    assert place_of(folder(status, held, kind=kind)) is expected_place(status, award, kind)


def test_no_answer_to_a_revision_request_is_an_end_of_its_own() -> None:
    unanswered = folder(A.CLOSED, reasons=(Code.NO_RESPONSE_TO_REVISION,))
    assert place_of(unanswered) is P.NO_RESPONSE
    assert place_of(folder(A.CLOSED, reasons=(Code.ROUND_CLOSED,))) is P.CLOSED
    revoked = end(active_award(), W.REVOKED)
    assert place_of(folder(A.CLOSED, revoked, reasons=(Code.NO_RESPONSE_TO_REVISION,))) is P.CLOSED


def test_a_waiver_whose_fee_is_credited_is_done() -> None:
    paid = credited(waived_award(), "renewal_fee", 8000)
    assert not owes_fee_credit(waiver(A.AWARDED, paid))
    assert place_of(waiver(A.AWARDED, paid)) is P.DONE


def test_a_scholarship_never_owes_a_fee_credit() -> None:
    assert not owes_fee_credit(awarded(active_award()))
    assert owes_fee_credit(waiver(A.AWARDED, waived_award()))


@pytest.mark.parametrize(
    ("status", "place"),
    [
        (ItemStatus.CLAIMED, P.WAIT_FOR_PAYMENT_APPROVAL),
        (ItemStatus.APPROVED, P.WAIT_FOR_SETTLEMENT),
        (ItemStatus.PAID, P.SETTLED),
    ],
)
def test_the_place_of_a_claim(status: ItemStatus, place: Place) -> None:
    assert claim_place(builders.claim(status)) is place


def test_only_who_is_eligible_and_not_picked_yet_is_in_a_queue() -> None:
    assert in_queue(queued())
    assert not in_queue(picked())
    assert not in_queue(None)
    assert not any(in_queue(folder(status)) for status in set(A) - {A.QUEUED})


# Deadlines.

USE_BY = date(2027, 3, 1)
TRAINING = "core_training"


def with_every_item_begun(*, paid: bool = False) -> Award:
    award = enroll(active_award(), TRAINING, enrollment())
    for fee, cents in (("application_fee", 10000), ("exam", 15000)):
        award = credited(award, fee, cents)
    claimed = approve(claim(award, TRAINING, 150000, builders.claim().id), TRAINING)
    return pay(claimed, TRAINING) if paid else award


@pytest.mark.parametrize(
    ("held", "deadline"),
    [
        pytest.param(folder(A.SUBMITTED), None, id="submitted"),
        pytest.param(folder(A.REVISION_REQUESTED, revise_by=date(2026, 4, 1)), date(2026, 4, 1), id="revision"),
        pytest.param(folder(A.UNDER_REVIEW), None, id="under review"),
        pytest.param(queued(), None, id="queued"),
        pytest.param(picked(), None, id="picked"),
        pytest.param(awarded(offered_award()), date(2026, 3, 16), id="offered"),
        pytest.param(awarded(active_award()), USE_BY, id="active"),
        pytest.param(waiver(A.AWARDED, waived_award()), USE_BY, id="waiver not credited yet"),
        pytest.param(awarded(enroll(active_award(), TRAINING, enrollment())), USE_BY, id="fees not begun"),
        pytest.param(awarded(with_every_item_begun()), None, id="nothing left to release"),
        pytest.param(awarded(with_every_item_begun(paid=True)), None, id="completed"),
        *[
            pytest.param(folder(A.CLOSED, end(active_award(), status)), None, id=status)
            for status in (W.DECLINED, W.EXPIRED, W.FORFEITED, W.REVOKED)
        ],
    ],
)
def test_the_next_deadline(held: Folder, deadline: date | None) -> None:
    assert next_deadline(held) == deadline


def test_a_class_booked_for_after_the_last_day_leaves_the_deadline_standing() -> None:
    late = enroll(
        active_award("specialization-unhoused"), "specialization_training", enrollment(starts=date(2027, 3, 2))
    )
    in_time = enroll(active_award("specialization-unhoused"), "specialization_training", enrollment(starts=USE_BY))
    assert next_deadline(awarded(late)) == USE_BY
    assert next_deadline(awarded(in_time)) is None


def test_pending_awards_wait_without_a_deadline() -> None:
    assert next_deadline(folder(A.QUEUED, pending_award())) is None


def test_a_claim_changed_in_a_folder_replaces_the_one_it_was() -> None:
    first, second = builders.claim(), builders.claim(id="claim-2")
    held = awarded(active_award(), (first, second)).with_claim(first.model_copy(update={"cents": 1}))
    assert (held.claim("claim-1").cents, held.claim("claim-2").cents, len(held.claims)) == (1, 150000, 2)
