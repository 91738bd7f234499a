"""What a page is made of, its words apart: what axe-core can tell pages apart by, and what colors follow from."""

from __future__ import annotations

import re
from html.parser import HTMLParser

_NAMES = re.compile(r"[0-9A-Za-z]{20,}|\d+")
"""What differs from one row, person or day to the next in an id."""
_SAID = {"alt", "title", "value", "href", "action", "name", "content", "placeholder", "aria-label", "src"}
"""Attributes of which only counts whether something is said."""
_REFERRING = _SAID | {"id", "for", "headers", "aria-labelledby", "aria-describedby", "aria-controls"}
"""Attributes that say which element this is, or which other one it belongs to."""

Look = tuple["str | tuple[str, tuple[tuple[str, str], ...], Look]", ...]


def look(text: str) -> Look:
    """Equal for pages that have the same elements in the same states, however often a row of them follows itself."""
    reader = _Reader()
    reader.feed(text)
    return _settled(reader.roots)


def kinds(seen: Look, inside: int = 0) -> set[int]:
    """Every element with all it is in, as far as a style sheet can tell them apart: what their colors follow from."""
    found: set[int] = set()
    for part in seen:
        if isinstance(part, str):
            found.add(hash((inside, part)))
        else:
            tag, attributes, parts = part
            styled = tuple(each for each in attributes if each[0] not in _REFERRING)
            kind = hash((inside, tag, styled))
            found |= {kind} | kinds(parts, kind)
    return found


class _Reader(HTMLParser):
    _VOID = frozenset({"meta", "link", "input", "br", "img", "hr", "wbr"})

    def __init__(self) -> None:
        super().__init__()
        self.roots: list[object] = []
        self._open = [self.roots]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        inside: list[object] = []
        self._open[-1].append(
            (tag, tuple(sorted((name, _kind_of(name, value or "")) for name, value in attrs)), inside)
        )
        if tag not in self._VOID:
            self._open.append(inside)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in self._VOID:
            self._open.pop()

    def handle_data(self, data: str) -> None:
        if data.strip():
            self._open[-1].append("words")


def _kind_of(attribute: str, value: str) -> str:
    if attribute == "lang":
        return ""
    return str(bool(value)) if attribute in _SAID else _NAMES.sub("*", value)


def _settled(parts: list[object]) -> Look:
    settled: list[object] = []
    for part in parts:
        each = (part[0], part[1], _settled(part[2])) if isinstance(part, tuple) else part
        if settled[-1:] != [each]:
            settled.append(each)
    return tuple(settled)  # type: ignore[arg-type]
