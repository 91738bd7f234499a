"""The outbox: what a decision still has to tell others, written with it and deleted when it is done."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from chalicelib.domain.folder import Place
from chalicelib.domain.tasks import Task
from chalicelib.gateways.identifiers import new_id
from chalicelib.store import keys, table
from chalicelib.store.runs import Run


@dataclass(frozen=True)
class Waiter:
    """An execution that waits with a token which the decision has used up, and where the decision leads it."""

    run: Run
    place: Place


@dataclass(frozen=True)
class Pending:
    """A task with the row that remembers it."""

    sk: str
    task: Task
    waiter: Waiter | None = None
    """Whom a SIGNAL is for, where whoever decided had read that with the subject."""


def pending(task: Task, now: datetime, waiter: Waiter | None = None) -> Pending:
    return Pending(sk=new_id(now), task=task, waiter=waiter)


def pending_write(entry: Pending) -> table.Write:
    kept: dict[str, str | int | None] = {}
    if entry.waiter:
        run = entry.waiter.run
        kept = {"task_token": run.token, "run_number": run.number, "place": entry.waiter.place.value}
    return table.put(table.row(keys.OUTBOX, entry.sk, entry.task, **kept))


def remember(entry: Pending) -> None:
    """A task that follows from no change of a folder."""
    table.transact([pending_write(entry)])


def all_pending() -> Iterator[Pending]:
    """Oldest first."""
    for row in table.query(keys.OUTBOX):
        task = Task.model_validate_json(row["body"]["S"])
        yield Pending(sk=row["sk"]["S"], task=task, waiter=_waiter(row, task))


def _waiter(row: table.Row, task: Task) -> Waiter | None:
    if "task_token" not in row:
        return None
    run = Run(task.subject, int(row["run_number"]["N"]), row["task_token"]["S"])
    return Waiter(run, Place(row["place"]["S"]))


def done(entry: Pending) -> None:
    table.transact([table.delete(keys.OUTBOX, entry.sk)])
