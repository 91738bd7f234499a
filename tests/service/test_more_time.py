"""More time for an award: two people, up to the last day, inside the period of performance."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

import pytest

from chalicelib.domain.award import Award, UseByBasis
from chalicelib.domain.pacific import PACIFIC
from chalicelib.domain.states import AwardStatus
from chalicelib.store import notices, programs
from tests.service.next_program import next_program
from tests.service.site import Answer, Site, open_site

pytestmark = pytest.mark.xdist_group("more-time")

ASKED = {"until": "2027-06-30", "reason": "hospital", "note": "Was not able to go to class."}
LAST_DAY = date(2027, 3, 1)


@pytest.fixture
def site() -> Iterator[Site]:
    with open_site() as opened:
        yield opened
        opened.check_books()
        opened.check_workflows()


def ask(site: Site, award: str, who: str = "manager mia", **changes: Any) -> Answer:
    return site.post(f"/v1/awards/{award}/extensions", ASKED | changes, who=who)


def decide(site: Site, award: str, who: str = "approver ari", verb: str = "approval", **body: Any) -> Answer:
    return site.post(f"/v1/awards/{award}/extension-{verb}", body, who=who)


def award_of(site: Site, name: str) -> Award:
    found = site.folder(name).award
    assert found is not None
    return found


def at(site: Site, *moment: int) -> None:
    site.clock.jump_to(datetime(*moment, tzinfo=PACIFIC))  # type: ignore[misc,arg-type]


class TestApproved:
    def test_the_last_day_moves_with_its_reminders_and_the_person_is_told(self, site: Site) -> None:
        award = site.award("ana")
        at(site, 2027, 1, 31, 9)
        site.job("DailySweep")
        assert ask(site, award).status == 201
        assert award_of(site, "ana").use_by == LAST_DAY, "asking alone moves nothing"
        assert decide(site, award).body["status"] == "active"
        longer = award_of(site, "ana")
        assert (longer.use_by, longer.use_by_basis) == (date(2027, 6, 30), UseByBasis.EXTENSION)
        assert longer.remind_on == (date(2027, 4, 1), date(2027, 5, 31), date(2027, 6, 23))
        notice = notices.of_person(site.folder("ana").application.person_id)[-1].notice
        assert (notice.kind.value, notice.facts) == ("use_by_extended", {"use_by": "2027-06-30"})

    def test_the_award_is_used_after_its_first_last_day_and_ends_after_the_second(self, site: Site) -> None:
        award = site.award("ana")
        ask(site, award)
        decide(site, award)
        at(site, 2027, 3, 2, 9)
        site.job("DailySweep")
        site.do("system certification", "charge_fee", award="ana", item="exam")
        at(site, 2027, 7, 1, 0, 0, 1)
        site.do("system certification", "charge_fee", award="ana", item="application_fee", refused="DEADLINE-PASSED")
        site.job("DailySweep")
        assert award_of(site, "ana").status is AwardStatus.EXPIRED

    def test_the_audit_chain_says_who_asked_who_agreed_and_why(self, site: Site) -> None:
        award = site.award("ana")
        ask(site, award)
        decide(site, award)
        asked, agreed = (site.events("ana", action)[0] for action in ("request_extension", "extend_award"))
        assert asked["detail"] == {"until": "2027-06-30", "reason": "hospital"}
        assert agreed["detail"] == {"from": "2027-03-01", "until": "2027-06-30", "reason": "hospital"}
        assert asked["actor"] != agreed["actor"]
        assert ASKED["note"] not in str(site.events("ana"))

    def test_it_can_be_given_again(self, site: Site) -> None:
        award = site.award("ana")
        for until in ("2027-06-30", "2027-09-30"):
            assert ask(site, award, until=until).status == 201
            assert decide(site, award).status == 200
        assert award_of(site, "ana").use_by == date(2027, 9, 30)

    def test_a_class_after_the_first_last_day_counts_as_begun_in_time(self, site: Site) -> None:
        award = site.award("ana")
        site.do("provider dbsa", "enroll", award="ana", item="core_training", cents=150_000, starts="2027-04-01")
        ask(site, award)
        decide(site, award)
        assert [item.item for item in award_of(site, "ana").unbegun] == ["application_fee", "exam"]


class TestRefused:
    def test_nothing_changes_and_it_can_be_asked_for_again(self, site: Site) -> None:
        award = site.award("ana")
        ask(site, award)
        before = award_of(site, "ana")
        assert decide(site, award, verb="refusal", note="Not enough.").status == 200
        assert award_of(site, "ana") == before.model_copy(update={"extension": None})
        assert [n.notice.kind.value for n in notices.of_person(site.folder("ana").application.person_id)] == [
            *("receipt", "award_offer", "award_active")
        ]
        assert ask(site, award).status == 201


class TestWho:
    @pytest.mark.parametrize("who", ["reviewer rosa", "dhcs dana", "applicant ana", "county fresno", "provider dbsa"])
    def test_nobody_else_asks(self, site: Site, who: str) -> None:
        award = site.award("ana")
        assert ask(site, award, who).code == "NOT-ALLOWED"

    def test_whoever_asked_does_not_decide(self, site: Site) -> None:
        award = site.award("ana")
        assert ask(site, award, "approver ari").status == 201
        assert decide(site, award).code == "SAME-PERSON"
        assert decide(site, award, verb="refusal", note="No.").code == "SAME-PERSON"
        assert decide(site, award, "manager mia").code == "NOT-ALLOWED"
        assert decide(site, award, "approver bo").status == 200


class TestWhen:
    @pytest.mark.parametrize(
        ("until", "status"), [("2027-03-01", 422), ("2026-12-31", 422), ("2027-03-02", 201), ("2041-01-01", 422)]
    )
    def test_only_to_a_later_day_inside_the_period_of_performance(self, site: Site, until: str, status: int) -> None:
        answer = ask(site, site.award("ana"), until=until)
        assert answer.status == status
        assert status == 201 or (answer.code, answer.body["field"]) == ("INVALID", "until")

    def test_a_period_that_was_cut_meanwhile_is_looked_at_again(self, site: Site) -> None:
        award = site.award("ana")
        ask(site, award, until="2038-06-30")
        sources = programs.program_at(site.clock.now()).funding_sources
        next_program(funding_sources=[source.model_dump() | {"period_end": "2030-12-31"} for source in sources])
        answer = decide(site, award)
        assert (answer.code, answer.body["field"]) == ("INVALID", "until")
        assert decide(site, award, verb="refusal", note="The money ends before.").status == 200

    def test_on_the_last_day_to_the_last_second_and_not_after(self, site: Site) -> None:
        award = site.award("ana")
        at(site, 2027, 3, 1, 23, 59, 58)
        assert ask(site, award).status == 201
        at(site, 2027, 3, 2)
        assert decide(site, award).code == "DEADLINE-PASSED"
        assert ask(site, award).code == "DEADLINE-PASSED"
        site.job("DailySweep")
        assert award_of(site, "ana").status is AwardStatus.EXPIRED
        assert award_of(site, "ana").extension is None
        assert decide(site, award).code == "DEADLINE-PASSED"
        assert site.get("/v1/work/extend_award", who="approver ari").body["items"] == []

    def test_an_award_kept_by_what_is_begun_is_over_all_the_same(self, site: Site) -> None:
        award = site.award("ana")
        site.do("provider dbsa", "enroll", award="ana", item="core_training", cents=150_000, starts="2027-02-01")
        ask(site, award)
        at(site, 2027, 3, 2, 9)
        site.job("DailySweep")
        assert award_of(site, "ana").status is AwardStatus.ACTIVE
        assert award_of(site, "ana").extension is None
        assert ask(site, award).code == "DEADLINE-PASSED"

    def test_only_an_award_in_force(self, site: Site) -> None:
        assert ask(site, site.award("ana", accepted=False)).code == "WRONG-STATE"
        award = site.award("ben")
        assert decide(site, award).code == "WRONG-STATE"
        assert ask(site, award).status == 201
        assert ask(site, award).code == "WRONG-STATE"
        site.do("applicant ben", "decline", award="ben")
        assert decide(site, award).code == "WRONG-STATE"
        assert award_of(site, "ben").extension is None


class TestInput:
    @pytest.mark.parametrize(
        ("change", "field"),
        [
            ({"reason": "holiday"}, "reason"),
            ({"until": "2027-02-29"}, "until"),
            ({"note": ""}, "note"),
            ({"note": "   "}, "note"),
            ({"note": "x" * 4001}, "note"),
            ({"diagnosis": "none of our business"}, "diagnosis"),
        ],
        ids=str,
    )
    def test_what_cannot_be_used_is_refused_with_its_field(
        self, site: Site, change: dict[str, Any], field: str
    ) -> None:
        answer = ask(site, site.award("ana"), **change)
        assert (answer.status, answer.body["field"]) == (422, field)

    def test_a_decision_made_from_an_older_page_is_stale(self, site: Site) -> None:
        award = site.award("ana")
        ask(site, award)
        version = site.folder("ana").application.version
        assert decide(site, award, version=version - 1).code == "STALE"
        assert decide(site, award, version=version).status == 200

    def test_the_list_says_what_is_asked_and_no_more(self, site: Site) -> None:
        award = site.award("ana")
        ask(site, award)
        (item,) = site.get("/v1/work/extend_award", who="approver ari").body["items"]
        assert (item["award_id"], item["until"], item["reason"]) == (award, "2027-06-30", "hospital")
        assert ASKED["note"] not in str(item)
