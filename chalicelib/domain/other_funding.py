"""Another funder turns out to pay for something that was asked for here (DOMAIN.md 7.1 (3): only the unfunded rest)."""

from collections.abc import Iterable

from chalicelib.domain.application import Answers, OtherFunding
from chalicelib.domain.award import Award, AwardItem
from chalicelib.domain.codes import Code
from chalicelib.domain.refusal import Refused
from chalicelib.domain.states import AwardStatus, ItemStatus

STANDING = frozenset({AwardStatus.PENDING_APPROVAL, AwardStatus.OFFERED, AwardStatus.ACTIVE})
"""Awards that hold money which can still go back."""


def with_reported(answers: Answers, reported: Iterable[OtherFunding]) -> Answers:
    """The answers with what was reported. Nothing is taken back: that is for a revision, or for staff."""
    said = {each.item: each for each in (*answers.other_funding, *reported)}
    return answers.model_copy(update={"other_funding": tuple(said.values())})


def reportable(award: Award | None, items: Iterable[str], answers: Answers) -> tuple[str, ...]:
    """The items of a benefit about which it can be said now that another pays: not said yet, and not begun here."""
    begun = {item.item for item in award.items if not _is_given_back_whole(item)} if award else set()
    return tuple(item for item in items if item not in begun and item not in answers.paid_elsewhere)


def _is_given_back_whole(item: AwardItem) -> bool:
    unbegun = item.status in (ItemStatus.RESERVED, ItemStatus.COMMITTED) and item.enrollment is None
    return unbegun or item.status is ItemStatus.RELEASED


def give_back(award: Award, items: Iterable[str]) -> Award:
    """The award without these items, whose money goes back to the pool; paid off when all the rest is paid.

    Raises WRONG-STATE for one that is booked, billed or paid, ITEM-FUNDED-ELSEWHERE when nothing would be left: that is
    declining it.
    """
    given = set(items)
    if any(item.item in given and not _is_given_back_whole(item) for item in award.items):
        raise Refused(Code.WRONG_STATE, field="other_funding")
    kept = tuple(_released(item) if item.item in given else item for item in award.items)
    after = award.model_copy(update={"items": kept})
    if all(item.status is ItemStatus.RELEASED for item in kept):
        raise Refused(Code.ITEM_FUNDED_ELSEWHERE, field="other_funding")
    is_done = after.status is AwardStatus.ACTIVE and not after.has_open_items
    return after.to(AwardStatus.COMPLETED) if is_done else after


def _released(item: AwardItem) -> AwardItem:
    return item if item.status is ItemStatus.RELEASED else item.released()
