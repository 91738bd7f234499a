"""What-if and forecasts through the API: whatever is asked, nothing is written."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from chalicelib.store import pools
from tests.service.site import Site, calls_seen
from tests.service.waiting_site import (
    BENEFIT,
    CAP,
    CRISIS,
    DHCS,
    FEE,
    MANAGER,
    SPANISH,
    WAIVER,
    five_waiting,
    move,
    outcome,
    what_if,
)

pytestmark = pytest.mark.xdist_group("what-if")


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    with five_waiting() as opened:
        before = opened.fingerprint()
        yield opened
        assert opened.fingerprint() == before


class TestAsking:
    def test_it_is_read_from_its_own_rows_in_order(self, site: Site) -> None:
        with calls_seen() as seen:
            found = pools.waiting(WAIVER)
        assert [call.operation for call in seen] == ["Query"]
        assert [place.application_id for place in found] == [site.application(f"waits {n}") for n in range(5)]
        assert [place.language for place in found] == ["en", "es", "en", "es", "en"]
        assert [place.county for place in found] == ["fresno", "kern", "shasta", "fresno", "fresno"]
        assert {(place.tier, place.cents) for place in found} == {(2, FEE)}

    def test_nothing_is_written_and_no_key_is_needed(self, site: Site) -> None:
        before = site.fingerprint()
        with calls_seen() as seen:
            assert what_if(site, move(), reopen=[BENEFIT]).status == 200
        assert {call.operation for call in seen if call.service == "dynamodb"} <= {"Query", "GetItem", "BatchGetItem"}
        assert site.fingerprint() == before

    def test_money_for_the_curriculum_has_no_seats(self, site: Site) -> None:
        moved = {"from": CRISIS, "to": SPANISH, "seats": 10, "cents": 10 * CAP, "to_seats": 0}
        found = outcome(what_if(site, moved), SPANISH)
        assert found["after"]["available"] == {"seats": 0, "cents": 10 * CAP}
        assert outcome(what_if(site, moved), CRISIS)["after"]["available"] == {"seats": 45, "cents": 45 * CAP}

    @pytest.mark.parametrize(
        ("changes", "status", "code", "field"),
        [
            ({"seats": 56}, 409, "INSUFFICIENT-FUNDS", "moves.0.seats"),
            ({"cents": 55 * CAP + 1}, 409, "INSUFFICIENT-FUNDS", "moves.0.cents"),
            ({"to": CRISIS}, 422, "INVALID", "moves.0.to"),
            ({"seats": 0, "cents": 0}, 422, "INVALID", "moves.0.cents"),
            ({"to": SPANISH}, 422, "INVALID", "moves.0.to_seats"),
            ({"to": SPANISH, "to_seats": None}, 422, "INVALID", "moves.0.to_seats"),
            ({"from": "crisis/central"}, 404, "NOT-FOUND", "moves.0.from"),
            ({"to": "ñ/'; --"}, 404, "NOT-FOUND", "moves.0.to"),
            ({"to": "x" * 61}, 422, "INVALID", "moves.0.to"),
            ({"seats": -1}, 422, "INVALID", "moves.0.seats"),
            ({"seats": "1"}, 422, "INVALID", "moves.0.seats"),
            ({"cents": 1.5}, 422, "INVALID", "moves.0.cents"),
            ({"cents": 10**20}, 422, "INVALID", "moves.0.cents"),
            ({"extra": 1}, 422, "INVALID", "moves.0.extra"),
        ],
    )
    def test_what_cannot_be_moved_is_refused(
        self, site: Site, changes: dict[str, Any], status: int, code: str, field: str
    ) -> None:
        answer = what_if(site, move(**changes))
        assert (answer.status, answer.code, answer.body.get("field")) == (status, code, field)

    def test_a_body_that_asks_nothing_is_refused(self, site: Site) -> None:
        for body in ("", "{", "[]", "null", '{"moves": []}', json.dumps({"moves": [move()] * 21})):
            answer = site.send("POST", "/v1/what-if", body, who=DHCS, headers={})
            assert (answer.status, answer.code) == (422, "INVALID"), body
        assert what_if(site, move(), reopen=["nothing"]).body["field"] == "reopen"

    def test_who_may_ask(self, site: Site) -> None:
        asking = {who: what_if(site, move(), who=who).status for who in (DHCS, MANAGER, "auditor abe")}
        assert set(asking.values()) == {200}
        for who in ("reconciler ren", "county fresno", "reviewer rosa", "applicant waits 0"):
            assert what_if(site, move(), who=who).code == "NOT-ALLOWED"

    def test_who_may_see_it(self, site: Site) -> None:
        for who in ("reviewer rosa", "approver ari", "provider dbsa"):
            assert site.get("/v1/forecast", who=who).code == "NOT-ALLOWED"
