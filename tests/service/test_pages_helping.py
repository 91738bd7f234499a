"""A helper fills in the form beside its person: consent, the code for the person alone, and no access kept."""

import json
import re
from collections.abc import Iterator
from datetime import timedelta

import pytest

from chalicelib.domain.actors import Actor
from chalicelib.domain.codes import Code
from chalicelib.domain.notice import NoticeKind
from chalicelib.domain.refusal import Refused
from chalicelib.domain.roles import Role
from chalicelib.services.mail_code import mail_code
from chalicelib.services.open_session import open_session
from chalicelib.store import code_requests, folders, notices, table
from chalicelib.web.consent import CONSENTS
from tests.service.test_access_codes import asks
from tests.service.test_codes_sent import codes, run
from tests.service.test_pages import code_on, signed_in
from tests.service.test_pages_own_data import filed as own_file
from tests.service.test_pages_own_data import shown as own_page
from tests.service.visitor import Shown, Visitor
from tests.service.world import APPLICATION, World, fill, whole_site

pytestmark = pytest.mark.xdist_group("helping")

HELPER = {"helper_organization": "Clínica O'Ñ", "helper_role": "community", "helper_consent": "2026-1"}


@pytest.fixture(scope="module")
def world() -> Iterator[World]:
    with whole_site() as opened:
        yield opened


def first_page(world: World, language: str = "en") -> tuple[Visitor, Shown]:
    """A helper whose person agreed, with the form's first page."""
    world.clock.tick()
    visitor = world.visitor(language)
    return visitor, visitor.post(visitor.get("/helping/initial").form("/helping/initial").say(**HELPER))


def begun(world: World, name: str, language: str = "en") -> tuple[Visitor, Shown]:
    """After the first page: the page that shows the code."""
    visitor, page = first_page(world, language)
    answers = {key: value for key, value in APPLICATION.items() if key.startswith("birth_date")}
    return visitor, visitor.post(page.main.say(legal_name=name, **answers))


def sent(world: World, name: str, **said: str) -> tuple[Visitor, Shown]:
    visitor, page = begun(world, name)
    check = fill(visitor, page, {**APPLICATION, "legal_name": name, **said})
    return visitor, visitor.post(check.form("/send"))


def test_the_person_agrees_before_anything_is_typed(world: World) -> None:
    visitor = world.visitor()
    assert "I am helping someone" in visitor.get("/apply/initial").words
    form = visitor.get("/helping/initial").form("/helping/initial")
    for missing, told in (
        ("helper_organization", "Write the name of your organization"),
        ("helper_role", "Choose what kind of organization"),
        ("helper_consent", "The person has to agree"),
    ):
        wrong = visitor.post(form.say(**HELPER | {missing: None}))
        assert wrong.status == 422
        assert told in wrong.words
    for name, value in (("helper_organization", "x" * 121), ("helper_role", "spy"), ("helper_consent", "1999-1")):
        assert visitor.post(form.say(**HELPER | {name: value})).status == 422
    kept = visitor.post(form.say(**HELPER | {"helper_consent": None}))
    assert 'value="Clínica O&#39;Ñ"' in kept.text


def test_who_helped_and_the_consent_are_with_the_application_and_the_audit_names_no_one(world: World) -> None:
    _, received = sent(world, "Helped Person", pathway="reciprocity")
    assert "Somebody from Clínica O'Ñ helped with the form." in received.words
    code = code_on(received)
    person, status = signed_in(world, code)
    application_id = world.application_of(person)
    application = folders.load_folder(application_id).application
    assert application.help is not None
    assert application.help.helper.organization == "Clínica O'Ñ"
    assert (application.help.consent, application.help.language) == ("2026-1", "en")
    event = folders.load_events(application_id)[0]
    assert event["detail"]["helper"] == "community"
    assert event["detail"]["consent"] == "2026-1"
    assert "Clínica" not in str(event)
    receipt = next(k.notice for k in notices.of_person(application.person_id) if k.notice.kind is NoticeKind.RECEIPT)
    letter = person.get(f"/status/letters/{receipt.id}")
    assert "Somebody from an organization helped you" in letter.words
    review = world.staff(Role.REVIEWER, name="rosa").get(f"/staff/work/review/{application_id}").words
    assert "Help with the form Clínica O'Ñ · A community organization · agreed to on" in review
    assert status.path == "/status"


def test_the_code_is_covered_and_said_to_be_the_persons(world: World) -> None:
    _, page = begun(world, "Covered Code")
    assert page.path == "/code"
    assert "Turn the screen to them" in page.words
    assert re.search(r"<details><summary>Show the code to the person</summary>.*?class=\"code\"", page.text, re.S)


@pytest.mark.parametrize(
    "elsewhere",
    ["/status", "/status/letters/x", "/drafts/other/pages/you", "/documents/other", "/my-data", "/tell-me/initial"],
)
def test_a_pause_ends_the_helpers_access_and_keeps_what_was_typed(world: World, elsewhere: str) -> None:
    visitor, page = begun(world, f"Paused {elsewhere}")
    code = code_on(page)
    draft = page.link("/drafts/")
    left = visitor.get(elsewhere)
    assert left.path == "/helped"
    assert "Thank you for helping" in left.words
    assert "visit" not in visitor.cookies
    assert visitor.get(draft).path == "/sign-in"
    assert visitor.get("/code").path == "/sign-in"
    person, status = signed_in(world, code)
    assert "Not sent yet" in status.words
    assert person.get(draft).status == 200


def test_the_code_is_not_sent_to_an_email_that_the_helper_may_have_typed(world: World) -> None:
    visitor, received = sent(world, "Copied Code", email="helper@example.org")
    assert "/code/mail" not in received.text
    assert "/code/mail" not in visitor.get("/code").text
    token = re.search(r'name="token" value="([^"]+)"', received.text)
    assert token
    person, _ = signed_in(world, code_on(received))
    person_id = folders.load_folder(world.application_of(person)).application.person_id
    assert visitor.send("POST", "/code/mail", {"token": token[1]}).headers["location"].endswith("/helped")
    assert code_requests.find_request(person_id, replaces=False) is None
    assert visitor.get("/code").path == "/sign-in"
    helper = Actor(id=person_id, roles=frozenset({Role.APPLICANT}))
    with pytest.raises(Refused) as refused:
        mail_code(open_session(helper, code_key="k", helps="x").session)
    assert refused.value.code is Code.NOT_ALLOWED


def test_pictures_of_papers_belong_to_the_form(world: World) -> None:
    visitor, page = begun(world, "With Papers")
    draft = page.link("/drafts/").split("/")[2]
    papers = visitor.get(f"/documents/{draft}")
    assert (papers.status, papers.path) == (200, f"/documents/{draft}")
    assert visitor.get(page.link("/drafts/")).status == 200


def test_the_person_finds_the_help_and_their_consent_in_their_own_data(world: World) -> None:
    _, received = sent(world, "Own Data")
    person, _ = signed_in(world, code_on(received))
    assert "Help with the form Clínica O'Ñ · A community organization · agreed to on" in own_page(person).words
    data = json.loads(own_file(person).text)
    assert data["applications"][0]["help"]["helper"] == {"organization": "Clínica O'Ñ", "role": "community"}
    assert [each["agreed"] for each in data["consents"]][1:] == [{"help": True}]
    assert data["consents"][1]["words"] == {"help": CONSENTS["2026-1"]}
    _, page = begun(world, "Own Draft")
    person, _ = signed_in(world, code_on(page))
    assert "Help with the form Clínica O'Ñ" in own_page(person).words
    data = json.loads(own_file(person).text)
    assert data["forms_not_sent"][0]["help"]["consent"] == data["consents"][0]["version"] == "2026-1"


def test_a_stolen_cookie_of_a_pause_opens_nothing(world: World) -> None:
    visitor, page = begun(world, "Stolen Cookie")
    kept = dict(visitor.cookies)
    visitor.get("/status")
    visitor.cookies = kept
    assert visitor.get(page.link("/drafts/")).path == "/sign-in"


def test_after_it_is_sent_only_the_receipt_is_left_and_only_for_minutes(world: World) -> None:
    visitor, received = sent(world, "Sent With Help")
    assert received.path == "/received"
    assert "Done: close this page" in received.words
    assert code_on(visitor.get("/received")), "a printer that jammed can print it again"
    kept = dict(visitor.cookies)
    assert visitor.get("/status").path == "/helped"
    visitor.cookies = kept
    assert visitor.get("/received").path == "/sign-in"
    visitor, _ = sent(world, "Left Open")
    world.clock.jump_to(world.clock.now() + timedelta(minutes=6))
    assert visitor.get("/received").path == "/sign-in"


def test_sending_twice_files_one_application(world: World) -> None:
    visitor, page = begun(world, "Sent Twice")
    check = fill(visitor, page, {**APPLICATION, "legal_name": "Sent Twice"})
    first, second = (visitor.post(check.form("/send")) for _ in range(2))
    assert (first.path, second.path) == ("/received", "/received")
    assert code_on(first) == code_on(second)


def test_the_next_person_begins_as_somebody_new(world: World) -> None:
    visitor, page = begun(world, "First Of Two")
    again = visitor.get("/apply/initial")
    assert again.path == "/apply/initial"
    assert "First Of Two" not in again.text
    visitor, _ = begun(world, "First Of Two")
    assert (
        "First Of Two" not in visitor.post(visitor.get("/helping/initial").form("/helping/initial").say(**HELPER)).text
    )
    assert visitor.get(page.link("/drafts/")).path == "/sign-in", "the first one's form is closed by that"


def test_whoever_applied_before_signs_in_first_and_stays_one_person(world: World) -> None:
    person, _ = world.applied("Known Person", "grandparenting", id_expires_year="2031")
    form = person.get("/helping/initial").form("/helping/initial")
    page = person.post(
        person.post(form.say(**HELPER)).main.say(
            legal_name="Known Person", **{k: v for k, v in APPLICATION.items() if k.startswith("birth_date")}
        )
    )
    assert "/pages/" in page.path
    received = person.post(fill(person, page, {**APPLICATION, "legal_name": "Known Person"}).form("/send"))
    assert "under the same access code" in received.words
    assert person.get("/status").path == "/helped"


@pytest.mark.parametrize("sent_before", [False, True])
def test_the_name_that_is_typed_last_counts_in_a_form_that_was_begun_before(world: World, sent_before: bool) -> None:
    """The person began alone; with the helper they write the name as the ID has it. Nothing else is lost."""
    if sent_before:
        person, _ = world.applied("Maria Nunez", "grandparenting")
        before = answers("Maria Nunez", email="maria@example.com")
        fill(person, person.get("/apply/initial"), before, "county")
    else:
        person, _ = world.filled("Maria Nunez", until="county", email="maria@example.com")
    form = person.get("/helping/initial").form("/helping/initial")
    typed = {key: value for key, value in APPLICATION.items() if key.startswith("birth_date")}
    first = person.post(form.say(**HELPER))
    assert first.main.fields["legal_name"] == "Maria Nunez"
    page = person.post(first.main.say(legal_name="María Núñez O'Neil", **typed))
    assert page.path.endswith("/pages/you")
    assert "This form was begun before. Its other answers are still there." in page.words
    assert page.main.fields["legal_name"] == "María Núñez O'Neil"
    reach = person.post(page.main)
    assert (reach.path.rpartition("/")[2], "begun before" in reach.words) == ("county", False)
    check = fill(person, reach, answers("María Núñez O'Neil"))
    assert "María Núñez O'Neil" in check.words
    assert "maria@example.com" in check.words
    assert "Maria Nunez" not in check.words


def test_of_whoever_applied_before_the_helper_sees_no_receipt(world: World) -> None:
    person, _ = world.applied("Known Receipt", "grandparenting", id_expires_year="2032")
    form = person.get("/helping/initial").form("/helping/initial")
    born = {key: value for key, value in APPLICATION.items() if key.startswith("birth_date")}
    page = person.post(person.post(form.say(**HELPER)).main.say(legal_name="Known Receipt", **born))
    assert person.get("/received").path == page.path


def test_it_speaks_spanish_also_when_the_language_changes_on_the_way(world: World) -> None:
    visitor, page = first_page(world, "es")
    assert "Usted está ayudando a alguien" in page.words
    english = visitor.post(page.main.say(legal_name="Cambio Ñ", switch_to="en"))
    assert "You are helping someone" in english.words
    assert english.main.fields["helper_organization"] == "Clínica O'Ñ"


class TestContact:
    """What a helper typed may be their own: no code goes there before its person says that it is theirs."""

    def test_a_lost_code_goes_there_only_after_the_person_said_yes(self, world: World) -> None:
        visitor, page = begun(world, "Typed For")
        reach = visitor.get(page.link("/drafts/"))
        assert "The person's own, not yours." in reach.words
        received = visitor.post(fill(visitor, reach, answers("Typed For", email="typed@example.com")).form("/send"))
        code = code_on(received)
        run(world)
        asks(world.visitor(), "Typed For", "typed@example.com")
        assert codes(run(world)) == []
        staff = world.staff(Role.REVIEWER, name="rosa").get("/staff/work/codes").row("Typed For").words
        assert "A helper typed this contact" in staff
        assert "Call or write to the contact above" not in staff
        person, status = signed_in(world, code)
        assert "Are these your own?" in status.words
        wrong = status.form("/contact/mine").say(email="other@example.com")
        assert person.post(wrong).status == 409
        done = person.post(status.form("/contact/mine"))
        assert "We know now that it is yours." in done.words
        assert "Are these your own?" not in done.words
        assert "You told us that the e-mail or phone is yours" in own_page(person).words
        world.clock.tick(2 * 86_400)
        person_id = folders.load_folder(world.application_of(signed_in(world, code)[0])).application.person_id
        table.transact([code_requests.removal_write(person_id)])
        asks(world.visitor(), "Typed For", "typed@example.com")
        assert [to for to, _ in codes(run(world))] == ["typed@example.com"]

    def test_of_a_form_that_was_not_sent_too_and_writing_another_one_says_whose_it_is(self, world: World) -> None:
        visitor, page = begun(world, "Not Sent For")
        code = code_on(page)
        visitor.post(visitor.get(page.link("/drafts/")).main.say(email="helper@example.com", phone="555-0199"))
        person, status = signed_in(world, code)
        assert "E-mail helper@example.com Phone 555-0199" in status.words
        reach = person.get("/contact")
        assert reach.path.endswith("/pages/reach")
        assert "not yours" not in reach.words
        person.post(reach.main.say(email="mine@example.com"))
        assert "Are these your own?" not in person.get("/status").words

    def test_what_the_person_sends_on_is_still_not_theirs_until_they_say_so(self, world: World) -> None:
        visitor, page = begun(world, "Sent Alone")
        code = code_on(page)
        check = fill(visitor, page, answers("Sent Alone", email="helpers@example.com"))
        person, _ = signed_in(world, code)
        person.post(person.get(check.path).form("/send"))
        assert "Are these your own?" in person.get("/status").words
        person.post(person.get("/contact").form("/contact").say())
        assert "Are these your own?" not in person.get("/status").words, "saved with their own hands"

    def test_of_somebody_who_gave_a_contact_before_only_another_one_is_doubted(self, world: World) -> None:
        person, received = world.applied("Known Contact", "grandparenting", email="known@example.com")
        code = code_on(received)
        for email, doubted in (("known@example.com", False), ("new@example.com", True)):
            benefit = "waiver-exam-fee" if doubted else "initial"
            person, _ = signed_in(world, code)
            first = person.post(person.get(f"/helping/{benefit}").form(f"/helping/{benefit}").say(**HELPER))
            born = {key: value for key, value in APPLICATION.items() if key.startswith("birth_date")}
            page = person.post(first.main.say(legal_name="Known Contact", **born))
            said = answers("Known Contact", email=email, fee_paid="no")
            person.post(fill(person, page, said).form("/send"))
            person, status = signed_in(world, code)
            assert ("Are these your own?" in status.words) is doubted


def answers(name: str, **said: str) -> dict[str, str]:
    return {**APPLICATION, "legal_name": name, **said}
