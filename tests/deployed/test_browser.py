"""In a real browser, without JavaScript, on the deployed site: a person applies, staff approve, the person accepts."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from selenium.common.exceptions import WebDriverException
from selenium.webdriver import Chrome, ChromeOptions
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.ui import Select

from local.laptop.http import SiteClient
from local.laptop.site import Site

CHROMIUM, DRIVER = shutil.which("chromium"), shutil.which("chromedriver")
FLAGS = (
    *("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"),
    *("--disable-component-update", "--disable-sync", "--window-size=375,812"),
)
NO_SCRIPT = {"profile.managed_default_content_settings.javascript": 2}
POOL = {"seats": 1, "cents": 160_000, "reference": "SAMPLE-LETTER"}
PATIENCE_SECONDS = 60

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(
        not (CHROMIUM and DRIVER),
        reason="NO BROWSER TEST: chromium and chromedriver are not here (Debian: apt-get install chromium-driver)",
    ),
]


class Person:
    """Somebody with a browser of their own."""

    def __init__(self, language: str, pictures: Path) -> None:
        options = ChromeOptions()
        options.binary_location = str(CHROMIUM)
        for flag in (*FLAGS, f"--lang={language}"):
            options.add_argument(flag)
        options.add_experimental_option("prefs", {"intl.accept_languages": language, **NO_SCRIPT})
        self._chrome = Chrome(options=options, service=Service(str(DRIVER)))
        self._pictures = pictures

    def opens(self, address: str) -> None:
        self._chrome.get(address)

    def sees(self, words: str) -> bool:
        return words in " ".join(self._chrome.find_element(By.TAG_NAME, "body").text.split())

    def waits_for(self, words: str) -> None:
        """Opens the page again until it says so; the workflows run at their own pace."""
        until = time.monotonic() + PATIENCE_SECONDS
        while not self.sees(words):
            assert time.monotonic() < until, self._chrome.find_element(By.TAG_NAME, "main").text
            time.sleep(0.2)
            self._chrome.refresh()

    def clicks(self, css: str, in_row_of: str = "") -> None:
        """Clicks and waits for the next page; in a list, in the first row that says this."""
        page: Any = self._chrome
        if in_row_of:
            rows = self._chrome.find_elements(By.CSS_SELECTOR, "li.row")
            page = next(row for row in rows if in_row_of in row.text)
        element = page.find_element(By.CSS_SELECTOR, css)
        element.click()
        until = time.monotonic() + PATIENCE_SECONDS
        while _is_there(element) and time.monotonic() < until:
            time.sleep(0.05)
        self.shows()

    def checks(self, name: str) -> None:
        self._chrome.find_element(By.ID, name).click()

    def types(self, **words: str) -> None:
        for name, text in words.items():
            field = self._chrome.find_element(By.NAME, name)
            field.clear()
            field.send_keys(text)

    def chooses(self, **values: str) -> None:
        for name, value in values.items():
            Select(self._chrome.find_element(By.NAME, name)).select_by_value(value)

    def says_the_day(self, name: str, month: str, day: str, year: str) -> None:
        self.chooses(**{f"{name}_month": month})
        self.types(**{f"{name}_day": day, f"{name}_year": year})

    def says(self, name: str) -> str | None:
        """What a field holds."""
        return self._chrome.find_element(By.NAME, name).get_attribute("value")

    def leaves_quickly(self) -> None:
        """Where it leads is not on this machine: gone from the site is what counts."""
        form = self.address
        self._chrome.set_page_load_timeout(5)
        with suppress(WebDriverException):
            self._chrome.find_element(By.CSS_SELECTOR, "form.leave button").click()
        self._chrome.set_page_load_timeout(300)
        assert self.address != form

    def reads(self, css: str) -> str:
        return self._chrome.find_element(By.CSS_SELECTOR, css).text

    @property
    def address(self) -> str:
        return self._chrome.current_url

    def fits_the_screen(self) -> bool:
        """Nothing has to be scrolled sideways to be read."""
        sizes = self._chrome.execute_cdp_cmd("Page.getLayoutMetrics", {})
        return bool(sizes["cssContentSize"]["width"] <= sizes["cssLayoutViewport"]["clientWidth"])

    def shows(self) -> None:
        """Keeps a picture of the page for whoever looks into a failure."""
        self._chrome.save_screenshot(self._pictures / f"{time.time_ns()}.png")

    def leaves(self) -> None:
        self._chrome.quit()


def _is_there(element: WebElement) -> bool:
    try:
        return element.is_enabled()
    except Exception:  # noqa: BLE001 - whatever the driver says of an element of a page that is gone
        return False


@pytest.fixture
def browsers(tmp_path: Path) -> Iterator[Callable[[str], Person]]:
    """Opens a browser that speaks a language; all are closed at the end."""
    people: list[Person] = []

    def browser(language: str) -> Person:
        people.append(Person(language, tmp_path))
        return people[-1]

    yield browser
    for person in people:
        person.leaves()


def test_the_browser_runs_no_script(browsers: Callable[[str], Person], site: Site) -> None:
    person = browsers("en")
    person.opens("data:text/html,<body>off<script>document.body.textContent='on'</script>")
    assert person.sees("off")
    person.opens(site.site)
    assert person.sees("Help to pay for peer certification")
    assert person.fits_the_screen()


def test_from_a_spanish_form_to_an_accepted_award(
    browsers: Callable[[str], Person], site: Site, client: SiteClient
) -> None:
    allotted = client.post_json(
        "v1/pools/specialization-crisis-care/bay-area/allotments",
        POOL,
        {"Idempotency-Key": "browser-test", **client.as_staff("dhcs")},
    )
    assert allotted.status == 201
    person = browsers("es")
    person.opens(site.site)
    assert person.sees("Ayuda para pagar la certificación de pares")
    person.clicks("a[href$='/apply/specialization-crisis-care']")
    code = fill(person)
    assert person.fits_the_screen()
    person.clicks("form[action$='/send'] button")
    assert person.sees("Recibimos su solicitud")
    assert person.reads(".code") == code
    person.clicks("a[href$='/status']")
    assert person.sees("Hola, Nené")
    person.waits_for("ya hay dinero apartado para usted")
    assert person.fits_the_screen()
    person.clicks("header form[action$='/sign-out'] button")

    approve(browsers("en"), site)

    person.types(access_code=code.lower())
    person.says_the_day("birth_date", "11", "2", "1979")
    person.clicks("button.big")
    assert person.sees("Tiene una oferta.")
    person.clicks("form[action$='/accept'] button")
    assert person.sees("Usted aceptó la ayuda.")
    assert person.sees("Su ayuda está lista para usarse.")


def fill(person: Person) -> str:
    """Page by page to the one with all answers; a mistake on the first: what was typed stays. The access code."""
    person.types(legal_name="Nélida O'Ñuñez <b>", chosen_name="Nené")
    person.clicks("form#application button.big")
    assert person.sees("Revise estas respuestas")
    person.says_the_day("birth_date", "11", "2", "1979")
    person.clicks("form#application button.big")
    code = person.reads(".code")
    person.clicks("a.button.big")
    assert person.sees("Paso 2 de 8")
    person.types(email="nelida@example.com")
    person.clicks("form#application button.big")
    person.chooses(county="alameda")
    person.checks("nexus_2")
    person.clicks("form#application button.big")
    person.says_the_day("id_expires", "8", "31", "2031")
    for choice in ("id_checked", "education_1", "education_checked"):
        person.checks(choice)
    person.clicks("form#application button.big")
    person.checks("certification_status_1")
    person.types(certification_number="PSS-2023-0042")
    person.says_the_day("certification_expires", "6", "30", "2031")
    person.clicks("form#application button.big")
    person.clicks("form#application button.big")
    for box in ("self_identifies", "ethics_signed"):
        person.checks(box)
    person.clicks("form#application button.big")
    assert person.sees("Revise sus respuestas")
    assert person.sees("Nélida O'Ñuñez <b>")
    return code


def test_a_form_goes_on_elsewhere_and_is_left_quickly(browsers: Callable[[str], Person], site: Site) -> None:
    """Begun on one device, left in a hurry, gone on with on another one."""
    person = browsers("en")
    person.opens(f"{site.site}can-i-get-help")
    for answer in ("certified", "no", "yes", "yes", "unsure", "yes"):
        person.clicks(f"button[value='{answer}']")
    assert person.sees("Open to you now")
    person.clicks("a[href$='/apply/grandparenting']")
    person.types(legal_name="Dee Device")
    person.says_the_day("birth_date", "5", "17", "1985")
    person.clicks("form#application button.big")
    code = person.reads(".code")
    person.clicks("a.button.big")
    person.types(phone="555-0100")
    person.clicks("form#application button.big")
    assert person.sees("Your county")
    form = person.address
    person.leaves_quickly()
    person.opens(form)
    assert person.sees("Please sign in.")
    assert not person.sees("Your county")

    other = browsers("en")
    other.opens(f"{site.site}sign-in")
    other.types(access_code=code)
    other.says_the_day("birth_date", "5", "17", "1985")
    other.clicks("button.big")
    assert other.sees("Not sent yet")
    other.clicks("a[href$='/apply/grandparenting']")
    assert other.sees("Step 3 of 7")
    other.opens(other.address.replace("/county", "/reach"))
    assert other.says("phone") == "555-0100"


def approve(staff: Person, site: Site) -> None:
    """By an approver who signs in at Cognito's own page, and out again."""
    user = site.user("approver")
    staff.opens(f"{site.site}staff")
    staff.clicks("a[href$='/staff/sign-in']")
    assert not staff.address.startswith(site.site)
    staff.types(username=user.username, password=user.password)
    staff.clicks("[type=submit]")
    assert staff.address == f"{site.site}staff"
    assert staff.sees("You are signed in as: Award approver")
    staff.clicks("a[href$='/staff/work/approve_award']")
    assert staff.sees("Specialization scholarship: crisis care")
    assert not staff.sees("Nélida")
    staff.clicks("form[action$='/approve-award'] button", in_row_of="crisis care")
    assert staff.sees("The award is approved.")
    staff.clicks("header form[action$='/sign-out'] button")
    assert staff.address == site.site
    staff.opens(f"{site.site}staff")
    assert staff.sees("Sign in as staff")
