"""Somebody who has no mouse: only the keys that everybody knows, and what has the focus must be seen."""

from __future__ import annotations

import time
from collections.abc import Callable

from selenium.common.exceptions import WebDriverException
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webelement import WebElement

from tests.deployed.browser import Person
from tests.service.visitor import BASE

MOST_STOPS = 160
_SEEN = """
const at = document.activeElement, look = getComputedStyle(at), box = at.getBoundingClientRect();
return look.outlineStyle !== "none" && parseFloat(look.outlineWidth) >= 2
  && box.width > 0 && box.height > 0 && box.bottom > 0 && box.top < innerHeight;
"""


class Keyboard:
    """Moves through the pages that a person has open. Fails where the focus cannot be seen, or gets caught."""

    def __init__(self, person: Person) -> None:
        self._chrome = person._chrome
        self.person = person

    @property
    def focus(self) -> WebElement:
        return self._chrome.switch_to.active_element

    def press(self, *keys: str) -> None:
        actions = ActionChains(self._chrome)
        for key in keys:
            actions.send_keys(key)
        actions.perform()

    def goes_to(self, css: str) -> None:
        """Tab by Tab, from wherever the focus is."""
        for _ in range(MOST_STOPS):
            self.press(Keys.TAB)
            at = self.focus
            assert at.tag_name == "body" or self._chrome.execute_script(_SEEN), at.get_attribute("outerHTML")
            if self._chrome.execute_script("return arguments[0].matches(arguments[1])", at, css):
                return
        raise AssertionError(f"the keyboard does not reach {css} on {self._chrome.current_url}")

    def types(self, **words: str) -> None:
        for name, text in words.items():
            self.goes_to(f'[name="{name}"]')
            self.press(text)

    def day(self, name: str, month: int, day: str, year: str) -> None:
        """The month is a list: arrow by arrow."""
        self.goes_to(f'[name="{name}_month"]')
        self.press(*[Keys.ARROW_DOWN] * month)
        self.types(**{f"{name}_day": day, f"{name}_year": year})

    def picks(self, name: str, arrows: int = 0) -> None:
        """One of several: the first with the space bar, others with arrows."""
        self.goes_to(f'[name="{name}"]')
        self.press(Keys.SPACE, *[Keys.ARROW_DOWN] * arrows)

    def checks(self, *names: str) -> None:
        for name in names:
            self.goes_to(f"input#{name}")
            self.press(Keys.SPACE)

    def enter(self, css: str) -> None:
        """Goes to a link or button and presses Enter; the next page is there."""
        self.goes_to(css)
        self._leads_on(lambda: self.press(Keys.ENTER), f"Enter on {css}")

    def shortcut(self, key: str) -> None:
        """A key of the page, with the one that this browser wants held; the next page is there."""
        self._leads_on(lambda: self.hold(key), f"the key {key}")

    def hold(self, key: str) -> None:
        ActionChains(self._chrome).key_down(Keys.ALT).send_keys(key).key_up(Keys.ALT).perform()

    def _leads_on(self, press: Callable[[], None], what: str) -> None:
        page = self._chrome.find_element("tag name", "html")
        press()
        for _ in range(400):
            if _is_gone(page):
                return
            time.sleep(0.05)
        raise AssertionError(f"nothing happened after {what} on {self._chrome.current_url}")


def _is_gone(page: WebElement) -> bool:
    try:
        return not page.is_enabled()
    except WebDriverException:
        return True


def signed_in(person: Person, origin: str, cookie: str, session: str) -> Person:
    """With the session that somebody has already."""
    person.opens(f"{origin}/accessibility")
    path = f"{BASE}/staff" if cookie == "staff" else f"{BASE}/"
    person._chrome.add_cookie({"name": cookie, "value": session, "path": path})
    return person
