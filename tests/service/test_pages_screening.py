"""Can I get help? And getting out of here quickly."""

import itertools
import re
from collections.abc import Iterator

import pytest

from chalicelib.gateways import aws as clients
from chalicelib.gateways.settings import setting
from chalicelib.services.estimate_wait import LineLength, line_length
from chalicelib.web.pages_screening import QUESTIONS
from chalicelib.web.shown import LEAVE_TO
from tests.service.visitor import BASE, Shown, Visitor
from tests.service.world import World, whole_site

pytestmark = pytest.mark.xdist_group("screening")

PATH = "/can-i-get-help"


@pytest.fixture(scope="module")
def world() -> Iterator[World]:
    with whole_site() as made:
        yield made


def taps(visitor: Visitor, *answers: str) -> Shown:
    """The page after these answers, each one tap on a button."""
    page = visitor.get(visitor.get("/").link(PATH))
    for answer in answers:
        form = page.form(PATH)
        name, value = next(found for found in buttons(page) if found[1] == answer)
        address = "&".join(f"{key}={said}" for key, said in {**form.fields, name: value}.items())
        page = visitor.get(f"{PATH}?{address}")
    return page


def buttons(page: Shown) -> list[tuple[str, str]]:
    return re.findall(r'<button class="button second tap" name="(\w+)" value="([\w-]+)"', page.text)


def rows() -> str:
    pages = clients.dynamodb().get_paginator("scan").paginate(TableName=setting("TABLE_NAME"))
    return repr([row for each in pages for row in each["Items"]])


class TestScreening:
    def test_it_is_at_most_six_taps_and_keeps_nothing(self, world: World) -> None:
        before = rows()
        page = taps(world.visitor(), "certified", "no", "yes", "yes", "central", "yes")
        assert len(QUESTIONS) <= 6
        assert "What you can get Open to you now First certification scholarship" in page.words
        assert "What it pays up to $1,850.00" in page.words
        assert "There is money now for everybody in line and for you. Nobody waits now." in page.words
        assert "A photo ID from a government" in page.words
        assert f'href="{BASE}/apply/initial"' in page.text
        assert page.cookies == []
        assert rows() == before

    def test_every_way_through_it_ends_on_a_page_that_says_something(self, world: World) -> None:
        visitor = world.visitor("es")
        choices = [[value for value, _ in question.answers] for question in QUESTIONS]
        choices[4] = ["unsure", "los-angeles"]
        for answers in itertools.product(*choices[:2], ["no"], ["soon"], *choices[4:]):
            said = "&".join(f"{q.name}={value}" for q, value in zip(QUESTIONS, answers, strict=True))
            page = visitor.get(f"{PATH}?{said}")
            assert page.status == 200
            assert "Abierto para usted ahora" in page.words
            assert "Lo que va a necesitar" in page.words
            assert "Lo guardamos hasta que cumpla 18 años" in page.words

    def test_who_is_not_certified_is_not_sent_to_a_specialization(self, world: World) -> None:
        page = taps(world.visitor(), "specialization", "no", "yes", "yes", "unsure", "yes")
        assert "Nothing is open for this right now." in page.words
        assert "Not for you now" in page.words
        assert "/apply/" not in page.text
        page = taps(world.visitor(), "specialization", "yes", "yes", "yes", "unsure", "yes")
        assert page.text.count("/apply/specialization-") == 4
        assert "It depends on the region." in page.words
        assert "Your certification number and its last day." in page.words

    def test_what_is_missing_is_said_with_what_one_can_do_and_turns_nobody_away(self, world: World) -> None:
        page = taps(world.visitor(), "fee", "no", "no", "no", "central", "no")
        assert "You are welcome to apply once you are 18." in page.words
        assert "No computer can turn you down" in page.words
        assert "/apply/waiver-exam-fee" in page.text

    def test_what_is_paused_says_why(self, world: World) -> None:
        text = {"en": "The money moves to fee waivers.", "es": "El dinero pasa a las exenciones."}
        body = {"change": "suspend", "reason": "A test", "public_text": text}
        world.call("manager", "v1/rounds/specialization-crisis-care/events", body, "suspend-crisis")
        try:
            page = taps(world.visitor("es"), "specialization", "yes", "yes", "yes", "central", "yes")
            assert "En pausa El dinero pasa a las exenciones." in page.words
            assert "/apply/specialization-crisis-care" not in page.text
            assert "Lugares disponibles: 0. Todavía no podemos decir cuánto tarda." in page.words
        finally:
            again = {"change": "reopen", "reason": "The test is over"}
            world.call("manager", "v1/rounds/specialization-crisis-care/events", again, "reopen-crisis")

    def test_the_language_changes_without_losing_an_answer(self, world: World) -> None:
        visitor = world.visitor()
        page = taps(visitor, "fee", "no")
        answer = visitor.send("POST", "/language", {**page.form("/language").fields, "lang": "es"})
        assert answer.headers["location"] == f"{BASE}{PATH}?want=fee&certificate=no"

    @pytest.mark.parametrize("query", ["want=gold", "certificate=yes", "want=fee&certificate=<script>", "x=1"])
    def test_an_answer_that_is_none_is_asked_again(self, world: World, query: str) -> None:
        page = world.visitor().get(f"{PATH}?{query}")
        assert page.status == 200
        assert "gold" not in page.text
        assert "<script>" not in page.text
        assert buttons(page)

    def test_the_line_is_told_in_bands(self) -> None:
        lengths = {0: "nobody", 1: "few", 9: "few", 10: "some", 50: "some", 51: "many", 200: "many", 201: "very_many"}
        assert {waiting: line_length(waiting) for waiting in lengths} == lengths
        assert set(lengths.values()) == set(LineLength)


class TestLeaving:
    def test_every_page_for_people_has_the_way_out_and_staff_pages_have_none(self, world: World) -> None:
        visitor, check = world.filled("Exit Sample")
        paths = ("/", PATH, "/sign-in", "/lost-code", "/status", "/code", "/apply/waiver-exam-fee", "/nothing/here")
        for page in (check, *(visitor.get(path) for path in paths[:-1])):
            assert f'action="{BASE}/leave"' in page.text
        assert "/leave" not in visitor.get("/staff").text

    def test_it_signs_out_and_leaves_nothing_in_the_browser(self, world: World) -> None:
        visitor, check = world.filled("Leaver Sample")
        visitor.post(visitor.get("/status").form("/language"))
        assert set(visitor.cookies) == {"visit", "lang"}
        stolen = dict(visitor.cookies)
        answer = visitor.post(check.form("/leave"))
        assert (answer.status, answer.headers["location"]) == (303, LEAVE_TO)
        assert answer.headers["clear-site-data"] == '"cache", "cookies", "storage"'
        assert "no-store" in answer.headers["cache-control"]
        assert visitor.cookies == {}, "the language too: it says that somebody was here"
        assert LEAVE_TO in check.headers["content-security-policy"]
        visitor.cookies = stolen
        assert "Leaver Sample" not in visitor.get(check.path).text

    def test_it_works_for_whoever_is_signed_out_already(self, world: World) -> None:
        visitor = world.visitor()
        assert visitor.post(visitor.get("/").form("/leave")).headers["location"] == LEAVE_TO

    def test_another_site_cannot_sign_people_out_with_it(self, world: World) -> None:
        visitor, check = world.filled("Held Sample")
        assert visitor.post(check.form("/leave"), Sec_Fetch_Site="cross-site").status == 403
        assert visitor.get(check.path).status == 200
