"""A real browser for the tests of this folder, as somebody who applies or decides would use it."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Protocol

import pytest
from selenium.common.exceptions import WebDriverException
from selenium.webdriver import Chrome, ChromeOptions
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.ui import Select

CHROMIUM, DRIVER = shutil.which("chromium"), shutil.which("chromedriver")
FLAGS = (
    *("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"),
    *("--disable-component-update", "--disable-sync", "--window-size=375,812"),
)
NO_SCRIPT = {"profile.managed_default_content_settings.javascript": 2}
PATIENCE_SECONDS = 60

needs_browser = [
    pytest.mark.browser,
    pytest.mark.skipif(
        not (CHROMIUM and DRIVER),
        reason="NO BROWSER TEST: chromium and chromedriver are not here (Debian: apt-get install chromium-driver)",
    ),
]


class Person:
    """Somebody with a browser of their own."""

    def __init__(self, language: str, pictures: Path, *, script: bool = False) -> None:
        options = ChromeOptions()
        options.binary_location = str(CHROMIUM)
        for flag in (*FLAGS, f"--lang={language}"):
            options.add_argument(flag)
        prefs = {"intl.accept_languages": language, "download.default_directory": str(pictures)}
        options.add_experimental_option("prefs", prefs | ({} if script else NO_SCRIPT))
        self._chrome = Chrome(options=options, service=Service(str(DRIVER)))
        self._pictures = pictures

    def opens(self, address: str) -> None:
        self._chrome.get(address)

    def sees(self, words: str) -> bool:
        return words in " ".join(self._chrome.find_element(By.TAG_NAME, "body").text.split())

    def can_click(self, css: str) -> bool:
        return bool(self._chrome.find_elements(By.CSS_SELECTOR, css))

    def counts(self, words: str) -> int:
        return self._chrome.find_element(By.TAG_NAME, "body").text.count(words)

    def waits_for(self, words: str) -> None:
        """Opens the page again until it says so; the workflows run at their own pace."""
        until = time.monotonic() + PATIENCE_SECONDS
        while not self.sees(words):
            assert time.monotonic() < until, self._chrome.find_element(By.TAG_NAME, "main").text
            time.sleep(0.2)
            self._chrome.refresh()

    def clicks(self, css: str, in_row_of: str = "") -> None:
        """Clicks and waits for the next page; in a list, in the first row that says this."""
        page: Any = self._row(in_row_of) if in_row_of else self._chrome
        element = page.find_element(By.CSS_SELECTOR, css)
        element.click()
        until = time.monotonic() + PATIENCE_SECONDS
        while _is_there(element) and time.monotonic() < until:
            time.sleep(0.05)
        self.shows()

    def _row(self, words: str) -> WebElement:
        rows = self._chrome.find_elements(By.CSS_SELECTOR, "li.row")
        found = next((row for row in rows if words in row.text), None)
        assert found, (words, [row.text for row in rows])
        return found

    def checks(self, name: str) -> None:
        self._chrome.find_element(By.ID, name).click()

    def unfolds(self, words: str, in_row_of: str = "") -> None:
        """Opens what stands behind these words."""
        page: Any = self._row(in_row_of) if in_row_of else self._chrome
        folded = page.find_elements(By.CSS_SELECTOR, "summary")
        next(each for each in folded if words in each.text).click()

    def downloads(self, css: str, name: str) -> Path:
        """A file of this kind of name (`*.jsonl`) that the page hands out."""
        known = set(self._pictures.glob(name))
        self._chrome.find_element(By.CSS_SELECTOR, css).click()
        until = time.monotonic() + PATIENCE_SECONDS
        while not (new := set(self._pictures.glob(name)) - known):
            assert time.monotonic() < until, "nothing was saved"
            time.sleep(0.05)
        return new.pop()

    def cookie(self, name: str) -> str:
        """What the browser holds for the page that is open."""
        held = self._chrome.get_cookie(name)
        assert held, name
        return str(held["value"])

    def types(self, **words: str) -> None:
        for name, text in words.items():
            field = self._chrome.find_element(By.NAME, name)
            field.clear()
            field.send_keys(text)

    def pastes(self, **words: str) -> None:
        """What would take long to type, and leaves the same event behind."""
        put = "arguments[0].value = arguments[1]; arguments[0].dispatchEvent(new Event('input', {bubbles: true}));"
        for name, text in words.items():
            self._chrome.execute_script(put, self._chrome.find_element(By.NAME, name), text)

    def fills(self, field: str, text: str) -> None:
        """One field of several that have the same name."""
        self._chrome.find_element(By.ID, field).send_keys(text)

    def attaches(self, field: str, file: Path) -> None:
        self._chrome.find_element(By.ID, field).send_keys(str(file))

    def objects_to(self, field: str) -> str:
        """What the browser itself says is wrong with a field."""
        return str(self._chrome.find_element(By.ID, field).get_property("validationMessage"))

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
        """Where it leads is not on this machine: gone from the site is what counts.

        What takes longer is stopped, our own answer too, which a busy machine may take seconds for.
        """
        form = self.address
        self._chrome.set_page_load_timeout(30)
        with suppress(WebDriverException):
            self._chrome.find_element(By.CSS_SELECTOR, "form.leave button").click()
        self._chrome.set_page_load_timeout(300)
        assert self.address != form

    def presses_escape(self, times: int) -> None:
        for _ in range(times):
            self._chrome.find_element(By.TAG_NAME, "body").send_keys(Keys.ESCAPE)

    def clicks_twice(self, css: str) -> None:
        """As fast as a finger can."""
        self._chrome.execute_script("const b = document.querySelector(arguments[0]); b.click(); b.click();", css)
        time.sleep(1)

    def goes_back(self) -> None:
        self._chrome.back()

    def opens_another_tab(self, address: str) -> str:
        """The tab that was there before, to go back to."""
        before: str = self._chrome.current_window_handle
        self._chrome.switch_to.new_window("tab")
        self.opens(address)
        return before

    def goes_to_tab(self, tab: str) -> None:
        self._chrome.switch_to.window(tab)

    def loses_the_connection(self, *, lost: bool) -> None:
        conditions = {"offline": lost, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1}
        self._chrome.execute_cdp_cmd("Network.enable", {})
        self._chrome.execute_cdp_cmd("Network.emulateNetworkConditions", conditions)

    def waits_until(self, css: str, words: str) -> None:
        """A script shows this on the page that is open."""
        until = time.monotonic() + PATIENCE_SECONDS
        while words not in self.reads(css):
            assert time.monotonic() < until, self.reads(css)
            time.sleep(0.1)

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


class Browsers(Protocol):
    """Opens a browser that speaks a language, with or without our script."""

    def __call__(self, language: str, *, script: bool = False) -> Person: ...


@contextmanager
def browsers_in(folder: Path) -> Iterator[Browsers]:
    """Browsers that keep their pictures and files in this folder; all are closed at the end."""
    people: list[Person] = []

    def browser(language: str, *, script: bool = False) -> Person:
        people.append(Person(language, folder, script=script))
        return people[-1]

    try:
        yield browser
    finally:
        for person in people:
            person.leaves()
