"""A program in memory: folders changed by the functions of the domain, and pools that what they hold is posted to."""

from collections.abc import Callable
from datetime import timedelta

from chalicelib.domain.application import AwardId, FundedItem
from chalicelib.domain.award import (
    OPEN_ITEMS,
    Award,
    AwardItem,
    ClaimId,
    accept,
    approve,
    end,
    end_at_use_by,
    holding,
    needed_for,
    propose,
    use_by,
)
from chalicelib.domain.award_use import approve_claim, claim, credit, enroll, pay
from chalicelib.domain.eligibility import without_funded
from chalicelib.domain.folder import Folder, in_queue, next_deadline, owes_fee_credit
from chalicelib.domain.funds import Amounts, Balance, Entry, allotment_entries, applied, entries_between
from chalicelib.domain.program import BenefitKind, PoolId
from chalicelib.domain.refusal import Refused
from chalicelib.domain.states import LIVE, ApplicationStatus, AwardStatus, ItemStatus
from tests.unit import builders
from tests.unit.builders import TODAY, enrollment

A, W, I = ApplicationStatus, AwardStatus, ItemStatus  # noqa: E741 - as in domain/states.py

BENEFITS = ("initial", "grandparenting", "specialization-unhoused", "waiver-application-fee", "waiver-exam-fee")
PEOPLE = ("ana", "ben", "carla")
RULES = builders.program(rounds={"grandparenting": {"use_milestone": TODAY + timedelta(days=400)}})
OPEN = (W.PENDING_APPROVAL, W.OFFERED, W.ACTIVE)
ENDED = frozenset({W.DECLINED, W.EXPIRED, W.FORFEITED, W.REVOKED})
POOLS = tuple(pool for pool in (builders.application(benefit).pool for benefit in BENEFITS) if pool is not None)


class PretendProgram:
    """The day, the pools with their journals, and every folder ever made."""

    def __init__(self) -> None:
        super().__init__()
        self.day = TODAY
        self.folders: dict[str, Folder] = {}
        self.pools: dict[PoolId, Balance] = {}
        self.journal: list[tuple[PoolId, tuple[Entry, ...]]] = []
        self.allotted: dict[PoolId, Amounts] = {}

    # How a change is made.

    def _approve(self, award: Award) -> None:
        folder = self.folders[award.application_id]
        kind = folder.application.kind
        if use_by(self.day, RULES, award.pool)[0] >= self.day:
            scholarship = kind is BenefitKind.SCHOLARSHIP
            approved = approve(award, "ari", self.day, RULES, needs_acceptance=scholarship)
            self._post(folder, folder.model_copy(update={"award": approved}), A.AWARDED)

    def _next_step(self, award: Award) -> Award:
        if award.status is W.OFFERED:
            return accept(award)
        item = next(item for item in award.items if item.status in OPEN_ITEMS)
        if item.status is I.CLAIMED:
            return approve_claim(award, item.item)
        if item.status is I.APPROVED:
            return pay(award, item.item)
        if not item.item.endswith("_training"):
            return credit(award, item.item, item.cents)
        if item.enrollment is None:
            return enroll(award, item.item, enrollment(item.cents, self.day))
        return claim(award, item.item, item.cents, ClaimId(f"claim-{item.item}"))

    def _change(self, award: Award, attempt: Callable[[], Award]) -> None:
        """What the domain refuses changes nothing."""
        folder = self.folders[award.application_id]
        try:
            changed = attempt()
            ended = changed.status in ENDED and folder.application.status is A.AWARDED
            self._post(folder, folder.model_copy(update={"award": changed}), A.CLOSED if ended else None)
        except Refused:
            assert self.folders[award.application_id] is folder

    def _post(self, before: Folder, after: Folder, status: ApplicationStatus | None = None) -> None:
        """The folder changed and the difference of what it holds posted, both or neither; then the queue is served."""
        application = after.application.to(status) if status else after.application
        pool = application.pool
        assert pool is not None
        self._record(pool, entries_between(holding(before.award), holding(after.award)))
        self._dates_stand(before.award, after.award)
        kept = after.model_copy(update={"application": application})
        self.folders[application.id] = kept
        if kept.award is not None and owes_fee_credit(kept):
            fee = kept.award.items[0]
            self._change(kept.award, lambda award=kept.award: credit(award, fee.item, fee.cents))  # type: ignore[misc]
        self._serve(pool)

    def _record(self, pool: PoolId, entries: tuple[Entry, ...]) -> None:
        self.pools[pool] = applied(self.pools[pool], entries)
        self.journal.append((pool, entries))

    def _allot(self, pool: PoolId, amount: Amounts) -> None:
        try:
            self._record(pool, allotment_entries("dhcs-sample", amount))
        except Refused:
            assert not (-amount).fits_in(self.pools[pool].available)
            return
        self.allotted[pool] += amount
        self._serve(pool)

    def _serve(self, pool: PoolId) -> None:
        """The allocator: strict order, until the first in the queue does not fit."""
        while (first := self._first_in_queue(pool)) is not None:
            items = self._to_fund(first)
            if not items:
                self._post(first, first, A.UNDER_REVIEW)
            elif needed_for(items).fits_in(self.pools[pool].available):
                award = propose(first.application, AwardId(f"award-{first.application.id}"), items)
                self._post(first, first.model_copy(update={"award": award}))
            else:
                return

    def _sweep(self) -> None:
        for folder in list(self.folders.values()):
            deadline = next_deadline(folder)
            if deadline is not None and self.day > deadline and folder.award is not None:
                self._change(folder.award, lambda award=folder.award: _lapsed(award))  # type: ignore[misc]
        for pool in self.pools:
            self._serve(pool)

    @staticmethod
    def _dates_stand(before: Award | None, after: Award | None) -> None:
        """Once an award is approved its dates never move."""
        if before is not None and after is not None and before.approved_on is not None:
            dates = (before.approved_on, before.accept_by, before.use_by)
            assert dates == (after.approved_on, after.accept_by, after.use_by)

    # What there is to choose from.

    def _awards(self, *statuses: AwardStatus) -> list[Award]:
        held = [folder.award for folder in self.folders.values() if folder.award is not None]
        return [award for award in held if not statuses or award.status in statuses]

    def _items(self, status: ItemStatus) -> list[tuple[Award, AwardItem]]:
        return [(award, item) for award in self._awards() for item in award.items if item.status is status]

    def _booked(self) -> list[tuple[Award, AwardItem]]:
        return [(award, item) for award, item in self._items(I.COMMITTED) if item.enrollment is not None]

    def _paid_trainings(self) -> list[tuple[Award, AwardItem]]:
        return [(award, item) for award, item in self._items(I.PAID) if item.enrollment is not None]

    def _not_accepted(self) -> list[Folder]:
        open_to = (W.PENDING_APPROVAL, W.OFFERED)
        return [
            folder
            for folder in self.folders.values()
            if folder.application.status in LIVE and (folder.award is None or folder.award.status in open_to)
        ]

    def _funded(self, person: str) -> frozenset[tuple[str, str]]:
        return frozenset(
            (item.item, item.occurrence)
            for award in self._awards()
            for item in award.items
            if award.person_id == person and item.status is not I.RELEASED
        )

    def _to_fund(self, folder: Folder) -> tuple[FundedItem, ...]:
        return without_funded(folder.application.to_fund, self._funded(folder.application.person_id))

    def _first_in_queue(self, pool: PoolId) -> Folder | None:
        queue = [folder for folder in self.folders.values() if in_queue(folder) and folder.application.pool == pool]
        return min(queue, key=lambda folder: folder.application.queue_key, default=None)

    def _usable(self, award: Award) -> bool:
        return award.use_by is None or self.day <= award.use_by


def _lapsed(award: Award) -> Award:
    return end(award, W.EXPIRED) if award.status is W.OFFERED else end_at_use_by(award)
