"""The tables of moves: every legal move goes through, every other is refused, and code, machines and page agree."""

import json
from collections.abc import Callable, Mapping
from enum import StrEnum
from itertools import product
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from chalicelib.domain.batch import Batch
from chalicelib.domain.codes import Code
from chalicelib.domain.folder import ENDS, STEPS, WAITS, Place
from chalicelib.domain.notice import Delivery
from chalicelib.domain.refusal import Refused
from chalicelib.domain.states import (
    APPLICATION_MOVES,
    AWARD_MOVES,
    BATCH_MOVES,
    DELIVERY_MOVES,
    ITEM_MOVES,
    LIVE,
    PROPOSAL_MOVES,
    ROUND_MOVES,
    ApplicationStatus,
    AwardStatus,
    BatchStatus,
    DeliveryState,
    ItemStatus,
    ProposalStatus,
    RoundStatus,
    move,
)
from local import state_tables
from tests.unit.builders import application, award_with, item, outcome, pacific, proposal

ROOT = Path(__file__).parents[2]

# Written from SCENARIOS.md, not from the code: what may follow what.
LEGAL = {
    ApplicationStatus: """
        draft: submitted withdrawn
        submitted: revision_requested under_review queued withdrawn
        revision_requested: submitted withdrawn closed
        under_review: queued revision_requested denied withdrawn
        queued: awarded under_review denied withdrawn closed
        awarded: withdrawn closed
        denied: under_review queued
        withdrawn:
        closed: queued under_review""",
    AwardStatus: """
        pending_approval: offered active declined revoked
        offered: active declined expired revoked
        active: completed declined expired forfeited revoked
        completed: active
        declined:
        expired:
        forfeited:
        revoked:""",
    ItemStatus: """
        reserved: committed released
        committed: claimed paid released
        claimed: approved
        approved: paid claimed
        paid: claimed
        released:""",
    BatchStatus: """
        prepared: approved
        approved: settled
        settled:""",
    RoundStatus: """
        draft: open closed
        open: suspended closed
        suspended: open closed
        closed: closed_out
        closed_out:""",
    ProposalStatus: """
        proposed: approved rejected withdrawn lapsed
        approved:
        rejected:
        withdrawn:
        lapsed:""",
    DeliveryState: """
        pending: sending letter
        sending: pending sent unsure failed bounced complained
        sent: pending letter bounced complained
        unsure: pending letter told bounced complained
        failed: pending letter told
        bounced: pending letter told
        complained: pending letter told
        letter: pending mailed told
        mailed: pending letter
        told: pending letter""",
}
TABLES: Mapping[type[StrEnum], Mapping[Any, frozenset[Any]]] = {
    ApplicationStatus: APPLICATION_MOVES,
    AwardStatus: AWARD_MOVES,
    ItemStatus: ITEM_MOVES,
    BatchStatus: BATCH_MOVES,
    RoundStatus: ROUND_MOVES,
    ProposalStatus: PROPOSAL_MOVES,
    DeliveryState: DELIVERY_MOVES,
}


def batch_in(status: BatchStatus) -> Batch:
    return Batch(id="b1", status=status, count=1, cents=150000, prepared_by="pat", prepared_at=pacific(2026, 4, 13, 10))


# How a thing in a state is made to move, by the record itself.
MOVED: Mapping[type[StrEnum], Callable[[Any, Any], Any]] = {
    ApplicationStatus: lambda now, to: application(status=now).to(to),
    AwardStatus: lambda now, to: award_with(now).to(to),
    ItemStatus: lambda now, to: item("exam", now, 15000).to(to),
    BatchStatus: lambda now, to: batch_in(now).to(to),
    ProposalStatus: lambda now, to: proposal(status=now).ended(to, outcome()),
    RoundStatus: lambda now, to: SimpleNamespace(status=move(ROUND_MOVES, now, to)),
    DeliveryState: lambda now, to: SimpleNamespace(
        status=Delivery(state=now).to(to, pacific(2026, 3, 2, 9)).state,
    ),
}


def legal(kind: type[StrEnum]) -> set[tuple[StrEnum, StrEnum]]:
    lines = [line.split(":") for line in LEGAL[kind].strip().splitlines()]
    return {(kind(now.strip()), kind(to)) for now, targets in lines for to in targets.split()}


def pairs(*, allowed: bool) -> list[Any]:
    return [
        pytest.param(kind, now, to, id=f"{kind.__name__}-{now}-{to}")
        for kind in TABLES
        for now, to in product(kind, kind)
        if ((now, to) in legal(kind)) is allowed
    ]


@pytest.mark.parametrize(("kind", "now", "to"), pairs(allowed=True))
def test_a_legal_move_goes_through(kind: type[StrEnum], now: StrEnum, to: StrEnum) -> None:
    assert MOVED[kind](now, to).status is to


@pytest.mark.parametrize(("kind", "now", "to"), pairs(allowed=False))
def test_every_other_move_is_refused(kind: type[StrEnum], now: StrEnum, to: StrEnum) -> None:
    with pytest.raises(Refused) as refused:
        MOVED[kind](now, to)
    assert refused.value.code is Code.WRONG_STATE


@pytest.mark.parametrize("kind", list(TABLES), ids=lambda kind: kind.__name__)
def test_a_table_covers_every_state_and_names_no_other(kind: type[StrEnum]) -> None:
    moves = TABLES[kind]
    assert set(moves) == set(kind)
    assert {target for targets in moves.values() for target in targets} <= set(kind)


@pytest.mark.parametrize("kind", list(TABLES), ids=lambda kind: kind.__name__)
def test_every_state_can_be_reached(kind: type[StrEnum]) -> None:
    table = next(table for table in state_tables.TABLES if set(table.moves) == set(kind))
    reached: set[Any] = set(table.begins) | {ApplicationStatus.DRAFT}
    for _ in kind:
        reached |= {target for state in reached & set(kind) for target in table.moves[state]}
    assert set(kind) <= reached


def test_live_means_not_denied_withdrawn_or_closed() -> None:
    assert {status.value for status in set(ApplicationStatus) - LIVE} == {"denied", "withdrawn", "closed"}


def test_the_states_are_those_of_the_scenarios() -> None:
    assert " ".join(ApplicationStatus) == (
        "draft submitted revision_requested under_review queued awarded denied withdrawn closed"
    )
    assert " ".join(AwardStatus) == "pending_approval offered active completed declined expired forfeited revoked"
    assert " ".join(ItemStatus) == "reserved committed claimed approved paid released"
    assert " ".join(BatchStatus) == "prepared approved settled"


def test_the_page_of_states_is_the_tables() -> None:
    """Out of date? `.venv/bin/python -m local.state_tables > docs/states.md`"""
    assert (ROOT / "docs" / "states.md").read_text(encoding="utf-8") == state_tables.page()


def test_the_page_says_what_every_state_means() -> None:
    assert [set(table.meaning) for table in state_tables.TABLES] == [set(kind) for kind in TABLES]


def routed(machine: str) -> list[str]:
    text = (ROOT / "state_machines" / f"{machine}.asl.json").read_text(encoding="utf-8")
    return [choice["StringEquals"] for choice in json.loads(text)["States"]["Route"]["Choices"]]


def test_the_machines_together_know_every_place_once() -> None:
    of_a_claim = {Place.WAIT_FOR_PAYMENT_APPROVAL, Place.WAIT_FOR_SETTLEMENT, Place.SETTLED, Place.SUPERSEDED}
    of_a_proposal = {Place.WAIT_FOR_DHCS_DECISION, Place.REOPEN_ROUNDS, Place.ALLOCATE_QUEUES, Place.SUPERSEDED}
    of_a_proposal |= {Place.FUNDS_MOVED, Place.FUNDS_RELEASED}
    of_an_application = set(Place) - of_a_claim - of_a_proposal | {Place.SUPERSEDED}
    assert sorted(routed("reallocation")) == sorted(of_a_proposal)
    assert sorted(routed("disbursement")) == sorted(of_a_claim)
    assert sorted(routed("application")) == sorted(of_an_application)


def test_a_place_is_a_wait_a_step_or_an_end() -> None:
    assert set(Place) == WAITS | STEPS | ENDS
    assert not WAITS & STEPS | WAITS & ENDS | STEPS & ENDS
