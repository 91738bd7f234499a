"""A benefit may have a general pool besides its regions: it serves the regions' first, whom their own pool cannot."""

from collections.abc import Iterator
from unittest.mock import patch

import pytest

from chalicelib.domain.program import PoolId, Program
from chalicelib.services import allot_funds
from chalicelib.services.replay_queue import replay_queue
from chalicelib.store import programs
from tests.service.site import Site, open_site

BENEFIT = "specialization-unhoused"
BAY, CENTRAL, GENERAL = f"{BENEFIT}/bay-area", f"{BENEFIT}/central", f"{BENEFIT}/general"
ONE = {"seats": 1, "cents": 160_000}
COUNTY = {BAY: "Alameda", CENTRAL: "Fresno"}


@pytest.fixture
def site() -> Iterator[Site]:
    with open_site({BAY: ONE}) as opened:
        shipped = programs.program_at(opened.clock.now()).model_dump()
        for benefit in shipped["benefits"]:
            benefit["general_pool"] = benefit["id"] == BENEFIT
        changed = shipped | {"version": shipped["version"] + 1, "effective_from": opened.clock.now()}
        assert programs.publish(Program.model_validate(changed))
        yield opened
        for pool in (BAY, CENTRAL, GENERAL):
            assert replay_queue(PoolId(pool)).disagreements == ()
        opened.check_books()
        opened.check_workflows()


def join(site: Site, name: str, pool: str) -> None:
    site.apply(name, BENEFIT, county=COUNTY[pool], nexus="live")


def allot(site: Site, pool: str, seats: int = 1, cents: int | None = None) -> None:
    site.do("dhcs dana", "allot", pool=pool, seats=seats, cents=160_000 * seats if cents is None else cents)


def payers(site: Site, *names: str) -> list[str | None]:
    """The pool that pays each one's award; None for whom nothing is reserved."""
    return [award.pool.split("/")[1] if (award := site.folder(name).award) else None for name in names]


def test_the_own_region_pays_first_and_then_the_general_pool(site: Site) -> None:
    allot(site, GENERAL)
    join(site, "ana", BAY)
    join(site, "ben", BAY)
    join(site, "cam", BAY)
    assert payers(site, "ana", "ben", "cam") == ["bay-area", "general", None]
    assert [posting["kind"] for posting in site.postings(GENERAL)] == ["allot", "pick"]


def test_it_serves_the_best_of_all_regions_first_whoever_it_is(site: Site) -> None:
    allot(site, BAY, -1)
    join(site, "ana", CENTRAL)
    join(site, "ben", BAY)
    join(site, "cam", CENTRAL)
    site.do("county fresno", "nominate", people=["cam"], benefit=BENEFIT)
    allot(site, GENERAL, 2)
    assert payers(site, "ana", "ben", "cam") == ["general", None, "general"]
    allot(site, GENERAL, 1)
    assert payers(site, "ben") == ["general"]


def test_who_can_have_a_seat_of_the_own_region_takes_none_of_the_general_pool(site: Site) -> None:
    """The first in central is served by the general pool; the next one then fits what central has."""
    allot(site, GENERAL)
    join(site, "ana", BAY)
    join(site, "ben", BAY)
    assert payers(site, "ana", "ben") == ["bay-area", "general"]
    join(site, "cam", BAY)
    allot(site, BAY)
    assert payers(site, "cam") == ["bay-area"]


def test_it_is_strict_when_the_best_does_not_fit_the_others_wait_too(site: Site) -> None:
    allot(site, BAY, -1)
    join(site, "ana", BAY)
    join(site, "ben", CENTRAL)
    allot(site, GENERAL, 1, 159_999)
    assert payers(site, "ana", "ben") == [None, None]
    allot(site, GENERAL, 0, 1)
    assert payers(site, "ana", "ben") == ["general", None]


def test_money_goes_back_where_it_came_from_and_serves_again_at_once(site: Site) -> None:
    allot(site, BAY, -1)
    allot(site, GENERAL)
    join(site, "ana", BAY)
    join(site, "ben", CENTRAL)
    site.do("approver ari", "approve_award", application="ana")
    site.do("applicant ana", "decline", award="ana")
    assert payers(site, "ben") == ["general"]
    assert [posting["kind"] for posting in site.postings(GENERAL)] == ["allot", "pick", "decline_award", "pick"]
    assert [posting["kind"] for posting in site.postings(BAY)] == ["allot", "allot"]


def test_what_if_foresees_whom_it_serves(site: Site) -> None:
    other = "specialization-crisis-care/central"
    allot(site, BAY, -1)
    allot(site, other, 2)
    for name, pool in (("ana", BAY), ("ben", CENTRAL), ("cam", CENTRAL)):
        join(site, name, pool)
    moved = {"from": other, "to": GENERAL, "seats": 2, "cents": 320_000}
    answer = site.send("POST", "/v1/what-if", {"moves": [moved]}, who="dhcs dana", headers={})
    after = {each["pool"]: each["after"] for each in answer.body["pools"]}
    assert after[GENERAL]["served"]["people"] == 2
    assert [(after[pool]["served_by_general"], after[pool]["stays"]["people"]) for pool in (BAY, CENTRAL)] == [
        (1, 0),
        (1, 1),
    ]
    allot(site, GENERAL, 2)
    assert payers(site, "ana", "ben", "cam") == ["general", "general", None]


def test_a_suspended_round_gets_nothing_from_it(site: Site) -> None:
    allot(site, BAY, -1)
    join(site, "ana", BAY)
    site.do("manager mia", "suspend_round", benefit=BENEFIT)
    allot(site, GENERAL)
    assert payers(site, "ana") == [None]
    site.do("manager mia", "reopen_round", benefit=BENEFIT)
    site.job("RelayOutbox")
    assert payers(site, "ana") == ["general"]


def test_the_daily_sweep_serves_what_was_left_unserved(site: Site) -> None:

    allot(site, BAY, -1)
    join(site, "ana", BAY)
    with patch.object(allot_funds, "relay"):
        allot(site, GENERAL)
    assert payers(site, "ana") == [None]
    site.job("DailySweep")
    assert payers(site, "ana") == ["general"]
