"""A site with a specialization that nobody needs all of, and fee waivers that five people wait for."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from chalicelib.domain.program import PoolId
from tests.service.site import INITIAL, Answer, Site, open_site

CRISIS, BENEFIT = PoolId("specialization-crisis-care/central"), "specialization-crisis-care"
WAIVER = PoolId("waiver-renewal-fee/statewide")
SPANISH = "spanish-curriculum/statewide"
CAP, FEE = 160_000, 8_000
DHCS, MANAGER = "dhcs dana", "manager mia"


@contextmanager
def five_waiting() -> Iterator[Site]:
    """A specialization that has money, and fee waivers that have none but five people who wait."""
    given = {CRISIS: {"seats": 55, "cents": 55 * CAP}, INITIAL: {"seats": 5, "cents": 925_000}}
    with open_site(given) as opened:
        for n, county in enumerate(("Fresno", "Kern", "Shasta", "Fresno", "Fresno")):
            language = "es" if n % 2 else "en"
            opened.apply(f"waits {n}", "waiver-renewal-fee", county=county, language=language)
        yield opened


def move(**changes: Any) -> dict[str, Any]:
    return {"from": CRISIS, "to": WAIVER, "seats": 1, "cents": 3 * FEE, "to_seats": 3, **changes}


def what_if(site: Site, *moves: Any, who: str = DHCS, **body: Any) -> Answer:
    return site.send("POST", "/v1/what-if", {"moves": list(moves), **body}, who=who, headers={})


def outcome(answer: Answer, pool: str) -> dict[str, Any]:
    assert answer.status == 200, answer
    found: dict[str, Any] = next(each for each in answer.body["pools"] if each["pool"] == pool)
    return found
