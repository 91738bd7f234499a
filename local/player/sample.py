"""The sample round, sent through a site over HTTP; and the allocation report as a table in the terminal."""

import time
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from rich.box import SIMPLE
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from chalicelib.domain.pacific import PACIFIC
from chalicelib.gateways.templates import dollars
from chalicelib.program.load import load_version_one
from local.laptop.http import SiteClient
from local.laptop.site import Site
from local.player.calls import ApiCall, allotment
from local.player.sample_classes import sample_classes
from local.player.stage import Stage
from local.player.story import Step, Story, read_story
from local.player.transport import Reply

SAMPLE = Path("scenarios/sample-round.yaml")
_PATIENCE_SECONDS = 90.0  # longer than the sweeper takes to come round and do what a request left undone
_PAUSE_SECONDS = 0.1
_REPORT_COLUMNS = 132
_SHIFTED = frozenset({"starts", "expires"})


class OverHttp:
    """The site, as its API sees us: staff with tokens of its Cognito."""

    def __init__(self, client: SiteClient) -> None:
        self._client = client

    def send(self, method: str, path: str, headers: Mapping[str, str], body: Any) -> Reply:
        if method == "POST":
            answer = self._client.post_json(path, body, dict(headers))
        else:
            answer = self._client.get(path, dict(headers))
        return Reply(answer.status, answer.json())

    def staff_headers(self, role: str, name: str) -> dict[str, str]:  # noqa: ARG002 - one user a role
        return self._client.as_staff(role)


def play_over_http(site: Site, path: Path = SAMPLE) -> None:
    """Every step of the sample in order, then its classes. Stopped and begun again, it repeats its requests, which
    change nothing twice.

    Raises RuntimeError when the site refuses what the story does not expect.
    """
    story = shifted(read_story(path), datetime.now(PACIFIC).date())
    stage = Stage(OverHttp(SiteClient(site)), load_version_one(), story.today.date(), "sample")
    with _progress() as progress:
        task = progress.add_task("Sample round", total=len(story.pools) + len(story.steps))
        for pool, amounts in story.pools.items():
            call = allotment(pool, amounts.get("seats", 0), amounts.get("cents", 0))
            _unless(stage.send("dhcs", "", call, f"sample-{pool}").refused, None, f"allot {pool}")
            progress.advance(task)
        for step in story.steps:
            progress.update(task, description=f"{step.role}: {step.action}")
            if step.action not in ("check", "run_to"):
                play_step(stage, step)
            progress.advance(task)
        progress.update(task, description="provider: post classes")
        post_sample_classes(stage, story.today.date())
        progress.update(task, description="Sample round")


def post_sample_classes(stage: Stage, today: date) -> None:
    """RuntimeError if one cannot be posted."""
    for number, call in enumerate(sample_classes(load_version_one(), today)):
        _unless(stage.send("provider", "dbsa", call, f"sample-class-{number}").refused, None, f"class {number}")


def play_step(stage: Stage, step: Step) -> None:
    """One step, as soon as the workflows have come to where it can be taken. RuntimeError if it goes otherwise."""
    reply = stage.carry_out(step)
    until = time.monotonic() + _PATIENCE_SECONDS
    # The workflows run at their own pace: what is not there yet may be there in a moment.
    while reply.refused in ("WRONG-STATE", "NOT-FOUND") and step.refused is None and time.monotonic() < until:
        time.sleep(_PAUSE_SECONDS)
        reply = stage.carry_out(step)
    _unless(reply.refused, step.refused, f"step {step.number}, {step.action} by {step.who}")
    if step.action in ("submit", "revise") and reply.refused is None:
        name = str(step.arguments.get("application", step.subject))
        while stage.status_of(name).get("status") == "submitted" and time.monotonic() < until:
            time.sleep(_PAUSE_SECONDS)


def _unless(refused: str | None, expected: str | None, what: str) -> None:
    if refused != expected:
        raise RuntimeError(f"The sample round stopped at {what}: {refused or 'done'}, expected {expected or 'done'}.")


def shifted(story: Story, today: date) -> Story:
    """The story as if it began today, so that no class of it starts in the past."""
    days = timedelta(days=(today - story.today.date()).days)

    def moved(key: str, value: Any) -> Any:
        if isinstance(value, dict):
            return {name: moved(name, inner) for name, inner in value.items()}
        return (date.fromisoformat(value) + days).isoformat() if key in _SHIFTED and value else value

    steps = tuple(replace(step, arguments=moved("", dict(step.arguments))) for step in story.steps)
    return replace(story, today=story.today + days, steps=steps)


def _progress() -> Progress:
    shown = (TextColumn("{task.description:<32}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    return Progress(*shown, console=Console())


def print_report(site: Site) -> None:
    """A new allocation report, as the manager reads it."""
    client = SiteClient(site)
    stage = Stage(OverHttp(client), load_version_one(), datetime.now(PACIFIC).date())
    made = stage.send("manager", "", ApiCall("v1/reports", {}), f"shown-{time.time_ns()}")
    _unless(made.refused, None, "the report")
    report = stage.send("manager", "", ApiCall("v1/reports/latest", {}, method="GET")).body
    console = Console()
    Console(width=max(console.width, _REPORT_COLUMNS)).print(report_table(report))


def report_table(report: Mapping[str, Any]) -> Table:
    """Seats and dollars of every pool that has been allotted anything or is waited for."""
    table = Table(title=f"Allocation report, {report['as_of'][:16]} UTC", title_justify="left", box=SIMPLE)
    table.add_column("Pool", no_wrap=True)
    for column in ("Target", "Allotted", "Available", "Reserved", "Committed", "Expended", "Waiting"):
        table.add_column(column, justify="right", no_wrap=True)
    for row in (*report["rows"], report["total"]):
        if row["allotted"]["seats"] or row["allotted"]["cents"] or row["waiting_by_tier"]:
            table.add_row(*_cells(row))
    table.caption = "Seats above dollars. Targets: what the program published for a benefit, all regions together."
    return table


def _cells(row: Mapping[str, Any]) -> list[str]:
    buckets = ("allotted", "available", "reserved", "committed", "expended")
    money = [f"{row[name]['seats']}\n{dollars(row[name]['cents'])}" for name in buckets]
    region = f"\n  {row['region']}" if row["region"] else ""
    waiting = str(sum(row["waiting_by_tier"].values()) or "")
    return [row["benefit"] + region, str(row["target_seats"] or ""), *money, waiting]
