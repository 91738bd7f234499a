"""Money moves by one decision, whole or not at all; its workflow can be torn anywhere and finishes what was decided."""

import base64
import functools
import json
from collections import Counter
from collections.abc import Iterator
from typing import Any
from unittest.mock import patch

import pytest

from chalicelib.domain.folder import Place
from chalicelib.domain.subject import Subject
from chalicelib.gateways import aws as clients
from chalicelib.gateways.settings import setting
from chalicelib.services import allocate_moved_funds, relay_outbox, reopen_rounds
from chalicelib.services.begin_wait import begin_wait
from chalicelib.services.check_books import uncontrolled, unheld
from chalicelib.services.check_chains import broken_chains
from chalicelib.services.record_letter import LETTER_BYTES
from chalicelib.services.tell_still_waiting import tell_still_waiting
from chalicelib.store import keys, pools, programs, proposals, rounds, runs
from chalicelib.store.runs import Run
from chalicelib.workflow import reallocation as steps
from tests.service.good_requests import LETTER
from tests.service.site import INITIAL, Answer, Site, at_once, crash_in, open_site

pytestmark = pytest.mark.xdist_group("reallocation")

GIVER, TAKER = "grandparenting/statewide", "waiver-exam-fee/statewide"
UNHOUSED = "specialization-unhoused"
LATER = {"from": GIVER, "to": TAKER, "seats": 1, "cents": 25_000}
AGREED = {"decision": "approve", "reason": "Agreed"}


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    given = {GIVER: {"seats": 100, "cents": 2_500_000}, INITIAL: {"seats": 10, "cents": 1_850_000}}
    with open_site(given) as opened:
        yield opened
        opened.job("RelayOutbox")
        opened.check_workflows()
        opened.check_books()


def make(site: Site, name: str, **given: Any) -> str:
    return site.proposal(name, **{**LATER, **given})


def path(site: Site, name: str) -> str:
    return f"/v1/proposals/{site.stage.names.proposals[name]}"


def run_of(site: Site, name: str) -> Run:
    return runs.load_run(Subject(proposal_id=site.stage.names.proposals[name]))


def events(site: Site, name: str) -> list[str]:
    return [event["action"] for event in proposals.proposal_events(site.stage.names.proposals[name])]


def status(site: Site, name: str) -> str:
    return proposals.load_proposal(site.stage.names.proposals[name]).status.value


def decide(site: Site, name: str, decision: str = "approve", **given: Any) -> None:
    site.do("dhcs dana", "decide_reallocation", proposal=name, decision=decision, **given)


def buckets(pool: str) -> dict[str, tuple[int, int]]:
    balance = pools.load_pool(pool).balance  # type: ignore[arg-type]
    return {name: (amounts["seats"], amounts["cents"]) for name, amounts in balance.model_dump().items()}


class TestEvidence:
    def test_is_what_both_pools_were_at_that_moment(self, site: Site) -> None:
        site.apply("queued eva", UNHOUSED, county="Fresno")
        reserved = buckets(GIVER)["reserved"][0]
        make(site, "evident", to="specialization-unhoused/central", seats=2, cents=50_000)
        seen = site.get(path(site, "evident"), who="auditor abe").body
        assert (seen["from"], seen["to"], seen["to_seats"]) == (GIVER, "specialization-unhoused/central", 2)
        assert seen["evidence"]["from_pool"]["balance"]["available"]["seats"] >= 2
        assert seen["evidence"]["from_pool"]["balance"]["reserved"]["seats"] == reserved
        taker = seen["evidence"]["to_pool"]
        assert (taker["pool"], taker["applications"]) == ("specialization-unhoused/central", 1)
        assert taker["waiting"] == {"seats": 1, "cents": 160_000}
        assert taker["prospect"]["forecast"]["confidence"] == "none"
        listed = site.get("/v1/proposals", who="dhcs dana").body["proposals"]
        assert seen in listed
        assert any(
            item["id"] == seen["id"] for item in site.get(f"/v1/work/{proposals.WORK}", who="dhcs dana").body["items"]
        )
        decide(site, "evident", "reject")

    @pytest.mark.parametrize("who", ["reviewer rosa", "county fresno", "provider dbsa", "preparer pat", "approver ari"])
    def test_is_for_those_who_propose_decide_and_audit(self, site: Site, who: str) -> None:
        for asked in ("/v1/proposals", "/v1/proposals/x", "/v1/proposals/x/letter"):
            assert site.get(asked, who=who).code == "NOT-ALLOWED"


class TestMoney:
    def test_moves_in_the_transaction_of_the_decision(self, site: Site) -> None:
        before = {pool: buckets(pool) for pool in (GIVER, TAKER)}
        make(site, "moving", to_seats=2)
        decide(site, "moving")
        journal = {pool: site.postings(pool)[-1] for pool in (GIVER, TAKER)}
        assert {posting["kind"] for posting in journal.values()} == {"approve_reallocation"}
        assert {posting["subject"] for posting in journal.values()} == {site.stage.names.proposals["moving"]}
        assert buckets(GIVER)["available"] == tuple(
            a - b for a, b in zip(before[GIVER]["available"], (1, 25_000), strict=True)
        )
        assert buckets(GIVER)["reserved"] == before[GIVER]["reserved"]
        assert buckets(TAKER)["available"] == tuple(
            a + b for a, b in zip(before[TAKER]["available"], (2, 25_000), strict=True)
        )
        assert site.states(run_of(site, "moving").execution_name) == [
            "Find Place",
            "Route",
            "Wait For DHCS Decision",
            "Route",
            "Allocate Queues",
            "Route",
            "Funds Moved",
        ]

    @pytest.mark.parametrize("end", ["reject", "withdraw"])
    def test_comes_back_whole(self, site: Site, end: str) -> None:
        before = buckets(GIVER)
        make(site, end)
        if end == "reject":
            decide(site, end, "reject")
        else:
            site.do("manager max", "withdraw_proposal", proposal=end)
        assert buckets(GIVER) == before
        assert site.states(run_of(site, end).execution_name)[-1] == "Funds Released"

    def test_the_last_seats_are_held_once_while_the_allocator_gives_them_away(self, site: Site) -> None:
        """Six seats; eight people and eight proposals want one each, all at the same moment."""
        pool, benefit = "specialization-crisis-care/superior", "specialization-crisis-care"
        site.do("dhcs dana", "allot", pool=pool, seats=6, cents=960_000)
        names = [f"rushing {n}" for n in range(8)]
        body = {"from": pool, "to": TAKER, "seats": 1, "cents": 160_000, "reason": "Rush", "leaves_queue": True}
        calls = [
            *[
                functools.partial(site.post, "/v1/applications", site.form(name, benefit, county="Shasta"))
                for name in names
            ],
            *[functools.partial(site.post, "/v1/proposals", body, who="manager mia") for _ in names],
        ]
        answers = at_once(calls)
        site.aws.settle()
        for name, answer in zip(names, answers, strict=False):
            assert answer.status == 201, answer
            site.know(name, answer.body)
        asked = Counter(answer.code for answer in answers[8:])
        assert set(asked) <= {None, "INSUFFICIENT-FUNDS", "STALE"}, answers
        awarded = [name for name in names if site.folder(name).award]
        assert buckets(pool)["reserved"] == (6 - buckets(pool)["available"][0], 960_000 - buckets(pool)["available"][1])
        assert len(awarded) + asked[None] == buckets(pool)["reserved"][0] <= 6
        site.job("DailySweep")
        assert len([name for name in names if site.folder(name).award]) + asked[None] == 6
        site.check_books()


class TestOnce:
    def test_of_approving_and_withdrawing_at_once_one_happens(self, site: Site) -> None:
        before = buckets(GIVER), buckets(TAKER)
        make(site, "torn")
        calls = [
            *[functools.partial(site.post, f"{path(site, 'torn')}/decision", AGREED, who="dhcs dana")] * 4,
            *[functools.partial(site.post, f"{path(site, 'torn')}/withdrawal", {}, who="manager max")] * 4,
        ]
        answers = at_once(calls)
        site.aws.settle()
        assert Counter(answer.code for answer in answers) == {None: 1, "WRONG-STATE": 7}
        assert (status(site, "torn") == "withdrawn") == ((buckets(GIVER), buckets(TAKER)) == before)
        assert len({"approve_reallocation", "withdraw_proposal"} & set(events(site, "torn"))) == 1

    def test_a_late_sweep_gives_back_and_a_second_one_changes_nothing(self, site: Site) -> None:
        pool = "waiver-reinstatement-fee/statewide"
        site.do("dhcs dana", "allot", pool=pool, seats=2, cents=50_000)
        before = buckets(pool)
        for name in ("late 1", "late 2"):
            make(site, name, **{"from": pool})
        site.jump(90)
        site.job("DailySweep")
        assert status(site, "late 1") == "proposed"
        site.jump(120)
        for who, action in (("dhcs dana", "decision"), ("manager max", "withdrawal")):
            answer = site.post(f"{path(site, 'late 1')}/{action}", AGREED if who.startswith("dhcs") else {}, who=who)
            assert answer.code == "DEADLINE-PASSED"
        at_once([functools.partial(lapsed, site)] * 4)
        site.aws.settle()
        assert buckets(pool) == before
        assert [events(site, name) for name in ("late 1", "late 2")] == [
            ["propose_reallocation", "lapse_proposal", "serve_queues"]
        ] * 2
        fingerprint = site.fingerprint()
        site.job("DailySweep")
        assert site.fingerprint() == fingerprint

    def test_a_decision_between_the_list_and_the_sweep_stands(self, site: Site) -> None:
        make(site, "just in time")
        decide(site, "just in time")
        site.jump(91)
        with patch.object(proposals, "due_before", lambda _: iter([site.stage.names.proposals["just in time"]])):
            site.job("DailySweep")
        assert status(site, "just in time") == "approved"


def lapsed(site: Site) -> Answer:
    site.aws.invoke("DailySweep", {})
    return Answer(200, {}, "{}")


class TestLetter:
    def letter(self, site: Site, name: str, who: str = "manager olu", **changes: Any) -> Answer:
        body = {"decision": "approve", "reason": "See letter", "reference": "DHCS 26-7", "pdf": LETTER, **changes}
        return site.post(f"{path(site, name)}/letters", body, who=who)

    def confirm(self, site: Site, name: str, who: str = "manager max", digest: str | None = None) -> Answer:
        given = digest or site.get(path(site, name), who=who).body.get("letter", {}).get("digest", "none")
        answer = site.post(f"{path(site, name)}/letters/confirmation", {"letter": given}, who=who)
        site.aws.settle()
        return answer

    def test_two_managers_who_did_not_propose_decide_by_it(self, site: Site) -> None:
        make(site, "by letter")
        assert self.confirm(site, "by letter").code == "WRONG-STATE"
        assert self.letter(site, "by letter", "manager mia").code == "SAME-PERSON"
        assert self.letter(site, "by letter", "dhcs dana").code == "NOT-ALLOWED"
        assert self.letter(site, "by letter").status == 201
        assert status(site, "by letter") == "proposed"
        for who in ("manager mia", "manager olu"):
            assert self.confirm(site, "by letter", who).code == "SAME-PERSON"
        assert self.confirm(site, "by letter").body["status"] == "approved"
        assert site.postings(TAKER)[-1]["reference"] == "DHCS 26-7"
        assert site.states(run_of(site, "by letter").execution_name)[-1] == "Funds Moved"
        kept = site.get(f"{path(site, 'by letter')}/letter", who="auditor abe").body
        assert base64.b64decode(kept["pdf"]) == base64.b64decode(LETTER)
        assert self.letter(site, "by letter").code == "WRONG-STATE"
        assert self.confirm(site, "by letter").code == "WRONG-STATE"

    def test_one_that_says_no_gives_the_money_back(self, site: Site) -> None:
        before = buckets(GIVER)
        make(site, "by refusal")
        assert self.letter(site, "by refusal", decision="reject").status == 201
        assert self.confirm(site, "by refusal").body["status"] == "rejected"
        assert buckets(GIVER) == before

    def test_another_one_replaces_it_and_is_read_before_it_is_confirmed(self, site: Site) -> None:
        make(site, "replaced")
        self.letter(site, "replaced", decision="reject")
        read = site.get(path(site, "replaced"), who="manager max").body["letter"]["digest"]
        other = base64.b64encode(b"%PDF-1.4 another").decode()
        assert self.letter(site, "replaced", "manager eva", pdf=other).status == 201
        assert self.confirm(site, "replaced", digest=read).code == "STALE"
        # The first recorder may confirm what somebody else recorded since.
        assert self.confirm(site, "replaced", "manager olu").body["status"] == "approved"

    def test_dhcs_can_decide_itself_meanwhile(self, site: Site) -> None:
        make(site, "overtaken")
        self.letter(site, "overtaken")
        decide(site, "overtaken", "reject")
        assert self.confirm(site, "overtaken").code == "WRONG-STATE"

    @pytest.mark.parametrize(
        ("change", "field"),
        [
            ({"pdf": base64.b64encode(b"PK\x03\x04 a document").decode()}, "pdf"),
            ({"pdf": base64.b64encode(b" %PDF-1.7").decode()}, "pdf"),
            ({"pdf": ""}, "pdf"),
            ({"pdf": "not base64!"}, "pdf"),
            ({"pdf": base64.b64encode(b"%PDF-" + b"x" * LETTER_BYTES).decode()}, "pdf"),
            ({"reference": "  "}, "reference"),
            ({"reason": ""}, "reason"),
            ({"decision": "perhaps"}, "decision"),
        ],
        ids=["zip", "not at the start", "empty", "no base64", "too large", "no reference", "no reason", "no decision"],
    )
    def test_what_is_no_letter_is_refused(self, site: Site, change: dict[str, str], field: str) -> None:
        if "unread" not in site.stage.names.proposals:
            make(site, "unread")
        answer = self.letter(site, "unread", **change)
        assert (answer.code, answer.body["field"]) == ("INVALID", field)
        assert site.get(f"{path(site, 'unread')}/letter", who="manager max").code == "NOT-FOUND"

    def test_the_largest_letter_is_kept(self, site: Site) -> None:
        make(site, "long")
        pdf = b"%PDF-" + b"x" * (LETTER_BYTES - 5)
        assert self.letter(site, "long", pdf=base64.b64encode(pdf).decode()).status == 201
        kept = site.get(f"{path(site, 'long')}/letter", who="manager max")
        assert len(kept.text.encode()) < 6_000_000, "Lambda gives no more"
        assert base64.b64decode(kept.body["pdf"]) == pdf

    def test_comes_too_late_after_ninety_days(self, site: Site) -> None:
        make(site, "belated")
        self.letter(site, "belated")
        site.jump(91)
        assert self.confirm(site, "belated").code == "DEADLINE-PASSED"
        assert self.letter(site, "belated").code == "DEADLINE-PASSED"
        site.job("DailySweep")
        assert self.confirm(site, "belated").code == "DEADLINE-PASSED"


class TestRounds:
    def test_those_it_lists_reopen_once_and_the_others_stay(self, site: Site) -> None:
        for benefit, change in (("waiver-exam-retake", "suspend_round"), ("waiver-renewal-fee", "close_round")):
            site.do("manager mia", change, benefit=benefit)
        make(site, "opening", reopen=["waiver-exam-retake", "waiver-renewal-fee", "initial"])
        decide(site, "opening")
        states = {each["benefit"]: each["status"] for each in site.get("/v1/rounds").body["rounds"]}
        asked = ("waiver-exam-retake", "waiver-renewal-fee", "initial")
        assert [states[benefit] for benefit in asked] == ["open", "closed", "open"]
        last = rounds.round_events("waiver-exam-retake")[-1]
        assert (last["action"], last["actor"]) == ("reopen", "system")
        assert site.stage.names.proposals["opening"] in last["reason"]
        assert "Reopen Rounds" in site.states(run_of(site, "opening").execution_name)
        assert events(site, "opening").count("reopen_round") == 3

    @pytest.mark.parametrize("place", [reopen_rounds, allocate_moved_funds], ids=["reopening", "serving"])
    def test_a_step_that_dies_is_finished_by_the_next_run(self, site: Site, place: Any) -> None:
        name, benefit = f"dying {place.__name__}", "waiver-application-fee"
        function = "ProposalReopenRounds" if place is reopen_rounds else "ProposalAllocateQueues"
        site.do("manager mia", "suspend_round", benefit=benefit)
        before = len(rounds.round_events(benefit))
        make(site, name, to="waiver-application-fee/statewide", reopen=["initial", benefit])
        after = 1 if place is reopen_rounds else 0
        with crash_in(place, "until_settled", after=after, function=function) as seen:
            site.do("dhcs dana", "decide_reallocation", proposal=name, decision="approve", settle=False)
            site.aws.settle(allow_failures=True)
        assert seen == [after + 1]
        assert run_of(site, name).number == 1
        site.job("RelayOutbox", {"source": "aws.states"})
        assert site.states(run_of(site, name).execution_name)[-1] == "Funds Moved"
        assert len(rounds.round_events(benefit)) == before + 1
        assert Counter(events(site, name)) == {
            "propose_reallocation": 1,
            "approve_reallocation": 1,
            "reopen_round": 2,
            "serve_queues": 1,
        }


class TestReEntry:
    def test_a_proposal_waits_on_after_a_restart(self, site: Site) -> None:
        make(site, "restarted")
        site.aws.stop_all_executions()
        site.job("RelayOutbox", {"restart": True})
        assert run_of(site, "restarted").number == 2
        site.check_workflows()
        site.aws.time_out_waits(run_of(site, "restarted").execution_name)
        site.aws.settle()
        assert run_of(site, "restarted").token_place == Place.WAIT_FOR_DHCS_DECISION
        decide(site, "restarted")
        assert site.states(run_of(site, "restarted").execution_name)[-1] == "Funds Moved"

    def test_a_decision_needs_no_restart_before_it(self, site: Site) -> None:
        make(site, "undeterred")
        site.aws.stop_all_executions()
        decide(site, "undeterred")
        assert site.states(run_of(site, "undeterred").execution_name)[-1] == "Funds Moved"
        site.job("RelayOutbox", {"restart": True})

    def test_a_decision_before_the_wait_completes_it_at_once(self, site: Site) -> None:
        def hasty(subject: Subject, place: Place, token: str, name: str) -> None:
            answer = site.post(f"/v1/proposals/{subject.proposal_id}/decision", AGREED, who="dhcs dana")
            assert answer.status == 200
            begin_wait(subject, place, token, name)

        with patch.object(steps, "begin_wait", hasty):
            make(site, "hasty")
        assert run_of(site, "hasty").number == 1
        assert site.states(run_of(site, "hasty").execution_name)[-1] == "Funds Moved"

    def test_a_run_that_was_replaced_steps_back(self, site: Site) -> None:
        make(site, "twofold")
        first = run_of(site, "twofold")
        relay_outbox.restart_run(first)
        site.aws.settle()
        site.aws.time_out_waits(first.execution_name)
        site.aws.settle()
        assert site.states(first.execution_name)[-1] == "Superseded"
        decide(site, "twofold")

    def test_an_execution_is_given_ids_and_nothing_else(self, site: Site) -> None:
        make(site, "told nothing", reason="A reason that nobody outside reads")
        started = site.aws.histories()[run_of(site, "told nothing").execution_name][0]
        given = json.loads(started["executionStartedEventDetails"]["input"])
        assert given == {"proposal_id": site.stage.names.proposals["told nothing"]}
        decide(site, "told nothing", "reject")


class TestStillWaiting:
    def test_whoever_waited_then_is_told_once(self, site: Site) -> None:
        pool, given = "specialization-parent-caregiver-family/southern", {"county": "San Diego"}
        benefit = "specialization-parent-caregiver-family"
        site.apply("told", benefit, **given)
        site.do("manager mia", "suspend_round", benefit=benefit)
        site.do("dhcs dana", "allot", pool=pool, seats=1, cents=160_000)
        make(site, "leaving", **{"from": pool, "cents": 160_000, "leaves_queue": True})
        with crash_in(relay_outbox, "_carry_out", function="RelayOutbox"):
            decide(site, "leaving")
            site.do("manager mia", "reopen_round", benefit=benefit)
            site.apply("came later", benefit, **given)
            site.aws.invoke("RelayOutbox", {})
        site.job("RelayOutbox")
        tell_still_waiting(site.stage.names.proposals["leaving"])
        told = {name: kinds(site, name).count("still_waiting") for name in ("told", "came later")}
        assert told == {"told": 1, "came later": 0}


def kinds(site: Site, name: str) -> list[str]:
    return [notice["kind"] for notice in site.get("/v1/status", who=f"applicant {name}").body["notices"]]


class TestBooks:
    def test_a_move_while_the_funding_source_is_checked_is_no_mismatch(self, site: Site) -> None:
        """One pool is read before the money moves, the other one after."""
        make(site, "in between")
        load = pools.load_pools
        torn: list[int] = []

        def read_torn(pool_ids: Any) -> Any:
            before = load(pool_ids)
            if torn:
                return before
            torn.append(site.post(f"{path(site, 'in between')}/decision", AGREED, who="dhcs dana").status)
            after = {pool.id: pool for pool in load(pool_ids)}
            return [after[pool.id] if pool.id == TAKER else pool for pool in before]

        with patch.object(pools, "load_pools", read_torn):
            assert uncontrolled(programs.program_at(site.clock.now())) == []
        assert torn == [200]
        site.aws.settle()

    def test_a_proposal_changed_behind_the_programs_back_shows(self, site: Site) -> None:
        make(site, "tampered")
        pk = keys.proposal(site.stage.names.proposals["tampered"])
        table, row = setting("TABLE_NAME"), {"pk": {"S": pk}, "sk": {"S": keys.STATE}}
        kept = clients.dynamodb().get_item(TableName=table, Key=row)["Item"]
        body = json.loads(kept["body"]["S"])
        body["terms"]["cents"] += 1
        clients.dynamodb().put_item(TableName=table, Item=kept | {"body": {"S": json.dumps(body)}})
        assert unheld(site.pool_ids) == [GIVER]
        clients.dynamodb().put_item(TableName=table, Item=kept)
        event = {"pk": {"S": pk}, "sk": {"S": keys.event(1)}}
        kept = clients.dynamodb().get_item(TableName=table, Key=event)["Item"]
        changed = kept["body"]["S"].replace('"cents": 25000', '"cents": 25001')
        clients.dynamodb().put_item(TableName=table, Item=kept | {"body": {"S": changed}})
        assert broken_chains() == [f"proposal/{site.stage.names.proposals['tampered']}"]
        clients.dynamodb().put_item(TableName=table, Item=kept)
        site.check_books()
