"""Words that never went through a catalog: bare in a template, or in the program's data the same for both languages.

Part of `python -m local.translations check`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

TEMPLATES = Path("chalicelib/templates")
PROGRAM = Path("chalicelib/program")
BOTH_AT_ONCE = frozenset({"allocation_report.html"})
"""Says everything in both languages, each marked with its `lang`."""
SAME_IN_BOTH_TEMPLATES = frozenset({"c/o", "General Delivery", "TTY", "711"})
"""What the Postal Service reads on an envelope, and the relay service's name."""

_CODE = re.compile(r"{#.*?#}|{%.*?%}|{{.*?}}|<!--.*?-->", re.S)
_SAID = re.compile(r"""(?:aria-label|title|alt|placeholder)="([^"]*)"|>([^<]*)<""", re.S)
_MARKUP = re.compile(r"</?[a-z][^>]*>")
_WORD = re.compile(r"[A-Za-zÀ-ÿ]{2,}")


def markup(text: str) -> list[str]:
    """The tags in a message, in any order: both languages must have the same."""
    return sorted(_MARKUP.findall(text))


def bare_words() -> Iterator[str]:
    """Texts of templates that are the same in every language."""
    for path in sorted(TEMPLATES.glob("*.html")):
        if path.name not in BOTH_AT_ONCE:
            yield from (f"not translated in {path.name}: {words!r}" for words in _bare(path.read_text("utf-8")))


def _bare(template: str) -> Iterator[str]:
    # What code says stands for itself: a mark that is no word keeps what is on both sides apart.
    for label, text in _SAID.findall(f">{_CODE.sub(' · ', template)}<"):
        words = " ".join((label or text).replace("·", " ").split())
        is_attribute = '="' in words  # given to a block or a macro
        if _WORD.search(words) and words not in SAME_IN_BOTH_TEMPLATES and not is_attribute:
            yield words


def same_texts() -> Iterator[str]:
    """Texts of the program that lack a language, or have the English for the Spanish."""
    for path in sorted(PROGRAM.glob("*.yaml")):
        yield from (f"{path.name}: {problem}" for problem in _pairs(yaml.safe_load(path.read_text("utf-8"))))


def _pairs(data: Any) -> Iterator[str]:
    if isinstance(data, list):
        for each in data:
            yield from _pairs(each)
    elif isinstance(data, dict):
        if {"en", "es"} & set(data):
            yield from _problem(str(data.get("en") or ""), str(data.get("es") or ""))
        for each in data.values():
            yield from _pairs(each)


def _problem(english: str, spanish: str) -> Iterator[str]:
    if not english.strip() or not spanish.strip():
        yield f"one language only: {english or spanish!r}"
    elif english == spanish and len(english.split()) > 1:
        yield f"the Spanish is the English: {english!r}"
