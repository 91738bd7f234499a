"""The allocator at scale: what an award costs, however many wait; and where it stops."""

import itertools
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from bench.rush import Rush, rush, too_dear
from chalicelib.domain.program import PoolId
from chalicelib.services import relay_outbox, reserve_award, restart_runs, serve_queue
from chalicelib.store import outbox, pools
from local.virtual import OUTSIDE
from tests.service.site import Site, crash_in, open_site

pytestmark = pytest.mark.xdist_group("allocator")

POOL = PoolId("specialization-unhoused/bay-area")
WAITING = {"benefit": "specialization-unhoused", "county": "Alameda"}


def test_an_award_costs_the_same_few_requests_however_many_wait() -> None:
    """The figures of `make bench`, at a size that every run of the tests can afford."""
    measured = [rush(100, 50), rush(600, 60)]
    assert too_dear(measured) == []
    assert [one.woken for one in measured] == [50, 60]


@pytest.mark.parametrize(
    ("requests", "found"), [((340, 340), 0), ((401, 400), 1), ((300, 331), 1), ((300, 329), 0), ((300, 401), 2)]
)
def test_figures_that_do_not_hold_are_found(requests: tuple[int, int], found: int) -> None:
    made = [Rush(waiting=10, awards=100, requests=number, woken=100, seconds=1.0) for number in requests]
    assert len(too_dear(made)) == found


@pytest.fixture
def site() -> Iterator[Site]:
    with open_site({}) as opened:
        yield opened
        opened.check_books()
        opened.check_workflows()


def allot(site: Site, seats: int) -> None:
    site.do("dhcs dana", "allot", pool=POOL, seats=seats, cents=160_000 * seats)


def picked(site: Site, *names: str) -> list[bool]:
    return [site.folder(name).award is not None for name in names]


def test_more_than_a_page_is_served_in_order_and_to_the_last_seat(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serve_queue, "_PAGE", 2)
    monkeypatch.setattr(serve_queue, "_PICKS_AT_ONCE", 3)
    names = [f"person {number}" for number in range(8)]
    for name in names:
        site.apply(name, **WAITING)
    allot(site, 7)
    assert picked(site, *names) == [True] * 7 + [False]
    assert list(outbox.all_pending()) == []


def before_each_award(monkeypatch: pytest.MonkeyPatch, act: Callable[[int], object]) -> None:
    """Between the reading of a page and each of its awards, numbered from 1, something else happens."""
    reserve, numbers = reserve_award.reserve_award, itertools.count(1)

    def after_that(*args: Any) -> Any:
        act(next(numbers))
        return reserve(*args)

    monkeypatch.setattr(serve_queue, "reserve_award", after_that)


def test_who_comes_to_the_head_while_a_page_is_served_is_next(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """Named by their county when the first of a page is about to be served: the second, read already, is not next."""
    for name in ("ana", "ben", "cam"):
        site.apply(name, **WAITING)

    def named(number: int) -> None:
        if number == 1:
            site.do("county alameda", "nominate", people=["cam"], benefit=WAITING["benefit"], settle=False)

    before_each_award(monkeypatch, named)
    allot(site, 2)
    assert picked(site, "ana", "ben", "cam") == [True, False, True]


def test_an_execution_that_waits_with_another_token_by_now_is_woken_all_the_same(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A page was read, then a second run of one of its applications began to wait, then the award was reserved."""
    site.apply("ana", **WAITING)

    def restarted(number: int) -> None:
        if number > 1:
            return
        site.aws.stop_all_executions()
        with site.aws.running_as(OUTSIDE):
            restart_runs.restart_runs()
        site.aws.settle()

    before_each_award(monkeypatch, restarted)
    allot(site, 1)
    assert site.run("ana").number == 2
    assert site.run("ana").token_place == "wait_for_award_approval"
    assert list(outbox.all_pending()) == []


def test_an_execution_that_is_gone_when_its_award_is_reserved_is_followed_by_the_next(site: Site) -> None:
    site.apply("ana", **WAITING)
    site.aws.stop_all_executions()
    allot(site, 1)
    assert (site.run("ana").number, site.run("ana").token_place) == (2, "wait_for_award_approval")


def test_an_award_whose_request_died_before_anybody_was_told_is_told_by_the_sweeper(site: Site) -> None:
    """The token was used up with the award: the outbox has it."""
    site.apply("ana", **WAITING)
    with crash_in(relay_outbox, "_woken"):
        site.attempt("dhcs dana", "allot", pool=POOL, seats=1, cents=160_000)
    assert (site.folder("ana").award is None, site.run("ana").token) == (False, None)
    site.job("RelayOutbox")
    assert (site.run("ana").number, site.run("ana").token_place) == (1, "wait_for_award_approval")


def test_money_that_comes_while_it_looks_away_is_given_too(site: Site) -> None:
    """The pool is kept in memory from pick to pick; somebody else's posting is found by its version."""
    for name in ("ana", "ben"):
        site.apply(name, **WAITING)
    allot(site, 1)
    before = pools.load_pool(POOL).version
    allot(site, 1)
    assert picked(site, "ana", "ben") == [True, True]
    assert pools.load_pool(POOL).version == before + 2
