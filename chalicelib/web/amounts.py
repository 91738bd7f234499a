"""Seats and dollars as staff type them; by integers alone."""

import re

from chalicelib.domain.refusal import invalid

_DOLLARS = re.compile(r"\$?(\d{1,3}(?:,\d{3}){1,3}|\d{1,10})(?:\.(\d{2}))?", re.ASCII)
_WHOLE = re.compile(r"\d{1,6}", re.ASCII)


def seats_typed(text: str, field: str) -> int:
    """A whole number; 0 for nothing. Raises INVALID with the field."""
    if not _WHOLE.fullmatch(text or "0"):
        raise invalid(field)
    return int(text or "0")


def cents_typed(text: str, field: str = "cents") -> int:
    """`$1,850.00`, `1850` → 185000; 0 for nothing. Raises INVALID with the field."""
    found = _DOLLARS.fullmatch(text or "0")
    if found is None:
        raise invalid(field)
    return int(found[1].replace(",", "")) * 100 + int(found[2] or "0")
