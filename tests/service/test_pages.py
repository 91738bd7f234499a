"""The pages of people who apply: every way through them, in both languages, and nothing typed ever lost."""

import re
from collections.abc import Iterator
from typing import Any

import pytest

from chalicelib.domain.roles import Role
from chalicelib.gateways import clock as program_clock
from chalicelib.store import programs
from tests.service.visitor import BASE, Form, Shown, Visitor
from tests.service.world import APPLICATION, World, fill, whole_site

pytestmark = pytest.mark.xdist_group("pages")


@pytest.fixture(scope="module")
def world() -> Iterator[World]:
    with whole_site() as made:
        yield made


def code_on(page: Shown) -> str:
    found = re.search(r'<p class="code">([0-9A-Z-]+)</p>', page.text)
    assert found, page.words
    return found[1]


def signed_in(world: World, code: str, **said: Any) -> tuple[Visitor, Shown]:
    visitor = world.visitor()
    form = visitor.get("/sign-in").form("/sign-in")
    birth_date = {name: value for name, value in APPLICATION.items() if name.startswith("birth_date")}
    return visitor, visitor.post(form.say(access_code=code, **birth_date, **said))


class TestHome:
    @pytest.mark.parametrize(
        ("language", "words"),
        [
            ("en", "Help to pay for peer certification"),
            ("es-MX,es;q=0.9", "Ayuda para pagar la certificación de pares"),
        ],
    )
    def test_it_speaks_the_browsers_language(self, world: World, language: str, words: str) -> None:
        page = world.visitor(language).get("/")
        assert page.status == 200
        assert words in page.words
        assert f'<html lang="{language[:2]}">' in page.text

    def test_it_shows_each_benefit_with_amount_state_and_target(self, world: World) -> None:
        page = world.visitor().get("/")
        for benefit in programs.program_at(program_clock.now()).benefits:
            assert f'href="{BASE}/apply/{benefit.id}"' in page.text
        assert "Together up to $1,850.00" in page.words
        assert "Goal of the program: 2,500 scholarships" in page.words
        assert "● Open" not in page.words  # the dot is for the eye only
        assert page.words.count("Open · sample round") == 11

    def test_every_address_begins_with_the_stage(self, world: World) -> None:
        page = world.visitor().get("/")
        addresses = re.findall(r'(?:href|action|src)="([^"]*)"', page.text)
        assert len(addresses) > 20
        assert [address for address in addresses if not address.startswith((f"{BASE}/", "#"))] == []

    def test_the_choice_of_a_language_stays_and_leads_back(self, world: World) -> None:
        visitor = world.visitor("en")
        form = visitor.get("/sign-in").form("/language")
        answer = visitor.send("POST", "/language", {**form.fields, "lang": "es"})
        assert answer.headers["location"] == f"{BASE}/sign-in"
        assert "Ver mi solicitud" in visitor.get("/sign-in").words
        assert visitor.get("/").text.count('lang="es"') == 1

    @pytest.mark.parametrize(
        "back", ["//elsewhere.example", "https://elsewhere.example/", "\\elsewhere", "javascript:x"]
    )
    def test_the_choice_of_a_language_leads_nowhere_else(self, world: World, back: str) -> None:
        answer = world.visitor().send("POST", "/language", {"lang": "es", "back": back})
        assert answer.headers["location"] == f"{BASE}/"

    def test_the_style_sheet_is_small_and_kept_for_good(self, world: World) -> None:
        visitor = world.visitor()
        address = re.findall(r'rel="stylesheet" href="([^"]+)"', visitor.get("/").text)[0].removeprefix(BASE)
        found = visitor.get(address)
        assert found.headers["cache-control"] == "public, max-age=31536000, immutable"
        assert found.headers["content-type"].startswith("text/css")
        assert len(found.text.encode()) <= 20_000
        assert visitor.get("/static/site.0000000000.css").headers["cache-control"] == "no-cache"
        assert visitor.get("/static/secrets.txt").status == 404


class TestEveryPage:
    def test_it_is_private_unframed_and_runs_no_script_but_our_own(self, world: World) -> None:
        visitor, received = world.applied("Headers Sample")
        pages = [
            received,
            *(visitor.get(path) for path in ("/", "/apply/initial", "/status", "/staff", "/apply/nothing")),
        ]
        address = re.findall(r'<script src="([^"]+)"', received.text)[0]
        own = f'<script src="{address}" defer>'
        assert len(visitor.get(address.removeprefix(BASE)).text.encode()) <= 10_000
        for page in pages:
            assert "no-store" in page.headers["cache-control"]
            assert page.headers["x-content-type-options"] == "nosniff"
            assert page.headers["referrer-policy"] == "same-origin"
            policy = page.headers["content-security-policy"]
            assert "default-src 'none'" in policy
            assert "frame-ancestors 'none'" in policy
            assert "unsafe" not in policy
            assert re.findall(r"<script[^>]*>", page.text) == [own] * ("/staff" not in page.path)
            assert page.text.count("<script") == page.text.count("></script>")
            assert "onclick" not in page.text
            assert "style=" not in page.text

    def test_it_has_a_heading_a_title_and_labels(self, world: World) -> None:
        visitor, received = world.applied("Structure Sample")
        for page in [
            received,
            *(visitor.get(path) for path in ("/", "/apply/waiver-renewal-fee", "/status", "/staff")),
        ]:
            assert len(re.findall(r"<h1[ >]", page.text)) == 1
            assert re.search(r"<title>[^<]+ · Peer Funding</title>", page.text)
            ids = re.findall(r'\sid="([^"]+)"', page.text)
            assert len(ids) == len(set(ids))
            wanted = re.findall(r'(?:for|aria-describedby|aria-labelledby)="([^"]+)"', page.text)
            assert {each for many in wanted for each in many.split()} <= set(ids)

    def test_what_is_not_there_says_so_in_plain_words(self, world: World) -> None:
        page = world.visitor("es").get("/apply/free-lunch")
        assert page.status == 404
        assert "No encontramos esa página" in page.words

    def test_an_error_of_ours_shows_no_trace(self, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
        def broken(_: object) -> object:
            raise RuntimeError("a name that nobody should read")

        monkeypatch.setattr(programs, "program_at", broken)
        page = world.visitor().get("/")
        assert page.status == 500
        assert "try again" in page.words
        assert "nobody should read" not in page.text


class TestOwnPages:
    def test_from_the_form_to_an_active_award(self, world: World) -> None:
        visitor, received = world.applied("María O'Ñuñez", "initial", "es", chosen_name="Mari O'Ñ")
        code = code_on(received)
        assert code_on(visitor.get("/received")) == code  # a phone that forgets the page can ask for it again
        status = visitor.get("/status")
        assert "Hola, Mari O'Ñ" in status.words
        assert "ya hay dinero apartado para usted" in status.words
        award = re.search(r"A-\w{4}-\w{4}", status.words)
        assert award
        world.approve(award[0])
        visitor, status = signed_in(world, code.lower().replace("-", " "))
        assert "You have an offer. Please answer by December 15, 2026." in status.words
        done = visitor.post(status.form(f"/awards/{award[0]}/accept"))
        assert "You accepted the award." in done.words
        assert "Your award is ready to use." in done.words
        assert "Use it by November 30, 2027." in done.words
        assert "You accepted. Use the award by November 30, 2027." in done.words

    def test_a_decision_sent_twice_counts_once_and_another_is_refused_in_words(self, world: World) -> None:
        visitor, _ = world.applied("Once Sample")
        withdrawal = visitor.get("/status").form("/withdraw")
        assert "You withdrew your application." in visitor.post(withdrawal).words
        assert "You withdrew your application." in visitor.post(withdrawal).words
        page = visitor.post(withdrawal.say(key="01HZZZZZZZZZZZZZZZZZZZZZZZ"))
        assert page.status == 409
        assert "This step cannot be done now." in page.words

    def test_nobody_sees_or_decides_what_is_somebody_elses(self, world: World) -> None:
        owner, _ = world.applied("Owner Sample")
        stranger, _ = world.applied("Stranger Sample")
        mine, theirs = owner.get("/status").form("/withdraw"), stranger.get("/status").form("/withdraw")
        page = stranger.post(Form(mine.action, theirs.fields))
        assert page.status == 404
        assert "Owner" not in page.text
        assert "You withdrew" not in owner.get("/status").words

    def test_a_wrong_code_and_a_wrong_birth_date_look_alike(self, world: World) -> None:
        _, received = world.applied("Alike Sample")
        code = code_on(received)
        _, wrong_code = signed_in(world, "AAAA-BBBB-CCCC-DDDD")
        visitor = world.visitor()
        form = visitor.get("/sign-in").form("/sign-in")
        birth_date = {"birth_date_month": "6", "birth_date_day": "17", "birth_date_year": "1985"}
        wrong_date = visitor.post(form.say(access_code=code, **birth_date))
        assert wrong_code.status == wrong_date.status == 403
        assert wrong_code.words.split("Access code")[0] == wrong_date.words.split("Access code")[0]
        assert "visit" not in visitor.cookies

    def test_a_second_application_for_the_same_is_refused_in_the_persons_language(self, world: World) -> None:
        visitor, _ = world.applied("Again Sample", language="es")
        page = visitor.get("/apply/initial")
        assert page.main.fields["legal_name"] == "Again Sample"
        assert page.main.fields["birth_date_year"] == "1985"
        page = fill(visitor, page, {**APPLICATION, "legal_name": "Again Sample"})
        page = visitor.post(page.form("/send"))
        assert page.status == 409
        assert "Usted ya tiene una solicitud abierta para esto." in page.words
        assert "Fresno" in page.words

    def test_a_second_application_for_something_else_goes_to_the_same_person(self, world: World) -> None:
        visitor, _ = world.applied("Both Sample", birth_date_year="1972")
        said = {**APPLICATION, "legal_name": "Both Sample", "birth_date_year": "1972", "fee_paid": "no"}
        check = fill(visitor, visitor.get("/apply/waiver-exam-fee"), said)
        assert "We received your application" in visitor.post(check.form("/send")).words
        page = visitor.get("/status")
        assert "Exam fee waiver" in page.words
        assert "First certification scholarship" in page.words

    def test_a_denied_person_reads_the_reason_and_no_hard_words(self, world: World) -> None:
        visitor, _ = world.applied("Denied Sample", "grandparenting", pathway="reciprocity")
        assert "A person on our team is looking at your application." in visitor.get("/status").words
        staff = world.staff(Role.REVIEWER)
        item = staff.get(f"/staff/work/review/{world.application_of(visitor)}")
        staff.post(item.form("/review").say(finding="ineligible", reasons=["FRAUD-SUSPECTED", "RECIPROCITY-PATHWAY"]))
        page = visitor.get("/status")
        assert "We could not approve this application." in page.words
        assert "We need to check something with you." in page.words
        assert not re.search("fraud|forfeit", page.words, re.IGNORECASE)


class TestRevision:
    def test_the_form_comes_with_the_answers_and_keeps_the_place(self, world: World) -> None:
        visitor, _ = world.applied("Mend Sample", "grandparenting", id_expires_year="2020", id_name="Mend Other")
        status = visitor.get("/status")
        assert "We need something from you." in status.words
        assert "Please send a photo ID that has not expired." in status.words
        page = visitor.get(f"/applications/{world.application_of(visitor)}/revise")
        form = page.form("/revise")
        assert form.fields["id_expires_year"] == "2020"
        assert "self_identifies" not in form.fields  # only what the reasons are about
        assert "Please send it by March 1, 2027." in page.words
        done = visitor.post(form.say(id_expires_year="2031", id_name=""))
        assert "We received your answers." in done.words
        assert "money is set aside for you" in done.words
        again = visitor.get(f"/applications/{world.application_of(visitor)}/revise")
        assert again.status == 409

    def test_what_was_typed_outlives_the_session(self, world: World) -> None:
        visitor, received = world.applied("Slow Sample", "grandparenting", id_expires_year="2020")
        form = visitor.get(f"/applications/{world.application_of(visitor)}/revise").form("/revise")
        world.clock.tick(31 * 60)
        page = visitor.post(form.say(id_expires_year="2032", id_name="Slow Sample"))
        assert page.status == 403
        assert "Nothing you typed is lost." in page.words
        birth_date = {name: value for name, value in APPLICATION.items() if name.startswith("birth_date")}
        wrong = visitor.post(page.form("/sign-in").say(access_code="NO", **birth_date))
        page = visitor.post(wrong.form("/sign-in").say(access_code=code_on(received), **birth_date))
        assert "You are signed in again" in page.words
        kept = page.form("/revise")
        assert (kept.fields["id_expires_year"], kept.fields["id_name"]) == ("2032", "Slow Sample")
        assert "We received your answers." in visitor.post(kept).words

    def test_a_form_of_an_earlier_session_is_shown_again_with_all_that_was_typed(self, world: World) -> None:
        visitor, _ = world.applied("Tab Sample", "grandparenting", id_expires_year="2020")
        form = visitor.get(f"/applications/{world.application_of(visitor)}/revise").form("/revise")
        page = visitor.post(form.say(token="of-another-session", id_name="Tabea Sample"))
        assert page.status == 403
        assert page.form("/revise").fields["id_name"] == "Tabea Sample"
