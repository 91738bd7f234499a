"""A scenario file, read and checked. Whatever is wrong with it is said with its place, before anything is played."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import yaml

from chalicelib.domain.pacific import PACIFIC
from local.player.vocabulary import (
    ACTIONS,
    DATE_FIELDS,
    EXPECT_FIELDS,
    NESTED_FIELDS,
    NOT_YET,
    POOL_FIELDS,
    ROLES,
    STEP_KEYS,
)

_TOP_KEYS = frozenset({"name", "today", "pools", "rounds", "policy", "steps", "expect"})
_ROUND_KEYS = frozenset({"opens", "closes", "use_milestone", "nomination_required", "priority_until"})


class WrongFile(Exception):  # noqa: N818 - the message is the whole point
    """The file cannot be played: the place in it and the reason."""

    def __init__(self, place: str, reason: str) -> None:
        super().__init__(f"{place}: {reason}")


@dataclass(frozen=True)
class Step:
    number: int
    at: datetime
    role: str
    name: str
    action: str
    arguments: Mapping[str, Any]
    refused: str | None

    @property
    def who(self) -> str:
        return f"{self.role} {self.name}".strip()

    @property
    def subject(self) -> str:
        """The name that this step gives to what it makes."""
        return str(self.arguments.get("as", self.name))


@dataclass(frozen=True)
class Story:
    name: str
    today: datetime
    pools: Mapping[str, Mapping[str, int]]
    rounds: Mapping[str, Mapping[str, Any]]
    policy: Mapping[str, Any]
    steps: tuple[Step, ...]
    expect: Mapping[str, Any]


def read_story(path: Path) -> Story:
    """Raises WrongFile."""
    try:
        raw = yaml.load(path.read_text(encoding="utf-8"), Loader=_StrictLoader)
    except (OSError, UnicodeDecodeError) as error:
        raise WrongFile(str(path), str(error)) from error
    except yaml.YAMLError as error:
        raise WrongFile(str(path), " ".join(str(error).split())) from error
    return story_of(raw, path.stem)


def story_of(raw: Any, name: str) -> Story:
    """The story that a file's content tells; `name` where it has none of its own. Raises WrongFile."""
    top = _mapping(raw, "file")
    _known(top, _TOP_KEYS, "file")
    today = moment(top.get("today"), "today")
    return Story(
        name=str(top.get("name", name)),
        today=today,
        pools=_pools(top.get("pools") or {}),
        rounds=_rounds(top.get("rounds") or {}),
        policy=_mapping(top.get("policy") or {}, "policy"),
        steps=_steps(top.get("steps") or [], today),
        expect=expectations(top.get("expect") or {}, "expect"),
    )


class _StrictLoader(yaml.SafeLoader):
    """A key given twice is an error, not the last one's win."""

    def construct_mapping(self, node: Any, deep: bool = False) -> dict[Any, Any]:
        keys = [self.construct_object(key, deep=True) for key, _ in node.value]
        for key in keys:
            if keys.count(key) > 1:
                raise yaml.YAMLError(f"line {node.start_mark.line + 1}: {key!r} is given twice")
        made: dict[Any, Any] = super().construct_mapping(node, deep)
        return made


def _mapping(value: Any, place: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise WrongFile(place, "a mapping is needed here")
    return value


def _known(given: Mapping[str, Any], known: frozenset[str], place: str) -> None:
    for key in given:
        if key not in known:
            raise WrongFile(f"{place}.{key}", "unknown key")


def moment(value: Any, place: str) -> datetime:
    """A Pacific wall-clock time, to the minute or the second. Raises WrongFile."""
    if isinstance(value, datetime):
        return _shown_by_a_clock(value.replace(tzinfo=PACIFIC))
    for layout in ("%Y-%m-%d %H:%M", "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"):
        try:
            return _shown_by_a_clock(datetime.strptime(str(value), layout).replace(tzinfo=PACIFIC))
        except ValueError:
            continue
    raise WrongFile(place, f"{value!r} is no date and time like 2026-03-02 10:15")


def _shown_by_a_clock(moment: datetime) -> datetime:
    """In the hour that is left out in March, 2:30 is half an hour after 1:59:59: clocks show 3:30."""
    return moment.astimezone(UTC).astimezone(PACIFIC)


def day(value: Any, place: str) -> date:
    """A calendar day. Raises WrongFile."""
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        raise WrongFile(place, f"{value!r} is no date like 2026-03-02") from None


def _pools(raw: Any) -> dict[str, dict[str, int]]:
    pools = _mapping(raw, "pools")
    for name, amounts in pools.items():
        place = f"pools.{name}"
        _known(_mapping(amounts, place), frozenset({"seats", "cents"}), place)
        for unit, amount in amounts.items():
            if not isinstance(amount, int) or isinstance(amount, bool) or amount < 0:
                raise WrongFile(f"{place}.{unit}", "a whole number, not negative, is needed here")
    return pools


def _rounds(raw: Any) -> dict[str, dict[str, Any]]:
    rounds = _mapping(raw, "rounds")
    for benefit, window in rounds.items():
        place = f"rounds.{benefit}"
        _known(_mapping(window, place), _ROUND_KEYS, place)
        for key in ("opens", "closes", "use_milestone", "priority_until"):
            if window.get(key) is not None:
                window[key] = day(window[key], f"{place}.{key}")
    return rounds


def _steps(raw: Any, today: datetime) -> tuple[Step, ...]:
    if not isinstance(raw, list):
        raise WrongFile("steps", "a list is needed here")
    steps: list[Step] = []
    clock = today
    for index, given in enumerate(raw):
        step = step_of(given, index + 1, clock)
        clock = step.at
        steps.append(step)
    _names_once(steps)
    return tuple(steps)


def step_of(raw: Any, number: int, clock: datetime) -> Step:
    """One step as the file writes it; `clock` is when the step before it happened. Raises WrongFile."""
    place = f"steps[{number}]"
    given = _mapping(raw, place)
    action = given.get("do")
    if action in NOT_YET:
        raise WrongFile(f"{place}.do", f"{action!r} is not there yet")
    if action not in ACTIONS:
        raise WrongFile(f"{place}.do", f"unknown action {action!r}")
    wanted = ACTIONS[action]
    _known(given, STEP_KEYS | wanted.required | wanted.optional, place)
    for key in sorted(wanted.required - given.keys()):
        raise WrongFile(f"{place}.{key}", f"{action} needs it")
    at = moment(given["at"], f"{place}.at") if "at" in given else _a_second_after(clock)
    # As moments, not as what clocks on the wall show: on one day a year an hour comes twice.
    if at.astimezone(UTC) < clock.astimezone(UTC):
        raise WrongFile(f"{place}.at", "is before the step before it")
    role, name = _who(given.get("who", "system" if action in ("check", "run_to", "report") else None), place)
    _known_parts(given, place)
    arguments = {key: _argument(key, given[key], place) for key in given if key not in STEP_KEYS}
    if action == "check":
        expectations(arguments["expect"], f"{place}.expect")
    return Step(number, at, role, name, action, arguments, _refused(given.get("refused"), place))


def _a_second_after(clock: datetime) -> datetime:
    return (clock.astimezone(UTC) + timedelta(seconds=1)).astimezone(PACIFIC)


def _known_parts(given: Mapping[str, Any], place: str) -> None:
    """Arguments that have parts have no others; a report is of the one kind that there is."""
    for key, parts in NESTED_FIELDS.items():
        if given.get(key) is None:
            continue
        _known(_mapping(given[key], f"{place}.{key}"), frozenset(parts), f"{place}.{key}")
        for part, inner in given[key].items():
            known = parts[part]
            if known and inner is not None:
                _known(_mapping(inner, f"{place}.{key}.{part}"), known, f"{place}.{key}.{part}")
    if given.get("do") == "report" and given.get("kind", "allocation") != "allocation":
        raise WrongFile(f"{place}.kind", f"there is no report of kind {given['kind']!r}")


def _who(value: Any, place: str) -> tuple[str, str]:
    role, _, name = str(value or "").strip().partition(" ")
    if role not in ROLES:
        raise WrongFile(f"{place}.who", f"{value!r} names no role")
    if role != "system" and not name.strip():
        raise WrongFile(f"{place}.who", "a name is needed after the role")
    return role, name.strip()


def _refused(value: Any, place: str) -> str | None:
    if value is not None and not isinstance(value, str):
        raise WrongFile(f"{place}.refused", "a reason code is needed here")
    return value


def _argument(key: str, value: Any, place: str) -> Any:
    """Dates anywhere in an argument become days, so that a bad one is found before anything is played."""
    if isinstance(value, dict) and key not in ("expect", "returned"):
        return {name: _argument(name, inner, f"{place}.{key}") for name, inner in value.items()}
    if key in DATE_FIELDS and value is not None:
        return day(value, f"{place}.{key}").isoformat()
    return value


def _names_once(steps: list[Step]) -> None:
    for makes in ("submit", "prepare_batch", "propose_reallocation", "report"):
        seen: set[str] = set()
        for step in steps:
            if step.action != makes or step.refused is not None:
                continue
            if step.subject in seen and (makes == "submit" or "as" in step.arguments):
                raise WrongFile(f"steps[{step.number}]", f"the name {step.subject!r} is used twice")
            seen.add(step.subject)


def expectations(raw: Any, place: str) -> dict[str, Any]:
    """The expected state, with its keys known. Raises WrongFile."""
    expect = _mapping(raw, place)
    _known(expect, frozenset(EXPECT_FIELDS), place)
    for kind, things in expect.items():
        fields = EXPECT_FIELDS[kind]
        if fields is None:
            continue
        for name, wanted in _mapping(things, f"{place}.{kind}").items():
            where = f"{place}.{kind}.{name}"
            _known(_mapping(wanted, where), fields, where)
            for unit, buckets in POOL_FIELDS.items():
                if kind == "pools" and unit in wanted:
                    _known(_mapping(wanted[unit], f"{where}.{unit}"), buckets, f"{where}.{unit}")
    return expect
