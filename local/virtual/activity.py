"""Who is at work and who only waits: what `settle` needs to know, with no polling.

Every change of an execution from work to rest and back goes through one lock, and whoever answers a task token puts the
waiting execution back to work *before* the answer returns. So the count of those at work is never zero by accident.
"""

import threading
from collections import Counter
from dataclasses import dataclass, field
from enum import Enum


class Ending(Enum):
    """How a wait on a task token came to its end."""

    ANSWERED = "answered"
    TIMED_OUT = "timed out"
    STOPPED = "stopped"
    LEFT = "left"  # its task failed or was retried: nobody listens any more


class NotSettled(AssertionError):  # noqa: N818 it reports a finding, as an assertion does
    """The time was up and something was still at work."""


class TokenUnknownError(LookupError):
    """No task ever had this token."""


class TokenOverError(LookupError):
    """The task of this token has ended."""


@dataclass(eq=False)
class TokenWait:
    """One task token of one execution."""

    token: str
    execution: str
    ending: Ending | None = None
    outcome: object = None
    parked: bool = False
    wake: threading.Event = field(default_factory=threading.Event)


class Activity:
    """Counts executions and functions at work. An execution that waits for an answer to its token is at rest."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._at_work: Counter[str] = Counter()
        self._open: dict[str, TokenWait] = {}
        self._over: set[str] = set()

    def begin(self, label: str) -> None:
        with self._changed:
            self._at_work[label] += 1

    def end(self, label: str) -> None:
        with self._changed:
            self._rest(label)

    def _rest(self, label: str) -> None:
        self._at_work[label] -= 1
        if not self._at_work[label]:
            del self._at_work[label]
            self._changed.notify_all()

    def wait_until_quiet(self, seconds: float) -> None:
        """Returns when nothing is at work. Raises NotSettled, naming the busy, when `seconds` have passed."""
        with self._changed:
            if not self._changed.wait_for(lambda: not self._at_work, timeout=seconds):
                raise NotSettled(f"still at work after {seconds:g} s: {', '.join(sorted(self._at_work))}")

    def open_wait(self, token: str, execution: str) -> None:
        with self._changed:
            self._open[token] = TokenWait(token, execution)

    def await_answer(self, token: str) -> TokenWait:
        """Blocks the execution's thread until its token is answered, timed out or stopped; at once if it already is."""
        with self._changed:
            wait = self._open[token]
            if wait.ending is None:
                wait.parked = True
                self._rest(wait.execution)
        wait.wake.wait()
        return wait

    def finish(self, token: str, ending: Ending, outcome: object = None) -> None:
        """Ends a wait, once. Raises TokenOverError the second time, TokenUnknownError for a token never given out."""
        with self._changed:
            wait = self._open.get(token)
            if wait is None and token not in self._over:
                raise TokenUnknownError(token)
            if wait is None or wait.ending is not None:
                raise TokenOverError(token)
            self._end_wait(wait, ending, outcome)

    def finish_all(self, ending: Ending, execution: str | None = None) -> int:
        """Ends every parked wait, or those of one execution; returns how many."""
        with self._changed:
            waits = [
                wait
                for wait in self._open.values()
                if wait.ending is None
                and (ending is Ending.STOPPED or wait.parked)
                and (execution is None or wait.execution == execution)
            ]
            for wait in waits:
                self._end_wait(wait, ending, None)
            return len(waits)

    def close(self, token: str) -> None:
        """The task of this token is over: later answers are refused."""
        with self._changed:
            wait = self._open.pop(token, None)
            if wait is None:
                return
            self._over.add(token)
            if wait.ending is None:
                wait.ending = Ending.LEFT

    def _end_wait(self, wait: TokenWait, ending: Ending, outcome: object) -> None:
        wait.ending, wait.outcome = ending, outcome
        if wait.parked:
            wait.parked = False
            self._at_work[wait.execution] += 1
        wait.wake.set()
