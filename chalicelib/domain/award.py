"""An award: a promise of covered items to one person, and what becomes of each item (SCENARIOS.md, How money moves)."""

from datetime import date, timedelta
from enum import StrEnum
from typing import NewType

from chalicelib.domain.application import Application, ApplicationId, AwardId, FundedItem
from chalicelib.domain.codes import Code
from chalicelib.domain.extension import Extension
from chalicelib.domain.funds import Amounts, Holding
from chalicelib.domain.pacific import days_before, last_valid_day
from chalicelib.domain.part import Part
from chalicelib.domain.person import PersonId
from chalicelib.domain.policy import Policy
from chalicelib.domain.program import ItemId, PoolId, Program
from chalicelib.domain.refusal import Refused
from chalicelib.domain.states import AWARD_MOVES, ITEM_MOVES, AwardStatus, ItemStatus, move
from chalicelib.domain.training_class import ClassPlace

ClaimId = NewType("ClaimId", str)


class UseByBasis(StrEnum):
    MONTHS = "months"
    MILESTONE = "milestone"
    PERIOD_END = "period_end"
    EXTENSION = "extension"
    """Two people agreed to more time (services/approve_extension.py)."""


class Enrollment(Part):
    provider: str | None
    """None when the applicant told of it and the provider has not yet."""
    cents: int
    starts: date


class AwardItem(Part):
    item: ItemId
    status: ItemStatus
    cap_cents: int
    cents: int
    """What is held for the item now, or was paid; zero once released."""
    occurrence: str
    enrollment: Enrollment | None = None
    claim_id: ClaimId | None = None
    certificate: str | None = None
    """The file of the certificate of completion that its provider sent for this booking, by its id."""
    place: ClassPlace | None = None
    """The place in a class that was asked for last (domain/asking_place.py)."""

    @property
    def takes_certificate(self) -> bool:
        """From the booking until its bill is approved; one that came back is approved again."""
        booked = self.status is ItemStatus.COMMITTED and self.enrollment is not None
        return booked or self.status is ItemStatus.CLAIMED

    def to(self, status: ItemStatus, **changes: object) -> "AwardItem":
        return self.model_copy(update={"status": move(ITEM_MOVES, self.status, status), **changes})

    def released(self) -> "AwardItem":
        return self.to(ItemStatus.RELEASED, cents=0, enrollment=None, certificate=None, place=None)


OPEN_ITEMS = frozenset({ItemStatus.RESERVED, ItemStatus.COMMITTED, ItemStatus.CLAIMED, ItemStatus.APPROVED})


class Award(Part):
    id: AwardId
    application_id: ApplicationId
    person_id: PersonId
    pool: PoolId
    status: AwardStatus
    items: tuple[AwardItem, ...]
    seat_item: ItemId
    """The funded item with the highest cap (ties: the first): the seat goes where this item goes."""
    approved_on: date | None = None
    approved_by: str | None = None
    accept_by: date | None = None
    use_by: date | None = None
    use_by_basis: UseByBasis | None = None
    remind_on: tuple[date, ...] = ()
    """Pacific days on which the person is still to be reminded of the offer or of the use-by date, earliest first."""
    extension: Extension | None = None
    """More time that was asked for and is not decided yet."""

    def item(self, item_id: str) -> AwardItem:
        """Raises NOT-FOUND, for a retake RETAKE-NOT-COVERED, when the award has no such item."""
        for item in self.items:
            if item.item == item_id:
                return item
        raise Refused(Code.RETAKE_NOT_COVERED if item_id == "exam_retake" else Code.NOT_FOUND, field="item")

    def with_item(self, changed: AwardItem) -> "Award":
        items = tuple(changed if item.item == changed.item else item for item in self.items)
        return self.model_copy(update={"items": items})

    def to(self, status: AwardStatus, **changes: object) -> "Award":
        # What was asked for an award in force ends with its state.
        moved = {"status": move(AWARD_MOVES, self.status, status), "extension": None}
        return self.model_copy(update={**moved, **changes})

    @property
    def is_held_offer(self) -> bool:
        """True while the offer's clock stands still."""
        return self.status is AwardStatus.OFFERED and self.accept_by is None

    @property
    def answer_by(self) -> date | None:
        """The last day to answer the offer: its own, or the award's while its clock stands still."""
        return self.accept_by or self.use_by

    @property
    def has_open_items(self) -> bool:
        return any(item.status in OPEN_ITEMS for item in self.items)

    @property
    def unbegun(self) -> tuple[AwardItem, ...]:
        """What would be given back if the award ended now: nobody has begun to use it."""
        return tuple(item for item in self.items if _can_go_back(item, self.use_by))


_BUCKET_OF = {
    ItemStatus.RESERVED: "reserved",
    ItemStatus.COMMITTED: "committed",
    ItemStatus.CLAIMED: "committed",
    ItemStatus.APPROVED: "committed",
    ItemStatus.PAID: "expended",
}


def holding(award: Award | None) -> Holding:
    """What the award holds of its pool. Every movement of money is the difference of two of these."""
    buckets: dict[str, Amounts] = {}
    for item in award.items if award else ():
        bucket = _BUCKET_OF.get(item.status)
        if bucket is not None:
            seat = 1 if award and item.item == award.seat_item else 0
            buckets[bucket] = buckets.get(bucket, Amounts()) + Amounts(seats=seat, cents=item.cents)
    return Holding(**buckets)


def needed_for(items: tuple[FundedItem, ...]) -> Amounts:
    """What an award of these items takes from a pool: one seat and the sum of the caps."""
    return Amounts(seats=1, cents=sum(item.cap_cents for item in items))


def propose(
    application: Application, award_id: AwardId, items: tuple[FundedItem, ...], general: PoolId | None = None
) -> Award:
    """The award that the allocator reserves for the first in a queue; an approver decides on it.

    From the queue's own pool, unless the benefit's general pool pays.
    """
    pool = general or application.pool
    if pool is None or not items:
        raise ValueError("only an application with a pool and something to fund can be picked")
    return Award(
        id=award_id,
        application_id=application.id,
        person_id=application.person_id,
        pool=pool,
        status=AwardStatus.PENDING_APPROVAL,
        seat_item=max(items, key=lambda item: item.cap_cents).item,
        items=tuple(
            AwardItem(
                item=item.item,
                status=ItemStatus.RESERVED,
                cap_cents=item.cap_cents,
                cents=item.cap_cents,
                occurrence=item.occurrence,
            )
            for item in items
        ),
    )


def use_by(approved_on: date, program: Program, pool_id: PoolId) -> tuple[date, UseByBasis]:
    """The last valid day: 12 months, or earlier a milestone of the round or the end of the source's period."""
    ends = [(last_valid_day(approved_on, program.policy.award_months), UseByBasis.MONTHS)]
    milestone = program.round(pool_id.split("/")[0]).use_milestone
    if milestone is not None:
        ends.append((milestone, UseByBasis.MILESTONE))
    ends.append((program.source_of(pool_id).period_end, UseByBasis.PERIOD_END))
    return min(ends, key=lambda end: end[0])


def approve(award: Award, by: str, on: date, program: Program, *, needs_acceptance: bool) -> Award:
    """Approved: offered to the person, or, where nothing is to be accepted (fee waivers), committed at once.

    Raises USE-BY-PASSED when a milestone or the source's period has ended: nobody is promised what cannot be used.
    """
    last_day, basis = use_by(on, program, award.pool)
    if last_day < on:
        raise Refused(Code.USE_BY_PASSED)
    approved = award.model_copy(
        update={"approved_on": on, "approved_by": by, "use_by": last_day, "use_by_basis": basis}
    )
    policy = program.policy
    if not needs_acceptance:
        return _commit(approved, days_before(last_day, policy.use_by_reminder_days, on))
    accept_by = min(last_day, on + timedelta(days=policy.offer_days))
    reminders = days_before(accept_by, policy.offer_reminder_days, on)
    return approved.to(AwardStatus.OFFERED, accept_by=accept_by, remind_on=reminders)


def hold_offer(award: Award) -> Award:
    """The offer without a last day: its person was not reached. It still ends with the award's use-by date."""
    return award.model_copy(update={"accept_by": None, "remind_on": ()})


def resume_offer(award: Award, by: date, on: date, policy: Policy) -> Award:
    """The offer with a last day again, at most the award's use-by date, and with the reminders of that day."""
    accept_by = min(by, award.use_by or by)
    reminders = days_before(accept_by, policy.offer_reminder_days, on)
    return award.model_copy(update={"accept_by": accept_by, "remind_on": reminders})


def accept(award: Award, remind_on: tuple[date, ...] = ()) -> Award:
    """Accepted: a valid obligation (encumbrance) from now on. Its reminders take the place of the offer's."""
    if award.status is not AwardStatus.OFFERED:
        raise Refused(Code.WRONG_STATE)
    return _commit(award, remind_on)


def _commit(award: Award, remind_on: tuple[date, ...]) -> Award:
    items = tuple(item.to(ItemStatus.COMMITTED) for item in award.items)
    return award.to(AwardStatus.ACTIVE, items=items, remind_on=remind_on)


def release_unbegun(award: Award) -> Award:
    """Everything given back that nobody has begun to use; what is begun stays until it is decided."""
    return award.model_copy(
        update={"items": tuple(item.released() if _can_go_back(item, award.use_by) else item for item in award.items)}
    )


def _can_go_back(item: AwardItem, last_day: date | None) -> bool:
    begun = item.enrollment is not None and last_day is not None and item.enrollment.starts <= last_day
    return item.status is ItemStatus.RESERVED or (item.status is ItemStatus.COMMITTED and not begun)


def end(award: Award, status: AwardStatus) -> Award:
    """The award ended for a reason of its own: declined, expired, forfeited or revoked."""
    return release_unbegun(award.to(status))


def end_at_use_by(award: Award) -> Award:
    """What a passed use-by date does. An award with something begun stays active until that is decided."""
    released = release_unbegun(award).model_copy(update={"extension": None})
    return released if released.has_open_items else released.to(lapsed_status(award))


def lapsed_status(award: Award) -> AwardStatus:
    """`forfeited` when a milestone of the round was missed, else `expired`."""
    return AwardStatus.FORFEITED if award.use_by_basis is UseByBasis.MILESTONE else AwardStatus.EXPIRED


def reminded_until(award: Award, today: date) -> Award:
    """The award with no reminder left for a day up to today."""
    return award.model_copy(update={"remind_on": tuple(day for day in award.remind_on if day > today)})
