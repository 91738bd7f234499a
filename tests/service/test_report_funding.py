"""Another funder turns out to pay: what is not begun goes to the next, and no award ever pays it after that."""

from collections.abc import Iterator
from typing import Any

import pytest

from chalicelib.domain.program import PoolId
from chalicelib.domain.states import ApplicationStatus, AwardStatus, ItemStatus
from chalicelib.services.replay_queue import replay_queue
from chalicelib.store import people, pools
from tests.service.site import INITIAL, Answer, Site, open_site

pytestmark = pytest.mark.xdist_group("report-funding")

EXAM, TRAINING, FEE = ("exam", "1"), ("core_training", "once"), ("application_fee", "once")


@pytest.fixture
def site() -> Iterator[Site]:
    pools_given = {INITIAL: {"seats": 2, "cents": 370_000}, "waiver-exam-fee/statewide": {"seats": 2, "cents": 30_000}}
    with open_site(pools_given) as made:
        yield made
        made.check_books()
        made.check_workflows()
        assert replay_queue(PoolId(INITIAL)).disagreements == ()


def report(site: Site, name: str, *items: Any, who: str | None = None) -> Answer:
    path = f"/v1/applications/{site.application(name)}/other-funding"
    answer = site.post(path, {"other_funding": list(items)}, who=who or f"applicant {name}")
    site.aws.settle()
    return answer


def named(name: str) -> dict[str, Any]:
    return {"as": name}


def items_of(site: Site, name: str) -> dict[str, str]:
    award = site.folder(name).award
    return {item.item: item.status.value for item in award.items} if award else {}


def outside(site: Site, name: str) -> set[tuple[str, str]]:
    return set(people.funded_by(site.folder(name).application.person_id)[1])


def available(site: Site) -> tuple[int, int]:
    left = pools.load_pool(PoolId(INITIAL)).balance.available
    return left.seats, left.cents


class TestWaiting:
    def test_who_waits_keeps_the_place_and_is_not_given_it(self, site: Site) -> None:
        for name in ("ana", "ben", "cleo", "dora"):
            site.apply(name)
        submitted = site.folder("cleo").application.submitted_at
        assert report(site, "cleo", {"item": "exam", "funder": "hcai"}).status == 200
        assert outside(site, "cleo") == {EXAM}
        assert site.folder("cleo").application.submitted_at == submitted
        site.do("dhcs dana", "allot", pool=INITIAL, seats=1, cents=185_000)
        assert items_of(site, "cleo") == {"application_fee": "reserved", "core_training": "reserved"}
        assert site.folder("dora").award is None
        assert [notice.kind.value for notice in site.notices("cleo")] == ["receipt", "queued"]

    def test_who_fits_by_needing_less_is_served_at_once(self, site: Site) -> None:
        for name in ("ana", "ben", "cleo"):
            site.apply(name)
        site.do("dhcs dana", "allot", pool=INITIAL, seats=1, cents=170_000)
        assert site.folder("cleo").award is None
        assert report(site, "cleo", "exam").status == 200
        assert items_of(site, "cleo") == {"application_fee": "reserved", "core_training": "reserved"}

    def test_who_is_left_with_nothing_goes_to_a_reviewer(self, site: Site) -> None:
        for name in ("ana", "ben", "cleo"):
            site.apply(name)
        assert report(site, "cleo", "exam", "core_training", "application_fee").status == 200
        application = site.folder("cleo").application
        assert application.status is ApplicationStatus.UNDER_REVIEW
        assert [str(code) for code in application.reasons] == ["ITEM-FUNDED-ELSEWHERE"]

    def test_a_later_application_for_it_is_not_paid_either(self, site: Site) -> None:
        site.apply("ana", ethics_signed=False)
        assert report(site, "ana", "exam").status == 200
        site.do("applicant ana", "submit", benefit="waiver-exam-fee", **named("ana-exam"))
        assert "ITEM-FUNDED-ELSEWHERE" in site.folder("ana-exam").application.reasons


class TestAward:
    @pytest.mark.parametrize("stage", ["pending", "offered", "active"])
    def test_what_is_not_begun_goes_back_and_serves_the_next(self, site: Site, stage: str) -> None:
        if stage == "pending":
            site.apply("ana")
        else:
            site.award("ana", accepted=stage == "active")
        assert report(site, "ana", "exam").status == 200
        assert items_of(site, "ana")["exam"] == ItemStatus.RELEASED
        assert available(site) == (1, 200_000)
        assert outside(site, "ana") == {EXAM}
        award = site.folder("ana").award
        assert award
        assert (
            award.status
            is {
                "pending": AwardStatus.PENDING_APPROVAL,
                "offered": AwardStatus.OFFERED,
                "active": AwardStatus.ACTIVE,
            }[stage]
        )

    def test_the_seat_goes_where_its_item_goes(self, site: Site) -> None:
        site.award("ana")
        assert report(site, "ana", "core_training").status == 200
        assert available(site) == (2, 185_000 + 160_000)

    def test_what_is_booked_stays(self, site: Site) -> None:
        award = site.award("ana")
        site.do("provider dbsa", "enroll", award="ana", item="core_training", cents=150_000, starts=site.in_days(3))
        before = site.fingerprint()
        refused = report(site, "ana", "exam", "core_training")
        assert (refused.code, refused.body["field"]) == ("WRONG-STATE", "other_funding")
        assert site.fingerprint() == before
        assert award

    def test_all_of_it_is_declining(self, site: Site) -> None:
        site.award("ana")
        before = site.fingerprint()
        assert report(site, "ana", "exam", "core_training", "application_fee").code == "ITEM-FUNDED-ELSEWHERE"
        assert site.fingerprint() == before

    def test_an_award_whose_rest_is_paid_is_completed(self, site: Site) -> None:
        site.award("ana")
        site.do("system certification", "charge_fee", award="ana", item="application_fee")
        site.do("system certification", "charge_fee", award="ana", item="exam")
        assert report(site, "ana", "core_training").status == 200
        award = site.folder("ana").award
        assert award
        assert award.status is AwardStatus.COMPLETED

    def test_after_the_last_day_it_is_too_late(self, site: Site) -> None:
        site.award("ana")
        site.jump(366)
        assert report(site, "ana", "exam").code == "DEADLINE-PASSED"
        site.award("ben", accepted=False)
        site.jump(15)
        assert report(site, "ben", "exam").code == "DEADLINE-PASSED"
        site.job("DailySweep")
        assert report(site, "ana", "exam").code == "WRONG-STATE"


class TestRemembered:
    def test_what_another_form_says_while_an_award_pays_counts_when_it_does_not_any_more(self, site: Site) -> None:
        """The award's row goes when it is declined; what was said of the item must not go with it."""
        site.award("ana")
        site.do("applicant ana", "submit", benefit="waiver-exam-fee", other_funding=["exam"], **named("ana-exam"))
        person = site.folder("ana").application.person_id
        ours, others = people.funded_by(person)
        assert EXAM in ours & others
        site.do("applicant ana", "decline", award="ana")
        assert people.funded_by(person) == (frozenset(), frozenset({EXAM}))
        site.do("applicant ana", "submit", benefit="initial", other_funding=[], **named("ana-2"))
        assert items_of(site, "ana-2") == {"application_fee": "reserved", "core_training": "reserved"}

    def test_an_allocator_that_comes_later_sees_it_too(self, site: Site) -> None:
        """Whose application was checked before anything was said."""
        site.apply("ana", "grandparenting")
        site.do("applicant ana", "submit", benefit="initial", **named("ana-initial"))
        site.do("approver ari", "approve_award", application="ana-initial")
        site.do("applicant ana", "submit", benefit="waiver-exam-fee", other_funding=["exam"], **named("ana-exam"))
        site.do("applicant ana", "decline", award="ana-initial")
        site.do("dhcs dana", "allot", pool="grandparenting/statewide", seats=1, cents=25_000)
        assert items_of(site, "ana") == {"application_fee": "reserved"}

    def test_a_revision_takes_it_back(self, site: Site) -> None:
        site.award("ana")
        site.do("applicant ana", "submit", benefit="waiver-exam-fee", other_funding=["exam"], **named("ana-exam"))
        site.do("reviewer rosa", "review", application="ana-exam", finding="revise", reasons=["ITEM-FUNDED-ELSEWHERE"])
        site.do("applicant ana", "revise", application="ana-exam", other_funding=[])
        assert outside(site, "ana") == set()
        assert EXAM in people.funded_by(site.folder("ana").application.person_id)[0]


@pytest.mark.parametrize(
    "said",
    [[], ["lottery"], ["renewal_fee"], [{"item": "exam", "funder": "uncle"}], ["exam"] * 21, [7], ["x" * 10_000]],
)
def test_what_cannot_be_is_refused(site: Site, said: list[Any]) -> None:
    site.apply("ana")
    before = site.fingerprint()
    assert report(site, "ana", *said).code == "INVALID"
    assert site.fingerprint() == before


def test_the_wrong_person_and_the_second_time(site: Site) -> None:
    site.apply("ana")
    site.apply("ben")
    assert report(site, "ana", "exam", who="applicant ben").code == "NOT-FOUND"
    assert report(site, "ana", "exam", who="reviewer rosa").code == "NOT-ALLOWED"
    assert report(site, "ana", "exam").status == 200
    assert report(site, "ana", "exam").code == "WRONG-STATE"
    site.do("applicant ben", "withdraw", application="ben")
    assert report(site, "ben", "exam").code == "WRONG-STATE"
