"""The form on paper: the questions of the site's form and no other, both languages, and where it goes."""

import re
from collections.abc import Iterator

import pytest

from chalicelib.gateways import clock as program_clock
from chalicelib.store import programs
from chalicelib.web.attestation import ATTESTATIONS, VERSION
from chalicelib.web.i18n import translate
from chalicelib.web.intake_form import topics_on_paper
from chalicelib.web.questions import LABEL
from chalicelib.web.topics import WORD, asked
from tests.service.visitor import BASE
from tests.service.world import World, whole_site

pytestmark = pytest.mark.xdist_group("paper")

BENEFITS = (
    *("initial", "grandparenting", "specialization-crisis-care", "specialization-unhoused"),
    *("specialization-parent-caregiver-family", "specialization-justice-involved"),
    *("waiver-application-fee", "waiver-exam-fee", "waiver-exam-retake", "waiver-renewal-fee"),
    "waiver-reinstatement-fee",
)


@pytest.fixture(scope="module")
def world() -> Iterator[World]:
    with whole_site() as opened:
        yield opened


def test_every_benefit_has_its_form(world: World) -> None:
    assert {benefit.id for benefit in programs.program_at(program_clock.now()).benefits} == set(BENEFITS)


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("name", BENEFITS)
def test_it_asks_what_the_form_on_the_site_asks_and_nothing_else(world: World, name: str, language: str) -> None:
    page = world.visitor(language).get(f"/paper/{name}")
    assert page.status == 200
    assert f'<html lang="{language}">' in page.text
    benefit = programs.program_at(program_clock.now()).benefit(name)
    assert benefit is not None
    on_paper = {q for topic in topics_on_paper(benefit) if topic is not WORD for q in topic.fields}
    for question, label in LABEL.items():
        told = translate("es" if language == "es" else "en", label)
        if question not in WORD.fields:
            assert (told in page.words) is (question in asked(benefit) & on_paper), question


@pytest.mark.parametrize(
    ("language", "place", "mark"), [("en", "Mail it to:", "a sample"), ("es", "Envíelo por correo a:", "un ejemplo")]
)
def test_it_says_where_it_goes_and_that_the_place_is_a_sample(
    world: World, language: str, place: str, mark: str
) -> None:
    words = world.visitor(language).get("/paper/initial").words
    assert f"{place} Peer Funding, 100 Sample Street, Sampletown, CA 00000" in words
    assert mark in words
    assert words.count("916-555-0100 (TTY: 711)") == 2


def test_the_words_to_agree_to_are_those_of_their_version(world: World) -> None:
    words = world.visitor().get("/paper/initial").words
    assert f"Text of {VERSION}." in words
    assert ATTESTATIONS[VERSION].self_identifies in words
    assert ATTESTATIONS[VERSION].ethics_signed in words


def test_it_asks_no_diagnosis_and_is_made_of_no_form(world: World) -> None:
    page = world.visitor().get("/paper/initial")
    article = re.search(r'<article class="paper">.*</article>', page.text, re.S)
    assert article
    assert "<input" not in article[0]
    assert "We never ask about a diagnosis" in page.words


def test_an_unknown_benefit_is_not_found(world: World) -> None:
    for name in ("free-lunch", "initial%00", "x" * 90):
        assert world.visitor().get(f"/paper/{name}").status == 404


def test_a_round_on_hold_is_said(world: World) -> None:
    world.call("manager", "v1/rounds/waiver-renewal-fee/events", {"change": "suspend", "reason": "x"}, "suspend-paper")
    words = world.visitor().get("/paper/waiver-renewal-fee").words
    assert "New applications are on hold." in words
    assert "Call us first." in words


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize(
    "path",
    ["/", "/can-i-get-help", "/apply/initial", "/helping/initial", "/helped", "/sign-in", "/lost-code", "/nothing"],
)
def test_the_phone_and_711_are_on_every_page(world: World, language: str, path: str) -> None:
    if path == "/nothing":
        path = "/apply/free-lunch"
    assert "916-555-0100 (TTY: 711)" in world.visitor(language).get(path).words


def test_the_form_on_the_site_leads_to_it(world: World) -> None:
    assert f'href="{BASE}/paper/initial"' in world.visitor().get("/apply/initial").text
