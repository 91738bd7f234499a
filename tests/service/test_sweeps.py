"""The daily sweep, late, twice and many at once: nothing happens twice, what comes back serves the queue at once."""

from collections.abc import Iterator
from functools import partial
from typing import Any
from unittest.mock import patch

import pytest

from chalicelib.domain.program import PoolId
from chalicelib.domain.states import AwardStatus
from chalicelib.services import expire_due, remind_of_deadline
from chalicelib.store import notices, pools
from tests.service.site import INITIAL, PLENTY, Site, at_once, crash_in, open_site

pytestmark = pytest.mark.xdist_group("sweeps")

SCARCE = "specialization-unhoused/bay-area"
POOLS = {INITIAL: PLENTY, SCARCE: {"seats": 2, "cents": 320_000}}
WAITING: dict[str, Any] = {"benefit": "specialization-unhoused", "county": "Alameda"}


@pytest.fixture
def site() -> Iterator[Site]:
    with open_site(POOLS) as opened:
        yield opened
        opened.check_books()
        opened.check_workflows()


def told(site: Site, name: str) -> list[str]:
    return [kept.notice.kind.value for kept in notices.of_person(site.folder(name).application.person_id)]


def reminders(site: Site, name: str) -> int:
    return len([kind for kind in told(site, name) if kind.endswith("_reminder")])


class TestReminders:
    def test_a_late_sweep_sends_one_for_all_that_were_missed(self, site: Site) -> None:
        site.award("ana")
        site.jump(340)  # 90 and 30 days before are long gone, 7 days before is not
        site.job("DailySweep")
        assert reminders(site, "ana") == 1
        site.jump(16)  # the day before the last reminder
        site.job("DailySweep")
        assert reminders(site, "ana") == 1
        site.jump(1)
        site.job("DailySweep")
        assert reminders(site, "ana") == 2

    def test_it_says_what_is_left_and_until_when(self, site: Site) -> None:
        award = site.award("ana")
        site.do("system certification", "charge_fee", award="ana", item="application_fee")
        site.jump(280)
        site.job("DailySweep")
        notice = notices.of_person(site.folder("ana").application.person_id)[-1].notice
        assert notice.facts == {"use_by": "2027-03-01", "items": "core_training exam", "cents": "175000"}
        assert site.folder("ana").application.id in notice.application_id
        assert award == site.award_id("ana")

    def test_no_reminder_of_what_is_over(self, site: Site) -> None:
        site.award("ana", accepted=False)
        site.jump(15)
        site.job("DailySweep")
        assert told(site, "ana") == ["receipt", "award_offer", "offer_expired"]

    def test_nothing_to_lose_no_reminder_and_none_is_made_up_for_later(self, site: Site) -> None:
        site.award("ana")
        for fee in ("application_fee", "exam"):
            site.do("system certification", "charge_fee", award="ana", item=fee)
        site.do("provider dbsa", "enroll", award="ana", item="core_training", cents=150_000, starts="2027-02-01")
        site.jump(290)
        site.job("DailySweep")
        assert reminders(site, "ana") == 0
        site.do("provider dbsa", "cancel_enrollment", award="ana", item="core_training")
        site.job("DailySweep")
        assert reminders(site, "ana") == 0, "the day 90 days before went by while nothing could be lost"
        site.jump(50)
        site.job("DailySweep")
        assert reminders(site, "ana") == 1

    def test_double_and_concurrent_sweeps_send_it_once(self, site: Site) -> None:
        names = [f"person {n}" for n in range(4)]
        for name in names:
            site.award(name, accepted=False)
        site.jump(8)
        at_once([partial(site.aws.invoke, "DailySweep", {})] * 6)
        site.job("DailySweep")
        assert [reminders(site, name) for name in names] == [1] * 4
        before = site.fingerprint()
        site.job("DailySweep")
        assert site.fingerprint() == before

    def test_an_offer_that_is_accepted_meanwhile_gets_none(self, site: Site) -> None:
        """The sweep reads the open offer; its person accepts; only then the reminder is written."""
        site.award("ana", accepted=False)
        site.jump(8)
        decide = vars(remind_of_deadline)["award_decision"]
        accepted: list[str | None] = []

        def decide_late(*args: Any, **kwargs: Any) -> Any:
            if not accepted:
                accepted.append(site.attempt("applicant ana", "accept", award="ana").refused)
            return decide(*args, **kwargs)

        with patch.object(remind_of_deadline, "award_decision", decide_late):
            site.job("DailySweep")
        assert accepted == [None]
        assert told(site, "ana") == ["receipt", "award_offer", "award_active"]

    def test_a_sweep_that_dies_between_two_is_finished_by_the_next(self, site: Site) -> None:
        names = [f"person {n}" for n in range(3)]
        for name in names:
            site.award(name, accepted=False)
        site.jump(8)
        with crash_in(remind_of_deadline, "award_decision", after=1, function="DailySweep") as seen:
            site.job("DailySweep")
        assert seen == [2]
        site.job("DailySweep")
        assert [reminders(site, name) for name in names] == [1] * 3


class TestDeadlines:
    def test_a_sweep_days_late_does_what_was_due_and_serves_the_queue_in_the_same_run(self, site: Site) -> None:
        for name in ("ana", "ben"):
            site.award(name, accepted=False, **WAITING)
        for name in ("carla", "dora", "elif"):
            site.apply(name, **WAITING)
        site.jump(19)
        site.job("DailySweep")
        assert [site.folder(name).award is not None for name in ("carla", "dora", "elif")] == [True, True, False]
        assert pools.load_pool(PoolId(SCARCE)).balance.available.seats == 0
        before = site.fingerprint()
        site.job("DailySweep")
        assert site.fingerprint() == before

    def test_many_sweeps_at_once_end_each_award_once_and_serve_each_seat_once(self, site: Site) -> None:
        for name in ("ana", "ben"):
            site.award(name, **WAITING)
        for name in ("carla", "dora", "elif"):
            site.apply(name, **WAITING)
        site.jump(370)
        at_once([partial(site.aws.invoke, "DailySweep", {})] * 6)
        site.aws.settle()
        site.job("RelayOutbox")
        assert [len(site.events(name, "end_at_use_by")) for name in ("ana", "ben")] == [1, 1]
        assert [len(site.events(name, "pick")) for name in ("carla", "dora", "elif")] == [1, 1, 0]
        assert len(site.postings(SCARCE, "end_at_use_by")) == 2

    def test_on_the_last_day_nothing_ends_yet(self, site: Site) -> None:
        site.award("ana", accepted=False)
        site.jump(14)
        site.job("DailySweep")
        site.do("applicant ana", "accept", award="ana")
        site.jump(1)
        site.job("DailySweep")
        award = site.folder("ana").award
        assert award is not None
        assert award.status is AwardStatus.ACTIVE
        assert site.events("ana", "expire_offer") == []

    def test_a_crash_in_the_middle_leaves_nothing_undone(self, site: Site) -> None:
        for name in ("ana", "ben"):
            site.award(name, accepted=False, **WAITING)
        for name in ("carla", "dora"):
            site.apply(name, **WAITING)
        site.jump(16)
        with crash_in(expire_due, "award_decision", after=1, function="DailySweep"):
            site.job("DailySweep")
        site.job("DailySweep")
        assert [len(site.events(name, "expire_offer")) for name in ("ana", "ben")] == [1, 1]
        assert [len(site.events(name, "pick")) for name in ("carla", "dora")] == [1, 1]
