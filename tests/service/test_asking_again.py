"""A lapsed offer is asked for again: once, in time, at the old place, and the workflow goes on from there."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest

from chalicelib.domain.award import Award
from chalicelib.domain.pacific import PACIFIC
from chalicelib.domain.rounds import RoundState
from chalicelib.domain.states import ApplicationStatus, AwardStatus
from chalicelib.services import relay_outbox
from chalicelib.store import notices, rounds
from chalicelib.store.table import Write
from tests.service.site import INITIAL, PLENTY, Answer, Site, crash_in, open_site

pytestmark = pytest.mark.xdist_group("asking-again")

ONE_SEAT = {"seats": 1, "cents": 160_000}
SCARCE = "specialization-unhoused/bay-area"
UNHOUSED = {"benefit": "specialization-unhoused", "county": "Alameda"}


@pytest.fixture
def site() -> Iterator[Site]:
    with open_site({INITIAL: PLENTY, SCARCE: ONE_SEAT, "waiver-exam-fee/statewide": ONE_SEAT}) as opened:
        yield opened
        opened.job("RelayOutbox")
        assert opened.job("RelayOutbox") == {"relayed": 0}
        opened.check_books()
        opened.check_workflows()


def let_lapse(site: Site, name: str, benefit: str = "initial", county: str = "Alameda") -> str:
    """An offer of March 2, open to March 16, that nobody answered; the award's number."""
    award = site.award(name, benefit, county=county, accepted=False)
    site.clock.jump_to(datetime(2026, 3, 17, 0, 5, tzinfo=PACIFIC))
    site.job("DailySweep")
    return award


def ask(site: Site, name: str, who: str = "") -> Answer:
    answer = site.post(f"/v1/applications/{site.application(name)}/return", {}, who=f"applicant {who or name}")
    site.aws.settle()
    return answer


def offered_until(site: Site, name: str) -> str | None:
    """What the person's own status says."""
    found: str | None = site.stage.status_of(name).get("ask_again_until")
    return found


def award_of(site: Site, name: str) -> Award:
    found = site.folder(name).award
    assert found is not None
    return found


class TestGoesOn:
    def test_a_new_run_takes_it_to_a_new_award_and_its_acceptance(self, site: Site) -> None:
        old = let_lapse(site, "ana")
        first = site.run("ana")
        assert site.states(first.execution_name)[-1] == "Expired"
        submitted = site.folder("ana").application.submitted_at
        assert ask(site, "ana").body["status"] == "queued"
        assert site.folder("ana").application.submitted_at == submitted
        assert site.award_id("ana") != old
        assert site.folder("ana").application.lapsed_award_id == old
        second = site.run("ana")
        assert (second.number, second.token_place) == (2, "wait_for_award_approval")
        site.do("approver ari", "approve_award", application="ana")
        site.do("applicant ana", "accept", award="ana")
        assert award_of(site, "ana").status is AwardStatus.ACTIVE
        assert site.states(second.execution_name)[-1] == "Done"
        assert [n.notice.kind.value for n in notices.of_person(site.folder("ana").application.person_id)] == [
            *("receipt", "award_offer", "offer_expired", "award_offer", "award_active")
        ]

    def test_the_old_award_is_over_and_its_number_is_found_in_the_record(self, site: Site) -> None:
        old = let_lapse(site, "ana")
        ask(site, "ana")
        assert site.post(f"/v1/awards/{old}/acceptance", {}, who="applicant ana").code == "NOT-FOUND"
        assert f"{old}:expired" in str(site.events("ana", "expire_offer"))
        assert [posting["kind"] for posting in site.postings(INITIAL) if posting["subject"] == old] == [
            *("pick", "expire_offer")
        ]

    def test_the_old_place_in_line_is_kept(self, site: Site) -> None:
        let_lapse(site, "ana", "specialization-unhoused")
        for name in ("ben", "carla"):
            site.apply(name, **UNHOUSED)
        assert award_of(site, "ben").status is AwardStatus.PENDING_APPROVAL
        ask(site, "ana")
        assert [site.stage.status_of(name)["queue_position"] for name in ("ana", "carla")] == [1, 2]
        site.do("applicant ben", "withdraw", application="ben")
        assert award_of(site, "ana").status is AwardStatus.PENDING_APPROVAL
        assert site.folder("carla").award is None

    def test_who_has_to_wait_is_told_and_waits_in_the_new_run(self, site: Site) -> None:
        let_lapse(site, "ana", "specialization-unhoused")
        site.apply("ben", **UNHOUSED)
        ask(site, "ana")
        assert site.run("ana").token_place == "wait_for_allocation"
        kinds = [n.notice.kind.value for n in notices.of_person(site.folder("ana").application.person_id)]
        assert kinds == ["receipt", "award_offer", "offer_expired", "queued"]

    @pytest.mark.parametrize("crash", ["the decision is told", "the expiry was told"])
    def test_a_request_that_dies_is_finished_by_the_sweeper(self, site: Site, crash: str) -> None:
        if crash == "the expiry was told":
            site.award("ana", accepted=False)
            site.jump(15)
            with crash_in(relay_outbox, "_carry_out", function="DailySweep"):
                site.job("DailySweep")
            assert ask(site, "ana").status == 200
        else:
            let_lapse(site, "ana")
            with crash_in(relay_outbox, "_carry_out"):
                ask(site, "ana")
        site.job("RelayOutbox")
        assert site.run("ana").number == 2
        assert len(site.events("ana", "ask_again")) == 1
        site.do("approver ari", "approve_award", application="ana")

    def test_it_goes_on_though_its_execution_was_stopped(self, site: Site) -> None:
        let_lapse(site, "ana", "specialization-unhoused")
        site.apply("ben", **UNHOUSED)
        ask(site, "ana")
        site.aws.stop_all_executions()
        site.job("RelayOutbox", {"restart": True})
        assert site.run("ana").number == 3
        site.do("applicant ben", "withdraw", application="ben")
        assert award_of(site, "ana").status is AwardStatus.PENDING_APPROVAL


class TestOnce:
    def test_a_second_time_is_refused_whatever_became_of_it(self, site: Site) -> None:
        let_lapse(site, "ana")
        assert offered_until(site, "ana") == "2026-05-15"
        ask(site, "ana")
        assert offered_until(site, "ana") is None
        assert ask(site, "ana").code == "WRONG-STATE"
        site.do("approver ari", "approve_award", application="ana")
        site.jump(15)
        site.job("DailySweep")
        assert award_of(site, "ana").status is AwardStatus.EXPIRED
        assert site.folder("ana").application.status is ApplicationStatus.CLOSED
        assert ask(site, "ana").code == "WRONG-STATE"
        assert offered_until(site, "ana") is None

    def test_for_sixty_days_after_the_offers_last_day(self, site: Site) -> None:
        for name in ("ana", "ben"):
            site.award(name, accepted=False)
        site.clock.jump_to(datetime(2026, 3, 18, 9, tzinfo=PACIFIC))
        site.job("DailySweep")
        site.clock.jump_to(datetime(2026, 5, 15, 23, 59, 58, tzinfo=PACIFIC))
        assert ask(site, "ana").status == 200
        site.clock.jump_to(datetime(2026, 5, 16, tzinfo=PACIFIC))
        assert ask(site, "ben").code == "DEADLINE-PASSED"
        assert offered_until(site, "ben") is None


class TestRefused:
    def test_who_has_applied_anew_meanwhile(self, site: Site) -> None:
        let_lapse(site, "ana")
        again: dict[str, Any] = {"benefit": "initial", "as": "ana again"}
        site.do("applicant ana", "submit", **again)
        assert offered_until(site, "ana") is None
        assert ask(site, "ana").code == "DUPLICATE-APPLICATION"
        site.do("applicant ana", "withdraw", application="ana again")
        assert ask(site, "ana").status == 200

    def test_somebody_elses_is_not_there(self, site: Site) -> None:
        let_lapse(site, "ana")
        site.apply("ben")
        assert ask(site, "ana", "ben").code == "NOT-FOUND"
        assert site.post(f"/v1/applications/{site.application('ana')}/return", {}, who="approver ari").status == 403

    def test_what_ended_otherwise(self, site: Site) -> None:
        site.award("used up")
        site.award("declined", accepted=False)
        site.do("applicant declined", "decline", award="declined")
        site.apply("withdrawn")
        site.do("applicant withdrawn", "withdraw", application="withdrawn")
        site.apply("unanswered", ethics_signed=False)
        site.award("offered", accepted=False)
        assert ask(site, "offered").code == "WRONG-STATE"
        site.jump(370)
        site.job("DailySweep")
        assert award_of(site, "used up").status is AwardStatus.EXPIRED
        for name in ("used up", "declined", "withdrawn", "unanswered"):
            assert ask(site, name).code == "WRONG-STATE", name
            assert offered_until(site, name) is None

    def test_a_round_that_is_closed_out(self, site: Site) -> None:
        let_lapse(site, "ana")
        site.do("manager mia", "close_round", benefit="initial")
        assert offered_until(site, "ana") == "2026-05-15", "a closed round's queue is still served"
        event = {"change": "close_out", "reason": "The money is spent."}
        assert site.post("/v1/rounds/initial/events", event, who="manager mia").status == 201
        assert offered_until(site, "ana") is None
        answer = ask(site, "ana")
        assert (answer.code, answer.body["field"]) == ("ROUND-CLOSED", "benefit")


class TestRounds:
    def test_a_closed_round_still_serves_it(self, site: Site) -> None:
        let_lapse(site, "ana")
        site.do("manager mia", "close_round", benefit="initial")
        assert ask(site, "ana").status == 200
        assert award_of(site, "ana").status is AwardStatus.PENDING_APPROVAL

    def test_in_a_suspended_round_it_waits(self, site: Site) -> None:
        let_lapse(site, "ana")
        site.do("manager mia", "suspend_round", benefit="initial")
        assert ask(site, "ana").status == 200
        assert site.folder("ana").award is None
        site.do("manager mia", "reopen_round", benefit="initial")
        assert award_of(site, "ana").status is AwardStatus.PENDING_APPROVAL

    def test_a_round_closed_out_while_it_is_asked_takes_nothing_in(
        self, site: Site, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """The round is read, then closed out by another request, and only then the decision is written."""
        let_lapse(site, "ana")
        check = rounds.unchanged_check
        closed: list[int] = []

        def late(state: RoundState) -> Write:
            if not closed:
                for change in ("close", "close_out"):
                    event = {"change": change, "reason": "The money is spent."}
                    closed.append(site.post("/v1/rounds/initial/events", event, who="manager mia").status)
            return check(state)

        monkeypatch.setattr(rounds, "unchanged_check", late)
        assert ask(site, "ana").code == "ROUND-CLOSED"
        assert closed == [201, 201]
