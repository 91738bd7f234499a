"""Playing a story in one process: virtual AWS, virtual clock, the machines really interpreted."""

import importlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from datetime import time as clock_time
from typing import Any, Protocol

from chalicelib.domain.funds import Amounts
from chalicelib.domain.pacific import PACIFIC
from chalicelib.domain.policy import Policy
from chalicelib.domain.program import Program, Provider, Round
from chalicelib.program.load import load_version_one
from chalicelib.store import keys, programs
from local.player.calls import allotment
from local.player.compare import differences
from local.player.ledger import Ledger
from local.player.observe import state
from local.player.process import fresh_process
from local.player.stage import Stage
from local.player.story import Step, Story, WrongFile
from local.player.transport import InProcess, Reply, provider_id
from local.virtual import VirtualAws, VirtualClock
from local.virtual.changes import Change

Tell = Callable[[str], None]

_SUBJECTS = ("award", "application", "batch", "proposal")
_SOURCE_ENDS, _SOURCE_CENTS = 2040, 10_000_000_000_00
_JOBS: tuple[tuple[clock_time, int | None, str], ...] = (
    (clock_time(0, 5), None, "DailySweep"),
    (clock_time(6, 0), 0, "AllocationReport"),
)
"""Pacific time, weekday (None: every day), function."""


class Watch(Protocol):
    """Follows the table and says what must not be."""

    def problems(self, changes: Sequence[Change]) -> list[str]: ...


class Player:
    """One story, from its first allotments to its end. `failures` are the expectations that did not hold."""

    def __init__(self, story: Story, tell: Tell) -> None:
        self.story = story
        self.failures: list[str] = []
        self.aws: VirtualAws
        self.stage: Stage
        self.watches: list[Watch] = [Ledger()]
        self._clock = VirtualClock(story.today)
        self._tell = tell

    @contextmanager
    def on_stage(self) -> Iterator[None]:
        """The whole of AWS, the program with the story's changes, and the first allotments."""
        app = importlib.import_module("app").app
        transport = InProcess(app, sorted(app.routes))
        with fresh_process(), VirtualAws(handlers(app)) as self.aws, self._clock.installed(), transport.trusted():
            program = self._publish()
            self.stage = Stage(transport, program, self.story.today.date())
            self.stage.birth_dates = birth_dates(self.story)
            self._allot()
            yield

    def play(self) -> dict[str, Any]:
        """Every step in order; returns the state at the end."""
        for step in self.story.steps:
            self.reach(step.at)
            self._play(step)
        self._tell("")
        return self.end()

    def end(self) -> dict[str, Any]:
        """The state at the end, against what is expected of it."""
        found = state(self.stage.names)
        # Balanced books and intact chains are expected of every story, whether it says so or not.
        wanted = {"books": "balanced", "audit": "intact", **self.story.expect}
        self.failures += differences(wanted, found, "expect")
        return found

    def reach(self, moment: datetime) -> None:
        """The clock moves; every job that is due on the way runs at its own time."""
        for due, function in jobs_due(self._clock.now(), moment):
            self._clock.jump_to(due)
            self.aws.invoke(function, {})
            self.aws.settle()
        self._clock.jump_to(moment)

    def ask(self, step: Step) -> Reply:
        """The step's request and everything that follows from it at once; `failures` says when it is not as it must be.

        Whatever is refused must have changed nothing, but for the note that somebody signed in. The clock has to be at
        the step's moment already.
        """
        self._look(step, "before it")
        with self.aws.running_as("APIHandler"):
            reply = self.stage.carry_out(step)
        self.aws.settle()
        changed = [change for change in self._look(step, "after it") if not _notes_a_sign_in(change)]
        if reply.refused and changed:
            rows = ", ".join(f"{change.pk} {change.sk}" for change in changed)
            self._fail(step, f"refused, but changed something: {rows}")
        return reply

    def after_step(self, step: Step) -> None:
        """Jobs more frequent than daily run once after each step; then the books are looked at."""
        self.aws.invoke("RelayOutbox", {})
        self.aws.invoke("SendNotices", {})
        self.aws.settle()
        self._look(step, "after the jobs that follow it")

    def _play(self, step: Step) -> None:
        if step.action == "run_to":
            self._say(step, "")
        elif step.action == "check":
            found = differences(step.arguments["expect"], state(self.stage.names), f"steps[{step.number}]")
            self.failures += found
            self._say(step, "; ".join(found) or "holds")
        else:
            self._carry_out(step)
        self.after_step(step)

    def _carry_out(self, step: Step) -> None:
        reply = self.ask(step)
        outcome = reply.refused or str(reply.body.get("status", "done"))
        if reply.refused != step.refused:
            wanted = f"to be refused {step.refused}" if step.refused else "to be done"
            self._fail(step, f"expected {wanted}, got {outcome}")
        self._say(step, f"refused {outcome}{_field(reply)}" if reply.refused else outcome)

    def _look(self, step: Step, when: str) -> list[Change]:
        """What changed since the last look; the books must balance with it (DESIGN.md section 6)."""
        changes = self.aws.changes()
        for watch in self.watches:
            for problem in watch.problems(changes):
                self._fail(step, f"{when}: {problem}")
        return changes

    def _fail(self, step: Step, finding: str) -> None:
        self.failures.append(f"steps[{step.number}] ({step.action} by {step.who}): {finding}")

    def _say(self, step: Step, outcome: str) -> None:
        about = next((step.arguments[key] for key in _SUBJECTS if step.arguments.get(key)), "")
        named = f"as {step.arguments['as']}" if "as" in step.arguments else ""
        what = " ".join(str(part) for part in (step.action, about, step.arguments.get("item", ""), named) if part)
        self._tell(f"{step.at:%Y-%m-%d %H:%M:%S}  {step.who:<28} {what:<44} {outcome}".rstrip())

    def _publish(self) -> Program:
        """Version 1 as shipped, then the story's own version, in force when it begins."""
        self.aws.invoke("LoadProgram", {})
        program = story_program(self.story)
        programs.publish(program)
        return program

    def _allot(self) -> None:
        for pool, amounts in self.story.pools.items():
            wanted = Amounts(seats=amounts.get("seats", 0), cents=amounts.get("cents", 0))
            if wanted.is_zero:
                continue
            with self.aws.running_as("APIHandler"):
                reply = self.stage.send("dhcs", "allotment", allotment(pool, wanted.seats, wanted.cents), pool)
            if reply.refused:
                raise WrongFile(f"pools.{pool}", f"cannot be allotted: {reply.refused}")
        self.aws.settle()


def birth_dates(story: Story) -> dict[str, str]:
    """What each applicant of the story gives, for the counties that name them before."""
    given = [step for step in story.steps if step.action == "submit" and "birth_date" in step.arguments]
    return {step.name: str(step.arguments["birth_date"]) for step in reversed(given)}


def _notes_a_sign_in(change: Change) -> bool:
    """The first request of a day with a token does that, whatever becomes of the request."""
    return change.pk == keys.STAFF and change.sk.endswith(f"#{keys.STANDING}")


def _field(reply: Reply) -> str:
    return f" ({reply.body['field']})" if reply.body.get("field") else ""


def handlers(app: Any) -> dict[str, Callable[[dict[str, Any], Any], Any]]:
    """Every Lambda function of the app by its logical id in the template."""
    named = {"".join(part.title() for part in f.name.split("_")): f.func for f in app.pure_lambda_functions}
    return {**named, "APIHandler": app}


def jobs_due(after: datetime, until: datetime) -> Iterator[tuple[datetime, str]]:
    """Every scheduled job due after one moment and not after another, in order."""
    day = after.astimezone(PACIFIC).date()
    while day <= until.astimezone(PACIFIC).date():
        for at, weekday, function in _JOBS:
            due = datetime.combine(day, at, PACIFIC)
            if after < due <= until and weekday in (None, day.weekday()):
                yield due, function
        day += timedelta(days=1)


def story_program(story: Story) -> Program:
    """The shipped program with the story's rounds, policy and providers. Raises WrongFile for what it does not know."""
    shipped = load_version_one()
    benefits = {benefit.id for benefit in shipped.benefits}
    for benefit in story.rounds:
        if benefit not in benefits:
            raise WrongFile(f"rounds.{benefit}", "the program has no such benefit")
    for pool in story.pools:
        if pool not in shipped.pool_ids():
            raise WrongFile(f"pools.{pool}", "the program has no such pool")
    rounds = [_round(story, benefit) for benefit in sorted(benefits)]
    source = shipped.funding_sources[0].model_dump() | {
        "contract_cents": _SOURCE_CENTS,
        "period_end": f"{_SOURCE_ENDS}-12-31",
        "liquidation_deadline": f"{_SOURCE_ENDS + 2}-12-31",
    }
    changes = {
        "version": 2,
        "effective_from": story.today,
        "funding_sources": [source],
        "policy": _policy(story.policy, shipped.policy),
        "rounds": rounds,
        "providers": [*shipped.model_dump()["providers"], *_providers(story, shipped)],
    }
    return Program.model_validate({**shipped.model_dump(), **changes})


def _round(story: Story, benefit: str) -> Round:
    given = dict(story.rounds.get(benefit) or {})
    try:
        return Round(benefit=benefit, **given)
    except ValueError as error:
        raise WrongFile(f"rounds.{benefit}", " ".join(str(error).split())) from error


def _policy(given: Mapping[str, Any], shipped: Policy) -> Policy:
    for name in given:
        if name not in Policy.model_fields:
            raise WrongFile(f"policy.{name}", "unknown setting")
    try:
        return Policy(**{**shipped.model_dump(), **given})
    except ValueError as error:
        raise WrongFile("policy", " ".join(str(error).split())) from error


def _providers(story: Story, shipped: Program) -> list[Provider]:
    """Those named in the story: approved and under contract for every course and language (SCENARIOS.md)."""
    named = {provider_id(step.name): step.name for step in story.steps if step.role == "provider"}
    return [
        Provider(
            id=identifier,
            name=name,
            contract_from=datetime(2000, 1, 1, tzinfo=PACIFIC).date(),
            languages=("en", "es"),
            source="scenario",
            standing="sample",
        )
        for identifier, name in named.items()
        if shipped.provider(identifier) is None
    ]
