"""Whatever goes wrong on the way, what a person typed is there, and what they sent counts once. In a real browser."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from unittest.mock import patch

import pytest
from selenium.common.exceptions import WebDriverException
from selenium.webdriver.common.by import By

from chalicelib.web import pages_draft
from tests.deployed.browser import Browsers, Person, needs_browser
from tests.pages.bridge import Answered
from tests.pages.keyboard import signed_in
from tests.pages.live import Live, Trouble
from tests.service.visitor import BASE
from tests.service.world import World

pytestmark = needs_browser

NEXT = "form#application button.big"
PHONE = "(559) 555-0142"
LOST = (Trouble.LOST_BEFORE, Trouble.LOST_AFTER, Trouble.GATEWAY)
NAMES = ("O'Brien-Núñez", "李", "مريم العربية", "<b>Ana</b> & “Ñ”")
with_and_without = pytest.mark.parametrize("script", [False, True], ids=["no script", "script"])


@pytest.fixture(autouse=True)
def _no_trouble_left(live: Live) -> Iterator[None]:
    live.troubles.clear()
    yield
    live.troubles.clear()


def begins(person: Person, origin: str, name: str) -> str:
    """Up to the page about how to reach them; the access code."""
    person.opens(f"{origin}/apply/grandparenting")
    person.types(legal_name=name)
    person.says_the_day("birth_date", "5", "17", "1985")
    person.clicks(NEXT)
    code = person.reads(".code")
    person.clicks("a.button.big")
    return code


def sends(person: Person) -> None:
    """Clicks; what comes of it need not be a page of ours."""
    with suppress(WebDriverException):
        person._chrome.find_element(By.CSS_SELECTOR, NEXT).click()


def tries_again(person: Person) -> None:
    """The browser's own way out of a page that did not come: it sends the same form once more."""
    with suppress(WebDriverException):
        person._chrome.refresh()
    with suppress(WebDriverException):
        person._chrome.switch_to.alert.accept()


class TestOnTheWay:
    @with_and_without
    @pytest.mark.parametrize("trouble", LOST, ids=lambda each: each.name.lower())
    def test_a_page_that_never_came(
        self, browsers: Browsers, origin: str, live: Live, trouble: Trouble, script: bool
    ) -> None:
        person = browsers("en", script=script)
        begins(person, origin, f"Lost {trouble.name} {script}")
        form = person.address
        person.types(phone=PHONE)
        live.troubles += [trouble] * 2  # browsers try a broken connection once more by themselves
        sends(person)
        live.troubles.clear()
        tries_again(person)
        assert person.sees("Step 3 of")
        person.opens(form)
        assert person.says("phone") == PHONE

    @pytest.mark.parametrize(("language", "words"), [("en", "Nothing you typed is lost."), ("es", "No se perdió nada")])
    def test_something_of_ours_broke(
        self, browsers: Browsers, origin: str, live: Live, language: str, words: str
    ) -> None:
        person = browsers(language)
        begins(person, origin, f"Broken {language} O'Ñ")
        person.types(phone=PHONE)
        live.break_ours = while_saving_breaks
        live.troubles = [Trouble.OURS, Trouble.OURS]
        person.clicks(NEXT)
        assert person.sees(words)
        person.clicks("main button.big")
        assert person.sees(words)
        person.clicks("main button.big")
        assert re.search(r"/pages/county$", person.address)
        person.opens(person.address.replace("/county", "/reach"))
        assert person.says("phone") == PHONE

    def test_the_first_page_broke_and_makes_one_person(
        self, browsers: Browsers, origin: str, live: Live, world: World
    ) -> None:
        person = browsers("es")
        person.opens(f"{origin}/apply/grandparenting")
        person.types(legal_name="Primera Página")
        person.says_the_day("birth_date", "5", "17", "1985")
        live.troubles = [Trouble.LOST_AFTER, Trouble.LOST_AFTER]
        sends(person)
        live.troubles.clear()
        tries_again(person)
        person.clicks("a.button.big")
        assert person.sees("Paso 2 de")
        person.opens(f"{origin}/status")
        assert person.counts("Sin enviar") == 1


def while_saving_breaks(carry_out: Callable[[], Answered]) -> Answered:
    """One function of ours fails for a reason that nobody thought of."""
    with patch.object(pages_draft, "save_draft", side_effect=RuntimeError("broken on purpose")):
        return carry_out()


class TestOnThePage:
    @with_and_without
    def test_the_back_button(self, browsers: Browsers, origin: str, script: bool) -> None:
        person = browsers("es", script=script)
        begins(person, origin, f"Atrás {script}")
        person.types(phone=PHONE)
        person.clicks(NEXT)
        person.goes_back()
        assert person.says("phone") == PHONE
        person.types(phone="555-0102")
        person.clicks(NEXT)
        assert person.sees("Paso 3 de")

    @with_and_without
    def test_two_tabs(self, browsers: Browsers, origin: str, script: bool) -> None:
        person = browsers("es", script=script)
        begins(person, origin, f"Dos pestañas {script}")
        first = person.opens_another_tab(person.address)
        person.types(phone="555-0111")
        person.clicks(NEXT)
        person.goes_to_tab(first)
        person.types(phone="555-0122")
        person.clicks(NEXT)
        assert person.sees("Usted también cambió esta página en otra pestaña.")
        assert person.sees("555-0111")
        assert person.says("phone") == "555-0122"

    @with_and_without
    def test_a_double_click(self, browsers: Browsers, origin: str, world: World, script: bool) -> None:
        visitor, _ = world.filled(f"Twice {script}", "grandparenting", until="check")
        person = signed_in(browsers("en", script=script), origin, "visit", visitor.cookies["visit"][0])
        person.opens(f"{origin}/status")
        person.clicks("main a[href$='/apply/grandparenting']")
        person.clicks_twice("form[action$='/send'] button")
        person.opens(f"{origin}/status")
        assert person.counts("You sent your application") == 1

    @with_and_without
    def test_a_session_that_ended(self, browsers: Browsers, origin: str, world: World, script: bool) -> None:
        person = browsers("en", script=script)
        code = begins(person, origin, f"Slow {script}")
        person.types(phone=PHONE)
        world.clock.tick(31 * 60)
        person.clicks(NEXT)
        assert person.sees("Nothing you typed is lost.")
        person.types(access_code=code)
        person.says_the_day("birth_date", "5", "17", "1985")
        person.clicks("main button.big")
        assert person.says("phone") == PHONE
        person.clicks(NEXT)
        assert person.sees("Step 3 of")

    def test_another_language_in_the_middle(self, browsers: Browsers, origin: str) -> None:
        person = browsers("en")
        begins(person, origin, "Both Languages")
        person.types(phone=PHONE)
        person.clicks("button[name='switch_to']")
        assert person.sees("Cómo comunicarnos con usted")
        assert person.says("phone") == PHONE

    def test_a_pause_without_a_click_is_saved_by_the_script(self, browsers: Browsers, origin: str) -> None:
        person = browsers("es", script=True)
        begins(person, origin, "Pausa")
        person.types(phone="55")
        person.waits_until("#saved", "Guardado.")
        person.opens(person.address)
        assert person.says("phone") == "55"


class TestNames:
    @pytest.mark.parametrize("name", NAMES)
    def test_every_name_is_kept_and_shown_as_it_was_typed(self, browsers: Browsers, origin: str, name: str) -> None:
        person = browsers("en")
        begins(person, origin, name)
        person.opens(person.address.replace("/reach", "/you"))
        assert person.says("legal_name") == name
        person.opens(person.address.replace("/pages/you", "/check"))
        assert person.sees(name)
        assert person.fits_the_screen()

    def test_ten_thousand_characters_are_told_and_stay(self, browsers: Browsers, origin: str) -> None:
        person = browsers("es")
        person.opens(f"{origin}/apply/grandparenting")
        person.pastes(legal_name="Ñ" * 10_000)
        person.says_the_day("birth_date", "5", "17", "1985")
        person.clicks(NEXT)
        assert person.sees("Escriba su nombre legal completo, con 120 caracteres como máximo.")
        assert person.says("legal_name") == "Ñ" * 10_000
        assert person.fits_the_screen()


def test_without_style_the_form_still_goes_on(browsers: Browsers, origin: str) -> None:
    """Styles off: everything is there, in its order, and nothing relies on looks."""
    person = browsers("en")
    person._chrome.execute_cdp_cmd("Network.enable", {})
    person._chrome.execute_cdp_cmd("Network.setBlockedURLs", {"urls": ["*.css"]})
    begins(person, origin, "No Styles")
    assert person._chrome.find_element(By.TAG_NAME, "body").value_of_css_property("margin") == "8px"
    person.types(email="wrong")
    person.clicks(NEXT)
    assert person.sees("Please look at these answers again")
    person.types(email="sample@example.com")
    person.clicks(NEXT)
    assert person.sees("Step 3 of")
    assert f"{BASE}/drafts/" in person.address
