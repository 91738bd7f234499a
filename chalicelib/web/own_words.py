"""What the codes in a person's own data mean, in their language; the data stand as they are kept."""

from collections.abc import Iterator, Mapping
from itertools import chain
from typing import Any

from chalicelib.domain.person import Language
from chalicelib.domain.program import Program
from chalicelib.domain.roles import Role
from chalicelib.messages.facts import in_language
from chalicelib.web import words
from chalicelib.web.i18n import translate
from chalicelib.web.record_words import RECORD, STATE
from chalicelib.web.work_words import ROLE

Codes = Mapping[Any, str]
_TABLES: Mapping[str, Codes] = {
    "action": {**words.STEP, **RECORD},
    "address_kind": words.ADDRESS,
    "application": STATE,
    "by": {role: text for role, text in ROLE.items() if role is not Role.SYSTEM},
    "certification.status": words.CERTIFICATION,
    "certification_status": words.CERTIFICATION,
    "delivery": words.DELIVERY,
    "education": words.EDUCATION,
    "helper.role": words.HELPER,
    "kind": {**words.KIND, **words.DOCUMENT},
    "nexus": words.NEXUS,
    "pathway": words.PATHWAY,
    "status": {**STATE, **words.AWARD, **words.ITEM},
    "use_by_basis": words.USE_BY,
}
"""By field, or by what it is in and field: words, as message ids. What the program itself did is `by` the system."""


def legend(document: Mapping[str, Any], program: Program, language: Language) -> dict[str, dict[str, str]]:
    """By field, each code of this document with its words."""
    tables = {field: _said(table, language) for field, table in _TABLES.items()} | _of_program(program, language)
    found: dict[str, dict[str, str]] = {}
    for place, field, value in _leaves(document):
        name = next((each for each in (f"{place}.{field}", field) if each in tables), None)
        if name and value in tables[name]:
            found.setdefault(name, {})[value] = tables[name][value]
    return found


def _said(table: Codes, language: Language) -> dict[str, str]:
    return {str(code): translate(language, text) for code, text in table.items()}


def _of_program(program: Program, language: Language) -> dict[str, dict[str, str]]:
    items = {item.id: in_language(language, item.name) for item in program.items}
    return {
        "benefit": {str(benefit.id): in_language(language, benefit.name) for benefit in program.benefits},
        "county": {county.id: county.name for county in program.counties},
        "funder": {funder.id: in_language(language, funder.name) for funder in program.funders},
        "item": items,
        "other_funding": items,
        "provider": {provider.id: provider.name for provider in program.providers},
        "reasons": {reason.code.value: in_language(language, reason.text) for reason in program.reasons},
    }


def _leaves(value: Any, place: str = "", field: str = "") -> Iterator[tuple[str, str, str]]:
    """Every text with the field that it is in, and the one around that."""
    if isinstance(value, Mapping):
        yield from chain.from_iterable(_leaves(inner, field, name) for name, inner in value.items())
    elif isinstance(value, list | tuple):
        yield from chain.from_iterable(_leaves(each, place, field) for each in value)
    elif isinstance(value, str):
        yield place, field, value
