"""What others pay is told by item and funder, and held in the transaction of every award; and a county that leaves."""

from collections.abc import Iterator
from typing import Any

import pytest

from chalicelib.store import keys, people, programs
from tests.service.next_program import next_program
from tests.service.site import INITIAL, Answer, Site, open_site

pytestmark = pytest.mark.xdist_group("other-funders")

EXAM = ("exam", "1")


@pytest.fixture
def site() -> Iterator[Site]:
    with open_site(
        {INITIAL: {"seats": 5, "cents": 925_000}, "waiver-exam-fee/statewide": {"seats": 2, "cents": 30_000}}
    ) as made:
        yield made
        made.check_books()


def ask(site: Site, name: str, declared: list[Any], benefit: str = "initial") -> Answer:
    form = site.form(name, benefit)
    form["answers"]["other_funding"] = declared
    answer = site.post("/v1/applications", form)
    if answer.status == 201:
        site.know(name, answer.body)
    site.aws.settle()
    return answer


def funder_of(site: Site, name: str) -> str | None:
    pk = keys.person(site.folder(name).application.person_id)
    rows = [row for row in site.rows() if row["pk"]["S"] == pk and row["sk"]["S"] == keys.funded(*EXAM)]
    return rows[0].get("funder", {}).get("S") if rows else None


def items_of(site: Site, name: str) -> list[str]:
    award = site.folder(name).award
    return [item.item for item in award.items] if award else []


@pytest.mark.parametrize(
    ("declared", "funder"),
    [(["exam"], "other"), ([{"item": "exam"}], "other"), ([{"item": "exam", "funder": "hcai"}], "hcai")],
)
def test_an_item_is_declared_with_or_without_its_funder(site: Site, declared: list[Any], funder: str) -> None:
    assert ask(site, "ana", declared).status == 201
    assert funder_of(site, "ana") == funder
    assert items_of(site, "ana") == ["application_fee", "core_training"]


@pytest.mark.parametrize(
    "declared",
    [
        ["lottery"],
        [{"item": "exam", "funder": "uncle"}],
        [{"funder": "hcai"}],
        [{"item": "exam", "cents": 1}],
        [7],
        [None],
    ],
)
def test_what_cannot_be_is_refused(site: Site, declared: list[Any]) -> None:
    before = site.fingerprint()
    refused = ask(site, "ana", declared)
    assert refused.code == "INVALID"
    assert "other_funding" in refused.body["field"]
    assert site.fingerprint() == before


def test_who_waits_is_not_paid_what_another_form_declares_meanwhile(site: Site) -> None:
    """The allocator looks again: an item declared after the rules were put to an application is left out."""
    site.apply("ana", "grandparenting")
    assert {item.item for item in site.folder("ana").application.to_fund} == {"application_fee", "exam"}
    given: dict[str, Any] = {"as": "ana-exam"}
    site.do("applicant ana", "submit", benefit="waiver-exam-fee", other_funding=["exam"], **given)
    site.do("dhcs dana", "allot", pool="grandparenting/statewide", seats=1, cents=25_000)
    assert items_of(site, "ana") == ["application_fee"]


def test_an_awards_own_item_is_never_overwritten_or_taken_back(site: Site) -> None:
    site.apply("ana")
    given: dict[str, Any] = {"as": "ana-exam"}
    site.do("applicant ana", "submit", benefit="waiver-exam-fee", other_funding=["exam"], **given)
    person = site.folder("ana").application.person_id
    assert EXAM in people.funded_by(person)[0]
    site.do("reviewer rosa", "review", application="ana-exam", finding="revise", reasons=["ITEM-FUNDED-ELSEWHERE"])
    site.do("applicant ana", "revise", application="ana-exam", other_funding=[])
    assert EXAM in people.funded_by(person)[0]
    assert "exam" in items_of(site, "ana")
    assert items_of(site, "ana-exam") == []


def test_a_county_that_leaves_keeps_its_awards_and_gets_no_more(site: Site) -> None:
    """DOMAIN.md 7.9, County opt-out: a later version of the program, in which the county does not take part."""
    site.apply("before", county="Fresno")
    site.jump(1)
    now = site.clock.now()
    program = programs.program_at(now)
    counties = [
        each.model_dump() | ({"participating": False} if each.id == "fresno" else {}) for each in program.counties
    ]
    next_program(counties=counties)
    site.do("approver ari", "approve_award", application="before")
    site.do("applicant before", "accept", award="before")
    site.apply("after", county="Fresno")
    site.apply("works elsewhere", county="Kern", nexus="work")
    assert [str(code) for code in site.folder("after").application.reasons] == ["COUNTY-NOT-PARTICIPATING"]
    assert items_of(site, "works elsewhere")
