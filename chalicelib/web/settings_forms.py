"""The simple parts of the program as forms: settings by name, dates of rounds, one new fee. The rest is YAML."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from chalicelib.web.visit import Visit

ROUND_DAYS = ("opens", "closes", "use_milestone", "priority_until")
FORMS = ("policy", "rounds", "fees")
_WHOLE = re.compile(r"-?\d{1,9}", re.ASCII)
_DOLLARS = re.compile(r"\$?(\d{1,7})(?:\.(\d{2}))?", re.ASCII)


def policy_values(policy: Mapping[str, Any]) -> dict[str, str]:
    """Each setting as one types it: a list with commas, days by name as `fresno: 2026-12-31`."""
    return {name: _shown(value) for name, value in policy.items()}


def _shown(value: Any) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{name}: {each}" for name, each in value.items())
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def change_of(visit: Visit, part: str) -> Callable[[Any], object]:
    """What the form of a part does to it. What is typed wrong stays as it is, for the program's own check to name."""
    return {"policy": _policy, "rounds": _rounds, "fees": _new_fee}[part](visit)


def _policy(visit: Visit) -> Callable[[Any], object]:
    def change(policy: Any) -> object:
        return {
            name: _typed(visit.said(name), value) if name in visit.form else value for name, value in policy.items()
        }

    return change


def _typed(said: str, was: Any) -> object:
    if isinstance(was, Mapping):
        pairs = [each.partition(":") for each in said.split(",") if each.strip()]
        return {name.strip(): day.strip() for name, _, day in pairs}
    if isinstance(was, list):
        return [_number(each) for each in re.split(r"[,\s]+", said.strip()) if each]
    return _number(said.strip())


def _number(said: str) -> object:
    return int(said) if _WHOLE.fullmatch(said) else said


def _rounds(visit: Visit) -> Callable[[Any], object]:
    def change(rounds: Any) -> object:
        return [_round(visit, window) for window in rounds]

    return change


def _round(visit: Visit, window: Mapping[str, Any]) -> dict[str, Any]:
    name = window["benefit"]
    days = {field: visit.said(f"{name}.{field}").strip() or None for field in ROUND_DAYS}
    return {**window, **days, "nomination_required": visit.said(f"{name}.nomination_required") == "yes"}


def _new_fee(visit: Visit) -> Callable[[Any], object]:
    dollars = _DOLLARS.fullmatch(visit.said("dollars").strip().replace(",", ""))
    fee = {
        "item": visit.said("item"),
        "cents": int(dollars[1]) * 100 + int(dollars[2] or 0) if dollars else visit.said("dollars"),
        "effective_from": visit.said("effective_from").strip(),
        "source": visit.said("source").strip(),
        "standing": "unconfirmed",
    }
    return lambda fees: [*fees, fee]
