"""An award in use: trainings booked, billed and paid, fees credited, item by item (DOMAIN.md 7.2)."""

from chalicelib.domain.award import Award, ClaimId, Enrollment, lapsed_status, release_unbegun
from chalicelib.domain.codes import Code
from chalicelib.domain.refusal import Refused
from chalicelib.domain.states import AwardStatus, ItemStatus


def enroll(award: Award, item_id: str, enrollment: Enrollment) -> Award:
    """The training booked at its contract price; the difference to what is committed goes to or comes from the pool.

    Raises WRONG-STATE, PRICE-OVER-CAP, TRAINING-BEFORE-AWARD. A class that starts after the use-by date may be booked
    (an extension may come), but does not count as begun at use-by.
    """
    item = award.item(item_id)
    if award.status is not AwardStatus.ACTIVE or item.status is not ItemStatus.COMMITTED or item.enrollment is not None:
        raise Refused(Code.WRONG_STATE)
    if enrollment.cents > item.cap_cents:
        raise Refused(Code.PRICE_OVER_CAP, field="cents")
    if award.approved_on is not None and enrollment.starts < award.approved_on:
        raise Refused(Code.TRAINING_BEFORE_AWARD, field="starts")
    # Whoever is booked somewhere needs no place elsewhere.
    booked = {"enrollment": enrollment, "cents": enrollment.cents, "place": None}
    return award.with_item(item.model_copy(update=booked))


def cancel_enrollment(award: Award, item_id: str, *, past_use_by: bool) -> Award:
    """The booking undone. The money stays committed at that price, unless the award can no longer be used."""
    item = award.item(item_id)
    if item.status is not ItemStatus.COMMITTED or item.enrollment is None:
        raise Refused(Code.WRONG_STATE)
    undone = award.with_item(item.model_copy(update={"enrollment": None, "certificate": None, "place": None}))
    if award.status is AwardStatus.ACTIVE and not past_use_by:
        return undone
    released = release_unbegun(undone)
    if released.status is AwardStatus.ACTIVE and not released.has_open_items:
        return released.to(lapsed_status(released))
    return released


def certify(award: Award, item_id: str, file_id: str) -> Award:
    """With the certificate of completion that counts from now on. Raises WRONG-STATE, NOT-FOUND."""
    item = award.item(item_id)
    if not item.takes_certificate:
        raise Refused(Code.WRONG_STATE)
    return award.with_item(item.model_copy(update={"certificate": file_id}))


def claim(award: Award, item_id: str, cents: int, claim_id: ClaimId) -> Award:
    """Training invoiced, at most at its committed price; what is below goes back to the pool."""
    item = award.item(item_id)
    if item.status is not ItemStatus.COMMITTED or item.enrollment is None:
        raise Refused(Code.WRONG_STATE)
    if cents > item.cents:
        raise Refused(Code.PRICE_OVER_CAP, field="cents")
    return award.with_item(item.to(ItemStatus.CLAIMED, cents=cents, claim_id=claim_id))


def credit(award: Award, item_id: str, cents: int) -> Award:
    """A fee of the program paid by the award at once."""
    item = award.item(item_id)
    if award.status is not AwardStatus.ACTIVE or item.status is not ItemStatus.COMMITTED:
        raise Refused(Code.WRONG_STATE)
    if cents > item.cents:
        raise Refused(Code.PRICE_OVER_CAP, field="cents")
    return _completed_if_done(award.with_item(item.to(ItemStatus.PAID, cents=cents)))


def approve_claim(award: Award, item_id: str) -> Award:
    return award.with_item(award.item(item_id).to(ItemStatus.APPROVED))


def pay(award: Award, item_id: str) -> Award:
    """The claim's batch was settled."""
    return _completed_if_done(award.with_item(award.item(item_id).to(ItemStatus.PAID)))


def return_payment(award: Award, item_id: str) -> Award:
    """The payment came back, at its settlement or later: committed, as invoiced, to be approved again."""
    back = award.with_item(award.item(item_id).to(ItemStatus.CLAIMED))
    return back.to(AwardStatus.ACTIVE) if back.status is AwardStatus.COMPLETED else back


def _completed_if_done(award: Award) -> Award:
    if award.status is AwardStatus.ACTIVE and not award.has_open_items:
        return award.to(AwardStatus.COMPLETED)
    return award
