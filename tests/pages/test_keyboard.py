"""Each flow by keyboard alone, in a browser without script, in both languages: the focus is seen at every stop."""

from __future__ import annotations

import re

import pytest
from selenium.webdriver.common.by import By

from chalicelib.domain.roles import Role
from tests.deployed.browser import Browsers, needs_browser
from tests.pages.keyboard import Keyboard, signed_in
from tests.service.world import World

pytestmark = needs_browser

NEXT = "form#application button.big"


@pytest.mark.parametrize(("language", "received"), [("en", "We received your application"), ("es", "Recibimos su")])
def test_from_the_home_page_to_sent_and_withdrawn(
    browsers: Browsers, origin: str, language: str, received: str
) -> None:
    keys = Keyboard(browsers(language))
    keys.person.opens(origin + "/")
    keys.enter("a.button[href$='/can-i-get-help']")
    for tap in ("certified", "no", "yes", "yes", "central", "yes"):
        keys.enter(f"button.tap[value='{tap}']")
    keys.enter("a.button[href$='/apply/grandparenting']")
    keys.types(legal_name=f"Keys {language} O'Brien-Núñez")
    keys.day("birth_date", 5, "17", "1985")
    keys.enter(NEXT)
    keys.enter("a.button.big")
    keys.enter(NEXT)
    keys.goes_to("#county")
    keys.press("Fresno")
    keys.picks("nexus")
    keys.enter(NEXT)
    keys.day("id_expires", 8, "31", "2031")
    keys.picks("education", 1)
    keys.checks("id_checked", "education_checked")
    keys.enter(NEXT)
    if keys.person.address.endswith("/certification"):
        keys.picks("certification_status")
        keys.types(certification_number="PSS-1")
        keys.day("certification_expires", 6, "30", "2031")
        keys.enter(NEXT)
    keys.enter(NEXT)
    keys.checks("self_identifies", "ethics_signed")
    keys.enter(NEXT)
    keys.enter("form[action$='/send'] button")
    assert keys.person.sees(received)
    keys.enter("main a[href$='/status']")
    keys.goes_to("details:last-of-type summary")
    keys.press(" ")
    keys.enter("form[action$='/withdraw'] button")
    keys.enter("header form[action$='/sign-out'] button")


def test_mistakes_have_the_focus_and_lead_to_their_fields(browsers: Browsers, origin: str) -> None:
    """Without a script: the summary is read out because the page opens on it."""
    keys = Keyboard(browsers("en"))
    keys.person.opens(f"{origin}/apply/initial")
    keys.enter(NEXT)
    assert keys.focus.get_attribute("role") == "alert"
    assert keys.person._chrome.title.startswith("Error:")
    first = keys.focus.find_elements(By.CSS_SELECTOR, "a")[0]
    assert (first.get_attribute("href") or "").endswith("#legal_name")
    keys.goes_to("a[href='#birth_date_month']")
    keys.press("\ue007")
    assert keys.focus.get_attribute("id") == "birth_date_month"


def test_the_first_stop_leads_past_the_header(browsers: Browsers, origin: str) -> None:
    keys = Keyboard(browsers("es"))
    keys.person.opens(origin + "/")
    keys.goes_to("a.skip")
    assert keys.focus.text == "Ir al contenido"
    keys.press("\ue007")
    keys.goes_to("main a.button")
    assert keys.focus.text == "¿Puedo recibir ayuda?"


def test_enter_in_a_field_sends_the_form_and_does_not_change_the_language(browsers: Browsers, origin: str) -> None:
    keys = Keyboard(browsers("es"))
    keys.person.opens(f"{origin}/apply/initial")
    keys.types(legal_name="Intro Núñez")
    keys.press("\ue007")
    assert keys.person.sees("Revise estas respuestas")


def test_lost_code_and_sign_in(browsers: Browsers, origin: str, world: World) -> None:
    _, received = world.applied("Key Holder")
    code = re.search(r'<p class="code">([0-9A-Z-]+)</p>', received.text)
    assert code
    keys = Keyboard(browsers("en"))
    keys.person.opens(f"{origin}/sign-in")
    keys.enter("a[href$='/lost-code']")
    keys.types(legal_name="Key Holder")
    keys.day("birth_date", 5, "17", "1985")
    keys.types(contact="nobody@example.com")
    keys.enter("main button.big")
    assert keys.person.sees("We got your request.")
    keys.enter("main a[href$='/sign-in']")
    keys.types(access_code=code[1])
    keys.day("birth_date", 5, "17", "1985")
    keys.enter("main button.big")
    assert keys.person.sees("Hello, Key Holder")


def test_answering_a_request_and_an_offer(browsers: Browsers, origin: str, world: World) -> None:
    visitor, _ = world.applied("Key Mender", id_expires_year="2020")
    keys = Keyboard(signed_in(browsers("en"), origin, "visit", visitor.cookies["visit"][0]))
    keys.person.opens(f"{origin}/status")
    keys.enter("main a[href$='/revise']")
    keys.goes_to("[name='id_expires_year']")
    keys.press("2031")
    keys.enter(NEXT)
    award = re.search(r"A-\w{4}-\w{4}", visitor.get("/status").words)
    assert award
    world.approve(award[0])
    keys.person.opens(f"{origin}/status")
    keys.enter("form[action$='/accept'] button")
    assert keys.person.sees("You accepted the award.")


def test_what_one_does_with_ones_own_record(browsers: Browsers, origin: str, world: World) -> None:
    visitor, _ = world.applied("Key Owner", id_expires_year="2020")
    keys = Keyboard(signed_in(browsers("en"), origin, "visit", visitor.cookies["visit"][0]))
    keys.person.opens(f"{origin}/status")
    keys.enter("main a[href$='/contact']")
    keys.types(email="keys@example.com")
    keys.enter("form#application button.big")
    assert keys.person.sees("We saved how to reach you.")
    keys.enter("main a[href$='/other-funding']")
    keys.goes_to("input[name='other_funding'][value='exam']")
    keys.press(" ")
    keys.enter("main form button")
    assert keys.person.sees("We do not pay for what the other program pays.")
    keys.enter("main a[href$='/my-data']")
    keys.enter("form[action$='/my-data'] button")
    assert keys.person.sees("keys@example.com")


def test_a_helper_beside_the_person(browsers: Browsers, origin: str) -> None:
    keys = Keyboard(browsers("en"))
    keys.person.opens(f"{origin}/apply/initial")
    keys.enter("main a[href$='/helping/initial']")
    keys.types(helper_organization="Sample Clinic")
    keys.picks("helper_role")
    keys.checks("helper_consent")
    keys.enter(NEXT)
    keys.types(legal_name="Key Helped")
    keys.day("birth_date", 5, "17", "1985")
    keys.enter(NEXT)
    keys.goes_to("main summary")
    keys.press(" ")
    keys.enter("a.button.big")
    keys.types(email="helped@example.com")
    keys.enter(NEXT)
    keys.enter("main a[href$='/status']")
    assert keys.person.sees("Thank you for helping")


def test_staff_decide(browsers: Browsers, origin: str, world: World) -> None:
    world.applied("Key Reviewed", "grandparenting", county="alpine")
    member = world.staff(Role.REVIEWER, name="key-rosa")
    person = browsers("en")
    keys = Keyboard(signed_in(person, origin, "staff", member.cookies["staff"][0]))
    person.opens(f"{origin}/staff")
    keys.enter("main a[href$='/staff/work/review']")
    keys.enter("main a[href*='/staff/work/review/']")
    keys.picks("finding")
    keys.types(note="The county joined yesterday.")
    keys.enter("form[action$='/review'] button.button")
    assert person.sees("Your finding is recorded.")
