"""Letters to mail, several at once: printed on one page, recorded row by row, and the code of a paper application."""

import re
from collections.abc import Iterator

import pytest

from chalicelib.domain.roles import Role
from chalicelib.store import folders, intakes, person_events, readings
from chalicelib.store.readings import Purpose
from tests.service.test_pages_intake import noe, record_of, typed
from tests.service.test_pages_letters import on_paper
from tests.service.visitor import Form, Shown, Visitor
from tests.service.world import APPLICATION, World, whole_site

pytestmark = pytest.mark.xdist_group("mailing")

SAFE = {"may_mail": "yes", "address_kind": "care_of", "care_of": "Casa Ñ", "address": "12 Main St\nFresno, CA 93701"}


@pytest.fixture(scope="module")
def world() -> Iterator[World]:
    with whole_site() as opened:
        yield opened


def rosa(world: World) -> Visitor:
    return world.staff(Role.REVIEWER, name="rosa")


def batch(staff: Visitor, name: str = "letters") -> Form:
    return staff.get(f"/staff/work/{name}").form("/letters/print")


def elsewhere(form: Form, action: str) -> Form:
    """The same form, sent by its other button."""
    return Form(form.action.replace("/letters/print", action), form.fields)


def filed(world: World, name: str, **said: str) -> str:
    """Someone whose paper was filed; their person's id."""
    made = record_of(typed(world, name, **said))
    staff = noe(world)
    done = staff.post(staff.get(f"/staff/intake/{made}").forms[-2].say())
    assert "The application is filed." in done.words
    return str(folders.load_folder(str(intakes.load_intake(made).application_id)).application.person_id)


def code_on(page: Shown) -> str:
    found = re.search(r'<p class="code">([0-9A-Z-]+)</p>', page.text)
    assert found, page.words
    return found[1]


def test_several_letters_are_on_one_page_each_in_its_language(world: World) -> None:
    _, first = on_paper(world, "First Letter", "es", **SAFE)
    _, second = on_paper(world, "Second O'Ñ", "en", **SAFE)
    _, unsafe = on_paper(world, "Not Safe", "en")
    staff = rosa(world)
    page = staff.post(batch(staff).say(notice=[first, second, unsafe, "x", "y" * 3000, first]))
    assert page.status == 200
    assert re.findall(r'<article class="letter" lang="(..)">', page.text) == ["es", "en"]
    assert page.words.count("c/o Casa Ñ 12 Main St Fresno, CA 93701") == 2
    assert "did not say that letters are safe" in page.words
    assert "Not printed" in page.words
    assert "Not Safe" not in page.text
    again = staff.post(batch(staff).say(notice=[first]))
    assert "First Letter" in again.words, "printing changes nothing"


def test_what_a_colleague_has_taken_up_is_neither_chosen_nor_printed_nor_mailed(world: World) -> None:
    _, notice = on_paper(world, "Taken Letter", "en", **SAFE)
    olu, staff = world.staff(Role.REVIEWER, name="olu"), rosa(world)
    olu.post(olu.get("/staff/work/letters").form(f"/{notice}/take"))
    chosen = re.compile(rf'id="pick-{notice}"[^>]* checked')
    assert [bool(chosen.search(each.get("/staff/work/letters").text)) for each in (olu, staff)] == [True, False]
    assert "A colleague works on this." in staff.get(f"/staff/letters/{notice}").words
    printed = staff.post(batch(staff).say(notice=[notice]))
    assert "A colleague is working on this now." in printed.words
    assert "Taken Letter" not in printed.text
    assert "Not recorded:" in staff.post(elsewhere(batch(staff), "/letters/mailed").say(notice=[notice])).words
    assert "Taken Letter" in olu.post(batch(olu).say(notice=[notice])).words
    assert "Recorded as mailed." in olu.post(elsewhere(batch(olu), "/letters/mailed").say(notice=[notice])).words


def test_many_are_mailed_at_once_and_one_bad_row_stops_nothing(world: World) -> None:
    notices = [on_paper(world, f"Bulk {n}", "en", **SAFE)[1] for n in range(2)]
    staff = rosa(world)
    form = elsewhere(batch(staff), "/letters/mailed").say(notice=[notices[0], "not-there", notices[1]])
    page = staff.post(form)
    assert page.words.count("Recorded as mailed.") == 2
    assert page.words.count("Not recorded:") == 1
    assert "NOT-FOUND" in page.words
    left = staff.get("/staff/work/letters").text
    assert not [notice for notice in notices if notice in left]
    twice = staff.post(form)
    assert twice.words.count("Recorded as mailed.") == 2, "the same form again answers the same"


def test_nothing_chosen_and_too_many_are_said(world: World) -> None:
    on_paper(world, "Somebody Waits", "en", **SAFE)
    staff = rosa(world)
    form = batch(staff)
    assert "Nothing was chosen." in staff.post(Form(form.action, {**form.fields, "notice": []})).words
    assert staff.post(form.say(notice=[f"x{n}" for n in range(51)])).status == 422
    assert staff.post(form.say(list="elsewhere")).status == 404


def test_the_page_that_prints_records_all_of_it_as_mailed(world: World) -> None:
    _, notice = on_paper(world, "Printed Then Mailed", "en", **SAFE)
    staff = rosa(world)
    page = staff.post(batch(staff).say(notice=[notice]))
    done = staff.post(page.form("/letters/mailed"))
    assert "Recorded as mailed." in done.words
    assert notice not in staff.get("/staff/work/letters").text


def test_a_code_goes_out_by_letter_and_opens_the_application(world: World) -> None:
    person = filed(world, "Carta Ñúñez", contact_language="es")
    staff = rosa(world)
    shown = staff.get("/staff/work/code_letters")
    assert "Carta" not in shown.text, "names are on the letter alone"
    assert person in shown.text
    page = staff.post(batch(staff, "code_letters").say(person=[person]))
    assert "Su código de acceso" in page.words
    assert "12 Main St" in page.words
    assert [each.purpose for each in readings.readings_of(person).entries][-1:] == [Purpose.LETTER]
    code = code_on(page)
    assert code not in page.path
    visitor = world.visitor("es")
    birth = {name: value for name, value in APPLICATION.items() if name.startswith("birth_date")}
    own = visitor.post(visitor.get("/sign-in").form("/sign-in").say(access_code=code, **birth))
    assert own.path == "/status", own.words
    done = staff.post(page.form("/letters/mailed"))
    assert "Recorded as mailed." in done.words
    assert person not in staff.get("/staff/work/code_letters").text
    assert [event.action for event in person_events.events_of(person)] == ["code_printed", "code_mailed"]
    own_data = visitor.post(visitor.get(visitor.get("/status").link("/my-data")).form("/my-data")).words
    assert "Nuestro equipo imprimió una carta con su código de acceso" in own_data
    assert "Le enviamos una carta con su código de acceso" in own_data
    assert "Cómo llegó En papel" in own_data
    gone = staff.post(elsewhere(page.form("/letters/mailed"), "/letters/mailed").say(person=[person]))
    assert gone.words.count("Recorded as mailed.") == 1, "the same form again answers the same"


def test_where_letters_are_not_safe_the_code_is_told(world: World) -> None:
    person = filed(world, "Told In Person", may_mail="")
    staff = rosa(world)
    page = staff.post(batch(staff, "code_letters").say(person=[person]))
    assert not re.search(r'<p class="code">', page.text)
    form = staff.get("/staff/work/code_letters").form(f"{person}/told")
    assert "Write why" in staff.post(form).words
    done = staff.post(form.say(reason="Came with an ID"))
    assert "It is recorded that the person was told." in done.words
    assert person not in staff.get("/staff/work/code_letters").text


def test_letters_are_for_those_who_mail_them(world: World) -> None:
    _, notice = on_paper(world, "Not For Everyone", "en", **SAFE)
    form = batch(rosa(world))
    for role in set(Role) - {Role.REVIEWER, Role.APPLICANT}:
        other = world.staff(role)
        token = re.search(r'name="token" value="([^"]+)"', other.get("/staff").text)
        assert token
        for action in ("/letters/print", "/letters/mailed"):
            sent = other.post(elsewhere(form, action).say(token=token[1], notice=[notice]))
            assert sent.status == 403, role
            assert "Main St" not in sent.text


def test_the_list_offers_to_print_and_not_yet_to_record(world: World) -> None:
    on_paper(world, "Buttons", "en", **SAFE)
    page = rosa(world).get("/staff/work/letters")
    assert page.text.count('form="batch"') == page.text.count("Choose this letter") > 0
    assert "/letters/mailed" not in page.text, "first print, then say what is in the mail"
