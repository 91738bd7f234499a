"""moto's Step Functions interpreter, made quick and observable. The only file that knows its private names.

- A state runs in its execution's one thread (moto starts two more per task), and definitions and paths are parsed once.
- Nothing sleeps: neither Retry nor Wait. A wait on a task token ends when answered, timed out by the test, or stopped.
- Tokens are looked up directly; the first answer counts and a later one gets AWS's TaskTimedOut.
- A stopped execution ends ABORTED at once, also one that waits for a token.
"""
# ruff: noqa: SLF001, ARG001 - it replaces moto's private methods, with their signatures

import functools
import json
import threading
from collections.abc import Callable
from contextlib import ExitStack
from contextvars import ContextVar
from types import SimpleNamespace
from typing import Any, cast
from unittest.mock import patch

from moto.awslambda_simple.models import LambdaSimpleBackend
from moto.core.exceptions import AWSError
from moto.stepfunctions.parser import api
from moto.stepfunctions.parser.asl.component.common.path import result_path
from moto.stepfunctions.parser.asl.component.common.retry import retrier_decl
from moto.stepfunctions.parser.asl.component.eval_component import EvalComponent
from moto.stepfunctions.parser.asl.component.program import program
from moto.stepfunctions.parser.asl.component.state.exec import execute_state
from moto.stepfunctions.parser.asl.component.state.exec.state_task import lambda_eval_utils
from moto.stepfunctions.parser.asl.component.state.exec.state_task.service import state_task_service_callback
from moto.stepfunctions.parser.asl.component.state.wait.wait_function.wait_function import WaitFunction
from moto.stepfunctions.parser.asl.eval.callback import callback
from moto.stepfunctions.parser.asl.eval.environment import Environment
from moto.stepfunctions.parser.asl.eval.program_state import ProgramRunning, ProgramStopped
from moto.stepfunctions.parser.asl.parse.asl_parser import AmazonStateLanguageParser
from moto.stepfunctions.parser.asl.utils import json_path
from moto.stepfunctions.parser.backend.execution import Execution
from moto.stepfunctions.parser.backend.execution_worker import ExecutionWorker
from moto.stepfunctions.parser.models import StepFunctionsParserBackend
from moto.stepfunctions.responses import StepFunctionResponse

from local.virtual.activity import Activity, Ending, TokenOverError, TokenUnknownError
from local.virtual.functions import Functions

# The execution (its ARN) whose states run in this thread.
_execution: ContextVar[str] = ContextVar("current_execution")


class _Halt(BaseException):
    """Leaves a state whose execution was stopped; no Retry or Catch may see it."""


class _SameThread:
    """Stands in for threading.Thread where moto starts a thread only to wait for it."""

    def __init__(self, target: Callable[..., None], args: tuple[Any, ...] = (), **_options: object) -> None:
        self._run = functools.partial(target, *args)

    def start(self) -> None:
        self._run()

    def join(self, timeout: float | None = None) -> None:
        """Nothing to wait for: it ran."""

    def is_alive(self) -> bool:
        return False


class Interpreter:
    """Every execution started while it is installed, in the order of their starts."""

    def __init__(self, functions: Functions, activity: Activity) -> None:
        self._functions = functions
        self._activity = activity
        self._calls_alone = threading.RLock()
        self.executions: list[Any] = []
        self.broken: dict[str, BaseException] = {}

    def install(self, stack: ExitStack) -> None:
        for target, name, replacement in (
            *self._about_executions(),
            *self._about_tokens(),
            *self._about_functions(),
            *_about_time(),
            *_about_parsing(),
        ):
            stack.enter_context(patch.object(target, name, replacement))

    # ------------------------------------------------------------ executions
    def _about_executions(self) -> list[tuple[Any, str, Any]]:
        call_action, evaluate = StepFunctionResponse.call_action, execute_state.ExecutionState._eval_state
        running: Any = ProgramRunning
        set_error, environment = Environment.set_error, ExecutionWorker._get_evaluation_environment
        begin, activity = Execution.start, self._activity

        def alone(response: Any) -> Any:
            with self._calls_alone:
                return call_action(response)

        def start(execution: Any) -> None:
            self.executions.append(execution)
            begin(execution)

        def stop(execution: Any, stop_date: Any, error: str | None, cause: str | None) -> None:
            env = execution.exec_worker.env
            env.set_stop(stop_date=stop_date, cause=cause, error=error)
            if isinstance(env._program_state, ProgramStopped):
                execution.exec_status, execution.stop_date = api.ExecutionStatus.ABORTED, stop_date
                activity.finish_all(Ending.STOPPED, execution.exec_arn)

        def start_worker(worker: Any) -> None:
            # The environment is made here, not in the thread: whoever was told of the execution may stop it at once.
            worker.env = worker._get_evaluation_environment()
            worker.env._program_state = running()
            arn = worker._evaluation_details.execution_details.arn
            activity.begin(arn)
            threading.Thread(target=self._run, args=(worker, arn), daemon=True, name=arn).start()

        def until_halted(state: Any, env: Any) -> None:
            try:
                evaluate(state, env)
            except _Halt:
                return

        def set_error_unless_stopped(env: Any, error: Any) -> None:
            if not isinstance(env._program_state, ProgramStopped):
                set_error(env, error)

        return [
            (StepFunctionResponse, "call_action", alone),
            (Execution, "start", start),
            (Execution, "stop", stop),
            (ExecutionWorker, "start", start_worker),
            (ExecutionWorker, "_get_evaluation_environment", lambda worker: worker.env or environment(worker)),
            (Environment, "set_error", set_error_unless_stopped),
            (execute_state.ExecutionState, "_eval_state", until_halted),
            (execute_state, "Thread", _SameThread),
            (program, "threading", SimpleNamespace(Thread=_SameThread)),
        ]

    def _run(self, worker: Any, arn: str) -> None:
        _execution.set(arn)
        try:
            worker._execution_logic()
        except Exception as error:  # noqa: BLE001 the edge of the thread: `broken` is reported by settle
            if isinstance(worker.env._program_state, ProgramStopped):  # stopped before its first state
                worker._execution_communication.terminated()
            else:
                self.broken[arn] = error
        finally:
            self._activity.end(arn)

    # ------------------------------------------------------------ task tokens
    def _about_tokens(self) -> list[tuple[Any, str, Any]]:
        add, attempt = callback.CallbackPoolManager.add, execute_state.ExecutionState._evaluate_with_timeout
        service = state_task_service_callback.StateTaskServiceCallback

        def add_token(pool: Any, token: str) -> Any:
            self._activity.open_wait(token, _execution.get())
            return add(pool, token)

        def attempt_with_own_token(state: Any, env: Any) -> None:
            context = env.states.context_object
            if "Task" in context.context_object_data and context.context_object_data["State"]["RetryCount"]:
                env.callback_pool_manager.add(context.update_task_token())  # as on AWS: a retry has a new token
            token = context.context_object_data.get("Task", {}).get("Token")
            try:
                attempt(state, env)
            finally:
                if token is not None:
                    self._activity.close(token)

        def answer(backend: Any, token: str, outcome: str) -> None:
            try:
                json.loads(outcome)
            except ValueError as error:
                raise AWSError(f"Invalid Output: '{error}'", "InvalidOutput") from None
            self._answer(token, callback.CallbackOutcomeSuccess(callback_id=token, output=outcome))

        def refuse(backend: Any, task_token: str, error: str | None = None, cause: str | None = None) -> None:
            self._answer(task_token, callback.CallbackOutcomeFailure(callback_id=task_token, error=error, cause=cause))

        def wait_for_answer(state: Any, timeout_seconds: int, callback_endpoint: Any) -> Any:
            wait = self._activity.await_answer(callback_endpoint.callback_id)
            if wait.ending is Ending.STOPPED:
                raise _Halt
            return wait.outcome  # None makes moto report States.Timeout

        return [
            (callback.CallbackPoolManager, "add", add_token),
            (execute_state.ExecutionState, "_evaluate_with_timeout", attempt_with_own_token),
            (service, "_wait_for_task_token_timeout", wait_for_answer),
            (StepFunctionsParserBackend, "send_task_success", answer),
            (StepFunctionsParserBackend, "send_task_failure", refuse),
        ]

    def _answer(self, token: str, outcome: Any) -> None:
        try:
            self._activity.finish(token, Ending.ANSWERED, outcome)
        except TokenUnknownError:
            raise AWSError("Invalid Token: 'Invalid token'", "InvalidToken") from None
        except TokenOverError:
            raise AWSError("Task Timed Out: 'Provided task does not exist anymore'", "TaskTimedOut") from None

    # ------------------------------------------------------------ functions
    def _about_functions(self) -> list[tuple[Any, str, Any]]:
        functions = self._functions

        def by_machine(parameters: dict[str, Any], region: str, state_credentials: Any) -> dict[str, Any]:
            reply = functions.invoke(parameters["FunctionName"], json.loads(parameters["Payload"]))
            answer = {"StatusCode": 200, "ExecutedVersion": "$LATEST", "Payload": reply.payload}
            return answer | {"FunctionError": "Unhandled"} if reply.failed else answer

        def by_api(
            backend: Any, function_name: str, qualifier: str | None, body: Any, headers: Any, answer_headers: Any
        ) -> bytes:
            reply = functions.invoke(function_name, json.loads(body or "{}"))
            if reply.failed:
                answer_headers["x-amz-function-error"] = "Unhandled"
            return json.dumps(reply.payload).encode()

        return [
            (lambda_eval_utils, "_invoke_lambda_function", by_machine),
            (LambdaSimpleBackend, "invoke", by_api),
        ]


def _about_time() -> list[tuple[Any, str, Any]]:
    def no_wait(function: Any, env: Any, wait_seconds: float) -> None:
        """A Wait state is over as soon as it begins."""

    return [
        (retrier_decl, "time", SimpleNamespace(sleep=lambda _seconds: None)),
        (WaitFunction, "_wait_interval", no_wait),
    ]


# A parse takes tens of milliseconds, and there are few definitions and paths: each is parsed once in the process.
_parse_definition = functools.cache(AmazonStateLanguageParser.parse)
_parse_path = functools.cache(cast("Any", json_path).parse)
_parse_result_path = functools.cache(cast("Any", result_path).parse)


def _about_parsing() -> list[tuple[Any, str, Any]]:
    return [
        (AmazonStateLanguageParser, "parse", staticmethod(_parse_definition)),
        (json_path, "parse", _parse_path),
        (result_path, "parse", _parse_result_path),
        # A parsed definition is shared by threads now: no lazily made keys.
        (EvalComponent, "heap_key", property(lambda component: str(id(component)))),
    ]
