"""VirtualAws: the table, the bucket, the secret, the state machines and the functions, all in this process."""

import datetime as dt
import logging
import os
import threading
from collections.abc import Mapping
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from unittest.mock import patch

import boto3.session
import moto

from local.virtual import deployment, dynamo
from local.virtual.activity import Activity, Ending
from local.virtual.changes import Change, Changes
from local.virtual.functions import Functions, Handler, running_as
from local.virtual.interpreter import Interpreter
from local.virtual.quick_dynamo import quick_dynamo
from local.virtual.quick_start import quick_start
from local.virtual.recorder import Recorder
from local.virtual.template import Template

_ROOT = Path(__file__).resolve().parents[2]
_MOTO = "5.2.5"  # dynamo.py and interpreter.py replace private parts of exactly this version
_CONFIG: Any = {"stepfunctions": {"execute_state_machine": True}, "lambda": {"use_docker": False}}
_FAILED = frozenset({"FAILED", "TIMED_OUT"})
_STOP_SECONDS = 10.0


@dataclass(frozen=True)
class Failure:
    """An execution that failed, with what its last failing step said."""

    execution: str
    machine: str
    status: str
    state: str
    error: str
    cause: str

    def __str__(self) -> str:
        return f"{self.execution} ({self.machine}) {self.status} at {self.state!r}: {self.error}: {self.cause}"


class ExecutionsFailed(AssertionError):  # noqa: N818 it reports a finding, as an assertion does
    """Executions failed that no one had been told of; `failures` lists them."""

    def __init__(self, failures: list[Failure]) -> None:
        super().__init__("\n".join(["executions failed:", *map(str, failures)]))
        self.failures = failures


class VirtualAws:
    """All of AWS while the `with` block lasts. One at a time: it replaces parts of moto and botocore in the process."""

    def __init__(
        self,
        handlers: Mapping[str, Handler],
        *,
        template: Path = _ROOT / "infra" / "resources.yaml",
        machines: Path = _ROOT / "state_machines",
        environment: Mapping[str, str] | None = None,
    ) -> None:
        """`handlers` by the function's logical id; `environment` adds to, or replaces, the template's settings."""
        if moto.__version__ != _MOTO:
            raise RuntimeError(f"local/virtual is written for moto {_MOTO}, this is {moto.__version__}")
        arn_prefix = f"arn:aws:lambda:{deployment.REGION}:{deployment.ACCOUNT}:function:"
        self._activity = Activity()
        self._functions = Functions(handlers, arn_prefix, self._activity)
        self._interpreter = Interpreter(self._functions, self._activity)
        self._recorder = Recorder()
        self._changes = Changes()
        self._template = Template(template, deployment.NAMES, self._functions.arn)
        self._machines = machines
        self._environment = dict(environment or {})
        self._reported: set[str] = set()
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        with ExitStack() as stack:
            stack.enter_context(patch.dict(os.environ))
            _use_fake_credentials()
            stack.enter_context(moto.mock_aws(config=_CONFIG))
            stack.enter_context(quick_start())
            dynamo.install(stack)
            self._changes.install(stack)
            self._interpreter.install(stack)
            _make_clients_one_at_a_time(stack)
            _silence_interpreter(stack)
            os.environ.update(deployment.deploy(self._template, self._machines) | self._environment)
            stack.enter_context(quick_dynamo())
            self._recorder.install(stack)
            self._stack = stack.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Settles, so that no failure goes unseen (unless an error is on its way out already), and stops what waits."""
        with self._stack:
            try:
                if error is None:
                    self.settle()
            finally:
                self.stop_all_executions()

    # ------------------------------------------------------------ what happened
    @property
    def calls(self) -> dict[str, set[str]]:
        """IAM actions used so far, by function (logical id); OUTSIDE for calls made by the test itself."""
        return self._recorder.calls

    @property
    def function_errors(self) -> list[tuple[str, BaseException]]:
        """Every exception a function raised when called by a machine or by Lambda's API, also those retried since."""
        return self._functions.errors

    def changes(self) -> list[Change]:
        """The rows of the table that are not what they were when this was last asked. Settle first."""
        return self._changes.since_last_look()

    def failures(self) -> list[Failure]:
        """Executions that failed or timed out, in the order of their starts. Stopped ones are not failures."""
        broken = self._interpreter.broken
        return [
            _failure(execution, broken.get(execution.exec_arn))
            for execution in list(self._interpreter.executions)
            if execution.status in _FAILED or execution.exec_arn in broken
        ]

    def executions(self) -> dict[str, str]:
        """Status (RUNNING, SUCCEEDED, FAILED, ABORTED, …) by execution name, in the order of their starts."""
        return {execution.name: str(execution.status) for execution in list(self._interpreter.executions)}

    def histories(self) -> dict[str, list[dict[str, Any]]]:
        """The events of each execution, by its name, as GetExecutionHistory shows them."""
        return {
            execution.name: execution.exec_worker.env.event_manager.get_event_history()
            for execution in list(self._interpreter.executions)
        }

    def transitions(self, execution_name: str) -> int:
        """How many states the execution entered. Raises KeyError for an unknown name."""
        return sum(event["type"].endswith("StateEntered") for event in self.histories()[execution_name])

    # ------------------------------------------------------------ making things happen
    def running_as(self, logical_id: str) -> AbstractContextManager[None]:
        """Calls made inside count as this function's: for handlers that a test calls directly."""
        return running_as(logical_id)

    def invoke(self, logical_id: str, event: Any) -> Any:
        """Calls a function as a schedule or an operator does: JSON both ways; its errors come out as they are."""
        return self._functions.call(logical_id, event)

    def settle(self, timeout: float = 30.0, *, allow_failures: bool = False) -> None:
        """Returns when every execution has ended or waits for an answer, and no function runs.

        Raises NotSettled, naming who is still at work, after `timeout` seconds; ExecutionsFailed for each failure not
        yet reported, unless `allow_failures`.
        """
        self._activity.wait_until_quiet(timeout)
        self._report(allow_failures=allow_failures)

    def time_out_waits(self, execution_name: str | None = None) -> int:
        """Lets every wait on a task token, or those of one execution, end as if its TimeoutSeconds had passed."""
        if execution_name is None:
            return self._activity.finish_all(Ending.TIMED_OUT)
        arns = [each.exec_arn for each in list(self._interpreter.executions) if each.name == execution_name]
        return sum(self._activity.finish_all(Ending.TIMED_OUT, arn) for arn in arns)

    def stop_all_executions(self) -> list[str]:
        """Aborts every running execution, as an emulator restart does; returns their names when all have ended."""
        stopped: list[str] = []
        for execution in list(self._interpreter.executions):
            if execution.status == "RUNNING":
                execution.stop(stop_date=dt.datetime.now(dt.UTC), error=None, cause="stopped by VirtualAws")
                stopped.append(execution.name)
        self._activity.wait_until_quiet(_STOP_SECONDS)
        return stopped

    def _report(self, *, allow_failures: bool) -> None:
        fresh = [failure for failure in self.failures() if failure.execution not in self._reported]
        self._reported.update(failure.execution for failure in fresh)
        if fresh and not allow_failures:
            raise ExecutionsFailed(fresh)


def _use_fake_credentials() -> None:
    """No profile, address or key of the developer's may leak in: a client must never reach the real AWS."""
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        del os.environ[name]
    os.environ.update(
        {
            "AWS_DEFAULT_REGION": deployment.REGION,
            "AWS_REGION": deployment.REGION,
            "AWS_CONFIG_FILE": os.devnull,
            "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
            "AWS_EC2_METADATA_DISABLED": "true",
        }
    )


def _make_clients_one_at_a_time(stack: ExitStack) -> None:
    """boto3's sessions make clients safely only one at a time, and functions here share one process."""
    lock, make = threading.RLock(), boto3.session.Session.client

    def alone(session: Any, *args: Any, **kwargs: Any) -> Any:
        with lock:
            return make(session, *args, **kwargs)

    stack.enter_context(patch.object(boto3.session.Session, "client", alone))


def _silence_interpreter(stack: ExitStack) -> None:
    """moto logs each failing step several times; `failures` and `function_errors` have them all."""
    logger = logging.getLogger("moto.stepfunctions")
    stack.callback(logger.setLevel, logger.level)
    logger.setLevel(logging.CRITICAL)


def _failure(execution: Any, broken: BaseException | None) -> Failure:
    events = execution.exec_worker.env.event_manager.get_event_history()
    state, error, cause = "", str(execution.error or ""), str(execution.cause or "")
    for event in events:
        if "stateEnteredEventDetails" in event and not event["type"].startswith("Fail"):
            state = event["stateEnteredEventDetails"]["name"]
        # A Fail state only says that something went wrong; the failing task's own event says what.
        for details in (event.get("taskFailedEventDetails"), event.get("taskTimedOutEventDetails")):
            if details is not None:
                error, cause = str(details.get("error")), str(details.get("cause"))
    if broken is not None:
        error, cause = type(broken).__name__, str(broken)
    status = "FAILED" if broken is not None else str(execution.status)
    return Failure(execution.name, execution.state_machine.name, status, state, error, cause)
