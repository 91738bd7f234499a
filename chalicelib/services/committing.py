"""Committing what the outbox carries out: again on what is stored now, while others change the same rows."""

from collections.abc import Callable

from chalicelib.store.commit import Decision, commit
from chalicelib.store.outbox import Pending
from chalicelib.store.table import Conflict

_TRIES = 20


def committed(attempt: Callable[[], Decision | None]) -> tuple[Pending, ...]:
    """What is left to tell; nothing when there was nothing (left) to do. Raises Conflict in the end."""
    for _ in range(_TRIES):
        decision = attempt()
        if decision is None:
            return ()
        try:
            return commit(decision)
        except Conflict:
            continue
    raise Conflict
