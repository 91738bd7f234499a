"""Search and several awards at once, through the API."""

from collections.abc import Iterator

import pytest

from tests.service.site import Site, open_site

pytestmark = pytest.mark.xdist_group("api-work")

ROSA, ARI = "reviewer rosa", "approver ari"


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    with open_site() as opened:
        yield opened
        opened.check_books()


def test_a_search_finds_by_number_and_by_how_a_name_begins(site: Site) -> None:
    known = site.apply("Sought O'Ñeill")

    def found(sought: str, who: str = ROSA, **more: str) -> dict[str, list[dict[str, str]]]:
        answer = site.send("POST", "/v1/searches", {"sought": sought, **more}, who=who, headers={})
        assert answer.status == 200, answer
        return answer.body

    assert found(site.award_id("Sought O'Ñeill"), ARI)["applications"][0]["id"] == known
    assert [each["legal_name"] for each in found("onei sou")["people"]] == ["Sought O'Ñeill"]
    assert found("nobody")["people"] == []
    asked = {"sought": "sought"}
    assert site.send("POST", "/v1/searches", asked, who=ARI, headers={}).code == "NOT-ALLOWED"
    for wrong, field in (({"sought": "'"}, "sought"), ({"sought": "x" * 121}, "sought"), ({}, "sought")):
        assert site.send("POST", "/v1/searches", wrong, who=ROSA, headers={}).body["field"] == field
    other = {"sought": "sought", "after": "x"}
    assert site.send("POST", "/v1/searches", other, who=ROSA, headers={}).body["field"] == "cursor"


def test_several_awards_are_looked_at_and_then_approved_each_on_its_own(site: Site) -> None:
    first, second = site.apply("bulk one"), site.apply("bulk two")
    version = site.folder("bulk one").application.version
    rows = [{"application_id": first, "version": version}, {"application_id": second, "version": version + 9}]
    rows += [{"application_id": "nothing", "version": 1}]
    refused = [None, "STALE", "NOT-FOUND"]
    before = site.fingerprint()
    looked = site.send("POST", "/v1/approvals/look", {"rows": rows}, who=ARI, headers={})
    assert [row.get("refused") for row in looked.body["rows"]] == refused
    assert site.fingerprint() == before
    done = [site.post("/v1/approvals", {"rows": rows}, who=ARI, key="bulk") for _ in range(2)]
    assert [[row.get("refused") for row in each.body["rows"]] for each in done] == [refused, refused]
    site.aws.settle()
    statuses = [award.status for name in ("bulk one", "bulk two") if (award := site.folder(name).award)]
    assert statuses == ["offered", "pending_approval"]
    assert site.post("/v1/approvals", {"rows": []}, who=ARI).body["field"] == "rows"
    assert site.post("/v1/approvals", {"rows": rows}, who=ROSA).code == "NOT-ALLOWED"
