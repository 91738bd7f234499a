"""Expectations against the state: only what is named is compared, and a list is compared whole."""

from collections.abc import Mapping
from typing import Any


def differences(expected: Mapping[str, Any], actual: Mapping[str, Any], place: str = "") -> list[str]:
    """Every expectation that does not hold, with its place."""
    found: list[str] = []
    for key, wanted in expected.items():
        where = f"{place}.{key}" if place else str(key)
        if str(key) not in actual:
            if wanted is not None:
                found.append(f"{where}: expected {_shown(wanted)}, there is none")
            continue
        found += _difference(wanted, actual[str(key)], where)
    return found


def _difference(wanted: Any, got: Any, where: str) -> list[str]:
    if isinstance(wanted, Mapping) and isinstance(got, Mapping):
        return differences(wanted, got, where)
    if _comparable(wanted, where) == _comparable(got, where):
        return []
    return [f"{where}: expected {_shown(wanted)}, got {_shown(got)}"]


def _comparable(value: Any, where: str) -> Any:
    # Reasons have no order of their own; notices do.
    if isinstance(value, list) and where.endswith(".reasons"):
        return sorted(str(code) for code in value)
    return value.isoformat() if hasattr(value, "isoformat") else value


def _shown(value: Any) -> str:
    return str(value.isoformat() if hasattr(value, "isoformat") else value)
