"""Any history at all: people apply, are picked, accept, train, are paid and give up, in any order, over years.

Everything is changed by the functions of the domain alone and posted to pools held in memory. Whatever happens, the
money adds up, nobody is funded twice, and no deadline is left behind.
"""

from datetime import timedelta

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from chalicelib.domain.application import ApplicationId
from chalicelib.domain.award import ClaimId, accept, end, holding, needed_for
from chalicelib.domain.award_use import approve_claim, cancel_enrollment, claim, credit, enroll, pay, return_payment
from chalicelib.domain.eligibility import determine
from chalicelib.domain.folder import Folder, next_deadline, place_of
from chalicelib.domain.funds import Amounts, Balance, Holding, applied
from chalicelib.domain.person import PersonId
from chalicelib.domain.program import PoolId
from chalicelib.domain.states import LIVE, ApplicationStatus, AwardStatus, ItemStatus
from tests.unit import builders
from tests.unit.builders import answers, enrollment, facts, pacific
from tests.unit.pretend_program import BENEFITS, ENDED, OPEN, PEOPLE, POOLS, RULES, PretendProgram

A, W, I = ApplicationStatus, AwardStatus, ItemStatus  # noqa: E741 - as in domain/states.py

people = st.sampled_from(PEOPLE)
benefits = st.sampled_from(BENEFITS)
mostly = st.sampled_from([True, True, True, False])
cents = st.sampled_from([1, 100_000, 150_000, 159_999, 160_000, 160_001])
allotments = st.builds(
    Amounts, seats=st.integers(-2, 3), cents=st.sampled_from([-50_000, -1, 0, 10_000, 185_000, 400_000])
)


class AnyHistory(PretendProgram, RuleBasedStateMachine):
    """What can happen, and what holds whatever has happened."""

    @initialize(seats=st.integers(1, 4), money=st.sampled_from([25_000, 185_000, 345_000, 2_000_000]))
    def first_allotments(self, seats: int, money: int) -> None:
        for pool in POOLS:
            self.pools[pool] = Balance()
            self.allotted[pool] = Amounts()
            self._allot(pool, Amounts(seats=seats, cents=money))

    # What people do.

    @rule(person=people, benefit=benefits, elsewhere=st.sampled_from(["", "", "exam", "core_training"]))
    def apply(self, person: str, benefit: str, elsewhere: str) -> None:
        mine = [folder.application for folder in self.folders.values() if folder.application.person_id == person]
        if any(one.benefit == benefit and one.status in LIVE for one in mine):
            return
        told = answers(other_funding=[elsewhere] if elsewhere else [])
        found = determine(facts(benefit, answers=told, funded=self._funded(person)), RULES, pacific(2026, 3, 2))
        application = builders.application(
            benefit,
            id=ApplicationId(f"app-{len(self.folders):03d}"),
            person_id=PersonId(person),
            answers=told,
            submitted_at=pacific(2026, 3, 2) + timedelta(minutes=len(self.folders)),
        )
        after = application.to(found.status, reasons=found.failed, to_fund=found.to_fund)
        self._post(Folder(application=application), Folder(application=after))

    @precondition(lambda self: self._awards(W.OFFERED))
    @rule(data=st.data(), yes=mostly)
    def answer_an_offer(self, data: st.DataObject, yes: bool) -> None:
        award = data.draw(st.sampled_from(self._awards(W.OFFERED)))
        self._change(award, lambda: accept(award) if yes else end(award, W.DECLINED))

    @precondition(lambda self: self._awards(W.ACTIVE))
    @rule(data=st.data(), status=st.sampled_from([W.DECLINED, W.REVOKED]))
    def give_up_or_take_back(self, data: st.DataObject, status: AwardStatus) -> None:
        award = data.draw(st.sampled_from(self._awards(W.ACTIVE)))
        self._change(award, lambda: end(award, status))

    @precondition(lambda self: self._not_accepted())
    @rule(data=st.data())
    def withdraw(self, data: st.DataObject) -> None:
        folder = data.draw(st.sampled_from(self._not_accepted()))
        award = end(folder.award, W.DECLINED) if folder.award else None
        self._post(folder, folder.model_copy(update={"award": award}), A.WITHDRAWN)

    # What staff, providers and banks do.

    @precondition(lambda self: self._awards(W.PENDING_APPROVAL))
    @rule(data=st.data(), yes=mostly)
    def decide_award(self, data: st.DataObject, yes: bool) -> None:
        award = data.draw(st.sampled_from(self._awards(W.PENDING_APPROVAL)))
        folder = self.folders[award.application_id]
        if yes:
            self._approve(award)
        else:
            self._post(folder, folder.model_copy(update={"award": end(award, W.REVOKED)}), A.DENIED)

    @rule(pool=st.sampled_from(POOLS), amount=allotments)
    def allot(self, pool: PoolId, amount: Amounts) -> None:
        self._allot(pool, amount)

    @precondition(lambda self: self._items(I.COMMITTED))
    @rule(data=st.data(), price=cents, days=st.sampled_from([-1, 0, 14, 300, 500]))
    def book(self, data: st.DataObject, price: int, days: int) -> None:
        award, item = data.draw(st.sampled_from(self._items(I.COMMITTED)))
        starts = self.day + timedelta(days=days)
        if self._usable(award) and item.item.endswith("_training"):
            self._change(award, lambda: enroll(award, item.item, enrollment(price, starts)))

    @precondition(lambda self: self._booked())
    @rule(data=st.data())
    def cancel(self, data: st.DataObject) -> None:
        award, item = data.draw(st.sampled_from(self._booked()))
        late = not self._usable(award)
        self._change(award, lambda: cancel_enrollment(award, item.item, past_use_by=late))

    @precondition(lambda self: self._booked())
    @rule(data=st.data(), below=st.sampled_from([-1, 0, 0, 1, 5_000]))
    def invoice(self, data: st.DataObject, below: int) -> None:
        award, item = data.draw(st.sampled_from(self._booked()))
        price = max(0, item.cents - below)
        self._change(award, lambda: claim(award, item.item, price, ClaimId(f"claim-{item.item}")))

    @precondition(lambda self: self._items(I.COMMITTED))
    @rule(data=st.data(), below=st.sampled_from([-1, 0, 0, 1, 5_000]))
    def charge(self, data: st.DataObject, below: int) -> None:
        award, item = data.draw(st.sampled_from(self._items(I.COMMITTED)))
        if self._usable(award) and not item.item.endswith("_training"):
            self._change(award, lambda: credit(award, item.item, max(0, item.cents - below)))

    @precondition(lambda self: self._items(I.CLAIMED))
    @rule(data=st.data())
    def approve_a_claim(self, data: st.DataObject) -> None:
        award, item = data.draw(st.sampled_from(self._items(I.CLAIMED)))
        self._change(award, lambda: approve_claim(award, item.item))

    @precondition(lambda self: self._items(I.APPROVED))
    @rule(data=st.data(), paid=mostly)
    def settle(self, data: st.DataObject, paid: bool) -> None:
        award, item = data.draw(st.sampled_from(self._items(I.APPROVED)))
        self._change(award, lambda: pay(award, item.item) if paid else return_payment(award, item.item))

    @precondition(lambda self: self._paid_trainings())
    @rule(data=st.data())
    def come_back_after_the_settlement(self, data: st.DataObject) -> None:
        award, item = data.draw(st.sampled_from(self._paid_trainings()))
        self._change(award, lambda: return_payment(award, item.item))

    @precondition(lambda self: self._awards(*OPEN))
    @rule(data=st.data(), steps=st.integers(1, 8))
    def go_the_usual_way(self, data: st.DataObject, steps: int) -> None:
        """Some steps of the straight path, so that histories get far."""
        award_id = data.draw(st.sampled_from(self._awards(*OPEN))).application_id
        for _ in range(steps):
            award = self.folders[award_id].award
            if award is None or award.status not in OPEN or not self._usable(award):
                return
            if award.status is W.PENDING_APPROVAL:
                self._approve(award)
            else:
                self._change(award, lambda award=award: self._next_step(award))  # type: ignore[misc]

    @precondition(lambda self: self.folders)
    @rule(days=st.sampled_from([1, 15, 90, 366]))
    def time_passes(self, days: int) -> None:
        """Days go by and the sweep runs, twice; after it nobody waits for what would fit.

        Until then somebody can: who waits in one queue needs less when an award of another pool funds one of the items.
        """
        self.day += timedelta(days=days)
        self._sweep()
        swept = dict(self.folders)
        self._sweep()
        assert self.folders == swept
        for pool, balance in self.pools.items():
            first = self._first_in_queue(pool)
            assert first is None or not needed_for(self._to_fund(first)).fits_in(balance.available)

    # What always holds.

    @invariant()
    def the_buckets_of_a_pool_are_what_was_allotted(self) -> None:
        for pool, balance in self.pools.items():
            assert balance.allotted == self.allotted[pool]
            buckets = (balance.available, balance.reserved, balance.committed, balance.expended)
            assert not any(bucket.negative for bucket in buckets)

    @invariant()
    def a_pool_holds_what_its_awards_hold(self) -> None:
        for pool, balance in self.pools.items():
            held = [holding(folder.award) for folder in self.folders.values() if folder.application.pool == pool]
            assert Holding(
                reserved=sum((one.reserved for one in held), Amounts()),
                committed=sum((one.committed for one in held), Amounts()),
                expended=sum((one.expended for one in held), Amounts()),
            ) == Holding(reserved=balance.reserved, committed=balance.committed, expended=balance.expended)

    @invariant()
    def the_journal_alone_adds_up_to_the_balances(self) -> None:
        replayed = dict.fromkeys(self.pools, Balance())
        for pool, entries in self.journal:
            replayed[pool] = applied(replayed[pool], entries)
        assert replayed == self.pools

    @invariant()
    def an_award_is_one_seat_or_none(self) -> None:
        for award in self._awards():
            assert holding(award).total.seats in (0, 1)
            assert all(0 <= item.cents <= item.cap_cents for item in award.items)

    @invariant()
    def no_item_is_funded_twice_for_one_person(self) -> None:
        funded = [
            (award.person_id, item.item, item.occurrence)
            for award in self._awards()
            for item in award.items
            if item.status is not I.RELEASED
        ]
        assert len(funded) == len(set(funded))

    @invariant()
    def an_award_ends_the_way_it_says(self) -> None:
        for award in self._awards():
            states = {item.status for item in award.items}
            if award.status is W.COMPLETED:
                assert states <= {I.PAID, I.RELEASED}
                assert I.PAID in states
            if award.status in ENDED:
                assert all(item.enrollment for item in award.items if item.status is I.COMMITTED)
                assert I.RESERVED not in states
            if award.status in (W.PENDING_APPROVAL, W.OFFERED):
                assert states == {I.RESERVED}

    @invariant()
    def deadlines_come_in_order_and_none_is_left_behind(self) -> None:
        for folder in self.folders.values():
            deadline = next_deadline(folder)
            assert deadline is None or deadline >= self.day
            award = folder.award
            if award and award.approved_on and award.use_by:
                assert award.approved_on <= (award.accept_by or award.approved_on) <= award.use_by

    @invariant()
    def an_application_and_its_award_agree(self) -> None:
        for folder in self.folders.values():
            status, award = folder.application.status, folder.award
            place_of(folder)
            if status is A.AWARDED:
                assert award is not None
                assert award.status in (W.OFFERED, W.ACTIVE, W.COMPLETED)
            if status is A.CLOSED:
                assert award is not None
                assert award.status in ENDED


TestAnyHistory = AnyHistory.TestCase
TestAnyHistory.settings = settings(max_examples=100, stateful_step_count=50)
