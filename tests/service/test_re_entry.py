"""Executions are disposable: any of them can go, at any wait, and its subject goes on from where the database says."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from typing import Any
from unittest.mock import patch

import pytest
from botocore.exceptions import ClientError

from chalicelib.domain.folder import Place
from chalicelib.domain.subject import Subject
from chalicelib.gateways import aws as clients
from chalicelib.services import begin_wait as beginning
from chalicelib.services import check_eligibility, find_place, relay_outbox, restart_runs
from chalicelib.services.begin_wait import begin_wait
from chalicelib.store import runs
from chalicelib.workflow import application as application_steps
from chalicelib.workflow import disbursement as claim_steps
from tests.service.site import INITIAL, PLENTY, Site, at_once, open_site

pytestmark = pytest.mark.xdist_group("re-entry")

SCARCE = "specialization-justice-involved/central"
WAITING = {"benefit": "specialization-justice-involved", "county": "Fresno"}
EXECUTION_FAILED = {"source": "aws.states", "detail": {"status": "FAILED"}}


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    with open_site({INITIAL: PLENTY, "waiver-exam-fee/statewide": {"seats": 9, "cents": 135_000}}) as opened:
        yield opened
        opened.check_workflows()
        opened.check_books()


def execution(site: Site, name: str, run: int = 1) -> str:
    return f"{site.application(name)}-r{run}"


class TestRestart:
    def test_everyone_goes_on_from_where_they_were(self, site: Site) -> None:
        """The laptop is stopped with somebody at every wait, and started again."""
        site.apply("revising", ethics_signed=False)
        site.apply("reviewed", pathway="reciprocity")
        site.apply("queued", **WAITING)
        site.apply("pending")
        site.apply("waived", "waiver-exam-fee")
        site.award("offered", accepted=False)
        site.claimed("claimed")
        site.claimed("approved")
        site.do("payment_approver max", "approve_claim", award="approved", item="core_training")
        site.award("active")
        waiting = ("revising", "reviewed", "queued", "pending", "waived", "offered")
        claims = [site.folder(name).claims[0].id for name in ("claimed", "approved")]

        stopped = site.aws.stop_all_executions()
        assert {*(execution(site, name) for name in waiting), *(f"{claim}-r1" for claim in claims)} <= set(stopped)
        assert site.job("RelayOutbox", {"restart": True})["restarted"] >= len(waiting) + len(claims)
        for name in [*(execution(site, name, 2) for name in waiting), *(f"{claim}-r2" for claim in claims)]:
            assert site.aws.executions()[name] == "RUNNING"
        assert execution(site, "active", 2) not in site.aws.executions()
        site.check_workflows()
        assert site.job("RelayOutbox", {"restart": True})["restarted"] == 0

        site.do("applicant revising", "revise", application="revising", ethics_signed=True)
        site.do("reviewer rosa", "review", application="reviewed", finding="eligible", note="Seen.")
        site.do("dhcs dana", "allot", pool=SCARCE, seats=1, cents=160_000)
        for name in ("revising", "reviewed", "queued", "pending", "waived"):
            site.do("approver ari", "approve_award", application=name)
        for name in ("revising", "reviewed", "queued", "pending", "offered"):
            site.do(f"applicant {name}", "accept", award=name)
        site.do("payment_approver max", "approve_claim", award="claimed", item="core_training")
        site.batch("after the restart")
        site.do("reconciler ren", "settle", batch="after the restart")
        ended = [*(execution(site, name, 2) for name in waiting), *(f"{claim}-r2" for claim in claims)]
        assert {site.aws.executions()[name] for name in ended} == {"SUCCEEDED"}
        assert {event["action"] for event in site.events("waived")} >= {"credit_fee"}
        assert all(len(site.events(name, "settle")) == 1 for name in ("claimed", "approved"))

    def test_whoever_has_no_execution_is_not_on_the_way_to_a_wait(self, site: Site) -> None:
        """`make run` waits for those who are, a few at a time."""
        site.apply("in between")
        run = runs.load_run(Subject(application_id=site.application("in between")))
        with patch.object(runs, "open_runs", return_value=[replace(run, token=None)]):
            assert restart_runs.runs_on_their_way() == 1
            site.aws.stop_all_executions()
            assert restart_runs.runs_on_their_way() == 0
        site.job("RelayOutbox", {"restart": True})

    def test_a_decision_needs_no_restart_before_it(self, site: Site) -> None:
        """Between the stop and the restart people decide: each decision starts the next run itself."""
        site.apply("undeterred")
        site.aws.stop_all_executions()
        site.do("approver ari", "approve_award", application="undeterred")
        assert site.aws.executions()[execution(site, "undeterred", 2)] == "RUNNING"
        site.do("applicant undeterred", "accept", award="undeterred")
        assert site.aws.executions()[execution(site, "undeterred", 2)] == "SUCCEEDED"
        site.job("RelayOutbox", {"restart": True})

    @pytest.mark.parametrize("code", ["InvalidToken", "TaskDoesNotExist", "TaskTimedOut"])
    def test_a_token_that_is_gone_proves_nothing(self, site: Site, code: str) -> None:
        """Whatever Step Functions says of the token, the decision stands and the next run goes on with it."""
        site.apply(code)
        gone = ClientError({"Error": {"Code": code, "Message": "gone"}}, "SendTaskSuccess")
        with patch.object(clients.stepfunctions(), "send_task_success", side_effect=gone):
            site.do("approver ari", "approve_award", application=code)
        assert site.run(code).number == 2
        assert site.run(code).token_place == Place.WAIT_FOR_ACCEPTANCE

    def test_the_daily_sweep_restarts_too(self, site: Site) -> None:
        site.apply("overnight")
        site.aws.stop_all_executions()
        assert site.job("DailySweep")["restarted"] >= 1
        assert site.run("overnight").number == 2

    def test_eight_at_once_start_one_run(self, site: Site) -> None:
        site.apply("crowded")
        site.aws.stop_all_executions()
        at_once([partial(site.aws.invoke, "RelayOutbox", {"restart": True})] * 8)
        site.aws.settle()
        runs = [name for name in site.aws.executions() if name.startswith(site.application("crowded"))]
        running = [name for name in runs if site.aws.executions()[name] == "RUNNING"]
        assert site.run("crowded").execution_name in running
        # A sweeper that listed before another started may begin one more; it takes over, and the older run steps back.
        site.aws.time_out_waits()
        site.aws.settle()
        assert [name for name in runs if site.aws.executions()[name] == "RUNNING"] == [
            site.run("crowded").execution_name
        ]
        site.do("approver ari", "approve_award", application="crowded")

    def test_a_run_that_was_replaced_ends_and_disturbs_nobody(self, site: Site) -> None:
        site.apply("twofold")
        relay_outbox.restart_run(site.run("twofold"))
        site.aws.settle()
        assert site.aws.time_out_waits(execution(site, "twofold")) == 1
        site.aws.settle()
        assert site.states(execution(site, "twofold"))[-1] == "Superseded"
        site.do("approver ari", "approve_award", application="twofold")
        assert site.run("twofold").token_place == Place.WAIT_FOR_ACCEPTANCE
        assert site.run("twofold").number == 2

    def test_a_few_at_a_time_leave_nobody_out(self, site: Site) -> None:
        """Asked to start one at a time until none is left: who is at the end of the way does not count as one."""
        names = [f"in turn {n}" for n in range(6)]
        for name in names:
            site.apply(name)
        site.aws.stop_all_executions()
        with patch.object(relay_outbox, "_signal"):
            for name in names[:4]:
                site.do(f"applicant {name}", "withdraw", application=name)
        while site.job("RelayOutbox", {"restart": True, "at_most": 1})["restarted"]:
            pass
        assert [site.run(name).number for name in names] == [1, 1, 1, 1, 2, 2]

    def test_a_finished_subject_is_taken_off_the_list(self, site: Site) -> None:
        site.apply("finished")
        site.aws.stop_all_executions()
        with patch.object(relay_outbox, "_signal"):
            site.do("applicant finished", "withdraw", application="finished")
        site.job("RelayOutbox", {"restart": True})
        assert execution(site, "finished", 2) not in site.aws.executions()


class TestTimeout:
    @pytest.mark.parametrize(
        ("name", "given", "state"),
        [
            ("timed out revising", {"ethics_signed": False}, "Wait For Revision"),
            ("timed out review", {"pathway": "reciprocity"}, "Wait For Reviewer"),
            ("timed out queue", {"benefit": "specialization-unhoused", "county": "Alameda"}, "Wait For Allocation"),
            ("timed out approval", {}, "Wait For Award Approval"),
        ],
    )
    def test_a_wait_that_runs_out_begins_again(self, site: Site, name: str, given: dict[str, Any], state: str) -> None:
        """Step Functions ends an execution after a year at the latest, and our waits after 300 days."""
        site.apply(name, **given)
        before = site.run(name).token
        assert site.aws.time_out_waits(execution(site, name)) == 1
        site.aws.settle()
        assert site.states(execution(site, name))[-3:] == ["Find Place", "Route", state]
        assert site.run(name).token not in (None, before)
        notices = site.get("/v1/status", who=f"applicant {name}").body["notices"]
        assert len([notice for notice in notices if notice["kind"] == "queued"]) <= 1
        site.do(f"applicant {name}", "withdraw", application=name)
        assert site.aws.executions()[execution(site, name)] == "SUCCEEDED"


class TestOwnToken:
    """A decision made before the wait began completes the wait at once."""

    def test_an_award_is_approved_before_the_execution_waits_for_it(self, site: Site) -> None:
        def hasty(subject: Subject, place: Place, token: str, name: str) -> None:
            if place is Place.WAIT_FOR_AWARD_APPROVAL:
                path = f"/v1/applications/{subject.application_id}/award-approval"
                assert site.post(path, {}, who="approver ari").status == 200
            begin_wait(subject, place, token, name)

        with patch.object(application_steps, "begin_wait", hasty):
            site.apply("early")
        assert site.states(execution(site, "early"))[-3:] == ["Wait For Award Approval", "Route", "Wait For Acceptance"]
        assert site.run("early").number == 1

    def test_between_reading_and_storing_too(self, site: Site) -> None:
        """The decision falls between the look at the application and the storing of the token."""
        real: Callable[..., Any] = beginning._writes
        decided: list[str] = []

        def decide_meanwhile(run: Any, folder: Any, place: Place, token: str) -> Any:
            writes = real(run, folder, place, token)
            if place is Place.WAIT_FOR_AWARD_APPROVAL and not decided:
                decided.append(folder.application.id)
                path = f"/v1/applications/{folder.application.id}/award-approval"
                assert site.post(path, {}, who="approver ari").status == 200
            return writes

        with patch.object(beginning, "_writes", decide_meanwhile):
            site.apply("meanwhile")
        assert site.states(execution(site, "meanwhile"))[-1] == "Wait For Acceptance"
        assert site.run("meanwhile").token_place == Place.WAIT_FOR_ACCEPTANCE

    def test_a_claim_is_approved_before_the_execution_waits_for_it(self, site: Site) -> None:
        def hasty(subject: Subject, place: Place, token: str, name: str) -> None:
            if place is Place.WAIT_FOR_PAYMENT_APPROVAL:
                path = f"/v1/awards/{site.award_id('prompt')}/claim-approvals"
                assert site.post(path, {"item": "core_training"}, who="payment_approver max").status == 201
            begin_wait(subject, place, token, name)

        with patch.object(claim_steps, "begin_wait", hasty):
            site.claimed("prompt")
        claim = site.folder("prompt").claims[0].id
        assert site.states(f"{claim}-r1")[-3:] == ["Wait For Payment Approval", "Route", "Wait For Settlement"]


class TestFailingStep:
    def test_is_not_started_again_for_ever(self, site: Site) -> None:
        with patch.object(check_eligibility, "determine", side_effect=ZeroDivisionError):
            site.do("applicant broken", "submit", benefit="initial", settle=False)
            site.aws.settle(allow_failures=True)
            for _ in range(8):  # each failure's event calls the sweeper
                site.aws.invoke("RelayOutbox", EXECUTION_FAILED)
                site.aws.settle(allow_failures=True)
            assert site.run("broken").number == 5
            tried = [name for name in site.aws.executions() if name.startswith(site.application("broken"))]
            assert {site.aws.executions()[name] for name in tried} == {"FAILED"}
            site.aws.invoke("DailySweep", {})
            site.aws.settle(allow_failures=True)
            assert site.run("broken").number == 6
        site.job("DailySweep")
        assert site.run("broken").token_place == Place.WAIT_FOR_AWARD_APPROVAL
        assert len(site.events("broken", "determine")) == 1

    def test_does_not_keep_others_from_starting(self, site: Site) -> None:
        for name in ("unlucky", "lucky"):
            site.apply(name)
        site.aws.stop_all_executions()
        find, unlucky = find_place.place_in_workflow, site.application("unlucky")

        def failing(subject: Subject) -> Place:
            if subject.application_id == unlucky:
                raise LookupError(subject.application_id)
            return find(subject)

        with patch.object(restart_runs, "place_in_workflow", failing), pytest.raises(LookupError):
            site.job("RelayOutbox", {"restart": True})
        site.aws.settle()
        assert (site.run("unlucky").number, site.run("lucky").number) == (1, 2)
        site.job("RelayOutbox", {"restart": True})
        assert site.run("unlucky").number == 2
