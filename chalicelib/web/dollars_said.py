"""Amounts of money as people type them into a form."""

import re

from chalicelib.domain.refusal import invalid

_DOLLARS = re.compile(r"\$?(\d{1,3}(?:,\d{3}){1,3}|\d{1,10})(?:\.(\d{2}))?", re.ASCII)


def cents_said(text: str) -> int:
    """`$1,850.00`, `1850` → 185000; by integers alone. Raises INVALID for `cents`."""
    found = _DOLLARS.fullmatch(text)
    if found is None:
        raise invalid("cents")
    return int(found[1].replace(",", "")) * 100 + int(found[2] or "0")
