"""What-if: queues served in thought, in the allocator's order, and moves that no proposal could make refused."""

import time
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.application import ApplicationId
from chalicelib.domain.codes import Code
from chalicelib.domain.forecast import Outlook
from chalicelib.domain.funds import Amounts
from chalicelib.domain.pace import pace_of
from chalicelib.domain.policy import Policy
from chalicelib.domain.program import PoolId
from chalicelib.domain.refusal import Refused
from chalicelib.domain.serving import StandingPool, Stop, serve_all
from chalicelib.domain.waiting import Waiting, waiting_of
from chalicelib.domain.what_if import MOST_MOVES, Move, available_after, simulate
from tests.unit.builders import TODAY, answers, application, pacific

WAIVER = PoolId("waiver-renewal-fee/statewide")
CRISIS = PoolId("specialization-crisis-care/superior")
SPANISH = PoolId("spanish-curriculum/statewide")
CAP, FEE = 160_000, 8_000
REGIONS = {"shasta": "superior", "fresno": "central"}


def place(number: int, cents: int = FEE, tier: int = 2, language: str = "en", county: str | None = "fresno") -> Waiting:
    return Waiting.model_validate(
        {
            "application_id": ApplicationId(f"app-{number:05d}"),
            "tier": tier,
            "submitted_at": pacific(2026, 1, 5, 9) + timedelta(seconds=number),
            "cents": cents,
            "language": language,
            "county": county,
        }
    )


def pool(
    name: PoolId = WAIVER, seats: int = 0, cents: int = 0, waiting: tuple[Waiting, ...] = (), **changes: Any
) -> StandingPool:
    return StandingPool(
        **{
            "id": name,
            "source": "dhcs",
            "without_seats": name == SPANISH,
            "available": Amounts(seats=seats, cents=cents),
            "waiting": waiting,
            "suspended": False,
            "priority_until": None,
            "pace": pace_of((), Policy(), FEE),
            "outlook": Outlook(
                promised_until=TODAY + timedelta(days=90), liquidated_by=TODAY + timedelta(days=180), suspended=False
            ),
            **changes,
        }
    )


def move(
    source: PoolId = CRISIS, target: PoolId = WAIVER, seats: int = 1, cents: int = CAP, to_seats: int = 20
) -> Move:
    return Move(source=source, target=target, seats=seats, cents=cents, to_seats=to_seats)


def asked(pools: list[StandingPool], *moves: Move, reopened: frozenset[str] = frozenset()) -> Any:
    return simulate(pools, moves, reopened=reopened, regions=REGIONS, on=TODAY).pools


class TestByHand:
    def test_a_crisis_seat_becomes_twenty_waivers(self) -> None:
        waiting = (
            place(1, tier=1, county="shasta"),
            place(2, language="es"),
            place(3, county=None),
            *[place(n) for n in range(4, 30)],
        )
        waivers, crisis = asked([pool(waiting=waiting), pool(CRISIS, 3, 3 * CAP)], move())
        assert waivers.before.served.people == 0
        assert waivers.before.stop is Stop.DOES_NOT_FIT
        served = waivers.after.served
        assert (served.people, served.cents) == (20, CAP)
        assert served.by_region == {"central": 18, "superior": 1, "unknown": 1}
        assert served.by_tier == {"1": 1, "2": 19}
        assert served.by_language == {"en": 19, "es": 1}
        assert waivers.after.stays.people == 9
        assert waivers.after.left == Amounts()
        assert crisis.after.left == Amounts(seats=2, cents=2 * CAP)
        assert crisis.after.stop is Stop.ALL_SERVED

    def test_the_first_who_does_not_fit_stops_the_queue_and_what_is_left_is_stranded(self) -> None:
        waiting = (place(1), place(2, cents=CAP), place(3))
        (found,) = asked([pool(seats=3, cents=3 * FEE, waiting=waiting), pool(CRISIS, 1, CAP)], move(cents=1))[:1]
        assert found.after.served.people == 1
        assert found.after.stop is Stop.DOES_NOT_FIT
        assert found.after.head_needs == Amounts(seats=1, cents=CAP)
        assert found.after.left == Amounts(seats=22, cents=2 * FEE + 1)

    def test_a_round_on_hold_serves_nobody_until_it_is_reopened(self) -> None:
        held = pool(waiting=(place(1),), suspended=True)
        pools = [held, pool(CRISIS, 1, CAP)]
        (first, _) = asked(pools, move())
        assert (first.after.served.people, first.after.stop) == (0, Stop.SUSPENDED)
        (second, _) = asked(pools, move(), reopened=frozenset({"waiver-renewal-fee"}))
        assert (second.before.served.people, second.after.served.people) == (0, 1)
        assert not second.forecast_after.outlook.suspended

    def test_only_nominated_people_are_served_until_the_set_day(self) -> None:
        waiting = (place(1, tier=1), place(2))
        for until, people in ((TODAY, 1), (TODAY - timedelta(days=1), 2)):
            (found, _) = asked([pool(waiting=waiting, priority_until=until), pool(CRISIS, 1, CAP)], move())
            assert found.after.served.people == people
        assert found.after.stop is Stop.ALL_SERVED

    def test_moves_are_made_in_order_so_that_the_second_may_pass_on_what_the_first_brought(self) -> None:
        pools = [pool(), pool(CRISIS, 1, CAP), pool(SPANISH)]
        onward = Move(source=WAIVER, target=SPANISH, seats=20, cents=CAP, to_seats=0)
        waivers, crisis, spanish = asked(pools, move(), onward)
        assert [each.after.available for each in (waivers, crisis)] == [Amounts(), Amounts()]
        assert spanish.after.available == Amounts(seats=0, cents=CAP)
        with pytest.raises(Refused) as refused:
            asked(pools, onward, move())
        assert (refused.value.code, refused.value.field) == (Code.INSUFFICIENT_FUNDS, "moves.0.seats")

    @pytest.mark.parametrize(
        ("wrong", "code", "field"),
        [
            (move(seats=2), Code.INSUFFICIENT_FUNDS, "moves.0.seats"),
            (move(cents=CAP + 1), Code.INSUFFICIENT_FUNDS, "moves.0.cents"),
            (move(target=CRISIS), Code.INVALID, "moves.0.to"),
            (move(seats=0, cents=0), Code.INVALID, "moves.0.cents"),
            (move(target=SPANISH), Code.INVALID, "moves.0.to_seats"),
        ],
    )
    def test_what_no_proposal_could_move_is_refused(self, wrong: Move, code: Code, field: str) -> None:
        with pytest.raises(Refused) as refused:
            asked([pool(), pool(CRISIS, 1, CAP), pool(SPANISH)], wrong)
        assert (refused.value.code, refused.value.field) == (code, field)

    def test_money_does_not_leave_its_funding_source(self) -> None:
        with pytest.raises(Refused) as refused:
            asked([pool(source="state"), pool(CRISIS, 1, CAP)], move())
        assert (refused.value.code, refused.value.field) == (Code.INVALID, "moves.0.to")

    @pytest.mark.parametrize("count", [0, MOST_MOVES + 1])
    def test_no_move_or_too_many_are_refused(self, count: int) -> None:
        with pytest.raises(Refused) as refused:
            asked([pool(), pool(CRISIS, 500, 500 * CAP)], *[move()] * count)
        assert (refused.value.code, refused.value.field) == (Code.INVALID, "moves")

    def test_a_place_tells_nothing_personal(self) -> None:
        made = waiting_of(application("initial", language="es", answers=answers(county="shasta")))
        assert set(Waiting.model_fields) == {"application_id", "tier", "submitted_at", "cents", "language", "county"}
        assert (made.language, made.county, made.cents) == ("es", "shasta", 185_000)


BAY, CENTRAL, GENERAL = (PoolId(f"specialization-unhoused/{each}") for each in ("bay-area", "central", "general"))


class TestGeneralPool:
    """What tests/service/test_general_pool.py holds of the allocator, in thought."""

    def regional(self, name: PoolId, seats: int, *waiting: Waiting, **changes: Any) -> StandingPool:
        return pool(name, seats, seats * CAP, waiting, general=GENERAL, **changes)

    def served(self, *pools: StandingPool) -> list[tuple[int, int, int, Stop]]:
        """Paid by the pool, by the general pool, still waiting, and why."""
        found = serve_all(pools, {each.id: each.available for each in pools}, REGIONS, TODAY)
        services = [found[each.id] for each in pools]
        return [(each.served.people, each.served_by_general, each.stays.people, each.stop) for each in services]

    def test_the_own_region_pays_first_and_then_the_general_pool(self) -> None:
        bay = self.regional(BAY, 1, *[place(n, CAP) for n in range(3)])
        assert self.served(bay, self.regional(CENTRAL, 0), pool(GENERAL, 1, CAP)) == [
            (1, 1, 1, Stop.DOES_NOT_FIT),
            (0, 0, 0, Stop.ALL_SERVED),
            (1, 0, 0, Stop.DOES_NOT_FIT),
        ]

    def test_it_serves_the_best_of_all_regions_first_and_is_strict(self) -> None:
        bay = self.regional(BAY, 0, place(2, CAP))
        central = self.regional(CENTRAL, 0, place(5, CAP, tier=1), place(1, CAP))
        assert [each[1] for each in self.served(bay, central, pool(GENERAL, 1, CAP))] == [0, 1, 0]
        assert [each[1] for each in self.served(bay, central, pool(GENERAL, 2, 2 * CAP))] == [0, 2, 0]
        assert [each[1] for each in self.served(bay, central, pool(GENERAL, 9, CAP - 1))] == [0, 0, 0]

    def test_who_comes_next_may_fit_the_own_region_again(self) -> None:
        bay = self.regional(BAY, 1, place(1, CAP + 1), place(2, CAP), place(3, CAP))
        found = serve_all(
            [bay, pool(GENERAL, 1, 2 * CAP)],
            {BAY: Amounts(seats=1, cents=CAP), GENERAL: Amounts(seats=2, cents=2 * CAP + 1)},
            {},
            TODAY,
        )
        assert (found[BAY].served.people, found[BAY].served_by_general, found[BAY].stays.people) == (1, 2, 0)

    def test_nobody_is_served_past_a_hold_or_a_priority(self) -> None:
        for changes, stop in (({"suspended": True}, Stop.SUSPENDED), ({"priority_until": TODAY}, Stop.PRIORITY)):
            bay = self.regional(BAY, 0, place(1, CAP), **changes)
            general = pool(GENERAL, 5, 5 * CAP)
            assert self.served(bay, general) == [(0, 0, 1, stop), (0, 0, 0, stop)]

    @given(
        st.lists(st.tuples(st.integers(0, 2), st.integers(1, 300_000), st.sampled_from([1, 2])), max_size=30),
        st.lists(st.integers(0, 4), min_size=4, max_size=4),
    )
    def test_money_and_people_add_up_and_whoever_stays_first_fits_nowhere(
        self, queue: list[tuple[int, int, int]], seats: list[int]
    ) -> None:
        ids = [PoolId(f"specialization-unhoused/r{n}") for n in range(3)]
        places = [(where, place(n, cents, tier)) for n, (where, cents, tier) in enumerate(queue)]
        lines = [sorted((each for at, each in places if at == n), key=lambda each: each.order) for n in range(3)]
        pools = [self.regional(ids[n], seats[n], *lines[n]) for n in range(3)] + [
            pool(GENERAL, seats[3], seats[3] * CAP)
        ]
        found = serve_all(pools, {each.id: each.available for each in pools}, {}, TODAY)
        *own, general = [found[each.id] for each in pools]
        assert general.served.people == sum(each.served_by_general for each in own)
        assert sum(each.served.people + each.served_by_general + each.stays.people for each in own) == len(queue)
        for service in found.values():
            assert service.left == service.available - Amounts(seats=service.served.people, cents=service.served.cents)
            assert not service.left.negative
        stuck = [lines[n][-each.stays.people] for n, each in enumerate(own) if each.stays.people]
        if stuck:
            best = min(stuck, key=lambda each: each.order)
            assert not best.needs.fits_in(general.left)
            assert general.head_needs == best.needs


queues = st.lists(
    st.tuples(st.integers(1, 400_000), st.sampled_from([1, 2]), st.sampled_from(["en", "es"])), max_size=60
)


class TestAlways:
    @given(queues, st.integers(0, 40), st.integers(0, 5_000_000), st.booleans(), st.booleans())
    def test_who_is_served_is_the_front_of_the_queue_and_all_that_fits(
        self, queue: list[tuple[int, int, str]], seats: int, cents: int, suspended: bool, priority: bool
    ) -> None:
        ordered = sorted(queue, key=lambda each: each[1])
        waiting = tuple(place(n, cents=c, tier=tier, language=lang) for n, (c, tier, lang) in enumerate(ordered))
        until = TODAY if priority else None
        standing = pool(seats=seats, cents=cents, waiting=waiting, suspended=suspended, priority_until=until)
        found = serve_all([standing], {standing.id: standing.available}, REGIONS, TODAY)[standing.id]
        front = waiting[: found.served.people]
        assert found.served.cents == sum(each.cents for each in front)
        assert found.stays.people == len(waiting) - len(front)
        assert found.left == standing.available - Amounts(seats=len(front), cents=found.served.cents)
        assert not found.left.negative
        if len(front) < len(waiting):
            head = waiting[len(front)]
            reasons = {
                Stop.SUSPENDED: suspended,
                Stop.PRIORITY: priority and head.tier == 2,
                Stop.DOES_NOT_FIT: not head.needs.fits_in(found.left),
            }
            assert reasons[found.stop]
            assert found.head_needs == head.needs
        else:
            assert (found.stop, found.head_needs) == (Stop.ALL_SERVED, None)
        for counts in (found.served, found.stays):
            for by in (counts.by_region, counts.by_tier, counts.by_language):
                assert sum(by.values()) == counts.people

    moves = st.builds(
        Move,
        source=st.sampled_from([WAIVER, CRISIS]),
        target=st.sampled_from([WAIVER, CRISIS]),
        seats=st.integers(0, 5),
        cents=st.integers(0, 300_000),
        to_seats=st.integers(0, 5),
    )

    @given(st.lists(moves, min_size=1, max_size=6), st.integers(0, 10), st.integers(0, 900_000))
    def test_moves_keep_the_cents_and_never_go_below_zero(self, asked_for: list[Move], seats: int, cents: int) -> None:
        pools = [pool(seats=seats, cents=cents), pool(CRISIS, 3, 3 * CAP)]
        try:
            left = available_after(pools, asked_for)
        except Refused:
            return
        assert sum(each.cents for each in left.values()) == sum(each.available.cents for each in pools)
        converted = sum(each.to_seats - each.seats for each in asked_for)
        assert sum(each.seats for each in left.values()) == sum(each.available.seats for each in pools) + converted
        assert not any(each.negative for each in left.values())


def test_ten_thousand_who_wait_are_read_and_answered_for_in_under_a_second() -> None:
    """From the queue's records as they are stored to the answer; what is left is the way to the table and back."""
    stored = [place(n, language="es" if n % 3 else "en", county="shasta").model_dump_json() for n in range(10_000)]
    # Processor time: what else the machine does beside the tests is not the answer's own.
    began = time.process_time()
    waiting = tuple(Waiting.model_validate_json(body) for body in stored)
    (found, _) = asked(
        [pool(waiting=waiting), pool(CRISIS, 1_000, 1_000 * CAP)], move(seats=400, cents=8_000 * FEE, to_seats=8_000)
    )
    assert time.process_time() - began < 0.8
    assert (found.after.served.people, found.after.stays.people) == (8_000, 2_000)


def test_so_are_ten_thousand_who_wait_in_five_regions_with_a_general_pool() -> None:
    ids = [PoolId(f"specialization-unhoused/r{n}") for n in range(5)]
    pools = [
        pool(each, waiting=tuple(place(n, CAP) for n in range(at, 10_000, 5)), general=GENERAL)
        for at, each in enumerate(ids)
    ]
    began = time.process_time()
    found = serve_all(
        [*pools, pool(GENERAL)],
        {**dict.fromkeys(ids, Amounts()), GENERAL: Amounts(seats=9_000, cents=9_000 * CAP)},
        {},
        TODAY,
    )
    assert time.process_time() - began < 0.8
    assert found[GENERAL].served.people == 9_000
    assert [found[each].served_by_general for each in ids] == [1_800] * 5
