"""In a real Chromium, axe-core finds nothing wrong: both languages, light and dark, phone and desk."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from tests.deployed.browser import Person, needs_browser
from tests.pages.bridge import served
from tests.pages.snapshots import Snapshots
from tests.pages.tour import Tour

pytestmark = needs_browser

AXE = Path(".local/axe/axe_playwright_python/axe.min.js")
Asked = Mapping[str, Any]
"""Options of axe.run."""
PHONE, DESK = 375, 1280
LIGHT, DARK = "light", "dark"
OF_COLOR = ("color-contrast", "link-in-text-block")
"""An element's colors follow from what it is in and from the light: each kind of element is looked at on one page."""
OF_LAYOUT = ("target-size", "scrollable-region-focusable")
"""All else that another width can change: no width hides anything, and no light moves anything."""
ALL: Asked = {"rules": {"target-size": {"enabled": True}}}
ALL_BUT_COLOR: Asked = {"rules": {"target-size": {"enabled": True}, **{rule: {"enabled": False} for rule in OF_COLOR}}}
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
const asked = {resultTypes: ["violations"], preload: false, iframes: false, ...arguments[0]};
axe.run(document, asked).then((found) =>
  done(found.violations.map((each) => `${each.id}: ${each.nodes.map((node) => node.html.slice(0, 200)).join(" … ")}`)));
"""
AT_ONCE = 20
NOWHERE = "/nowhere"
"""A page without anything, and without a Content-Security-Policy."""
_SIDE_BY_SIDE = """
const [paths, width, done] = arguments;
document.body.replaceChildren();
let left = paths.length;
for (const path of paths) {
  const frame = document.createElement("iframe");
  frame.style.cssText = `width: ${width}px; height: 812px; border: 0; display: block`;
  frame.onload = () => { if (--left === 0) done(); };
  frame.src = path;
  document.body.append(frame);
}
"""
"""Each in a window of its own, of this width: to open them one by one takes several times as long."""
_TOO_WIDE_OR_LOW = """
const told = (all) => all.map((each) => each.outerHTML.slice(0, 120)).slice(0, 3);
const typed = "select, textarea, input:not([type=hidden], [type=radio], [type=checkbox])";
return [...document.querySelectorAll("iframe")].map((frame) => {
  const page = frame.contentDocument, wide = page.documentElement.clientWidth;
  const all = [...page.querySelectorAll("body *")];
  const targets = page.querySelectorAll(`.button, .quiet, .leave-button, .choice label, summary, ${typed}`);
  if (!page.querySelector("main") || wide > arguments[0]) return [["nothing to look at"], []];
  return [
    told(all.filter((each) => each.getBoundingClientRect().right > wide + 1
      && !each.closest(".scroll, .offscreen, .skip, svg"))),
    told([...targets].filter((each) => each.offsetParent && !each.closest(".offscreen, .scroll")
      && each.getBoundingClientRect().height < 43.5)),
  ];
});
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

    def finds(self, asked: Asked = ALL) -> list[str]:
        found: list[str] = self._chrome.execute_async_script(_RUN, asked)
        return found

    def finds_by(self, *rules: str) -> list[str]:
        return self.finds({"runOnly": {"type": "rule", "values": rules}})

    def puts_side_by_side(self, paths: Sequence[str], width: int) -> None:
        self.opens(NOWHERE)
        self._chrome.execute_async_script(_SIDE_BY_SIDE, paths, width)

    def spoils(self, css: str, **style: str) -> None:
        """The first such element of the first of several pages."""
        spoil = "Object.assign(frames[0].document.querySelector(arguments[0]).style, arguments[1])"
        self._chrome.execute_script(spoil, css, style)

    def finds_too_wide_or_low(self, width: int) -> list[tuple[list[str], list[str]]]:
        """For each of several pages at this width."""
        found: list[tuple[list[str], list[str]]] = self._chrome.execute_script(_TOO_WIDE_OR_LOW, width)
        return found

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
    of_a_new_kind = snapshots.first_of_a_kind()
    looker.brings_axe()
    for alike in snapshots.looks():
        looker.sees_it(LIGHT, PHONE)
        looker.opens(alike[0])
        found = looker.finds(ALL_BUT_COLOR)
        looker.sees_it(LIGHT, DESK)
        found += looker.finds_by(*OF_LAYOUT)
        if alike[0] in of_a_new_kind:
            for light, width in product((LIGHT, DARK), (DESK, PHONE)):
                looker.sees_it(light, width)
                found += [f"{light}, {width} px: {problem}" for problem in looker.finds_by(*OF_COLOR)]
        for problem in found:
            wrong.setdefault(problem, []).append(", ".join(snapshots.pages[each][0] for each in alike[:4]))
    assert not wrong, "\n".join(f"{problem}\n  on {len(where)}: {where[:3]}" for problem, where in wrong.items())


def test_on_the_narrowest_screen_nothing_is_cut_off_or_too_low_for_a_finger(
    looker: Looker, snapshots: Snapshots
) -> None:
    """Tables alone may be scrolled sideways, each in a region of its own that the keyboard reaches."""
    wrong = {}
    looker.sees_it(LIGHT, PHONE)
    paths = list(snapshots.pages)
    for several in (paths[n : n + AT_ONCE] for n in range(0, len(paths), AT_ONCE)):
        looker.puts_side_by_side(several, NARROWEST)
        for path, found in zip(several, looker.finds_too_wide_or_low(NARROWEST), strict=True):
            if any(found):
                wrong[snapshots.pages[path][0]] = found
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
    looker.sees_it(LIGHT, PHONE)
    looker.puts_side_by_side(list(snapshots.pages)[:1], NARROWEST)
    assert not any(map(any, looker.finds_too_wide_or_low(NARROWEST)))
    looker.spoils("h1", width="40rem")
    looker.spoils("main .button", minHeight="0", padding="0")
    ((wide, low),) = looker.finds_too_wide_or_low(NARROWEST)
    assert wide
    assert low


def test_dark_pages_are_dark(looker: Looker, snapshots: Snapshots) -> None:
    looker.brings_axe()
    looker.opens(next(iter(snapshots.pages)))
    looker.adds("<p class='e-dark'>Hard to see</p><style>.e-dark { color: #222; background: var(--paper) }</style>")
    looker.sees_it(DARK, PHONE)
    assert any(problem.startswith("color-contrast:") for problem in looker.finds())
