"""The tables of `make bench`."""

from collections.abc import Mapping, Sequence

from rich.console import Console
from rich.table import Table

from bench.path import Measured
from bench.rush import Rush

Passes = Mapping[int, Sequence[Measured]]
"""Crowd → the steps, in order."""


def steps_table(timed: Sequence[Measured], weighed: Sequence[Measured]) -> Table:
    """Every step: calls of the request itself and of the workflow's functions, those to DynamoDB in brackets."""
    table = _table(
        "Each step, warm",
        "step",
        *("request's calls", "workflow's calls", "transitions", "read units", "write units"),
        *("answer ms", "settled ms"),
    )
    for step, heavy in zip(timed, weighed, strict=True):
        table.add_row(
            step.name,
            *(_calls(step, in_request=True), _calls(step, in_request=False), str(step.transitions)),
            *(f"{heavy.tally.read_units:g}", str(heavy.tally.write_units)),
            *(_milliseconds(step.answer_seconds), _milliseconds(step.settled_seconds)),
        )
    return table


def growth_table(timed: Passes, weighed: Passes) -> Table:
    """What a longer queue changes."""
    table = _table(
        "With so many waiting in the pool's queue",
        "step",
        *(f"calls {crowd:,}" for crowd in timed),
        *(f"read units {crowd:,}" for crowd in weighed),
        *(f"settled ms {crowd:,}" for crowd in timed),
    )
    for row, step in enumerate(next(iter(timed.values()))):
        table.add_row(
            step.name,
            *(str(total_calls(steps[row])) for steps in timed.values()),
            *(f"{steps[row].tally.read_units:g}" for steps in weighed.values()),
            *(_milliseconds(steps[row].settled_seconds) for steps in timed.values()),
        )
    return table


def transactions_table(weighed: Sequence[Measured]) -> Table:
    """The largest transaction of each step: the decision itself."""
    table = _table("The decision's transaction", "step", "rows", "write units")
    table.add_column("of", overflow="fold")
    for step in weighed:
        if step.tally.transactions:
            largest = max(step.tally.transactions, key=lambda transaction: len(transaction.rows))
            table.add_row(step.name, str(len(largest.rows)), str(largest.write_units), ", ".join(largest.rows))
    return table


def rush_table(rushes: Sequence[Rush]) -> Table:
    """What serving a queue asks of DynamoDB; the functions that the woken executions then call are not in it."""
    table = _table(
        "Seats for those who wait",
        "waiting",
        *("awards", "requests", "an award", "executions woken", "seconds", "awards a second"),
    )
    for one in rushes:
        table.add_row(
            *(f"{one.waiting:,}", f"{one.awards:,}", f"{one.requests:,}", f"{one.per_award:.2f}", f"{one.woken:,}"),
            *(f"{one.seconds:.1f}", f"{one.awards / one.seconds:.0f}"),
        )
    return table


def imports_table(seconds: Mapping[str, float], functions: Mapping[str, Sequence[str]]) -> Table:
    table = _table("Cold imports", "module", "ms")
    table.add_column("functions", overflow="fold")
    for module, took in seconds.items():
        table.add_row(module, _milliseconds(took), ", ".join(functions[module]))
    return table


def total_calls(step: Measured) -> int:
    return sum(step.tally.calls.values())


def growing(timed: Passes) -> list[str]:
    """The steps whose number of calls depends on how many wait; there should be none."""
    return [steps[0].name for steps in zip(*timed.values(), strict=True) if len({total_calls(s) for s in steps}) > 1]


def show(*tables: Table) -> None:
    """On a terminal as wide as it is; into a file as wide as the tables need."""
    console = Console()
    if not console.is_terminal:
        console.width = 160
    for table in tables:
        console.print(table)
        console.print()


def _table(title: str, first: str, *numbers: str) -> Table:
    table = Table(title=title, title_justify="left")
    table.add_column(first, no_wrap=True)
    for name in numbers:
        table.add_column(name, justify="right")
    return table


def _calls(step: Measured, *, in_request: bool) -> str:
    total = step.tally.count(in_request=in_request)
    return f"{total} ({step.tally.count(in_request=in_request, service='dynamodb')})" if total else ""


def _milliseconds(seconds: float) -> str:
    return f"{seconds * 1000:.0f}"
