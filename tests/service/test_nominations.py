"""Counties name people: lists with wrong rows, invitation codes, names that nearly fit."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from chalicelib.domain.nomination_sheet import MOST_ROWS
from chalicelib.store import outbox
from tests.service.endpoints import uncertain
from tests.service.site import Answer, Site, open_site

pytestmark = pytest.mark.xdist_group("nominations")

CSV = "/v1/nominations/csv"
BORN = "1991-04-05"
WAITING = "specialization-unhoused"
"""Nothing is allotted to it: whoever applies waits."""


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    with open_site() as opened:
        yield opened
        opened.check_books()
        opened.check_workflows()


def sheet(site: Site, text: str, county: str = "fresno", **given: Any) -> Answer:
    answer = site.post(CSV, {"csv": text, **given}, who=f"county {county}")
    site.aws.settle()
    return answer


def waits(site: Site, name: str, county: str = "Fresno", **given: Any) -> str:
    return site.apply(name, WAITING, county=county, birth_date=BORN, **given)


def tier(site: Site, name: str) -> int:
    return site.folder(name).application.tier


def listed(site: Site, county: str = "fresno") -> dict[str, dict[str, Any]]:
    """All pages of a county's list, by name."""
    path, who = "/v1/nominations", f"county {county}"
    pages = site.get(path, who=who).body["pages"]
    found = [site.get(f"{path}?page={page}", who=who).body["nominations"] for page in range(1, pages + 1)]
    return {line["legal_name"]: line for page in found for line in page}


def told(site: Site, name: str) -> list[str]:
    notices = site.get("/v1/status", who=f"applicant {name}").body["notices"]
    return [notice["kind"] for notice in notices]


def code_for(site: Site, name: str, county: str = "fresno", key: str | None = None, **given: Any) -> str:
    body = {"people": [{"legal_name": name, "birth_date": BORN}], "codes": True, **given}
    answer = site.post("/v1/nominations", body, key=key, who=f"county {county}")
    assert answer.status == 201, answer
    return str(answer.body["invitation_codes"][0])


def ask_with(site: Site, name: str, code: str, benefit: str = WAITING, **given: Any) -> Answer:
    form = site.form(name, benefit, **{"county": "Fresno", "birth_date": "1970-01-01", **given})
    answer = site.post("/v1/applications", {**form, "invitation_code": code})
    if answer.status == 201:
        site.know(name, answer.body)
    site.aws.settle()
    return answer


def questions(site: Site) -> list[str]:
    return [item["id"] for item in site.get("/v1/work/nomination_match", who="reviewer rosa").body["items"]]


def answered(site: Site, match: str, *, same: bool, who: str = "reviewer rosa") -> Answer:
    answer = site.post(f"/v1/nomination-matches/{match}/decision", {"same": same}, who=who)
    site.aws.settle()
    return answer


class TestSheet:
    def test_is_looked_at_before_anything_is_recorded(self, site: Site) -> None:
        before = site.fingerprint()
        answer = sheet(site, f"Ida Preview,{BORN}\n,{BORN}\nIda Preview,{BORN}")
        assert (answer.body["status"], answer.body["taken"]) == ("preview", 0)
        assert [(row["row"], row["flaws"]) for row in answer.body["rows"]] == [
            (1, []),
            (2, ["name_missing"]),
            (3, ["duplicate"]),
        ]
        assert site.fingerprint() == before

    def test_with_a_wrong_row_is_not_taken_unless_rows_are_chosen(self, site: Site) -> None:
        waits(site, "Iris Chosen")
        text = f"Legal name,Birth date\nIris Chosen,{BORN}\nNora Later,{BORN}\nOlga Wrong,someday"
        before = site.fingerprint()
        for rows in ("all", [4], [2, 4], [2, 99], []):
            refused = sheet(site, text, rows=rows)
            assert (refused.code, refused.body["field"]) == ("INVALID", "rows")
        assert site.fingerprint() == before
        taken = sheet(site, text, rows=[2])
        assert (taken.body["status"], taken.body["taken"]) == ("nominated", 1)
        assert tier(site, "Iris Chosen") == 1
        assert listed(site)["Iris Chosen"]["matched"]
        assert "Nora Later" not in listed(site)

    def test_taken_twice_moves_and_tells_nobody_twice(self, site: Site) -> None:
        waits(site, "Twila Twice")
        for _ in range(2):
            assert sheet(site, f"Twila Twice;{BORN}\nUrsula Twice;{BORN}", rows="all").body["taken"] == 2
        assert told(site, "Twila Twice").count("tier_changed") == 1
        assert [line for line in listed(site) if line == "Ursula Twice"] == ["Ursula Twice"]

    def test_that_is_none_is_refused(self, site: Site) -> None:
        for text in ("", " \n", "name,birth date"):
            refused = sheet(site, text)
            assert (refused.code, refused.body["field"]) == ("INVALID", "csv")
        for benefit in ("nothing", "waiver"):
            refused = sheet(site, f"Ida Preview,{BORN}", rows="all", benefit=benefit)
            assert (refused.code, refused.body["field"]) == ("INVALID", "benefit")
        assert sheet(site, f"Ida Preview,{BORN}", county="atlantis").code == "NOT-ALLOWED"
        assert site.post(CSV, {"csv": "a,b"}, who="reviewer rosa").code == "NOT-ALLOWED"

    def test_of_the_largest_size_is_taken_in_pages_and_told_by_the_sweeper(self, site: Site) -> None:
        name = f"Person {MOST_ROWS - 1}"
        waits(site, name, "Kern")
        text = "\n".join(f"Person {n},{date(1960 + n % 40, 1 + n % 12, 5)}" for n in range(MOST_ROWS - 1))
        text += f"\n{name},{BORN}"
        assert sheet(site, text, "kern", rows="all").body["taken"] == MOST_ROWS
        assert len(listed(site, "kern")) == MOST_ROWS
        site.job("RelayOutbox")
        assert tier(site, name) == 1
        assert not list(outbox.all_pending())

    def test_gives_a_code_for_each_row(self, site: Site) -> None:
        rows = sheet(site, f"Cora Code,{BORN}\nDora Code,{BORN}", rows=[2], codes=True).body["rows"]
        assert "invitation_code" not in rows[0]
        assert ask_with(site, "Dorothy", rows[1]["invitation_code"]).status == 201
        assert tier(site, "Dorothy") == 1


class TestTyped:
    def test_one_person_given_twice_is_one_line(self, site: Site) -> None:
        one = {"legal_name": "Tess Typed", "birth_date": BORN}
        body = {"people": [one, one | {"legal_name": "TESS  TYPED"}], "codes": True}
        answer = site.post("/v1/nominations", body, who="county fresno")
        assert len(set(answer.body["invitation_codes"])) == 1
        assert sum(line.casefold() == "tess typed" for line in (" ".join(name.split()) for name in listed(site))) == 1

    @pytest.mark.parametrize(("name", "born"), [("Eve Future", "2030-01-01"), ("=1+1", BORN), ("\ufffd", BORN)])
    def test_people_who_cannot_be_are_refused(self, site: Site, name: str, born: str) -> None:
        body = {"people": [{"legal_name": name, "birth_date": born}]}
        refused = site.post("/v1/nominations", body, who="county fresno")
        assert (refused.code, refused.body["field"]) == ("INVALID", "people")

    def test_a_county_sees_its_own_list_alone(self, site: Site) -> None:
        site.do("county yolo", "nominate", people=["yolanda"])
        assert "yolanda" in listed(site, "yolo")
        assert "yolanda" not in listed(site)
        assert site.get("/v1/nominations", who="reviewer rosa").code == "NOT-ALLOWED"
        assert not listed(site, "yolo")["yolanda"]["matched"]


class TestInvitationCode:
    def test_counts_whatever_the_name_is(self, site: Site) -> None:
        code = code_for(site, "Inés Invited")
        answer = ask_with(site, "Agnes Otherwise", code.lower().replace("-", " "))
        assert answer.status == 201
        assert tier(site, "Agnes Otherwise") == 1
        assert listed(site)["Inés Invited"]["matched"]
        assert listed(site)["Inés Invited"]["has_code"]

    def test_is_one_persons(self, site: Site) -> None:
        code = code_for(site, "Once Invited")
        assert ask_with(site, "first come", code).status == 201
        refused = ask_with(site, "second come", code)
        assert (refused.status, refused.code, refused.body["field"]) == (422, "INVALID", "invitation_code")
        # Their own second application may give it again.
        site.stage.applicants["first come"].told({"birth_date": "1970-01-01"})
        form = site.form("first come", "waiver-renewal-fee", county="Fresno", birth_date="1970-01-01")
        again = site.post("/v1/applications", {**form, "invitation_code": code}, who="applicant first come")
        assert again.status == 201, again

    def test_that_is_wrong_tells_nothing_and_does_nothing(self, site: Site) -> None:
        here, there = code_for(site, "Wanda Wrong"), code_for(site, "Wanda There", "yolo")
        only = code_for(site, "Wanda Waiver", benefit="waiver-exam-fee")
        before = site.fingerprint()
        answers = [
            ask_with(site, "wanda", "AAAA-BBBB-CCCC-DDDD"),
            ask_with(site, "wanda", there),
            ask_with(site, "wanda", only),
            ask_with(site, "wanda", here, county="Yolo"),
            ask_with(site, "wanda", "ñ" * 60),
        ]
        assert {(answer.status, answer.text) for answer in answers} == {(422, answers[0].text)}
        assert site.fingerprint() == before
        assert ask_with(site, "wanda", here).status == 201

    def test_may_come_with_a_revision(self, site: Site) -> None:
        code = code_for(site, "Rhea Revised")
        application = waits(site, "rhea", ethics_signed=False)
        form = site.form("rhea", WAITING, county="Fresno", birth_date=BORN)
        body = {"answers": form["answers"], "invitation_code": code}
        path = f"/v1/applications/{application}/revision"
        assert site.post(path, body | {"invitation_code": "x"}, who="applicant rhea").body["field"] == "invitation_code"
        assert site.post(path, body, who="applicant rhea").status == 200
        site.aws.settle()
        assert tier(site, "rhea") == 1

    def test_is_given_again_to_the_same_request_and_replaced_by_another(self, site: Site) -> None:
        first = code_for(site, "Rita Replaced", key="rita-1")
        assert code_for(site, "Rita Replaced", key="rita-1") == first
        second = code_for(site, "Rita Replaced", key="rita-2")
        assert second != first
        assert code_for(site, "Rita Replaced", key="rita-1") == "None"
        assert ask_with(site, "rita one", first).code == "INVALID"
        # To be named once more, without a code, keeps the code.
        people = [{"legal_name": "Rita Replaced", "birth_date": BORN}]
        assert site.post("/v1/nominations", {"people": people}, who="county fresno").status == 201
        assert ask_with(site, "rita two", second).status == 201

    def test_is_nowhere_in_the_table(self, site: Site) -> None:
        code = code_for(site, "Hidden Code")
        assert code not in str(site.rows())


class TestUncertain:
    def test_goes_to_a_person_who_decides_it_is_the_same(self, site: Site) -> None:
        waits(site, "Alma Samples")
        site.post(
            "/v1/nominations", {"people": [{"legal_name": "Alma Sample", "birth_date": BORN}]}, who="county fresno"
        )
        site.aws.settle()
        assert tier(site, "Alma Samples") == 2
        (match,) = [one for one in questions(site) if names(site, one) == ("Alma Sample", "Alma Samples")]
        assert not listed(site)["Alma Sample"]["matched"]
        assert answered(site, match, same=True).body["status"] == "same"
        assert tier(site, "Alma Samples") == 1
        assert told(site, "Alma Samples") == ["receipt", "queued", "tier_changed"]
        assert listed(site)["Alma Sample"]["matched"]
        assert match not in questions(site)
        assert answered(site, match, same=False).code == "WRONG-STATE"
        # Whatever the same person asks for next comes with the nomination.
        again: dict[str, Any] = {"as": "alma again"}
        site.do("applicant Alma Samples", "submit", benefit="grandparenting", county="Fresno", **again)
        assert tier(site, "alma again") == 1

    def test_is_asked_when_the_application_comes_later(self, site: Site) -> None:
        people = [{"legal_name": "R Sample", "birth_date": BORN}]
        site.post("/v1/nominations", {"people": people, "benefit": WAITING}, who="county fresno")
        waits(site, "Ruth Sample")
        waits(site, "Ruth Elsewhere Sample", "Kern")
        (match,) = [one for one in questions(site) if names(site, one) == ("R Sample", "Ruth Sample")]
        assert answered(site, match, same=False).body["status"] == "other"
        assert tier(site, "Ruth Sample") == 2
        # Asked once: the same names do not come back with the next list or the next application.
        site.post("/v1/nominations", {"people": people, "benefit": WAITING}, who="county fresno")
        site.aws.settle()
        assert match not in questions(site)

    def test_is_not_asked_once_the_right_person_is_found(self, site: Site) -> None:
        site.post(
            "/v1/nominations", {"people": [{"legal_name": "Vera Exact", "birth_date": BORN}]}, who="county fresno"
        )
        waits(site, "Vera Exact")
        waits(site, "Vera Exacta")
        assert not [one for one in questions(site) if names(site, one)[0] == "Vera Exact"]

    def test_never_displaces_an_award(self, site: Site) -> None:
        site.apply("Wilma Awarded", county="Fresno", birth_date=BORN)
        assert site.folder("Wilma Awarded").award
        people = [{"legal_name": "Wilma Award", "birth_date": BORN}]
        site.post("/v1/nominations", {"people": people}, who="county fresno")
        site.aws.settle()
        assert not [one for one in questions(site) if names(site, one)[0] == "Wilma Award"]

    def test_is_not_for_everybody_to_see_or_decide(self, site: Site) -> None:
        match = uncertain(site, "Zelda Sample")
        path = f"/v1/nomination-matches/{match}"
        for who in ("county fresno", "approver ari", "manager mia", "auditor abe"):
            assert site.get(path, who=who).code == "NOT-ALLOWED"
            assert answered(site, match, same=True, who=who).code == "NOT-ALLOWED"
        assert site.get("/v1/nomination-matches/unknown", who="reviewer rosa").code == "NOT-FOUND"
        assert "Zelda" not in site.get("/v1/work/nomination_match", who="reviewer rosa").text
        # The liaison who named them, were they a reviewer too.
        assert answered(site, match, same=True, who="reviewer fresno").code == "SAME-PERSON"


def names(site: Site, match: str) -> tuple[str, str]:
    found = site.get(f"/v1/nomination-matches/{match}", who="reviewer rosa").body
    return found["nominated_name"], found["applied_name"]


def test_a_nomination_counts_in_the_county_of_the_nexus_alone(site: Site) -> None:
    """Someone moves before they answer a revision request: the county that named them is not theirs any more."""
    site.do("county fresno", "nominate", people=["mover"])
    site.apply("mover", WAITING, county="Fresno", ethics_signed=False)
    assert tier(site, "mover") == 1
    site.do("applicant mover", "revise", application="mover", county="Kern", ethics_signed=True)
    assert tier(site, "mover") == 2


def test_the_countys_line_is_in_the_own_data_of_whom_it_counts_for_and_of_nobody_else(site: Site) -> None:
    waits(site, "owen")
    site.apply("olga", WAITING, county="Fresno", birth_date="1988-08-08")
    twin = site.form("owen", WAITING, county="Yolo", birth_date=BORN)
    answer = site.post("/v1/applications", twin)
    headers = {"Access-Code": answer.body["access_code"], "Birth-Date": BORN}
    name = twin["contact"]["legal_name"]
    people = [{"legal_name": name, "birth_date": BORN}, {"legal_name": "Somebody Else", "birth_date": BORN}]
    assert site.post("/v1/nominations", {"people": people, "codes": True}, who="county fresno").status == 201
    site.aws.settle()
    own = {each: site.get("/v1/my-data", who=f"applicant {each}") for each in ("owen", "olga")}
    own["twin"] = site.send("GET", "/v1/my-data", None, who=None, headers=headers)
    (line,) = own["owen"].body["named_by_counties"]
    assert (line["county"], line["benefit"], line["legal_name"], line["birth_date"]) == ("fresno", None, name, BORN)
    assert line["kept_until"] > line["at"]
    assert set(line) == {"county", "benefit", "legal_name", "birth_date", "at", "kept_until"}
    assert own["olga"].body["named_by_counties"] == []
    # Whoever types a name and a birth date learns nothing of what a county wrote about them.
    assert own["twin"].body["named_by_counties"] == []
    assert not any("Somebody Else" in answer.text for answer in own.values())
