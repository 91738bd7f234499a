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
    """An execution that waited when its subject was read, and where the decision made from that reading leads it."""

    run: Run
    place: Place


@dataclass(frozen=True)
class Pending:
    """A task with the row that remembers it."""

    sk: str
    task: Task
    waiter: Waiter | None = None
    """Whom a SIGNAL is for, where that is known; it is not kept in the row."""


def pending(task: Task, now: datetime) -> Pending:
    return Pending(sk=new_id(now), task=task)


def pending_write(entry: Pending) -> table.Write:
    return table.put(table.row(keys.OUTBOX, entry.sk, entry.task))


def remember(entry: Pending) -> None:
    """A task that follows from no change of a folder."""
    table.transact([pending_write(entry)])


def all_pending() -> Iterator[Pending]:
    """Oldest first."""
    for row in table.query(keys.OUTBOX):
        yield Pending(sk=row["sk"]["S"], task=Task.model_validate_json(row["body"]["S"]))


def done(entry: Pending, *also: table.Write) -> None:
    """Forget the task, together with what else its end changes. Raises Conflict when that was changed meanwhile."""
    table.transact([table.delete(keys.OUTBOX, entry.sk), *also])
