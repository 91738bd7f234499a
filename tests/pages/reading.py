"""How hard a text is to read: by grade in English, by Fernández and Huerta's measure in Spanish."""

from __future__ import annotations

import re
import warnings
from html.parser import HTMLParser

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # it imports pkg_resources
    from textstat import textstat

from chalicelib.domain.person import Language

HARDEST_GRADE = 7.0
"""English: the school year (textstat 0.7.4, Flesch-Kincaid) that a page may need."""
EASIEST_TO_PASS = 70.0
"""Spanish: what Fernández and Huerta's measure must reach at least; 70 is "fairly easy"."""

_BLOCKS = frozenset(
    (
        *("p", "li", "h1", "h2", "h3", "h4", "dt", "dd", "th", "td", "caption", "div", "section", "title"),
        *("label", "legend", "button", "summary", "form"),
    )
)
_NOT_READ = frozenset({"script", "style", "select", "textarea", "head"})


class _Reader(HTMLParser):
    """Each block of a page as a sentence of its own. Typed words, codes and lists to choose from are not ours."""

    def __init__(self) -> None:
        super().__init__()
        self.blocks: list[str] = [""]
        self._skipped: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if self._skipped or tag in _NOT_READ or given.get("class") == "code" or (tag == "dd" and "dir" in given):
            if tag not in ("input", "br", "meta", "link"):
                self._skipped.append(tag)
        elif tag in _BLOCKS or tag == "br":
            self.blocks.append("")

    def handle_endtag(self, tag: str) -> None:
        if self._skipped:
            if tag == self._skipped[-1]:
                self._skipped.pop()
        elif tag in _BLOCKS:
            self.blocks.append("")

    def handle_data(self, data: str) -> None:
        if not self._skipped:
            self.blocks[-1] += data


def sentences(page: str) -> list[str]:
    """What a person reads of a page, block by block, each ended like a sentence."""
    reader = _Reader()
    reader.feed(page)
    found = [" ".join(block.split()) for block in reader.blocks]
    return [block if block[-1] in ".!?" else f"{block.rstrip(':;,')}." for block in found if re.search(r"\w", block)]


def plain(text: str) -> str:
    """Without addresses, award numbers and codes; a date or an amount counts as one short word.

    Proper names stay in, long as they are: no text passes because of what was left out.
    """
    text = re.sub(r"https?://\S+|\b[A-Z]-\w{4}-\w{4}\b|\b[A-Z]+(?:-[A-Z0-9]+)+\b", "", text)
    return re.sub(r"\$?\d[\d,.:/-]*\d|\d", "1", text)


def grade(text: str) -> float:
    """The school year that the English text needs."""
    textstat.set_lang("en")
    return float(textstat.flesch_kincaid_grade(plain(text)))


def ease(text: str) -> float:
    """Fernández and Huerta's measure of the Spanish text: 100 is easy, 0 is hard."""
    textstat.set_lang("es")
    return float(textstat.fernandez_huerta(plain(text)))


def too_hard(text: str, language: Language) -> str | None:
    """How far it is from what everybody can read, if it is."""
    if language == "en":
        found = grade(text)
        return f"grade {found}" if found > HARDEST_GRADE else None
    found = ease(text)
    return f"ease {found}" if found < EASIEST_TO_PASS else None
