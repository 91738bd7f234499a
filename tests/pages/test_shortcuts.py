"""The keys of staff's pages: what docs/staff.md says of each is what it does."""

from __future__ import annotations

import re
from pathlib import Path

from chalicelib.domain.roles import Role
from chalicelib.services.list_work import PAGE
from chalicelib.store import folders
from tests.deployed.browser import Browsers, needs_browser
from tests.pages.keyboard import Keyboard, signed_in
from tests.service.test_pages_work import copies, in_review
from tests.service.world import World

pytestmark = needs_browser

TEMPLATES = Path("chalicelib/templates")


def keys_of_staff() -> dict[str, str]:
    """Key → what docs/staff.md says that it does."""
    section = Path("docs/staff.md").read_text(encoding="utf-8").partition("## Keys")[2]
    return dict(re.findall(r"^\| (\w) \| ([^|]+?) \|", section, flags=re.M))


def test_the_keys_that_are_documented_are_those_of_the_pages() -> None:
    """A key stands for one thing, wherever it is."""
    made = [re.findall(r'accesskey="(\w)"', path.read_text(encoding="utf-8")) for path in TEMPLATES.glob("*.html")]
    assert set(keys_of_staff()) == {key for keys in made for key in keys}


def test_the_keys_of_staff_do_what_they_say(browsers: Browsers, origin: str, world: World) -> None:
    for name in ("One", "Two"):
        world.applied(f"Shortcut {name}", "initial")
    _, known = in_review(world, "Shortcut Review")
    copies(folders.load_folder(known), 0, PAGE)
    both = world.staff(Role.REVIEWER, Role.APPROVER, name="short-cora")
    person = browsers("en")
    keys = Keyboard(signed_in(person, origin, "staff", both.cookies["staff"][0]))
    person.opens(f"{origin}/staff/work/review")
    keys.shortcut("n")
    assert "after=" in person.address
    person.opens(f"{origin}/staff/work/review/{known}")
    keys.shortcut("t")
    assert person.sees("It is yours for now.")
    keys.shortcut("r")
    assert person.sees("Choose what you found.")
    person.opens(f"{origin}/staff/search")
    keys.hold("s")
    assert keys.focus.get_attribute("name") == "sought"
    person.opens(f"{origin}/staff/work/approve_award")
    keys.goes_to("input[name='rows']")
    keys.press(" ")
    keys.shortcut("b")
    assert person.sees("1 of 1 can be approved now.")
    keys.shortcut("a")
    assert person.sees("1 of 1 are approved.")
    keys.enter("main a[href*='/staff/work/approve_award']")
    keys.enter("main a[href*='/staff/work/approve_award/']")
    keys.shortcut("a")
    assert person.sees("The award is approved.")
