"""`make replay-queue` on what really happened: it agrees, and it finds what somebody changed afterwards."""

from collections.abc import Iterator
from typing import Any

import pytest

from chalicelib.domain.program import PoolId
from chalicelib.domain.replay import Finding
from chalicelib.services.replay_queue import replay_queue
from chalicelib.store import keys
from tests.service.site import INITIAL, Site, open_site
from tests.service.test_books import restored, tamper

pytestmark = pytest.mark.xdist_group("replay")

POOL = PoolId(INITIAL)


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    """Four wait for the last two seats; the fourth has been paid some of the items by another award."""
    with open_site({"grandparenting/statewide": {"seats": 9, "cents": 225_000}}) as opened:
        opened.award("cam", "grandparenting")
        for name in ("ana", "ben", "dee"):
            opened.apply(name)
        again: dict[str, Any] = {"as": "cam again"}
        opened.do("applicant cam", "submit", benefit="initial", **again)
        opened.do("dhcs dana", "allot", pool=INITIAL, seats=1, cents=185_000)
        opened.do("dhcs dana", "allot", pool=INITIAL, seats=1, cents=185_000)
        yield opened


def found() -> list[tuple[int | None, Finding]]:
    return [(one.seq, one.finding) for one in replay_queue(POOL).disagreements]


def test_what_happened_is_what_the_replay_computes(site: Site) -> None:
    outcome = replay_queue(POOL)
    assert (outcome.allocations, outcome.undecided, outcome.disagreements) == (2, 0, ())
    assert replay_queue(PoolId("grandparenting/statewide")).allocations == 1


def test_a_place_in_the_queue_that_was_forged_afterwards_is_found(site: Site) -> None:
    pk = keys.application(site.application("dee"))
    with restored(pk, keys.STATE):
        tamper(pk, keys.STATE, lambda body: body["application"].update(submitted_at="2026-01-01T00:00:00Z"))
        assert found() == [(2, Finding.PASSED_OVER), (4, Finding.PASSED_OVER)]


def test_two_allocations_swapped_in_the_journal_are_found(site: Site) -> None:
    first, second = (posting["subject"] for posting in site.postings(INITIAL, "pick"))
    pk = keys.pool(INITIAL)
    with restored(pk, keys.posting(2)), restored(pk, keys.posting(4)):
        tamper(pk, keys.posting(2), lambda body: body.update(subject=second))
        tamper(pk, keys.posting(4), lambda body: body.update(subject=first))
        assert (2, Finding.NOT_WAITING) in found()


def test_a_changed_amount_is_found(site: Site) -> None:
    pk = keys.pool(INITIAL)
    with restored(pk, keys.posting(4)):
        tamper(pk, keys.posting(4), lambda body: body["entries"][0].update(cents=-184_999))
        assert found() == [(4, Finding.WRONG_AMOUNT)]
