"""A process may die anywhere: the sweeper finishes what was decided, and nothing is done twice."""

import logging
from collections.abc import Iterator
from functools import partial
from typing import Any
from unittest.mock import patch

import pytest
from botocore.exceptions import ClientError

from chalicelib.domain.folder import Place
from chalicelib.gateways import executions
from chalicelib.services import deciding, expire_due, post_settlement, relay_outbox, reserve_award
from chalicelib.store import batches, outbox, report_index, runs
from tests.service.operations import OPERATIONS, Ask
from tests.service.site import INITIAL, PLENTY, Site, at_once, crash_in, open_site

pytestmark = pytest.mark.xdist_group("crashes")

SCARCE = "specialization-unhoused/bay-area"
SEAT = {"seats": 1, "cents": 160_000}
WAITING = {"benefit": "specialization-unhoused", "county": "Alameda"}
QUIET = (
    "charge_fee",
    "post_class",
    "change_seats",
    "ask_place",
    "take_place_back",
    "refuse_place",
    "enroll",
    "prepare_batch",
    "approve_batch",
    "record_letter",
    "acknowledge_warning",
    "replace_code",
    "change_contact",
    "remove_document",
    "deliver_notice",
    "enter_intake",
    "correct_intake",
    "send_back_intake",
    "set_aside_intake",
    "record_code_letter",
    "file_appeal",
    *("declare_conflict", "take_back_conflict"),
    *("delegate_role", "end_delegation", "end_sessions", "sign_out_everywhere", "decide_access"),
)
TELLING = [name for name in OPERATIONS if name not in QUIET and "extension" not in name]
"""Decisions that somebody has to be told of: Step Functions, or the allocator."""


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    with open_site(
        {INITIAL: PLENTY, "grandparenting/statewide": {"seats": 9, "cents": 225_000}, SCARCE: SEAT}
    ) as opened:
        yield opened
        opened.check_books()


@pytest.fixture(autouse=True)
def _everything_is_finished(site: Site) -> Iterator[None]:
    """After every test the sweeper has nothing left to do, and whatever waits waits where it should."""
    yield
    site.job("RelayOutbox")
    assert site.job("RelayOutbox") == {"relayed": 0}
    site.check_workflows()


class TestDecision:
    @pytest.mark.parametrize("name", TELLING)
    @pytest.mark.parametrize(
        ("place", "call"), [(relay_outbox, "_carry_out"), (outbox, "done")], ids=["untold", "told"]
    )
    def test_stands_and_is_finished_by_the_sweeper(self, site: Site, name: str, place: Any, call: str) -> None:
        operation, person = OPERATIONS[name], f"{name} {call}"
        ask = operation.prepare(site, person)
        with crash_in(place, call) as seen:
            ask.send(site, person)
        assert seen == [1], "nobody had to be told"
        site.aws.settle()
        site.job("RelayOutbox")
        assert operation.effects(site, person) == 1
        before = site.fingerprint()
        assert ask.send(site, person).status in (200, 201)
        site.aws.settle()
        assert site.fingerprint() == before

    def test_is_answered_though_nobody_could_be_told(self, site: Site, caplog: pytest.LogCaptureFixture) -> None:
        """Step Functions is away: the person's answer does not depend on it."""
        ask = OPERATIONS["accept"].prepare(site, "unheard")
        away = ClientError({"Error": {"Code": "ServiceUnavailable", "Message": "away"}}, "SendTaskSuccess")
        with patch.object(executions, "wake", side_effect=away), caplog.at_level(logging.WARNING):
            assert ask.send(site, "unheard").status == 200
        assert [record.msg for record in caplog.records] == ["Task left in the outbox"]
        assert site.run("unheard").token_place == Place.WAIT_FOR_ACCEPTANCE
        site.job("RelayOutbox")
        assert site.aws.executions()[site.run("unheard").execution_name] == "SUCCEEDED"


class TestBetween:
    def test_two_picks_of_the_allocator(self, site: Site) -> None:
        names = [f"picked {n}" for n in range(4)]
        for name in names:
            site.apply(name, **WAITING)
        with crash_in(reserve_award, "commit_to", after=1) as seen:
            site.do("dhcs dana", "allot", pool=SCARCE, seats=4, cents=640_000)
        assert seen == [2]
        site.aws.settle()
        site.job("RelayOutbox")
        assert [len(site.events(name, "pick")) for name in names] == [1, 1, 1, 1]

    def test_two_lines_of_a_settlement(self, site: Site) -> None:
        names = [f"paid {n}" for n in range(3)]
        for name in names:
            site.claimed(name)
            site.do("payment_approver max", "approve_claim", award=name, item="core_training")
        batch = site.batch("torn")
        path = f"/v1/batches/{batch}/settlement"
        with crash_in(post_settlement, "commit", after=1):
            site.post(path, {}, who="reconciler ren", key="torn")
        assert len(list(batches.unposted_lines(batch))) == len(batches.all_lines(batch)) - 1
        assert site.post(path, {}, who="reconciler ren").code == "WRONG-STATE"
        site.job("RelayOutbox")
        assert [len(site.events(name, "settle")) for name in names] == [1, 1, 1]
        assert all(site.aws.executions()[f"{site.folder(name).claims[0].id}-r1"] == "SUCCEEDED" for name in names)
        assert site.post(path, {}, who="reconciler ren", key="torn").body["status"] == "settled"

    def test_waking_an_execution_and_forgetting_its_token(self, site: Site) -> None:
        ask = OPERATIONS["approve_award"].prepare(site, "woken")
        with crash_in(runs, "forget_token"):
            ask.send(site, "woken")
        site.aws.settle()
        site.job("RelayOutbox")
        assert site.run("woken").number == 1
        assert site.states(site.run("woken").execution_name).count("Wait For Acceptance") == 1

    def test_numbering_a_run_and_starting_it(self, site: Site) -> None:
        site.apply("unstarted")
        site.aws.stop_all_executions()
        with crash_in(executions, "start", function="outside"):
            relay_outbox.restart_run(site.run("unstarted"))
        assert site.run("unstarted").number == 2
        site.job("RelayOutbox", {"restart": True})
        assert site.run("unstarted").number == 3
        site.do("approver ari", "approve_award", application="unstarted")

    def test_two_deadlines_of_a_sweep(self, site: Site) -> None:
        names = [f"lapsing {n}" for n in range(3)]
        for name in names:
            site.award(name, accepted=False)
        site.jump(15)
        with crash_in(expire_due, "award_decision", after=1, function="DailySweep"):
            site.job("DailySweep")
        site.job("DailySweep")
        assert [len(site.events(name, "expire_offer")) for name in names] == [1, 1, 1]

    @pytest.mark.parametrize(("place", "call"), [(deciding, "relay"), (outbox, "done")], ids=["untold", "told"])
    def test_a_decision_of_a_step_and_the_end_of_the_step(self, site: Site, place: Any, call: str) -> None:
        """The step has found the person eligible and dies: its execution fails, the next one goes on from there."""
        with crash_in(place, call, function="ApplicationCheckEligibility") as seen:
            site.do("applicant " + call, "submit", benefit="initial", settle=False)
            site.aws.settle(allow_failures=True)
        assert seen == [1]
        assert site.aws.executions()[f"{site.application(call)}-r1"] == "FAILED"
        site.job("RelayOutbox", {"source": "aws.states"})
        assert site.run(call).number == 2
        assert len(site.events(call, "determine")) == 1
        assert len(site.events(call, "pick")) == 1

    def test_the_files_of_a_report_and_its_row(self, site: Site) -> None:
        ask = Ask("/v1/reports", {}, "manager mia")
        with crash_in(report_index, "report_write"):
            ask.send(site, "torn report")
        assert ask.send(site, "torn report").status == 201


class TestSweeper:
    def test_eight_at_once_finish_everything_once(self, site: Site) -> None:
        names = [f"many {n}" for n in range(4)]
        for name in names:
            with crash_in(relay_outbox, "_carry_out"):
                OPERATIONS["submit"].prepare(site, name).send(site, name)
        at_once([partial(site.aws.invoke, "RelayOutbox", {})] * 8)
        site.aws.settle()
        waiting = {row["pk"]["S"] for row in site.rows() if row.get("work_pk", {}).get("S") == "WORK#approve_award"}
        assert len(waiting) >= len(names)

    def test_a_task_that_cannot_be_done_keeps_no_other_from_being_done(
        self, site: Site, caplog: pytest.LogCaptureFixture
    ) -> None:
        for name in ("stuck", "behind"):
            with crash_in(relay_outbox, "_carry_out"):
                OPERATIONS["submit"].prepare(site, name).send(site, name)
        carry_out, stuck = relay_outbox._carry_out, next(outbox.all_pending())

        def failing(task: Any) -> Any:
            if task == stuck.task:
                raise LookupError("no run of this subject")
            return carry_out(task)

        with patch.object(relay_outbox, "_carry_out", failing), pytest.raises(LookupError):
            site.job("RelayOutbox")
        errors = [record.msg for record in caplog.records if record.levelno >= logging.ERROR]
        assert errors == ["Job failed for a subject"]
        site.aws.settle()
        assert list(outbox.all_pending()) == [stuck]

    def test_a_deadline_that_cannot_be_kept_keeps_no_other_from_being_kept(self, site: Site) -> None:
        for name in ("late one", "late two"):
            site.award(name, accepted=False)
        site.jump(15)
        decide: Any = vars(expire_due)["award_decision"]

        def failing(folder: Any, *args: Any, **kwargs: Any) -> Any:
            if folder.application.id == site.application("late one"):
                raise LookupError("broken")
            return decide(folder, *args, **kwargs)

        with patch.object(expire_due, "award_decision", failing), pytest.raises(LookupError):
            site.job("DailySweep")
        site.aws.settle()
        assert (len(site.events("late one", "expire_offer")), len(site.events("late two", "expire_offer"))) == (0, 1)
        site.job("DailySweep")
        assert len(site.events("late one", "expire_offer")) == 1
