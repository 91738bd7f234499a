"""In a real Chromium, axe-core finds nothing wrong: both languages, light and dark, phone and desk."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.deployed.browser import Person, needs_browser
from tests.pages.bridge import served
from tests.pages.snapshots import Snapshots
from tests.pages.tour import Tour

pytestmark = needs_browser

AXE = Path(".local/axe/axe_playwright_python/axe.min.js")
PHONE, DESK = 375, 1280
LIGHT, DARK = "light", "dark"
OF_COLOR = ("color-contrast", "link-in-text-block")
"""All that another light can change: the same elements are there in the same places. An element's colors follow from
what it is in, so that it is looked at in the dark on one page."""
OF_LAYOUT = (*OF_COLOR, "target-size", "scrollable-region-focusable")
"""All that another width can change: no width hides anything."""
VIEWS: tuple[tuple[str, int, tuple[str, ...]], ...] = (
    (LIGHT, PHONE, ()),
    (LIGHT, DESK, OF_LAYOUT),
    (DARK, PHONE, OF_COLOR),
    (DARK, DESK, OF_COLOR),
)
"""Light, width in pixels, and the rules that can find something new there; none are all."""
NARROWEST = 320
"""What a screen of 1280 is at 400 %, and more than a phone at 200 %."""
FAULTS = {
    "image-alt": '<img src="/local/static/x.svg">',
    "label": '<form><input name="x"></form>',
    "color-contrast": "<p class='e-faint'>Hard to see</p><style>.e-faint { color: #bbb; background: #fff }</style>",
    "target-size": '<p><button class="e-tiny">a</button><button class="e-tiny">b</button></p>'
    "<style>.e-tiny { width: 9px; height: 9px; padding: 0; border: 0; margin: 0; font-size: 8px }</style>",
}
_RUN = """
const done = arguments[arguments.length - 1];
// No page has a frame, and no rule that is on needs the style sheets fetched once more.
const asked = {resultTypes: ["violations"], preload: false, iframes: false};
if (arguments[0].length) asked.runOnly = {type: "rule", values: arguments[0]};
else asked.rules = {"target-size": {enabled: true}};
axe.run(document, asked).then((found) =>
  done(found.violations.map((each) => `${each.id}: ${each.nodes.map((node) => node.html.slice(0, 200)).join(" … ")}`)));
"""
_TOO_WIDE = """
const wide = document.documentElement.clientWidth;
return [...document.querySelectorAll("body *")].filter((each) => each.getBoundingClientRect().right > wide + 1
  && !each.closest(".scroll, .offscreen, .skip, svg")).map((each) => each.outerHTML.slice(0, 120)).slice(0, 3);
"""
_TOO_LOW = """
const typed = "select, textarea, input:not([type=hidden], [type=radio], [type=checkbox])";
const targets = document.querySelectorAll(`.button, .quiet, .leave-button, .choice label, summary, ${typed}`);
return [...targets].filter((each) => each.offsetParent && !each.closest(".offscreen, .scroll")
  && each.getBoundingClientRect().height < 43.5).map((each) => each.outerHTML.slice(0, 120)).slice(0, 3);
"""


class Looker:
    """A browser that looks at pages in any light and width."""

    def __init__(self, person: Person, origin: str) -> None:
        self._chrome, self._origin = person._chrome, origin

    def brings_axe(self) -> None:
        """axe-core is in each page from here on, past its Content-Security-Policy, as only a driver can."""
        source = AXE.read_text(encoding="utf-8")
        self._chrome.execute_cdp_cmd("Page.addScriptToEvaluateOnNewDocument", {"source": source})

    def opens(self, path: str) -> None:
        self._chrome.get(self._origin + path)

    def sees_it(self, light: str, width: int) -> None:
        media = {"features": [{"name": "prefers-color-scheme", "value": light}]}
        self._chrome.execute_cdp_cmd("Emulation.setEmulatedMedia", media)
        screen = {"width": width, "height": 812, "deviceScaleFactor": 1, "mobile": width < DESK}
        self._chrome.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", screen)

    def finds(self, *rules: str) -> list[str]:
        """By these rules alone, or by all."""
        found: list[str] = self._chrome.execute_async_script(_RUN, rules)
        return found

    def finds_too_wide_or_low(self) -> tuple[list[str], list[str]]:
        wide, low = self._chrome.execute_script(f"return [(() => {{{_TOO_WIDE}}})(), (() => {{{_TOO_LOW}}})()]")
        return wide, low

    def adds(self, html: str) -> None:
        self._chrome.execute_cdp_cmd("Page.setBypassCSP", {"enabled": True})
        self._chrome.refresh()
        self._chrome.execute_script(
            "document.querySelector('main').insertAdjacentHTML('beforeend', arguments[0])", html
        )


@pytest.fixture(scope="module")
def snapshots(tour: Tour) -> Snapshots:
    return Snapshots(tour)


@pytest.fixture
def looker(snapshots: Snapshots, tmp_path: Path) -> Iterator[Looker]:
    if not AXE.exists():
        pytest.fail("axe-core is not there: run `make env`.")
    person = Person("en", tmp_path, script=True)
    with served(snapshots.answer) as origin:
        yield Looker(person, origin)
        person.leaves()


def test_nothing_is_wrong_with_any_page(looker: Looker, snapshots: Snapshots) -> None:
    """No rule of axe-core looks at words: of pages that differ in nothing else, the first stands for all."""
    wrong: dict[str, list[str]] = {}
    in_the_dark = snapshots.first_of_a_kind()
    looker.brings_axe()
    for alike in snapshots.looks():
        path, name = alike[0], ", ".join(snapshots.pages[each][0] for each in alike[:4])
        looker.sees_it(LIGHT, PHONE)
        looker.opens(path)
        for light, width, rules in VIEWS:
            if light == LIGHT or path in in_the_dark:
                looker.sees_it(light, width)
                for problem in looker.finds(*rules):
                    wrong.setdefault(problem, []).append(f"{name}, {light}, {width} px")
    assert not wrong, "\n".join(f"{problem}\n  on {len(where)}: {where[:3]}" for problem, where in wrong.items())


def test_on_the_narrowest_screen_nothing_is_cut_off_or_too_low_for_a_finger(
    looker: Looker, snapshots: Snapshots
) -> None:
    """Tables alone may be scrolled sideways, each in a region of its own that the keyboard reaches."""
    wrong = {}
    looker.sees_it(LIGHT, NARROWEST)
    for path, (name, _) in snapshots.pages.items():
        looker.opens(path)
        found = looker.finds_too_wide_or_low()
        if any(found):
            wrong[name] = found
    assert wrong == {}


def test_no_width_hides_anything() -> None:
    style = (Path("chalicelib/static/site.css")).read_text(encoding="utf-8")
    by_width = re.findall(r"@media [^{]*width[^{]*\{(.*?)\n\}", style, flags=re.S)
    assert by_width
    assert not [inside for inside in by_width if re.search(r"display: none|visibility:|content:", inside)]


@pytest.mark.parametrize("rule", FAULTS)
def test_a_fault_would_be_found(looker: Looker, snapshots: Snapshots, rule: str) -> None:
    looker.brings_axe()
    looker.opens(next(iter(snapshots.pages)))
    looker.adds(FAULTS[rule])
    looker.sees_it(LIGHT, PHONE)
    assert any(problem.startswith(f"{rule}:") for problem in looker.finds())


def test_something_too_wide_or_too_low_would_be_found(looker: Looker, snapshots: Snapshots) -> None:
    looker.opens(next(iter(snapshots.pages)))
    style = "<style>.e-wide { width: 40rem } .button.e-low { min-height: 0; padding: 0 }</style>"
    looker.adds(f"<p class='e-wide'>Wide</p><p><a class='button e-low'>Low</a></p>{style}")
    looker.sees_it(LIGHT, NARROWEST)
    assert all(looker.finds_too_wide_or_low())


def test_dark_pages_are_dark(looker: Looker, snapshots: Snapshots) -> None:
    looker.brings_axe()
    looker.opens(next(iter(snapshots.pages)))
    looker.adds("<p class='e-dark'>Hard to see</p><style>.e-dark { color: #222; background: var(--paper) }</style>")
    looker.sees_it(DARK, PHONE)
    assert any(problem.startswith("color-contrast:") for problem in looker.finds())
