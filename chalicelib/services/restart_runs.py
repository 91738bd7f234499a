"""Start the next execution of every open subject that has none: after a restart, a failure, a restore."""

import logging
from itertools import takewhile

from chalicelib.domain.folder import ENDS
from chalicelib.gateways import executions
from chalicelib.gateways.settings import setting
from chalicelib.services.find_place import place_in_workflow
from chalicelib.services.one_by_one import one_by_one, raise_first
from chalicelib.services.relay_outbox import MACHINES, restart_run
from chalicelib.store import runs
from chalicelib.store.runs import Run

log = logging.getLogger(__name__)


_RUNS_AFTER_FAILURES = 5
"""A step that fails every time is a defect: after so many runs only the daily sweep tries, and the alarm rings."""


AT_ONCE = 500
"""So many start at a time, that their first steps do not crowd out the site; the next call starts more."""


def restart_runs(*, after_failure: bool = False, at_most: int = AT_ONCE) -> int:
    """Returns how many were started. A subject at the end of its workflow is taken off the list instead.

    Raises the first error in the end, when every other subject has had its turn.
    """
    running = _running()
    started: list[Run] = []

    def restart(run: Run) -> None:
        if place_in_workflow(run.subject) in ENDS:
            runs.end_run(run)
        elif after_failure and run.number >= _RUNS_AFTER_FAILURES:
            log.error("Executions keep failing", extra={"subject": run.subject.name, "run": run.number})
        else:
            restart_run(run)
            started.append(run)

    idle = (run for run in runs.open_runs() if run.execution_name not in running)
    few = takewhile(lambda _: len(started) < at_most, idle)
    failures = one_by_one(few, lambda run: run.execution_name, restart)
    log.info("Executions restarted", extra={"started": len(started), "running": len(running)})
    raise_first(failures)
    return len(started)


def runs_on_their_way() -> int:
    """How many open subjects have an execution that has not come to its wait yet; one without any is not on its way."""
    running = _running()
    return sum(run.token is None and run.execution_name in running for run in runs.open_runs())


def _running() -> set[str]:
    return {name for machine in MACHINES for name in executions.running(setting(machine))}
