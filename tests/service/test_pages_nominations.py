"""A county's liaison and a reviewer at work on names: pages for lists, codes and names that nearly fit."""

import re
from collections.abc import Iterator

import pytest

from chalicelib.domain.roles import Role
from chalicelib.gateways import aws as clients
from chalicelib.gateways.settings import setting
from tests.service.papers import sent_to_s3
from tests.service.site import calls_seen
from tests.service.visitor import Shown, Visitor
from tests.service.world import World, whole_site

pytestmark = pytest.mark.xdist_group("pages-nominations")

BORN = "5/17/1985"
"""As in APPLICATION."""
WAITING = "waiver-application-fee"
"""Nothing is allotted to it: whoever applies waits."""


@pytest.fixture(scope="module")
def world() -> Iterator[World]:
    with whole_site() as made:
        yield made


def liaison(world: World, county: str = "fresno") -> Visitor:
    return world.staff(Role.COUNTY, name=f"liaison-{county}", organization=county)


def looked(visitor: Visitor, text: str, **said: str) -> Shown:
    form = visitor.get("/staff/nominations").form("/nominations/look")
    return visitor.post(form.say(csv=text, **said))


def recorded(visitor: Visitor, shown: Shown, **said: object) -> Shown:
    return visitor.post(shown.form("/staff/nominations").say(**said))


def tier_of(world: World, person: Visitor) -> str:
    return "Your county named you" if "Your county named you" in person.get("/status").words else ""


def test_a_list_is_looked_at_and_then_recorded(world: World) -> None:
    person, _ = world.applied("Nina Listed", WAITING, fee_paid="no")
    county = liaison(world)
    assert "People your county names" in county.get("/staff").words
    shown = looked(county, f"Nina Listed, {BORN}\nOtto Young, 1/1/2025\n=HYPERLINK(1), {BORN}")
    assert "nobody of this age applies" in shown.words
    assert "This is no name" in shown.words
    assert shown.form("/staff/nominations").fields["rows"] == "1"
    assert "Nina" not in county.get("/staff/nominations").text
    done = recorded(county, shown)
    assert "The names are recorded." in done.words
    assert re.search(r"Nina Listed May 17, 1985 Found", done.words)
    assert tier_of(world, person)
    assert "Otto" not in county.get("/staff/nominations").words
    assert "Nina" not in liaison(world, "yolo").get("/staff/nominations").text


def test_nothing_typed_is_lost_over_a_mistake(world: World) -> None:
    county = liaison(world, "kern")
    assert looked(county, "").status == 422
    shown = looked(county, f"<b>Pia Typed</b>,{BORN}", benefit="initial", codes="yes")
    assert "&lt;b&gt;Pia" in shown.text
    for rows in ([], ["7"], ["x"], ["1", "9" * 20]):
        refused = recorded(county, shown, rows=rows)
        assert refused.status == 422
        assert "Check at least one row" in refused.words
        assert refused.form("/staff/nominations").fields["benefit"] == "initial"
    assert recorded(county, shown, rows=["1"], benefit="nothing").status == 422
    assert "Nobody yet." in county.get("/staff/nominations").words


def test_codes_are_shown_once_and_count_on_the_form(world: World) -> None:
    county = liaison(world, "kings")
    shown = recorded(county, looked(county, f"Rosa Code, {BORN}\nSam Code, {BORN}", codes="yes"), rows=["1", "2"])
    codes = re.findall(r"\w{4}-\w{4}-\w{4}-\w{4}", shown.words)
    assert len(set(codes)) == 2
    assert codes[0] not in county.get("/staff/nominations").text
    said = {"fee_paid": "no", "county": "kings", "invitation_code": "AAAA-AAAA-AAAA-AAAA"}
    visitor, check = world.filled("Rosalinda Otherwise", WAITING, **said)
    refused = visitor.post(check.form("/send"))
    assert refused.status == 422
    assert "Check the code and the county" in refused.words
    page = visitor.get(refused.link("/pages/county"))
    assert page.main.fields["invitation_code"] == "AAAA-AAAA-AAAA-AAAA"
    mended = visitor.post(page.main.say(invitation_code=codes[0].lower()))
    visitor.post(mended.form("/send"))
    assert re.search(r"Rosa Code May 17, 1985 Found", county.get("/staff/nominations").words)


def test_a_reviewer_compares_names(world: World) -> None:
    person, _ = world.applied("Tomasa Alikes", WAITING, fee_paid="no")
    county = liaison(world)
    recorded(county, looked(county, f"Tomasa Alike; {BORN}"))
    reviewer = world.staff(Role.REVIEWER, name="rosa")
    page = reviewer.get("/staff/work/nomination_match")
    assert "Tomasa" not in page.text
    (match,) = re.findall(r'/staff/work/nomination_match/(\w+)"', page.text)
    item = reviewer.get(f"/staff/work/nomination_match/{match}")
    assert "Tomasa Alikes" in item.words
    assert "Birth date of both May 17, 1985" in item.words
    refused = reviewer.post(item.form("/decision").say(note="Asked the county."))
    assert refused.status == 422
    assert refused.form("/decision").fields["note"] == "Asked the county."
    done = reviewer.post(item.form("/decision").say(same="yes", note="Asked the county."))
    assert "Your answer about the names is recorded." in done.words
    assert tier_of(world, person)
    again = reviewer.post(item.form("/decision").say(same="no", key="01HZZZZZZZZZZZZZZZZZZZZZZZ"))
    assert again.status == 409


def test_the_pages_are_for_their_roles_and_speak_spanish(world: World) -> None:
    assert world.staff(Role.REVIEWER).get("/staff/nominations").status == 403
    assert liaison(world).get("/staff/work/nomination_match").status == 403
    assert world.staff(Role.COUNTY, organization="atlantis").get("/staff/nominations").status == 403
    county = liaison(world)
    county.language = "es"
    assert "Personas que nombra su condado" in county.get("/staff/nominations").words


def test_a_county_sees_how_it_stands_only_if_its_person_says_so(world: World) -> None:
    yes, _ = world.applied("Consuelo Consents", WAITING, fee_paid="no", county="napa", county_may_see="yes")
    no, _ = world.applied("Noemí Never", WAITING, fee_paid="no", county="napa")
    county = liaison(world, "napa")
    shown = looked(county, f"Consuelo Consents,{BORN}\nNoemí Never,{BORN}\nUnknown Person,{BORN}")
    done = recorded(county, shown, rows=["1", "2", "3"])
    assert "Consuelo Consents May 17, 1985 Found In line" in done.words
    assert "Noemí Never May 17, 1985 Found The person has not allowed us to say" in done.words
    assert "Unknown Person May 17, 1985 Not found yet –" in done.words

    status = yes.get("/status")
    assert "it can see how this application stands" in status.words
    assert "It is recorded" in yes.post(status.form("/county").say(may_see="no")).words
    assert "Consuelo Consents May 17, 1985 Found The person has not" in county.get("/staff/nominations").words
    no.post(no.get("/status").form("/county").say(may_see="yes"))
    assert "Noemí Never May 17, 1985 Found In line" in county.get("/staff/nominations").words
    assert no.post(no.get("/status").form("/county").say(may_see="maybe")).status == 422
    another = no.get("/status").form("/county").say(may_see="yes")
    another.action = yes.get("/status").form("/county").action
    assert no.post(another).status == 404


def test_a_long_list_is_shown_in_pages_that_cost_the_same(world: World) -> None:
    county, costs = liaison(world, "placer"), []
    for start, end in ((0, 120), (120, 1_120)):
        text = "\n".join(f"Person {n:04d},{BORN}" for n in range(start, end))
        shown = looked(county, text)
        recorded(county, shown, rows=[str(n + 1) for n in range(end - start)])
        with calls_seen() as seen:
            page = county.send("GET", "/staff/nominations")
        costs.append(len([call for call in seen if call.service == "dynamodb"]))
        assert len(page.text.encode()) < 100_000
        assert page.text.count('<th scope="row"') == 50
    assert costs[0] == costs[1] < 8
    assert "Page 2 of 23" in county.get("/staff/nominations?page=2").words
    assert "Person 0050" in county.get("/staff/nominations?page=2").words
    for wrong in ("0", "24", "-1", "x", "9" * 9):
        assert county.get(f"/staff/nominations?page={wrong}").status == 422


def test_a_file_is_read_once_looked_at_and_recorded(world: World) -> None:
    county = liaison(world, "tulare")

    def sent(content: bytes, who: Visitor = county) -> str:
        form = next(each for each in who.get("/staff/nominations").forms if "success_action_redirect" in each.fields)
        return sent_to_s3(form, content, "list.csv")

    listed = f"Legal name,Birth date\r\nBegoña O'Núñez,{BORN}\r\n"
    for encoding in ("utf-8", "utf-8-sig", "cp1252", "utf-16"):
        back = sent(listed.encode(encoding))
        shown = county.get(back)
        assert "We have read your file." in shown.words, encoding
        assert shown.form("/nominations/look").fields["csv"].strip() == listed.strip()
    assert clients.s3().list_objects_v2(Bucket=setting("DOCUMENTS_BUCKET"))["KeyCount"] == 0, "no list is kept"
    again = county.get(back)
    assert (again.status, "Send a CSV file" in again.words) == (422, True)
    looked_at = county.post(shown.form("/nominations/look"))
    assert "Begoña O'Núñez" in recorded(county, looked_at, rows=["2"]).words


@pytest.mark.parametrize("content", [b"", b"  \r\n", b"PK\x03\x04 a workbook", b"a\x00b", b"x" * 1_000_001])
def test_a_file_that_is_no_list_is_told(world: World, content: bytes) -> None:
    county = liaison(world, "inyo")
    form = next(each for each in county.get("/staff/nominations").forms if "success_action_redirect" in each.fields)
    refused = county.get(sent_to_s3(form, content, "list.xlsx"))
    assert (refused.status, "Send a CSV file of at most 1 MB." in refused.words) == (422, True)
    assert clients.s3().list_objects_v2(Bucket=setting("DOCUMENTS_BUCKET"))["KeyCount"] == 0


def test_another_liaisons_file_is_nobodys(world: World) -> None:
    county, other = liaison(world, "mono"), liaison(world, "modoc")
    form = next(each for each in county.get("/staff/nominations").forms if "success_action_redirect" in each.fields)
    back = sent_to_s3(form, f"Ana Other,{BORN}".encode(), "list.csv")
    assert "Ana Other" not in other.get(back).text
    assert "Ana Other" in county.get(back).text
