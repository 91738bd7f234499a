"""The message catalogs: `python -m local.translations compile | update | check`.

English is the language of the message ids, so only Spanish has a catalog. `check` is a gate of `make check`: every text
that a person can meet is in the catalog, translated, with the same placeholders and markup, and nothing else is.
"""

from __future__ import annotations

import importlib
import os
import pkgutil
import re
import sys
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from enum import StrEnum
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from jinja2.ext import babel_extract

from local import untranslated

ROOT = Path("chalicelib")
CATALOG = ROOT / "locale" / "es" / "LC_MESSAGES" / "messages.po"
SAME_IN_BOTH = frozenset({"Error:", "No"})
"""Texts whose Spanish is the English."""

_PLACEHOLDER = re.compile(r"{(\w+)}")
_WIDTH = 116
_HEADER = """# The site in Spanish: usted, plain words, as spoken in California.
# After a change of texts: python -m local.translations update"""
_WHEN = datetime(2026, 1, 1, tzinfo=UTC)
_FIELDS: dict[str, Any] = {
    "header_comment": _HEADER,
    "project": "peer-funding",
    "version": "1",
    "msgid_bugs_address": "none",
    "last_translator": "the project",
    "language_team": "the project",
    "creation_date": _WHEN,
    "revision_date": _WHEN,
    "fuzzy": False,
}
"""The catalog changes when a text does, and at no other time."""


def used() -> Catalog:
    """Every message in the code and the templates."""
    catalog = Catalog("es", **_FIELDS)
    for path, method in _sources():
        with path.open("rb") as file:
            for line, message, comments, _context in extract(method, file, keywords={"_": None}):
                catalog.add(message, None, [(path.relative_to(ROOT).as_posix(), line)], auto_comments=comments)
    return catalog


def _sources() -> Iterator[tuple[Path, str | Callable[..., Any]]]:
    for path in sorted(ROOT.rglob("*.py")):
        yield path, "python"
    for path in sorted((ROOT / "templates").glob("*.html")):
        yield path, babel_extract


def written() -> Catalog:
    """The catalog as it is in the repository. FileNotFoundError when there is none yet."""
    with CATALOG.open("rb") as file:
        return read_po(file, locale="es")


def compile_catalog() -> None:
    """Write the catalog in the form that the site reads, beside the text; at once, for tests run side by side."""
    compiled, target = BytesIO(), CATALOG.with_suffix(".mo")
    write_mo(compiled, written())
    if target.exists() and target.read_bytes() == compiled.getvalue():
        return
    passing = target.with_suffix(f".{os.getpid()}")
    passing.write_bytes(compiled.getvalue())
    passing.replace(target)


def update() -> None:
    """Put new messages into the catalog, to be translated, and take unused ones out."""
    known = written() if CATALOG.exists() else Catalog(locale="es")
    fresh = used()
    for message in fresh:
        before = known.get(message.id) if message.id else None
        if before is not None and not before.fuzzy:
            message.string = before.string
    CATALOG.parent.mkdir(parents=True, exist_ok=True)
    with CATALOG.open("wb") as file:
        write_po(file, fresh, width=_WIDTH, omit_header=False, include_lineno=False, sort_by_file=True)


def problems() -> list[str]:
    """What is wrong with the catalog, one line each."""
    catalog, wanted = written(), {message.id for message in used() if message.id}
    there = {message.id for message in catalog if message.id}
    found = [f"not in the catalog: {each!r}" for each in sorted(wanted - there, key=str)]
    found += [f"in the catalog, but not used: {each!r}" for each in sorted(there - wanted, key=str)]
    for message in catalog:
        if message.id:
            found += _problems_of(str(message.id), str(message.string or ""), fuzzy=message.fuzzy)
    return found + _without_words() + [*untranslated.bare_words(), *untranslated.same_texts()]


def _problems_of(english: str, spanish: str, *, fuzzy: bool) -> list[str]:
    found = []
    if not spanish.strip():
        return [f"not translated: {english!r}"]
    if fuzzy:
        found.append(f"marked as uncertain (fuzzy): {english!r}")
    if sorted(_PLACEHOLDER.findall(english)) != sorted(_PLACEHOLDER.findall(spanish)):
        found.append(f"other placeholders than the English: {english!r}")
    if untranslated.markup(english) != untranslated.markup(spanish):
        found.append(f"other markup than the English: {english!r}")
    if english == spanish and english not in SAME_IN_BOTH:
        found.append(f"the Spanish is the English: {english!r}")
    if english.strip()[-1:] in ".:?" and spanish.strip()[-1:] != english.strip()[-1:]:
        found.append(f"ends otherwise than the English: {english!r}")
    return found


def _without_words() -> list[str]:
    """Values of enumerations that people meet, but that nobody has put into words."""
    return [
        f"no words for {kind.__name__}.{value.name}"
        for kind, words in _words_of_enumerations().items()
        for value in kind
        if value not in words
    ]


def _words_of_enumerations() -> dict[type[StrEnum], Mapping[StrEnum, str]]:
    """Whatever the modules of words have to say about an enumeration."""
    from chalicelib import web  # noqa: PLC0415 - compiling must not need the site's packages
    from chalicelib.messages import texts  # noqa: PLC0415

    names = [found.name for found in pkgutil.iter_modules(web.__path__) if found.name.endswith("words")]
    modules = (texts, *[importlib.import_module(f"chalicelib.web.{name}") for name in names])
    said = [value for module in modules for value in vars(module).values() if isinstance(value, Mapping) and value]
    return {type(next(iter(words))): words for words in said if all(isinstance(each, StrEnum) for each in words)}


def main(arguments: list[str]) -> int:
    """The exit status: 1 when the check finds something, 2 for an unknown command."""
    command = arguments[0] if arguments else ""
    if command == "compile":
        compile_catalog()
    elif command == "update":
        update()
    elif command == "check":
        found = problems()
        print("\n".join(found), end="\n" if found else "")
        return 1 if found else 0
    else:
        print("python -m local.translations compile | update | check", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
