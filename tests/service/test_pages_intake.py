"""Paper and calls on the staff pages: two people, both languages, and nothing typed ever lost."""

import re
from collections.abc import Iterator
from typing import Any

import pytest

from chalicelib.domain.roles import Role
from chalicelib.store import folders, intakes
from tests.service.visitor import BASE, Shown, Visitor
from tests.service.world import APPLICATION, World, asked_on, whole_site

pytestmark = pytest.mark.xdist_group("pages-intake")

ARRIVAL = {
    "medium": "paper",
    "received_year": "2026",
    "received_month": "11",
    "received_day": "30",
    "received_time": "2:30 pm",
    "reference": "SCAN-42",
    "attested": "2026-1",
    "address_kind": "mailing",
    "address": "12 Main St\nFresno",
    "may_mail": "yes",
}


@pytest.fixture(scope="module")
def world() -> Iterator[World]:
    with whole_site() as opened:
        yield opened


def ivy(world: World) -> Visitor:
    return world.staff(Role.INTAKE, name="ivy")


def noe(world: World) -> Visitor:
    return world.staff(Role.INTAKE, name="noe")


def send(visitor: Visitor, page: Shown, name: str, **said: Any) -> Shown:
    answers = {**APPLICATION, **ARRIVAL, "legal_name": name, **said}
    return visitor.post(page.form(page.path).say(**asked_on(page, answers)))


def typed(world: World, name: str, benefit: str = "initial", **said: Any) -> Shown:
    world.clock.tick()
    staff = ivy(world)
    return send(staff, staff.get(f"/staff/intake-forms/{benefit}"), name, **said)


def record_of(shown: Shown) -> str:
    found = re.fullmatch(r"/staff/intake/(\w+)", shown.path)
    assert found, shown.words
    return found[1]


def test_from_the_paper_to_the_letter_with_the_code(world: World) -> None:
    shown = typed(world, "María O'Ñúñez")
    assert "It is saved. A second person confirms it." in shown.words
    assert "You typed this, so somebody else confirms it." in shown.words
    assert "It is right: file it" not in shown.words
    made = record_of(shown)
    staff = noe(world)
    assert "Paper and phone applications to confirm" in staff.get("/staff").words
    row = staff.get("/staff/work/intake").row(made)
    assert "November 30, 2026, 2:30 pm" in row.words
    assert "Ñúñez" not in row.words
    page = staff.get(f"/staff/intake/{made}")
    assert "María O'Ñúñez" in page.words
    assert "When it came in November 30, 2026, 2:30 pm When it was typed in December 1, 2026" in page.words
    done = staff.post(page.forms[-2].say())
    assert "The application is filed." in done.words
    assert not re.search(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}", done.text)
    again = staff.get(f"/staff/intake/{made}")
    assert "Ñúñez" not in again.text
    assert "Filed as an application" in again.words


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"received_day": "31"}, "Write the day on which it came in"),
        ({"received_year": "2027"}, "Write the day on which it came in"),
        ({"received_year": "1999"}, "Write the day on which it came in"),
        ({"received_time": "noon"}, "Write the time like 2:30 pm"),
        ({"received_time": "25:00"}, "Write the time like 2:30 pm"),
        ({"received_time": "13:00 pm"}, "Write the time like 2:30 pm"),
        ({"received_time": "٢:٣٠"}, "Write the time like 2:30 pm"),
        (
            {"received_year": "2026", "received_month": "3", "received_day": "8", "received_time": "2:30"},
            "Write the time",
        ),
        ({"reference": "x" * 201}, "Write where the scan"),
        ({"medium": "pigeon"}, "Choose how it came in."),
        ({"attested": "1999-1"}, "Choose the version"),
        ({"legal_name": ""}, "Write your full legal name"),
        ({"legal_name": "ñ" * 10_000}, "Write your full legal name"),
        ({"contact_language": ""}, "Choose the language"),
        ({"birth_date_year": "1785"}, "Write your birth date"),
    ],
)
def test_what_is_wrong_is_told_and_everything_typed_stays(world: World, wrong: dict[str, str], told: str) -> None:
    shown = typed(world, "Still O'Here", **{"legal_name": "Still O'Here", "address": "7 Kept Way\nFresno"} | wrong)
    assert shown.status == 422
    assert told in shown.words
    assert "7 Kept Way" in shown.text
    assert ("Still O&#39;Here" in shown.text) is ("legal_name" not in wrong)


def test_an_empty_box_is_asked_about_once(world: World) -> None:
    staff = ivy(world)
    page = staff.get("/staff/intake-forms/initial")
    first = send(staff, page, "No Signature", ethics_signed=None)
    assert "The box about the code of ethics is empty" in first.words
    again = staff.post(first.form("/initial"))
    assert record_of(again)


def test_it_is_sent_back_mended_and_confirmed_by_a_third(world: World) -> None:
    made = record_of(typed(world, "Sent Back"))
    staff = noe(world)
    page = staff.get(f"/staff/intake/{made}")
    refused = staff.post(page.forms[-1].say(decision="send_back"))
    assert "Write why, with at most 500 characters." in refused.words
    assert (
        "It is sent back." in staff.post(page.forms[-1].say(decision="send_back", reason="The stamp says 3 pm")).words
    )
    maker = ivy(world)
    assert "The stamp says 3 pm" in maker.get("/staff/work/intake_returned").row(made).words
    form = maker.get(f"/staff/intake/{made}/correction")
    assert "It was sent back" in form.words
    assert form.form("/correction").fields["received_time"] == "14:30"
    assert form.form("/correction").fields["legal_name"] == "Sent Back"
    mended = maker.post(form.form("/correction").say(received_time="3:00 PM"))
    assert "It is mended." in mended.words
    assert "came in: November 30, 2026, 2:30 pm" in mended.words, "the history keeps the earlier time"
    assert "November 30, 2026, 3:00 pm" in mended.words
    stale = staff.post(page.forms[-2].say())
    assert stale.status == 409
    done = staff.post(staff.get(f"/staff/intake/{made}").forms[-2].say())
    assert "The application is filed." in done.words
    application = folders.load_folder(str(intakes.load_intake(made).application_id)).application
    assert application.submitted_at.isoformat() == "2026-11-30T23:00:00+00:00"


def test_a_refusal_keeps_the_record(world: World) -> None:
    world.call("manager", "v1/rounds/waiver-exam-fee/events", {"change": "suspend", "reason": "x"}, "suspend-waiver")
    today = {"received_month": "12", "received_day": "1", "received_time": "10:20"}
    waiver = {"certification_status": "none", "fee_paid": "no", **today}
    world.clock.jump_to(world.clock.now().replace(hour=20))
    made = record_of(typed(world, "In The Pause", "waiver-exam-fee", **waiver, attempt="1"))
    staff = noe(world)
    refused = staff.post(staff.get(f"/staff/intake/{made}").forms[-2].say())
    assert refused.status == 409
    assert "ROUND-SUSPENDED" in refused.words
    assert "In The Pause" in refused.words
    assert made in staff.get("/staff/work/intake").text
    world.call("manager", "v1/rounds/waiver-exam-fee/events", {"change": "reopen", "reason": "x"}, "reopen-waiver")


def test_an_invitation_code_that_nobody_gave_is_said_when_it_is_confirmed_and_can_be_mended(world: World) -> None:
    made = record_of(typed(world, "Wrong Code", invitation_code="AAAA-BBBB-CCCC-DDDD"))
    staff = noe(world)
    page = staff.get(f"/staff/intake/{made}")
    refused = staff.post(page.forms[-2].say())
    assert refused.status == 422
    assert "Check the code and the county that gave it to you" in refused.words
    maker = ivy(world)
    form = maker.get(f"/staff/intake/{made}/correction").form("/correction")
    assert "It is mended." in maker.post(form.say(invitation_code="")).words
    assert "The application is filed." in staff.post(staff.get(f"/staff/intake/{made}").forms[-2].say()).words


def test_what_was_typed_outlives_the_session(world: World) -> None:
    staff = ivy(world)
    page = staff.get("/staff/intake-forms/initial")
    session = staff.cookies.pop("staff")
    kept = send(staff, page, "Signed Out Ñ")
    assert kept.status == 403
    assert "Nothing you typed is lost" in kept.words
    assert 'value="Signed Out Ñ"' in kept.text
    staff.cookies["staff"] = session
    back = staff.post(kept.form("/initial"))
    assert back.status == 403
    assert "You are signed in again" in back.words
    assert record_of(staff.post(back.form("/initial")))


def test_a_double_click_keeps_one_record(world: World) -> None:
    staff = ivy(world)
    page = staff.get("/staff/intake-forms/initial")
    first, second = (send(staff, page, "Clicked Twice") for _ in range(2))
    assert record_of(first) == record_of(second)


def test_the_start_page_leads_to_every_form_and_an_empty_list_says_so(world: World) -> None:
    staff = ivy(world)
    start = staff.get("/staff/intake")
    forms = re.findall(rf'href="{BASE}(/staff/intake-forms/[^"]+)"', start.text)
    assert len(forms) == 11
    for each in forms:
        assert staff.get(each).status == 200
    assert "Nothing waits here now." in staff.get("/staff/work/intake_returned").words
    for unknown in ("/staff/intake/x", "/staff/intake/x/correction", "/staff/intake-forms/free-lunch"):
        assert staff.get(unknown).status == 404
    assert world.staff(Role.REVIEWER).get("/staff/intake").status == 403


def test_what_staff_saw_counts_as_seen_and_nothing_else(world: World) -> None:
    made = record_of(typed(world, "Showed An ID", id_seen="yes"))
    staff = noe(world)
    page = staff.get(f"/staff/intake/{made}")
    assert "Papers that were seen Photo ID What was done" in page.words
    mended = ivy(world).get(f"/staff/intake/{made}/correction")
    assert mended.form("/correction").fields["id_seen"] == "yes"
    assert "education_seen" not in mended.form("/correction").fields
    staff.post(page.forms[-2].say())
    application = folders.load_folder(str(intakes.load_intake(made).application_id)).application
    assert application.answers.documents.photo_id.seen
    assert not application.answers.documents.education.seen


def test_a_reviewer_sees_how_it_came_in(world: World) -> None:
    made = record_of(typed(world, "Came On Paper", pathway="reciprocity"))
    staff = noe(world)
    staff.post(staff.get(f"/staff/intake/{made}").forms[-2].say())
    application = intakes.load_intake(made).application_id
    page = world.staff(Role.REVIEWER, name="rosa").get(f"/staff/work/review/{application}").words
    assert "How it came in On paper · November 30, 2026, 2:30 pm" in page
    assert "SCAN-42" in page


def test_it_speaks_spanish(world: World) -> None:
    staff = ivy(world)
    staff.language = "es"
    assert "Papel y teléfono" in staff.get("/staff/intake").words
    form = staff.get("/staff/intake-forms/initial").words
    assert "¿Cómo llegó?" in form
    assert "Nombre legal completo" in form
