"""Numbers, dollars and days as staff type them; amounts by integers alone."""

import re
from datetime import date

from chalicelib.domain.refusal import invalid

_DOLLARS = re.compile(r"\$?(\d{1,3}(?:,\d{3}){1,3}|\d{1,10})(?:\.(\d{2}))?", re.ASCII)
_WHOLE = re.compile(r"\d{1,6}", re.ASCII)


def number_typed(text: str, field: str) -> int:
    """A whole number of at most six digits. Raises INVALID with the field."""
    if not _WHOLE.fullmatch(text.strip()):
        raise invalid(field)
    return int(text)


def seats_typed(text: str, field: str) -> int:
    """The same; 0 for nothing."""
    return number_typed(text or "0", field)


def day_typed(text: str, field: str) -> date:
    """`2026-12-01`. Raises INVALID with the field."""
    try:
        return date.fromisoformat(text.strip())
    except ValueError as error:
        raise invalid(field) from error


def cents_typed(text: str, field: str = "cents") -> int:
    """`$1,850.00`, `1850` → 185000; 0 for nothing. Raises INVALID with the field."""
    found = _DOLLARS.fullmatch(text or "0")
    if found is None:
        raise invalid(field)
    return int(found[1].replace(",", "")) * 100 + int(found[2] or "0")
