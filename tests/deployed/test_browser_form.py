"""In a real browser, with our script: it eases what works without it, and nothing that was typed is lost."""

from __future__ import annotations

import pytest

from local.laptop.site import Site
from tests.deployed.browser import Browsers, Person, needs_browser

pytestmark = needs_browser

NEXT = "form#application button.big"


def begins(person: Person, site: Site, name: str, benefit: str = "initial") -> str:
    """Up to the page about how to reach them; its address."""
    person.opens(f"{site.site}apply/{benefit}")
    person.types(legal_name=name)
    person.says_the_day("birth_date", "5", "17", "1985")
    person.clicks(NEXT)
    person.clicks("a.button.big")
    return person.address


@pytest.mark.parametrize(("language", "saved"), [("en", "Saved."), ("es", "Guardado.")])
def test_a_pause_saves_the_page(browsers: Browsers, site: Site, language: str, saved: str) -> None:
    person = browsers(language, script=True)
    page = begins(person, site, "Pause Sample")
    person.types(email="half an addr")
    person.waits_until("#saved", saved)
    person.opens(page)
    assert person.says("email") == "half an addr"


def test_three_times_escape_leaves_and_signs_out(browsers: Browsers, site: Site) -> None:
    person = browsers("en", script=True)
    page = begins(person, site, "Escape Sample")
    person.presses_escape(3)
    person.opens(page)
    assert person.sees("Please sign in.")


def test_characters_are_counted(browsers: Browsers, site: Site) -> None:
    person = browsers("es", script=True)
    page = begins(person, site, "Count Sample")
    person.opens(page.replace("/reach", "/safe"))
    person.types(address="12345")
    person.waits_until("#address + .hint", "Caracteres que quedan: 295")
    person.types(address="x" * 301)
    person.waits_until("#address + .hint", "Caracteres de más: 1")


def test_back_and_on_again_loses_nothing(browsers: Browsers, site: Site) -> None:
    person = browsers("en", script=True)
    begins(person, site, "Back Sample")
    person.types(phone="555-0101")
    person.clicks(NEXT)
    person.goes_back()
    assert person.says("phone") == "555-0101"
    person.types(phone="555-0102")
    person.clicks(NEXT)
    assert person.sees("Step 3 of 7")


def test_two_tabs_show_both(browsers: Browsers, site: Site) -> None:
    person = browsers("en", script=False)
    page = begins(person, site, "Tabs Sample")
    first = person.opens_another_tab(page)
    person.types(phone="555-0111")
    person.clicks(NEXT)
    person.goes_to_tab(first)
    person.types(phone="555-0122")
    person.clicks(NEXT)
    assert person.sees("You also changed this page in another tab.")
    assert person.sees("555-0111")
    assert person.says("phone") == "555-0122"


def test_a_lost_connection_loses_nothing(browsers: Browsers, site: Site) -> None:
    person = browsers("en", script=True)
    page = begins(person, site, "Offline Sample")
    person.types(phone="555-0133")
    person.waits_until("#saved", "Saved.")
    person.loses_the_connection(lost=True)
    person.clicks_twice(NEXT)
    person.loses_the_connection(lost=False)
    person.opens(page)
    assert person.says("phone") == "555-0133"


def test_a_double_click_sends_one_application(browsers: Browsers, site: Site) -> None:
    person = browsers("en", script=True)
    begins(person, site, "Double Sample", "grandparenting")
    person.clicks(NEXT)
    person.chooses(county="fresno")
    person.checks("nexus_1")
    person.clicks(NEXT)
    person.says_the_day("id_expires", "8", "31", "2031")
    for choice in ("id_checked", "education_1", "education_checked"):
        person.checks(choice)
    person.clicks(NEXT)
    person.clicks(NEXT)
    for box in ("self_identifies", "ethics_signed"):
        person.checks(box)
    person.clicks(NEXT)
    person.clicks_twice("form[action$='/send'] button")
    person.opens(f"{site.site}status")
    assert person.counts("You sent your application") == 1
