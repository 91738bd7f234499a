"""Everybody can read it: grade 7 at most in English, "fairly easy" at least in Spanish, for every page and message."""

from __future__ import annotations

import re
from typing import get_args

import pytest

from chalicelib.domain.codes import Code
from chalicelib.domain.notice import NoticeKind
from chalicelib.domain.person import Language
from chalicelib.messages import rendering
from tests.pages.reading import ease, grade, sentences, too_hard
from tests.pages.tour import Tour
from tests.unit.test_messages import PROGRAM, SENDER, notice

LANGUAGES: tuple[Language, ...] = get_args(Language)
ADVERSE = (NoticeKind.DENIED, NoticeKind.REVISION_REQUEST, NoticeKind.REVOKED)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_of_people_who_apply(tour: Tour, language: Language) -> None:
    """The content alone: header and footer are the same everywhere, and easy, and would hide a hard page."""
    hard = {}
    for seen in tour.seen.values():
        content = re.search(r"<main.*</main>", seen.shown[language].text, flags=re.S)
        assert content, seen.name
        if seen.audience != "staff" and (found := too_hard(" ".join(sentences(content[0])), language)):
            hard[seen.name] = (found, hardest(content[0], language))
    assert not hard


@pytest.mark.parametrize("language", LANGUAGES)
def test_header_and_footer(tour: Tour, language: Language) -> None:
    page = next(iter(tour.seen.values())).shown[language].text
    around = re.sub(r"<main.*</main>", "", page, flags=re.S)
    assert too_hard(" ".join(sentences(around)), language) is None, hardest(around, language)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", NoticeKind)
def test_every_message(kind: NoticeKind, language: Language) -> None:
    said = rendering.say(notice(kind), "Ana", language, PROGRAM, SENDER)
    message = rendering.mail(said).html
    assert too_hard(" ".join(sentences(message)), language) is None, hardest(message, language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_reason_in_the_message_that_gives_it(language: Language) -> None:
    hard = {}
    for code in Code:
        for kind in ADVERSE:
            said = rendering.say(notice(kind, reasons=code.value), "Ana", language, PROGRAM, SENDER)
            if found := too_hard(" ".join(sentences(rendering.mail(said).html)), language):
                hard[code, kind] = found
    assert not hard


def hardest(page: str, language: Language) -> list[str]:
    """The three hardest sentences, for whoever has to mend the page."""
    measure = grade if language == "en" else lambda text: -ease(text)
    return sorted((each for each in sentences(page) if len(each.split()) > 4), key=measure, reverse=True)[:3]


def test_the_measures_tell_hard_from_easy() -> None:
    hard = "Notwithstanding the aforementioned eligibility determination, disbursement is contingent upon verification."
    difficult = (
        "No obstante la determinación de elegibilidad mencionada, el desembolso queda supeditado a la verificación."
    )
    assert too_hard(hard, "en")
    assert too_hard(difficult, "es")
    assert too_hard("You have an offer. Please answer by March 2.", "en") is None
    assert too_hard("Usted tiene una oferta. Por favor responda antes del 2 de marzo.", "es") is None


def test_a_page_is_read_block_by_block() -> None:
    asked = "<select><option>Fresno</option></select><p>Is it?</p>"
    page = f'<main><h1>Hello</h1><p>Go <a href="#x">on</a> here</p>{asked}</main>'
    assert sentences(page) == ["Hello.", "Go on here.", "Is it?"]
