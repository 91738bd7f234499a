"""Proposals to move money: what can be proposed, who may decide, until when, and what moves."""

from typing import Any

import pytest

from chalicelib.domain.actors import Actor
from chalicelib.domain.codes import Code
from chalicelib.domain.folder import Place
from chalicelib.domain.funds import Amounts, Balance, Entry, applied
from chalicelib.domain.program import BenefitId
from chalicelib.domain.reallocation import (
    Proposal,
    Terms,
    giving_entries,
    held_by,
    hold_entries,
    last_day,
    pools_to_serve,
    proposal_place,
    receiving_entries,
    refuse_bad_terms,
    refuse_over,
    refuse_proposer,
    refuse_silence,
    release_entries,
)
from chalicelib.domain.refusal import Refused
from chalicelib.domain.states import ProposalStatus
from tests.unit.builders import GIVER, TAKER, pacific, pool_facts, program, proposal, terms

S = ProposalStatus
ENDED = (S.APPROVED, S.REJECTED, S.WITHDRAWN)


def refusal(code: Code, field: str | None = None) -> Any:
    return pytest.raises(Refused, match=f"^{code.value}" + (f": {field}$" if field else "$"))


class TestTerms:
    def test_seats_may_become_others_and_cents_stay(self) -> None:
        refuse_bad_terms(terms(), program())
        refuse_bad_terms(terms(seats=0, to_seats=5, reopen=["initial", "waiver-exam-fee"]), program())
        refuse_bad_terms(terms(cents=0), program())
        refuse_bad_terms(terms(to_pool="spanish-curriculum/statewide", to_seats=0), program())

    @pytest.mark.parametrize(
        ("changes", "code", "field"),
        [
            ({"from_pool": "initial/mars"}, Code.NOT_FOUND, "from"),
            ({"to_pool": "nothing"}, Code.NOT_FOUND, "to"),
            ({"to_pool": GIVER}, Code.INVALID, "to"),
            ({"seats": -1}, Code.INVALID, "seats"),
            ({"cents": -1}, Code.INVALID, "cents"),
            ({"to_seats": -1}, Code.INVALID, "to_seats"),
            ({"seats": 0, "cents": 0}, Code.INVALID, "cents"),
            ({"to_pool": "spanish-curriculum/statewide", "to_seats": 1}, Code.INVALID, "to_seats"),
            ({"reason": ""}, Code.INVALID, "reason"),
            ({"reason": " \n\t"}, Code.INVALID, "reason"),
            ({"reopen": ["initial", "nothing"]}, Code.NOT_FOUND, "reopen"),
            ({"reopen": ["spanish-curriculum"]}, Code.NOT_FOUND, "reopen"),
            ({"reopen": ["initial", "initial"]}, Code.INVALID, "reopen"),
        ],
    )
    def test_what_cannot_be_meant_is_refused_with_its_field(
        self, changes: dict[str, Any], code: Code, field: str
    ) -> None:
        with refusal(code, field):
            refuse_bad_terms(terms(**changes), program())

    def test_money_stays_within_its_funding_source(self) -> None:
        shipped = program()
        other = shipped.funding_sources[0].model_copy(update={"id": "another-contract"})
        renewal = shipped.benefit("waiver-renewal-fee")
        assert renewal is not None
        paid = renewal.model_copy(update={"funding_source": other.id})
        benefits = tuple(paid if benefit == renewal else benefit for benefit in shipped.benefits)
        rules = shipped.model_copy(update={"funding_sources": (*shipped.funding_sources, other), "benefits": benefits})
        with refusal(Code.INVALID, "to"):
            refuse_bad_terms(terms(), rules)
        refuse_bad_terms(terms(to_pool="waiver-exam-fee/statewide"), rules)


class TestQueueLeft:
    AVAILABLE = Amounts(seats=5, cents=800_000)

    @pytest.mark.parametrize(
        "need",
        [Amounts(), Amounts(seats=3, cents=480_000)],
        ids=["nobody waits", "they all fit into what is left"],
    )
    def test_nothing_need_be_said(self, need: Amounts) -> None:
        refuse_silence(terms(), pool_facts(available=self.AVAILABLE, waiting=need))

    @pytest.mark.parametrize(
        "need", [Amounts(seats=4, cents=480_000), Amounts(seats=3, cents=480_001)], ids=["seats", "cents"]
    )
    def test_it_is_said_that_people_stay_unfunded(self, need: Amounts) -> None:
        facts = pool_facts(available=self.AVAILABLE, waiting=need)
        with refusal(Code.INVALID, "leaves_queue"):
            refuse_silence(terms(), facts)
        refuse_silence(terms(leaves_queue=True), facts)


class TestMoney:
    @pytest.mark.parametrize("entries", [hold_entries, release_entries])
    def test_a_hold_and_its_release_cancel_out(self, entries: Any) -> None:
        before = Balance(available=terms().held, reserved=terms().held)
        assert applied(before, entries(terms())).allotted == before.allotted
        assert applied(applied(before, hold_entries(terms())), release_entries(terms())) == before

    def test_what_leaves_one_pool_arrives_in_the_other_by_the_source(self) -> None:
        source = program().source_of(GIVER)
        giving, receiving = giving_entries(terms(), source), receiving_entries(terms(), source)
        for entries in (giving, receiving):
            assert (sum(e.seats for e in entries), sum(e.cents for e in entries)) == (0, 0)
        assert giving[1] == Entry(account="source:dhcs-sample", seats=2, cents=320_000)
        assert receiving[1] == Entry(account="source:dhcs-sample", seats=-40, cents=-320_000)
        assert applied(Balance(reserved=terms().held), giving) == Balance()
        assert applied(Balance(), receiving) == Balance(available=Amounts(seats=40, cents=320_000))

    def test_only_an_open_proposal_holds_something(self) -> None:
        assert held_by(proposal()) == Amounts(seats=2, cents=320_000)
        assert all(held_by(proposal(status=status)).is_zero for status in (*ENDED, S.LAPSED))


class TestDeadline:
    @pytest.mark.parametrize(
        ("made", "last"),
        [
            (pacific(2026, 3, 2), "2026-05-31"),
            (pacific(2026, 3, 2, 23, 59, 59), "2026-05-31"),
            (pacific(2027, 12, 1, 12), "2028-02-29"),
            (pacific(2026, 8, 3, 12), "2026-11-01"),
        ],
        ids=["first second", "last second", "leap day", "clocks go back"],
    )
    def test_is_ninety_days_on_the_calendar(self, made: Any, last: str) -> None:
        assert str(last_day(made, program().policy.proposal_days)) == last

    def test_is_the_last_second_in_california(self) -> None:
        refuse_over(proposal(), pacific(2026, 5, 31, 23, 59, 59))
        for status in (S.PROPOSED, S.LAPSED):
            with refusal(Code.DEADLINE_PASSED):
                refuse_over(proposal(status=status), pacific(2026, 6, 1))

    @pytest.mark.parametrize("status", ENDED)
    @pytest.mark.parametrize("month", [4, 9], ids=["in time", "late"])
    def test_what_was_decided_is_not_late(self, status: ProposalStatus, month: int) -> None:
        with refusal(Code.WRONG_STATE):
            refuse_over(proposal(status=status), pacific(2026, month, 1))


class TestTwoPeople:
    @pytest.mark.parametrize(
        "same", [{"id": "mia"}, {"id": "other", "email_digest": "mail-mia"}], ids=["account", "e-mail"]
    )
    def test_whoever_proposed_does_not_decide(self, same: dict[str, str]) -> None:
        with refusal(Code.SAME_PERSON):
            refuse_proposer(Actor(roles=frozenset(), **same), proposal())
        refuse_proposer(Actor(id="dana", roles=frozenset(), email_digest="mail-dana"), proposal())


class TestPlace:
    @pytest.mark.parametrize(
        ("changes", "place"),
        [
            ({}, Place.WAIT_FOR_DHCS_DECISION),
            ({"status": S.APPROVED}, Place.ALLOCATE_QUEUES),
            ({"status": S.APPROVED, "terms": terms(reopen=["initial"])}, Place.REOPEN_ROUNDS),
            (
                {"status": S.APPROVED, "terms": terms(reopen=["initial"]), "rounds_done": ["initial"]},
                Place.ALLOCATE_QUEUES,
            ),
            ({"status": S.APPROVED, "queues_served": True}, Place.FUNDS_MOVED),
            ({"status": S.REJECTED, "terms": terms(reopen=["initial"])}, Place.ALLOCATE_QUEUES),
            ({"status": S.REJECTED, "queues_served": True}, Place.FUNDS_RELEASED),
            ({"status": S.WITHDRAWN, "queues_served": True}, Place.FUNDS_RELEASED),
            ({"status": S.LAPSED, "queues_served": True}, Place.FUNDS_RELEASED),
        ],
    )
    def test_follows_from_what_is_stored(self, changes: dict[str, Any], place: Place) -> None:
        assert proposal_place(proposal(**changes)) is place

    def test_who_is_served_follows_from_the_decision(self) -> None:
        reopened: Terms = terms(reopen=["initial"])
        moved: Proposal = proposal(status=S.APPROVED, terms=reopened, rounds_done=[BenefitId("initial")])
        assert pools_to_serve(moved, program()) == (TAKER, "initial/statewide")
        assert pools_to_serve(proposal(status=S.LAPSED), program()) == (GIVER,)
