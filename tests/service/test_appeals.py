"""Appeals: who files and who decides, until when, and where an application goes back to."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest

from chalicelib.domain.folder import Folder
from chalicelib.domain.pacific import PACIFIC
from chalicelib.domain.program import PoolId
from chalicelib.domain.states import ApplicationStatus, AwardStatus, ItemStatus
from chalicelib.services.replay_queue import replay_queue
from chalicelib.store import folders, people, pools
from tests.service.site import Answer, Site, open_site

pytestmark = pytest.mark.xdist_group("appeals")
WHY = "My papers were complete. ¿Por qué no? O'Brien-Ñandú"
WAIVER = "waiver-exam-fee"
POOL = f"{WAIVER}/statewide"


@pytest.fixture
def site() -> Iterator[Site]:
    with open_site({"initial/statewide": {"seats": 2, "cents": 370_000}, POOL: {"seats": 1, "cents": 15_000}}) as made:
        yield made
        made.aws.settle()
        made.check_books()
        for pool in ("initial/statewide", POOL):
            assert replay_queue(PoolId(pool)).disagreements == ()
        made.check_workflows()


def appeal(site: Site, name: str, who: str | None = None, text: str = WHY, key: str | None = None) -> Answer:
    path = f"/v1/applications/{site.application(name)}/appeals"
    answer = site.post(path, {"text": text}, who=who or f"applicant {name}", key=key)
    site.aws.settle()
    return answer


def decide(site: Site, name: str, outcome: str, who: str = "appeals_officer lee", **more: object) -> Answer:
    path = f"/v1/applications/{site.application(name)}/appeals/decision"
    answer = site.post(path, {"outcome": outcome, "text": "We looked at it again.", **more}, who=who)
    site.aws.settle()
    return answer


def refuse(site: Site, name: str, benefit: str = "initial") -> None:
    site.apply(name, benefit)
    site.do("approver ari", "refuse_award", application=name, reasons=["STAFF-ERROR"])


def deny(site: Site, name: str) -> None:
    site.apply(name, pathway="reciprocity")
    reasons = ["RECIPROCITY-PATHWAY"]
    site.do("reviewer rosa", "review", application=name, finding="ineligible", reasons=reasons)


def kinds(site: Site, name: str) -> list[str]:
    return [notice.kind.value for notice in site.notices(name)]


class TestOverturned:
    def test_a_refused_award_is_queued_at_its_old_place_before_those_who_came_later(self, site: Site) -> None:
        refuse(site, "ana", WAIVER)
        first = site.folder("ana").application.submitted_at
        site.apply("bo", WAIVER)
        site.apply("cy", WAIVER)
        assert site.folder("bo").award
        assert appeal(site, "ana").status == 201
        assert decide(site, "ana", "overturn").body["status"] == "overturn"
        ana = site.folder("ana").application
        assert (ana.status, ana.submitted_at, ana.reasons) == (ApplicationStatus.QUEUED, first, ())
        assert site.folder("bo").award, "nothing is taken from anyone"
        assert pools.waiting_in_queue(PoolId(POOL), 5) == [site.application("ana"), site.application("cy")]
        site.do("dhcs dana", "allot", pool=POOL, seats=1, cents=15_000)
        assert site.folder("ana").award
        assert site.folder("cy").award is None

    def test_it_is_served_at_once_when_there_is_money(self, site: Site) -> None:
        refuse(site, "ana")
        old = site.folder("ana").award
        appeal(site, "ana")
        decide(site, "ana", "overturn")
        award = site.folder("ana").award
        assert award
        assert old
        assert (award.status, award.id != old.id) == (AwardStatus.PENDING_APPROVAL, True)
        assert kinds(site, "ana") == ["receipt", "denied", "appeal_received", "appeal_decided"]

    def test_whoever_refused_it_does_not_decide_on_it_again(self, site: Site) -> None:
        refuse(site, "ana")
        appeal(site, "ana")
        decide(site, "ana", "overturn")
        site.do("approver ari", "approve_award", application="ana", refused="SAME-PERSON")
        site.do("approver abe", "approve_award", application="ana")

    def test_a_denied_application_is_with_a_reviewer_again_and_not_with_the_same(self, site: Site) -> None:
        deny(site, "ana")
        appeal(site, "ana")
        decide(site, "ana", "overturn")
        application = site.folder("ana").application
        assert application.status is ApplicationStatus.UNDER_REVIEW
        assert [code.value for code in application.reasons] == ["RECIPROCITY-PATHWAY"]
        given: dict[str, Any] = {"application": "ana", "finding": "eligible", "note": "See the appeal."}
        site.do("reviewer rosa", "review", **given, refused="SAME-PERSON")
        site.do("reviewer raj", "review", **given)
        assert site.folder("ana").award

    def test_answers_that_came_too_late_are_with_a_reviewer(self, site: Site) -> None:
        site.apply("ana", ethics_signed=False)
        site.jump(31)
        site.job("DailySweep")
        assert site.folder("ana").application.status is ApplicationStatus.CLOSED
        appeal(site, "ana")
        decide(site, "ana", "overturn")
        assert site.folder("ana").application.status is ApplicationStatus.UNDER_REVIEW
        site.do("reviewer rosa", "review", application="ana", finding="revise", reasons=["ETHICS-UNSIGNED"])
        site.do("applicant ana", "revise", application="ana", ethics_signed=True)
        assert site.folder("ana").award

    def test_a_revoked_award_that_nobody_used_is_queued_with_all_its_items(self, site: Site) -> None:
        site.award("ana")
        site.do("approver ari", "revoke_award", award="ana", reasons=["STAFF-ERROR"])
        appeal(site, "ana")
        decide(site, "ana", "overturn")
        award = site.folder("ana").award
        assert award
        assert [item.status for item in award.items] == [ItemStatus.RESERVED] * 3

    def test_what_a_revoked_award_has_paid_stays_paid_and_the_rest_is_asked_for_again(self, site: Site) -> None:
        site.award("ana")
        site.do("system certification", "charge_fee", award="ana", item="application_fee")
        first = site.folder("ana").application.submitted_at
        site.do("approver ari", "revoke_award", award="ana", reasons=["STAFF-ERROR"])
        appeal(site, "ana")
        decide(site, "ana", "overturn")
        old, new = both(site, "ana")
        assert (old.application.status, old.award and old.award.status) == ("closed", "revoked")
        assert new.award
        assert [item.item for item in new.award.items] == ["core_training", "exam"]
        assert new.application.submitted_at == first
        assert folders.load_events(new.application.id)[0]["detail"] == {"from": old.application.id}

    def test_an_award_that_ran_out_is_queued(self, site: Site) -> None:
        site.award("ana")
        site.jump(366)
        site.job("DailySweep")
        assert site.folder("ana").application.status is ApplicationStatus.CLOSED
        appeal(site, "ana")
        decide(site, "ana", "overturn")
        assert site.folder("ana").award

    def test_not_into_a_queue_that_was_closed_out(self, site: Site) -> None:
        refuse(site, "ana")
        appeal(site, "ana")
        site.do("manager mia", "close_round", benefit="initial")
        body = {"change": "close_out", "reason": "Over"}
        assert site.post("/v1/rounds/initial/events", body, who="manager mia").status < 300
        assert decide(site, "ana", "overturn").code == "ROUND-CLOSED"
        assert decide(site, "ana", "uphold").status == 200

    def test_not_beside_another_application_for_the_same(self, site: Site) -> None:
        refuse(site, "ana")
        appeal(site, "ana")
        given: dict[str, Any] = {"benefit": "initial", "as": "ana again"}
        site.do("applicant ana", "submit", **given)
        assert decide(site, "ana", "overturn").code == "DUPLICATE-APPLICATION"


def both(site: Site, name: str) -> tuple[Folder, Folder]:
    person = site.folder(name).application.person_id
    old, new = sorted(people.application_ids(person))
    return folders.load_folder(old), folders.load_folder(new)


class TestUpheld:
    def test_nothing_changes_and_it_is_over(self, site: Site) -> None:
        deny(site, "ana")
        appeal(site, "ana")
        before = site.folder("ana")
        assert decide(site, "ana", "uphold").status == 200
        after = site.folder("ana")
        assert after.application.status is before.application.status
        assert after.application.reasons == before.application.reasons
        assert kinds(site, "ana") == ["receipt", "denied", "appeal_received", "appeal_decided"]
        assert appeal(site, "ana").code == "WRONG-STATE", "one appeal for one decision"
        assert decide(site, "ana", "overturn").code == "WRONG-STATE"

    def test_the_chain_says_who_and_not_what_was_written(self, site: Site) -> None:
        deny(site, "ana")
        appeal(site, "ana")
        decide(site, "ana", "uphold")
        assert [event["detail"]["against"] for event in site.events("ana")[-2:]] == ["review_ineligible"] * 2
        assert WHY not in str(site.events("ana"))
        assert WHY not in str(site.aws.histories())


class TestWho:
    def test_nobody_who_had_a_part_in_it_decides(self, site: Site) -> None:
        refuse(site, "ana")
        appeal(site, "ana")
        involved = site.identity("approver ari")
        both_roles = site.stage._identity("appeals_officer", "ari")
        assert involved != both_roles
        assert decide(site, "ana", "uphold", who="appeals_officer ari").code == "SAME-PERSON"
        assert decide(site, "ana", "uphold").status == 200

    def test_who_wrote_it_down_does_not_decide(self, site: Site) -> None:
        refuse(site, "ana")
        assert appeal(site, "ana", who="reviewer lee").status == 201
        assert decide(site, "ana", "uphold", who="appeals_officer lee").code == "SAME-PERSON"

    def test_the_applicant_does_not_decide(self, site: Site) -> None:
        refuse(site, "ana")
        appeal(site, "ana")
        assert decide(site, "ana", "overturn", who="appeals_officer ana").code == "SAME-PERSON"

    @pytest.mark.parametrize("who", ["approver ari", "manager mia", "dhcs dana", "auditor abe", "applicant ana"])
    def test_no_other_role_decides(self, site: Site, who: str) -> None:
        refuse(site, "ana")
        appeal(site, "ana")
        assert decide(site, "ana", "overturn", who=who).code == "NOT-ALLOWED"

    def test_nobody_appeals_for_somebody_else(self, site: Site) -> None:
        refuse(site, "ana")
        site.apply("bo", WAIVER)
        assert appeal(site, "ana", who="applicant bo").code == "NOT-FOUND"
        assert appeal(site, "ana", who="appeals_officer lee").code == "NOT-ALLOWED"


class TestWhen:
    def test_to_the_last_second_of_the_thirtieth_day(self, site: Site) -> None:
        refuse(site, "ana")
        site.clock.jump_to(datetime(2026, 4, 1, 23, 59, 58, tzinfo=PACIFIC))
        assert appeal(site, "ana").status == 201

    def test_not_after_it(self, site: Site) -> None:
        refuse(site, "ana")
        site.clock.jump_to(datetime(2026, 4, 2, 0, 0, 0, tzinfo=PACIFIC))
        assert appeal(site, "ana").code == "DEADLINE-PASSED"

    def test_not_while_nothing_adverse_was_decided(self, site: Site) -> None:
        site.apply("ana")
        assert appeal(site, "ana").code == "WRONG-STATE"
        site.do("applicant ana", "withdraw", application="ana")
        assert appeal(site, "ana").code == "WRONG-STATE"

    def test_twice_is_once(self, site: Site) -> None:
        refuse(site, "ana")
        first = appeal(site, "ana", key="k")
        assert appeal(site, "ana", key="k") == first
        assert appeal(site, "ana").code == "WRONG-STATE"
        assert len(site.folder("ana").application.appeals) == 1

    def test_from_what_was_looked_at(self, site: Site) -> None:
        refuse(site, "ana")
        seen = site.folder("ana").application.version
        appeal(site, "ana")
        assert decide(site, "ana", "uphold", version=seen).code == "STALE"

    @pytest.mark.parametrize("text", ["", "   ", "x" * 4001], ids=["empty", "blank", "huge"])
    def test_with_something_to_say(self, site: Site, text: str) -> None:
        refuse(site, "ana")
        assert appeal(site, "ana", text=text).code == "INVALID"


def test_it_waits_on_the_officers_list_until_it_is_decided(site: Site) -> None:
    refuse(site, "ana")
    assert site.get("/v1/work/decide_appeal", who="appeals_officer lee").body["items"] == []
    appeal(site, "ana")
    items = site.get("/v1/work/decide_appeal", who="appeals_officer lee").body["items"]
    assert [each["application_id"] for each in items] == [site.application("ana")]
    decide(site, "ana", "uphold")
    assert site.get("/v1/work/decide_appeal", who="appeals_officer lee").body["items"] == []
