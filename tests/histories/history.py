"""One history: drawn moves made into steps of a story, played on an AWS of its own, with all checked after each."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any

import yaml

from chalicelib.domain.codes import Code
from chalicelib.domain.folder import next_deadline
from chalicelib.domain.pacific import PACIFIC
from chalicelib.store import programs
from local.player.play import Player
from local.player.story import Step, read_story, step_of, story_of
from local.player.transport import Reply
from tests.histories.actions import TABLE
from tests.histories.cast import BIRTH_DATES, Picks, Raw
from tests.histories.invariants import Moment, broken
from tests.histories.seen import Seen
from tests.histories.world import World

Move = tuple[str, bytes]
"""A row of the table of actions, or NOTHING; and the numbers that choose what it is about."""

NOTHING = "nothing"
IMPOSSIBLE = {Code.STALE, Code.KEY_REUSED, Code.BOOKS_OUT_OF_BALANCE}
"""Refusals that nobody may meet who is alone and asks each thing once."""

_PAUSES = ("second",) * 31 + ("hour", "night", "day", "days", "last second", "too late", "swept")
_FARTHEST = timedelta(days=45)
"""Every day on the way has its sweep, and every week its report: that is what most of the time goes into."""


class Broken(AssertionError):  # noqa: N818 - it reports a finding, as an assertion does
    """What does not hold after a step of a story."""

    story: Raw
    """Up to that step, with how each step ended."""

    @property
    def kind(self) -> str:
        """The rule that was broken, without who and where: a shorter story that breaks another one is another story."""
        first = re.sub(r"^(# )?(steps\[\d+\] \([^)]*\): )?((before|after) [^:]*it: )?", "", str(self))
        return re.split(r"[:\n]", first, maxsplit=1)[0]


@dataclass
class Tally:
    """What happened in the histories so far."""

    histories: int = 0
    actions: int = 0
    done: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    """By action and code."""
    ends: Counter[str] = field(default_factory=Counter)
    """How awards ended."""

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(
            self.histories + other.histories,
            self.actions + other.actions,
            self.done + other.done,
            self.refused + other.refused,
            self.ends + other.ends,
        )


class History:
    """A story that is made while it is played."""

    def __init__(self, head: Raw, name: str = "A history", tell: Callable[[str], None] = lambda _: None) -> None:
        self.raw: Raw = {"name": name, **head, "steps": []}
        self.tally = Tally(histories=1)
        self._player = Player(story_of(self.raw, name), tell)
        self._seen = Seen()
        self._now = self._player.story.today
        self._player.watches.append(self._seen)

    @contextmanager
    def on_stage(self) -> Iterator["History"]:
        with self._player.on_stage():
            self._player.stage.birth_dates = dict(BIRTH_DATES)
            self._world = World(self._player.stage, self._seen, self._now)
            yield self

    @contextmanager
    def told(self) -> Iterator[None]:
        """Whoever is told what broke gets the story too."""
        try:
            yield
        except Broken as broken_here:
            broken_here.story = self.raw
            raise

    def make(self, move: Move) -> None:
        """One step from what there is now. Raises Broken."""
        kind, numbers = move
        if kind == NOTHING:
            return
        picks = Picks(numbers)
        at = self._after(picks.of(_PAUSES))
        self._world.now = self._now = at
        raw = TABLE[kind].make(self._world, picks)
        if picks.one_in(40):
            raw["who"] = "auditor abe"
        self.play({"at": f"{at.astimezone(PACIFIC):%Y-%m-%d %H:%M:%S}", **raw})

    def play(self, raw: Raw) -> None:
        """One step as a story writes it; how it ends is written into it. Raises Broken."""
        steps: list[Raw] = self.raw["steps"]
        steps.append(raw)
        step = step_of(raw, len(steps), self._now)
        self._now = step.at
        try:
            self._player.reach(step.at)
            reply = None if step.action == "run_to" else self._player.ask(step)
            self._note(step, raw, reply)
            self._player.after_step(step)
            findings = [*self._player.failures, *self._findings()]
        except Exception as error:
            raise Broken(
                f"steps[{step.number}] ({step.action} by {step.who}): {type(error).__name__}: {error}"
            ) from error
        if findings:
            raise Broken("\n".join(findings))

    def end(self) -> None:
        """The whole books and every chain, read again from the table. Raises Broken."""
        self._player.end()
        self.tally.ends.update(folder.award.status for folder in self._seen.folders.values() if folder.award)
        if self._player.failures:
            raise Broken("\n".join(self._player.failures))

    def _note(self, step: Step, raw: Raw, reply: Reply | None) -> None:
        self.tally.actions += 1
        if reply is None or reply.refused is None:
            self.tally.done[step.action] += 1
            if reply is not None and step.subject not in self._world.named.get(step.action, []):
                self._world.named.setdefault(step.action, []).append(step.subject)
            return
        raw["refused"] = reply.refused
        self.tally.refused[f"{step.action}: {reply.refused}"] += 1
        if reply.refused not in set(Code) - IMPOSSIBLE or reply.status >= 500:
            self._player.failures.append(f"steps[{step.number}] ({step.action}): answered {reply.status} {reply.body}")

    def _findings(self) -> list[str]:
        errors = [f"{function} raised {error!r}" for function, error in self._player.aws.function_errors]
        now = self._now
        program = programs.program_at(now)
        return errors + broken(Moment(self._seen, program, self._player.aws.executions(), now))

    def _after(self, pause: str) -> datetime:
        """The next moment: a second later, or at a time at which something may go wrong."""
        now = self._now.astimezone(PACIFIC)
        step = {"hour": timedelta(hours=1), "day": timedelta(days=1), "days": timedelta(days=3)}
        if pause in step:
            return _in_order(now, now + step[pause])
        if pause == "night":
            return _in_order(now, datetime.combine(now.date(), time(23, 59, 58), PACIFIC))
        if pause == "second":
            return _in_order(now, now)
        deadlines = [next_deadline(folder) for folder in self._seen.folders.values()]
        days = [day for day in deadlines if day and now.date() <= day <= (now + _FARTHEST).date()]
        at = {"last second": time(23, 59, 59), "too late": time(0, 0), "swept": time(0, 5, 1)}[pause]
        day = min(days, default=now.date()) + timedelta(days=0 if pause == "last second" else 1)
        return _in_order(now, datetime.combine(day, at, PACIFIC))


def _in_order(now: datetime, then: datetime) -> datetime:
    """At least a second later, as a clock on the wall shows it: a story's times are written like that."""
    later = (now.timestamp() + 1, then.timestamp())
    return datetime.fromtimestamp(max(later), PACIFIC)


def played(head: Raw, moves: Sequence[Move]) -> History:
    """A history, to its end. What does not hold raises Broken; the story until then is in its `story`."""
    history = History(head)
    with history.on_stage(), history.told():
        for move in moves:
            history.make(move)
        history.end()
    return history


def replayed(story: Raw, tell: Callable[[str], None] = lambda _: None) -> None:
    """A story as it was written, with the same checks. Raises Broken, WrongFile."""
    head = {key: story[key] for key in story if key not in ("name", "steps", "expect")}
    history = History(head, story.get("name", "A history"), tell)
    with history.on_stage(), history.told():
        for step in story.get("steps") or []:
            history.play({key: value for key, value in step.items() if key != "refused"})
        history.end()


def read(path: Path) -> Raw:
    """A saved story. Raises WrongFile."""
    read_story(path)
    raw: Raw = yaml.safe_load(path.read_text(encoding="utf-8"))
    return raw


def written(raw: Raw, findings: str) -> str:
    """The story as SCENARIOS.md writes it, a line a step, with what was found on top."""
    found = "".join(f"# {line}\n" for line in findings.splitlines())
    head = {key: value for key, value in raw.items() if key != "steps"}
    steps = "".join(f"  - {_line(step)}\n" for step in raw["steps"])
    return f"{found}{yaml.safe_dump(head, sort_keys=False, allow_unicode=True)}steps:\n{steps}"


def _line(step: Any) -> str:
    return yaml.safe_dump(step, sort_keys=False, allow_unicode=True, default_flow_style=True, width=10_000).strip()
