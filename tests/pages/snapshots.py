"""The pages of the tour, served as they were seen, so that a browser can look at each in every light and width."""

from __future__ import annotations

from chalicelib.web.assets import asset
from tests.pages.bridge import Answered, Asked
from tests.pages.looks import Look, kinds, look
from tests.pages.tour import Tour
from tests.service.visitor import BASE, Shown

_FILES = f"{BASE}/static/"


class Snapshots:
    def __init__(self, tour: Tour) -> None:
        self.pages: dict[str, tuple[str, Shown]] = {}
        """By address: what it is, and the page."""
        for number, seen in enumerate(tour.seen.values()):
            for language, page in seen.shown.items():
                self.pages[f"/{language}/{number}"] = f"{seen.name} [{language}]", page

    def looks(self) -> list[list[str]]:
        """The addresses, those together that have the same elements and differ in words alone."""
        found: dict[Look, list[str]] = {}
        for path, (_, page) in self.pages.items():
            found.setdefault(look(page.text), []).append(path)
        return list(found.values())

    def first_of_a_kind(self) -> set[str]:
        """The addresses of pages with an element, or words in one, that no page before them has."""
        known: set[int] = set()
        found: set[str] = set()
        for alike in self.looks():
            new = kinds(look(self.pages[alike[0]][1].text)) - known
            if new:
                found.add(alike[0])
            known |= new
        return found

    def answer(self, asked: Asked) -> Answered:
        if asked.path.startswith(_FILES):
            return _file(asked.path.removeprefix(_FILES))
        if asked.path not in self.pages:
            return Answered(404, [("Content-Type", "text/html")], b"<!doctype html><title>Nothing</title>")
        page = self.pages[asked.path][1]
        # A test puts several of them side by side.
        policy = page.headers["content-security-policy"].replace("frame-ancestors 'none'", "frame-ancestors 'self'")
        headers = [("Content-Type", page.headers["content-type"]), ("Content-Security-Policy", policy)]
        return Answered(200, headers, page.text.encode())


def _file(name: str) -> Answered:
    found = asset(name)
    if found is None:
        return Answered(404, [], b"")
    text, content_type, _ = found
    return Answered(200, [("Content-Type", content_type), ("Cache-Control", "max-age=3600")], text.encode())
