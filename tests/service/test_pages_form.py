"""The form, page by page: what it asks, what it says of mistakes, and that nothing typed is ever lost."""

import re
from collections.abc import Iterator
from typing import Any

import pytest

from chalicelib.domain.person import Person
from chalicelib.gateways import clock as program_clock
from chalicelib.store import folders, people, programs
from chalicelib.web.attestation import VERSION
from chalicelib.web.questions import BOXES
from chalicelib.web.topics import DAYS, TOPICS
from tests.service.visitor import BASE, Shown, Visitor
from tests.service.world import APPLICATION, World, asked_on, fill, whole_site

NASTY = """O'Ñuñez <script>alert(1)</script> "李" & مريم"""
HELD = {"certification_status": "active", "certification_number": "PSS-1"} | {
    f"certification_expires_{part}": value for part, value in (("month", "1"), ("day", "2"), ("year", "2030"))
}
EVERYTHING = {**APPLICATION, **HELD, "fee_paid": "no", "attempt": "2"}
CHOSEN = {
    *("contact_language", "address_kind", "county", "nexus", "education", "certification_status"),
    *("pathway", "attempt", "fee_paid", "other_funding"),
}
"""Questions whose answers are offered."""
PAGE_OF = {
    "legal_name": "initial",
    "birth_date_year": "initial",
    "email": "reach",
    "county": "county",
    "nexus": "county",
    "id_expires_year": "papers",
    "education": "papers",
    "pathway": "help",
    "other_funding": "help",
}
BENEFITS = (
    *("initial", "grandparenting"),
    *(f"specialization-{area}" for area in ("parent-caregiver-family", "crisis-care", "unhoused", "justice-involved")),
    *(f"waiver-{fee}" for fee in ("application-fee", "exam-fee", "exam-retake", "renewal-fee", "reinstatement-fee")),
)

pytestmark = pytest.mark.xdist_group("pages-form")


@pytest.fixture(scope="module")
def world() -> Iterator[World]:
    with whole_site() as made:
        yield made


def questions(page: Shown) -> int:
    """What a person is asked on a page: a label with its field, or a legend with its choices. What is folded away for
    the few who have an invitation code is asked of nobody else."""
    unfolded = re.sub(r"<details>.*?</details>", "", page.text, flags=re.S)
    return len(re.findall(r'<(?:div|fieldset) class="field[ "]', unfolded))


def all_pages(world: World, benefit: str, language: str = "en") -> list[Shown]:
    """Every page of the form that somebody passes on the way from the home page to the one with all answers."""
    world.clock.tick()
    visitor = world.visitor(language)
    said = {**EVERYTHING, "legal_name": f"Walker {benefit}"}
    page = visitor.get(visitor.get("/").link(f"/apply/{benefit}"))
    pages = []
    while not page.path.endswith("/check"):
        if page.path == "/code":
            page = visitor.get(page.link("/pages/"))
        pages.append(page)
        page = visitor.post(page.main.say(**asked_on(page, said)))
        assert page.path != pages[-1].path, page.words
    return [*pages, page]


def changed(world: World, name: str, topic: str, benefit: str = "initial", **said: Any) -> tuple[Visitor, Shown]:
    """Someone who sends one page with these answers, having filled in the pages before it."""
    visitor, page = world.filled(name, benefit, until=topic)
    return visitor, visitor.post(page.main.say(**{**asked_on(page, {**APPLICATION, "legal_name": name}), **said}))


class TestQuestions:
    def test_every_benefit_is_looked_at(self, world: World) -> None:
        assert {benefit.id for benefit in programs.program_at(program_clock.now()).benefits} == set(BENEFITS)

    @pytest.mark.parametrize("benefit", BENEFITS)
    def test_from_the_home_page_to_sent_there_are_few(self, world: World, benefit: str) -> None:
        pages = all_pages(world, benefit)
        assert questions(pages[0]) == 3
        assert 12 <= sum(map(questions, pages)) <= (16 if benefit.startswith("waiver") else 24)

    def test_the_pages_are_numbered_and_each_says_why_it_asks_and_leads_back(self, world: World) -> None:
        pages = all_pages(world, "initial", "es")
        assert [re.findall(r"Paso (\d) de (\d)", page.words) for page in pages] == [
            [(str(number), "7")] for number in range(1, 8)
        ]
        assert all("Por qué lo preguntamos" in page.words for page in pages[:-1])
        assert all("Nunca le preguntamos qué diagnóstico tiene" in page.words for page in pages[:-1])
        backs = [re.findall(r'class="back"><a href="([^"]+)"', page.text) for page in pages[:-1]]
        first = pages[1].path.replace("/reach", "/you")
        assert backs == [[], [BASE + first], *([BASE + page.path] for page in pages[1:-2])]

    @pytest.mark.parametrize(
        ("benefit", "asked", "not_asked"),
        [
            ("initial", ["pathway", "other_funding", "id_name"], ["certification_number", "fee_paid", "attempt"]),
            ("waiver-exam-retake", ["pathway", "fee_paid", "attempt"], ["certification_number", "other_funding"]),
            ("waiver-renewal-fee", ["certification_number", "fee_paid"], ["pathway", "attempt", "id_name"]),
            ("specialization-crisis-care", ["certification_number"], ["pathway", "fee_paid", "attempt"]),
        ],
    )
    def test_each_benefit_asks_only_what_it_needs(
        self, world: World, benefit: str, asked: list[str], not_asked: list[str]
    ) -> None:
        text = "".join(page.text for page in all_pages(world, benefit))
        assert all(f'name="{name}"' in text for name in asked)
        assert not any(f'name="{name}"' in text for name in not_asked)

    def test_a_county_that_does_not_take_part_is_marked(self, world: World) -> None:
        _, page = world.filled("County Sample", until="county")
        assert "Alpine (does not take part now)" in page.words


class TestMistakes:
    def test_errors_are_told_on_top_and_at_the_field_and_everything_typed_stays(self, world: World) -> None:
        visitor = world.visitor("es")
        typed = {"legal_name": NASTY, "chosen_name": "Ñ", "birth_date_day": "31", "birth_date_month": "2"}
        page = visitor.post(visitor.get("/apply/initial").main.say(**typed, birth_date_year="1985"))
        assert page.status == 422
        assert "Revise estas respuestas" in page.words
        assert {name: page.main.fields[name] for name in typed} == typed
        assert "<script>" not in page.text
        linked = re.findall(r'<li><a href="#([^"]+)">', page.text)
        assert linked == ["birth_date_month"]
        assert all(f'id="{name}"' in page.text for name in linked)

    @pytest.mark.parametrize(
        ("field", "value"),
        [
            *(("legal_name", "x" * 10_000), ("county", "atlantis"), ("nexus", "fly"), ("birth_date_year", "2999")),
            *(("other_funding", "yacht"), ("email", "no address"), ("id_expires_year", "31"), ("pathway", "")),
            *(("education", "none of your business"), ("nexus", ""), ("legal_name", "  ")),
        ],
    )
    def test_what_cannot_be_used_is_said_of_its_field(self, world: World, field: str, value: str) -> None:
        _, page = changed(world, f"Mistaken {field}", PAGE_OF[field], **{field: value})
        assert page.status == 422
        assert page.text.count('class="field wrong"') == 1
        assert "Please look at these answers again" in page.words

    def test_an_empty_box_is_asked_about_once_and_then_taken_as_it_is(self, world: World) -> None:
        visitor, page = changed(world, "Box Sample", "word", "grandparenting", ethics_signed=None)
        assert page.status == 422
        assert "The box about the code of ethics is empty." in page.words
        page = visitor.post(page.main)
        assert page.path.endswith("/check")
        assert "I agree to follow the Medi-Cal Code of Ethics" not in page.words
        assert "We received your application" in visitor.post(page.form("/send")).words
        assert "Your signature on the code of ethics is missing" in visitor.get("/status").words

    def test_what_was_said_of_other_words_is_asked_again(self, world: World) -> None:
        visitor, page = world.filled("Reworded Sample", until="word")
        assert page.main.fields["attested"] == VERSION
        typed = {"self_identifies": "yes", "ethics_signed": "yes"}
        check = visitor.post(page.main.say(**typed, attested="2025-9"))
        assert "Something is missing Your word" in check.words
        assert not [form for form in check.forms if form.action.endswith("/send")]
        page = visitor.get(check.path.replace("check", "pages/word"))
        check = visitor.post(page.main)
        assert "We received your application" in visitor.post(check.form("/send")).words

    def test_a_form_with_a_page_left_out_is_not_sent_and_says_which(self, world: World) -> None:
        visitor, page = world.filled("Jumper Sample", until="county")
        check = visitor.get(page.path.replace("/pages/county", "/check"))
        assert "Something is missing" in check.words
        assert not [form for form in check.forms if form.action.endswith("/send")]
        missing = re.findall(r'<li><a href="[^"]+/pages/(\w+)">', check.text)
        assert missing == ["county", "papers", "help", "word"]
        # Whoever sends it all the same is shown the page again.
        token = page.main.fields["token"]
        again = visitor.send("POST", page.path.replace("/pages/county", "/send"), {"token": token, "seen": "3"})
        assert again.path == check.path.replace("/check", "/send")
        assert "Something is missing" in again.words
        assert "You have no application here yet." not in visitor.get("/status").words


class TestNothingIsLost:
    def test_the_language_changes_inside_the_form(self, world: World) -> None:
        visitor = world.visitor()
        typed = asked_on(first := visitor.get("/apply/initial"), {**APPLICATION, "legal_name": "Tongue Sample"})
        page = visitor.post(first.main.say(**typed, switch_to="es"))
        assert page.status == 200
        assert "Nombre legal completo" in page.words
        assert {name: page.main.fields[name] for name in typed} == typed
        page = fill(visitor, visitor.post(page.main.say(switch_to=None)), APPLICATION, "county")
        page = visitor.post(page.main.say(county="kern", nexus="work", switch_to="en"))
        assert "How are you connected to this county?" in page.words
        assert (page.main.fields["county"], page.main.fields["nexus"]) == ("kern", "work")
        check = fill(visitor, visitor.post(page.main.say(switch_to=None)), APPLICATION)
        assert "Kern How are you connected to this county? Change" not in check.words
        assert "I work there" in check.words

    def test_pressing_enter_sends_the_form_and_does_not_change_the_language(self, world: World) -> None:
        page = world.visitor().get("/apply/initial")
        buttons = re.findall(r'<button[^>]*form="application"[^>]*>|<form[^>]*id="application"', page.text)
        assert "name=" not in buttons[0]
        assert 'tabindex="-1"' in buttons[0]

    def test_a_double_click_on_the_first_page_begins_one_form(self, world: World) -> None:
        visitor = world.visitor()
        page = visitor.get("/apply/initial")
        form = page.main.say(**asked_on(page, {**APPLICATION, "legal_name": "Twice Sample"}))
        first = visitor.send("POST", "/apply/initial", form.fields, Cookie="")
        second = visitor.send("POST", "/apply/initial", form.fields, Cookie="")
        assert first.headers["location"] == second.headers["location"] == f"{BASE}/code"
        assert visitor.get("/status").words.count("Not sent yet") == 1

    def test_a_double_click_on_the_last_button_sends_one_application(self, world: World) -> None:
        visitor, check = world.filled("Click Sample")
        sent = [visitor.post(check.form("/send")) for _ in range(3)]
        assert [page.path for page in sent] == ["/received"] * 3
        assert visitor.get("/status").words.count("You sent your application") == 1
        # The application has the draft's id, so it is known for good that it was sent.
        assert check.path == f"/drafts/{world.application_of(visitor)}/check"

    def test_a_refusal_is_told_and_nothing_typed_is_lost(self, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
        visitor, check = world.filled("Late Sample", language="es")
        program = programs.program_at(program_clock.now())
        yesterday = program_clock.now().date().replace(day=1, month=11)
        rounds = tuple(r.model_copy(update={"closes": yesterday}) for r in program.rounds)
        monkeypatch.setattr(programs, "program_at", lambda _: program.model_copy(update={"rounds": rounds}))
        page = visitor.post(check.form("/send"))
        assert page.status == 409
        assert "Por ahora no se reciben solicitudes para esto." in page.words
        assert "Late Sample" in page.words
        assert "/send" not in page.text
        assert "Ya no se reciben solicitudes nuevas." in world.visitor("es").get("/apply/initial").words
        assert "/apply/initial" not in visitor.get("/").text
        monkeypatch.undo()
        assert "Recibimos su solicitud" in visitor.post(visitor.get(check.path).form("/send")).words

    def test_a_certified_person_applies_for_a_waiver(self, world: World) -> None:
        visitor, page = world.applied("Renewal Sample", "waiver-renewal-fee", **HELD, fee_paid="no")
        assert "We received your application" in page.words
        status = visitor.get("/status").words
        assert "you are in line for money" in status
        assert "Your place in line You are next." in status

    def test_a_fee_that_another_program_pays_is_not_paid_twice(self, world: World) -> None:
        visitor, _ = world.applied("Other Payer", "waiver-exam-fee", fee_paid="elsewhere")
        answers = folders.load_folder(world.application_of(visitor)).application.answers
        assert answers.paid_elsewhere == ("exam",)
        assert answers.fee_due is not None
        assert not answers.fee_due.paid
        assert "A person on our team is looking at your application." in visitor.get("/status").words

    @pytest.mark.parametrize("name", ["O'Brien-Núñez", "李", "مريم بنت علي", 'José "Pepe" Ñandú', "Ana\u0301 Sample"])
    def test_names_are_kept_as_they_are_written(self, world: World, name: str) -> None:
        visitor, check = world.filled(name, chosen_name=name, language="es")
        assert check.words.count(name) >= 2
        visitor.post(check.form("/send"))
        assert f"Hola, {name}" in visitor.get("/status").words
        assert folders.load_folder(world.application_of(visitor)).application.answers.attested == VERSION

    def test_ten_thousand_characters_are_met_and_stay(self, world: World) -> None:
        visitor, page = world.filled("Long Sample", until="reach")
        page = visitor.post(page.main.say(then="safe"))
        assert page.path.endswith("/safe")
        long = "Calle Ñ 5, " * 900 + "مريم"
        page = visitor.post(page.main.say(address_kind="mailing", address=long, may_mail="yes"))
        assert page.status == 422
        assert "at most 300 characters" in page.words
        assert page.main.fields["address"].strip() == long
        assert visitor.get(page.path).main.fields["address"].strip() == long


def answered_in_words() -> list[tuple[str, str]]:
    """Every field of the form that is answered in one's own words, with its page."""
    days = [(f"{name}_{part}", name) for name in sorted(DAYS) for part in ("day", "year")]
    fields = [(name, name) for name in sorted(WORDS)] + days
    return [(field, topic.id) for field, name in fields for topic in TOPICS.values() if name in topic.fields]


WORDS = {name for topic in TOPICS.values() for name in topic.fields} - DAYS - BOXES - CHOSEN


HOSTILE = {
    "long": "ñ李م🙂" * 2_500,
    "markup": "\u202emarib\u202c O'Brien-Núñez <b>",
    "digits": "٣١",
    "control": "\x00\x07",
    "negative": "-1",
}


class TestHostileWords:
    """10,000 characters, other scripts, right to left and markup in each field that is answered in words."""

    @pytest.mark.parametrize(("field", "page_name"), answered_in_words())
    def test_are_kept_as_typed_shown_as_words_or_told_what_to_do(
        self, hostile: dict[str, tuple[Visitor, str]], field: str, page_name: str
    ) -> None:
        visitor, check = hostile["specialization-unhoused" if page_name == "certification" else "initial"]
        page = visitor.get(check.replace("check", f"pages/{page_name}"))
        for kind, said in HOSTILE.items():
            answer = visitor.post(page.main.say(**{field: said}))
            assert answer.status in (200, 422), kind
            shown = answer if answer.status == 422 else visitor.get(page.path)
            assert shown.main.fields[field].strip() == said.strip(), kind
            assert "<b>" not in shown.text
            assert answer.status == 200 or re.search(r'<li><a href="#\w+">', answer.text), kind
        visitor.post(visitor.get(page.path).main.say(**{field: page.main.fields[field]}))


@pytest.fixture(scope="module")
def hostile(world: World) -> dict[str, tuple[Visitor, str]]:
    """People with a form that is filled in, and where all its answers are shown."""
    made = {}
    for benefit in ("initial", "specialization-unhoused"):
        visitor, check = world.filled(f"Hostile {benefit}", benefit, **HELD)
        made[benefit] = (visitor, check.path)
    return made


class TestInvitation:
    def test_a_code_that_no_county_gave_is_said_of_its_page_and_can_be_taken_out(self, world: World) -> None:
        visitor, check = world.filled("Invited Sample", invitation_code="ABCD-EFGH-2345-6789")
        assert "Invitation code ABCD-EFGH-2345-6789" in check.words
        page = visitor.post(check.form("/send"))
        assert page.status == 422
        assert "Something is missing Your county" in page.words
        county = visitor.get(check.path.replace("check", "pages/county"))
        assert "<details open>" in county.text
        page = visitor.post(county.main.say(invitation_code=""))
        assert "We received your application" in visitor.post(page.form("/send")).words


class TestSafeContact:
    def test_what_is_safe_is_optional_and_kept(self, world: World) -> None:
        visitor, page = world.filled("Safe Sample", until="reach")
        page = visitor.post(page.main.say(then="safe", email="safe@example.com"))
        assert "What is safe for you (optional)" in page.words
        page = visitor.post(page.main.say(may_text="yes", address_kind="care_of", address="12 Main St"))
        assert page.status == 422
        assert re.findall(r'<li><a href="#([^"]+)">', page.text) == ["care_of"]
        page = visitor.post(page.main.say(care_of="Casa Ñ", contact_language="es"))
        assert page.path.endswith("/county")
        check = fill(visitor, page, APPLICATION)
        assert "You may send me text messages Yes You may leave me a voicemail No" in check.words
        visitor.post(check.form("/send"))
        known = people_of(world, visitor)
        assert (known.contact.text_messages, known.contact.reach.may_mail) == (True, False)
        assert (known.contact.reach.care_of, known.contact.language) == ("Casa Ñ", "es")
        # A second form of the same person begins with what they said before.
        fill(visitor, visitor.get("/apply/waiver-exam-fee"), APPLICATION, "county")
        page = visitor.get(visitor.get("/apply/waiver-exam-fee").path.replace("/county", "/safe"))
        assert page.main.fields["may_text"] == "yes"


def people_of(world: World, visitor: Visitor) -> Person:
    return people.load_person(folders.load_folder(world.application_of(visitor)).application.person_id)
