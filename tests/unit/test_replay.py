"""The replay finds whoever was not served in turn, or got the wrong amount, and says what it cannot tell."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from chalicelib.domain.application import Application, ApplicationId, Step
from chalicelib.domain.funds import Amounts
from chalicelib.domain.program import PoolId
from chalicelib.domain.replay import Finding, Move, Past, replay
from chalicelib.domain.states import ApplicationStatus as A
from tests.unit import builders

POOL = PoolId("initial/statewide")
START = builders.pacific(2026, 3, 2, 9)
FULL = 185_000


def at(seconds: float) -> datetime:
    return START + timedelta(seconds=seconds)


def waited(name: str, joined: float, picked: float | None = None, tier: int = 2, **changes: Any) -> Application:
    """In the queue from one second on; picked at another, or still there."""
    steps = [
        Step(at=at(joined), status=A.SUBMITTED, tier=2, waiting=False, action="submit"),
        Step(at=at(joined), status=A.QUEUED, tier=tier, waiting=True, action="determine"),
    ]
    if picked is not None:
        steps.append(Step(at=at(picked), status=A.QUEUED, tier=tier, waiting=False, action="pick"))
    given: dict[str, Any] = {"submitted_at": at(joined), "tier": tier, "history": tuple(steps), "status": A.QUEUED}
    return builders.application(id=ApplicationId(name), **given | changes)


def allot(seq: int, second: float, seats: int, cents: int | None = None) -> Move:
    return Move(seq, at(second), Amounts(seats=seats, cents=FULL * seats if cents is None else cents), None)


def pick(seq: int, second: float, name: str, cents: int = FULL, seats: int = 1) -> Move:
    return Move(seq, at(second), Amounts(seats=-seats, cents=-cents), f"award-{name}")


def past(applications: list[Application], *moves: Move, **changes: Any) -> Past:
    given: dict[str, Any] = {
        "pool": POOL,
        "moves": moves,
        "applications": applications,
        "award_of": {f"award-{one.id}": one.id for one in applications},
        "funded_elsewhere": lambda _, __: frozenset(),
        "suspended": (),
        "priority_until": lambda _: None,
        "until": at(1000),
    }
    return Past(**given | changes)


def found(given: Past) -> list[tuple[int | None, str, Finding]]:
    return [(one.seq, one.application_id, one.finding) for one in replay(given).disagreements]


ANA_THEN_BEN = [waited("ana", 1, 10), waited("ben", 2, 10), waited("cam", 3)]
IN_TURN = (allot(1, 10, 2), pick(2, 10, "ana"), pick(3, 10, "ben"))


def test_who_was_served_in_turn_with_the_right_amounts_agrees() -> None:
    outcome = replay(past(ANA_THEN_BEN, *IN_TURN))
    assert (outcome.allocations, outcome.undecided, outcome.disagreements) == (2, 0, ())


def test_a_changed_order_is_found_though_the_clock_says_the_same_for_both() -> None:
    swapped = (allot(1, 10, 2), pick(2, 10, "ben"), pick(3, 10, "ana"))
    assert found(past(ANA_THEN_BEN, *swapped)) == [(2, "ana", Finding.PASSED_OVER)]


def test_one_who_is_passed_over_and_still_waits_is_found() -> None:
    people = [waited("ana", 1), waited("ben", 2, 10)]
    assert found(past(people, allot(1, 10, 1), pick(2, 10, "ben"))) == [(2, "ana", Finding.PASSED_OVER)]


def test_a_better_tier_comes_first() -> None:
    people = [waited("ana", 1, 10), waited("ben", 2, tier=1)]
    assert found(past(people, allot(1, 10, 1), pick(2, 10, "ana"))) == [(2, "ben", Finding.PASSED_OVER)]


def test_a_better_place_taken_in_the_very_moment_is_undecided() -> None:
    people = [waited("ana", 1, 10), waited("ben", 10, tier=1)]
    outcome = replay(past(people, allot(1, 10, 1), pick(2, 10, "ana")))
    assert (outcome.undecided, outcome.disagreements) == (1, ())


@pytest.mark.parametrize(("joined", "undecided", "faults"), [(8.1, 1, 0), (7.9, 0, 1), (12.1, 0, 0)])
def test_how_close_two_clocks_are_can_be_said(joined: float, undecided: int, faults: int) -> None:
    people = [waited("ana", 1, 10), waited("ben", joined, tier=1)]
    given = past(people, allot(1, 5, 1), pick(2, 10, "ana"), close=timedelta(seconds=2))
    outcome = replay(given)
    assert (outcome.undecided, len(outcome.disagreements)) == (undecided, faults)


def test_who_left_before_was_not_passed_over() -> None:
    gone = waited("ana", 1)
    left = Step(at=at(5), status=A.WITHDRAWN, tier=2, waiting=False, action="withdraw")
    gone = gone.model_copy(update={"history": (*gone.history, left)})
    assert found(past([gone, waited("ben", 2, 10)], allot(1, 10, 1), pick(2, 10, "ben"))) == []


@pytest.mark.parametrize("wrong", [pick(2, 10, "ana", FULL - 1), pick(2, 10, "ana", FULL, 2)])
def test_a_wrong_amount_is_found(wrong: Move) -> None:
    assert found(past([waited("ana", 1, 10)], allot(1, 10, 2), wrong)) == [(2, "ana", Finding.WRONG_AMOUNT)]


def test_an_item_that_another_award_paid_is_left_out() -> None:
    people = [waited("ana", 1, 10)]
    part = (allot(1, 10, 1), pick(2, 10, "ana", FULL - 15_000))
    assert found(past(people, *part, funded_elsewhere=lambda _, __: frozenset({"exam"}))) == []
    assert found(past(people, *part)) == [(2, "ana", Finding.WRONG_AMOUNT)]


def test_more_than_there_was_is_found() -> None:
    assert found(past([waited("ana", 1, 10)], allot(1, 10, 1, 1), pick(2, 10, "ana"))) == [
        (2, "ana", Finding.NOT_THERE)
    ]


def test_a_posting_without_a_history_and_a_history_without_a_posting_are_found() -> None:
    people = [waited("ana", 1, 10), waited("ben", 2)]
    given = past(people, allot(1, 10, 1), pick(2, 10, "ben"), until=None)
    assert found(given) == [(2, "ben", Finding.NOT_WAITING), (None, "ana", Finding.NO_POSTING)]


def test_whoever_another_pool_served_needs_no_posting_here() -> None:
    given = past([waited("ana", 1, 10)], served_elsewhere=frozenset({"award-ana"}))
    assert found(given) == []


@pytest.mark.parametrize(
    ("since", "until", "faults"), [(5, 15, 1), (5, None, 1), (10, 15, 0), (5, 10, 0), (11, None, 0)]
)
def test_an_allocation_of_a_suspended_round_is_found(since: float, until: float | None, faults: int) -> None:
    held = ((at(since), at(until) if until else None),)
    given = past([waited("ana", 1, 10)], allot(1, 10, 1), pick(2, 10, "ana"), suspended=held)
    assert len(found(given)) == faults


@pytest.mark.parametrize(("day", "tier", "faults"), [(2, 2, 1), (2, 1, 0), (1, 2, 0)])
def test_until_the_last_day_of_priority_only_tier_1_is_served(day: int, tier: int, faults: int) -> None:
    given = past([waited("ana", 1, 10, tier)], allot(1, 10, 1), pick(2, 10, "ana"))
    held = replace(given, priority_until=lambda _: date(2026, 3, day))
    assert [one.finding for one in replay(held).disagreements] == [Finding.HELD_BACK] * faults


def test_one_who_could_have_been_served_and_was_not_is_found() -> None:
    waiting = past([waited("ana", 1)], allot(1, 10, 1))
    assert found(waiting) == [(None, "ana", Finding.LEFT_STANDING)]
    assert found(replace(waiting, until=None)) == []
    assert found(replace(waiting, suspended=((at(5), None),))) == []
    assert found(past([waited("ana", 1)], allot(1, 10, 1, FULL - 1))) == []


def test_one_who_is_served_twice_waited_twice() -> None:
    once = waited("ana", 1, 10)
    again = Step(at=at(20), status=A.QUEUED, tier=2, waiting=True, action="ask_again")
    served = Step(at=at(30), status=A.QUEUED, tier=2, waiting=False, action="pick")
    twice = once.model_copy(update={"history": (*once.history, again, served)})
    moves = (allot(1, 10, 2), pick(2, 10, "ana"), pick(3, 30, "ana"))
    assert found(past([twice], *moves)) == []
    assert found(past([twice], *moves[:2])) == [(None, "ana", Finding.NO_POSTING)]


class TestGeneralPool:
    """Two regions' queues; the journal is that of the general pool."""

    BAY, CENTRAL = PoolId("initial/bay"), PoolId("initial/central")

    def people(self, ben: float) -> list[Application]:
        return [waited("ana", 1, pool=self.BAY), waited("ben", 2, ben, pool=self.CENTRAL)]

    def test_the_best_of_the_stuck_heads_is_next(self) -> None:
        regions: dict[PoolId, tuple[Move, ...]] = {self.BAY: (), self.CENTRAL: ()}
        given = past(self.people(10), allot(1, 10, 1), pick(2, 10, "ben"), regions=regions)
        assert found(given) == [(2, "ana", Finding.PASSED_OVER)]

    def test_a_head_whose_own_region_can_serve_it_has_no_claim(self) -> None:
        regions: dict[PoolId, tuple[Move, ...]] = {self.BAY: (allot(1, 5, 1),), self.CENTRAL: ()}
        assert found(past(self.people(10), allot(1, 10, 1), pick(2, 10, "ben"), regions=regions)) == []

    def test_nor_is_one_served_that_its_own_region_could_have_served(self) -> None:
        regions: dict[PoolId, tuple[Move, ...]] = {self.BAY: (allot(1, 5, 1),), self.CENTRAL: (allot(1, 5, 1),)}
        given = past(self.people(10), allot(1, 10, 1), pick(2, 10, "ben"), regions=regions)
        assert found(given) == [(2, "ben", Finding.OWN_REGION)]
