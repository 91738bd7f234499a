"""Reads a program from YAML: version 1 from the files beside this module, a part of a later version from its draft.

Wrong data is refused as a whole: the message names the file, the place inside it and the reason, so that someone who
edits it needs no other help.
"""

from collections.abc import Callable, Iterator
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Annotated, Any, NamedTuple
from zoneinfo import ZoneInfo

import yaml
from pydantic import Field, TypeAdapter, ValidationError
from yaml.constructor import SafeConstructor

from chalicelib.domain.codes import Code
from chalicelib.domain.office import Office
from chalicelib.domain.places import County, Plan, Region
from chalicelib.domain.policy import Policy
from chalicelib.domain.program import (
    AcceptedId,
    Benefit,
    CoveredItem,
    Fee,
    Funder,
    FundingSource,
    MoneyOnlyPool,
    Program,
    Provider,
    Reason,
    Round,
)

VERSION_ONE_FROM = datetime(2022, 1, 1, tzinfo=ZoneInfo("America/Los_Angeles"))
"""Before anything could be applied for (May 2, 2022), so that version 1 covers every day until version 2."""

_DEEPEST = 20
"""Four times as deep as any part is."""

PARTS: dict[str, TypeAdapter[Any]] = {
    "funding_sources": TypeAdapter(Annotated[tuple[FundingSource, ...], Field(min_length=1)]),
    "policy": TypeAdapter(Policy),
    "items": TypeAdapter(tuple[CoveredItem, ...]),
    "fees": TypeAdapter(tuple[Fee, ...]),
    "benefits": TypeAdapter(tuple[Benefit, ...]),
    "money_only_pools": TypeAdapter(tuple[MoneyOnlyPool, ...]),
    "rounds": TypeAdapter(tuple[Round, ...]),
    "regions": TypeAdapter(tuple[Region, ...]),
    "counties": TypeAdapter(tuple[County, ...]),
    "plans": TypeAdapter(tuple[Plan, ...]),
    "providers": TypeAdapter(tuple[Provider, ...]),
    "reasons": TypeAdapter(tuple[Reason, ...]),
    "funders": TypeAdapter(tuple[Funder, ...]),
    "office": TypeAdapter(Office),
    "accepted_ids": TypeAdapter(tuple[AcceptedId, ...]),
}
"""Field of Program, also the name of its file, and what the file must hold."""

_REFERENCES = (
    ("benefits", "items", "items", "id"),
    ("benefits", "funding_source", "funding_sources", "id"),
    ("money_only_pools", "funding_source", "funding_sources", "id"),
    ("fees", "item", "items", "id"),
    ("counties", "region", "regions", "id"),
    ("counties", "plan", "plans", "id"),
    ("plans", "counties", "counties", "id"),
    ("rounds", "benefit", "benefits", "id"),
)
"""(file, field, file that must know the value, by which field)."""

NAMED_BY = (
    ("funding_sources", ("id",)),
    ("items", ("id",)),
    ("fees", ("item", "effective_from")),
    ("benefits", ("id",)),
    ("money_only_pools", ("id",)),
    ("rounds", ("benefit",)),
    ("regions", ("id",)),
    ("counties", ("id",)),
    ("plans", ("id",)),
    ("providers", ("id",)),
    ("funders", ("id",)),
    ("accepted_ids", ("id",)),
    ("reasons", ("code",)),
)
"""(file, the fields that together name one row of it)."""


class Problem(NamedTuple):
    """One thing that is wrong, where a person would look for it."""

    file: str
    path: str
    reason: str

    def __str__(self) -> str:
        return f"{self.file}: {self.path}: {self.reason}"


_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""The one in C reads the program's files in a twentieth of the time; not every build of PyYAML has it."""


class ProgramFileError(Exception):
    """The program's files cannot be used; `problems` lists what was found, one line each in the message."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems
        super().__init__("\n".join(str(problem) for problem in problems))


def load_version_one(folder: Path | None = None) -> Program:
    """The shipped program, or the one in another folder with the same files.

    Raises ProgramFileError: a file is missing, is no YAML, gives a key twice, or holds data the program cannot use.
    """
    source = folder or Path(__file__).parent
    parts: dict[str, Any] = {}
    problems: list[Problem] = []
    for name, expected in PARTS.items():
        try:
            parts[name] = _read_part(source / f"{name}.yaml", expected)
        except ProgramFileError as error:
            problems += error.problems
    _refuse(problems)
    return program_of(parts, 1, VERSION_ONE_FROM)


def program_of(parts: dict[str, Any], version: int, effective_from: datetime) -> Program:
    """The parts, each good by itself, as a program. Raises ProgramFileError when they do not fit together."""
    _refuse([problem for find in _CROSS_CHECKS for problem in find(parts)])
    try:
        return Program(version=version, effective_from=effective_from, **parts)
    except ValidationError as error:
        # Only a rule of Program that has no check of its own above ends up here.
        raise ProgramFileError([Problem("program", "all files", line["msg"]) for line in error.errors()]) from error


def _refuse(problems: list[Problem]) -> None:
    if problems:
        raise ProgramFileError(problems)


def _read_part(file: Path, expected: TypeAdapter[Any]) -> Any:
    return _checked(file.name, _read_yaml(file), expected)


def part_of(name: str, content: object) -> Any:
    """One part of a program from plain data. Raises ProgramFileError, also for a part that there is not."""
    _refuse([] if name in PARTS else [Problem(name, "whole file", "there is no such part")])
    return _checked(f"{name}.yaml", content, PARTS[name])


def content_of(name: str, text: str) -> object:
    """What the YAML text of a part says, not checked yet. Raises ProgramFileError."""
    file = f"{name}.yaml"
    _refuse([Problem(file, "whole file", trick) for trick in islice(_tricks(text), 1)])
    return _parsed(file, text)


def _tricks(text: str) -> Iterator[str]:
    """A short text of aliases of aliases is a very long one, and of lists in lists takes minutes; nobody types them."""
    depth = 0
    try:
        for event in yaml.parse(text):
            depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
            if isinstance(event, yaml.AliasEvent):
                yield "aliases (*) are not used here"
            if depth > _DEEPEST:
                yield "holds lists in lists, deeper than anything here"
    except yaml.YAMLError:
        return  # what it is instead is told with its place


def text_of(part: Any) -> str:
    """A part as YAML that reads back as the same part."""
    plain = TypeAdapter(Any).dump_python(part, mode="json")
    return yaml.dump(plain, Dumper=_Plain, allow_unicode=True, sort_keys=False, width=110)


class _Plain(yaml.SafeDumper):
    def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002 - what PyYAML calls it with
        """What is equal is written out each time: a person edits it."""
        return True


def _checked(file: str, content: object, expected: TypeAdapter[Any]) -> Any:
    try:
        return expected.validate_python(content)
    except ValidationError as error:
        found = [Problem(file, _place(line["loc"]), line["msg"]) for line in error.errors()]
        raise ProgramFileError(found) from error


def _read_yaml(file: Path) -> object:
    try:
        return _parsed(file.name, file.read_text(encoding="utf-8"))
    except OSError as error:
        raise ProgramFileError([Problem(file.name, "whole file", f"cannot be read ({error.strerror})")]) from error
    except UnicodeDecodeError as error:
        raise ProgramFileError([Problem(file.name, "whole file", "is not UTF-8 text")]) from error


def _parsed(file: str, text: str) -> object:
    try:
        node = yaml.compose(text, Loader=_Loader)
        _refuse([Problem(file, place, "this key is given twice") for place in _repeated_keys(node, ())])
        return None if node is None else SafeConstructor().construct_document(node)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = f"line {mark.line + 1}" if mark else "whole file"
        reason = getattr(error, "problem", None) or "is not YAML"
        raise ProgramFileError([Problem(file, place, str(reason))]) from error
    except (RecursionError, ValueError) as error:
        # Lists in lists without end; a date like February 30, which is no error of YAML's to PyYAML.
        raise ProgramFileError([Problem(file, "whole file", "holds something that cannot be read")]) from error


def _repeated_keys(node: yaml.Node | None, path: tuple[str | int, ...]) -> Iterator[str]:
    """PyYAML keeps the last of two equal keys without a word: a fee could be changed by a line nobody sees."""
    if isinstance(node, yaml.SequenceNode):
        for number, child in enumerate(node.value):
            yield from _repeated_keys(child, (*path, number))
    if isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, child in node.value:
            if not isinstance(key, yaml.ScalarNode):
                continue  # a list as a key: safe_load refuses it with a place of its own
            inner = (*path, str(key.value))
            if key.value in seen:
                yield _place(inner)
            seen.add(key.value)
            yield from _repeated_keys(child, inner)


def _place(path: tuple[str | int, ...]) -> str:
    return ".".join(str(step) for step in path) or "whole file"


def _unknown_references(parts: dict[str, Any]) -> Iterator[Problem]:
    for file, field, target, key in _REFERENCES:
        known = {getattr(row, key) for row in parts[target]}
        for number, row in enumerate(parts[file]):
            value = getattr(row, field)
            wanted = value if isinstance(value, tuple) else (value,)
            for name in wanted:
                if name is not None and name not in known:
                    yield Problem(f"{file}.yaml", f"{number}.{field}", f"{target}.yaml has no {name!r}")


def _given_twice(parts: dict[str, Any]) -> Iterator[Problem]:
    for file, fields in NAMED_BY:
        seen: set[str] = set()
        for number, row in enumerate(parts[file]):
            name = " ".join(str(getattr(row, field)) for field in fields)
            if name in seen:
                yield Problem(f"{file}.yaml", f"{number}.{fields[0]}", f"{name!r} is given twice")
            seen.add(name)


def _left_out(parts: dict[str, Any]) -> Iterator[Problem]:
    told = {reason.code for reason in parts["reasons"]}
    for code in Code:
        if code not in told:
            yield Problem("reasons.yaml", "whole file", f"code {code} has no text")
    open_to = {window.benefit for window in parts["rounds"]}
    for benefit in parts["benefits"]:
        if benefit.id not in open_to:
            yield Problem("rounds.yaml", "whole file", f"benefit {benefit.id!r} has no round")


_CROSS_CHECKS: tuple[Callable[[dict[str, Any]], Iterator[Problem]], ...] = (
    _unknown_references,
    _given_twice,
    _left_out,
)
