"""Lambda, redirected to Python functions of this process."""

import json
import threading
import traceback
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from local.virtual.activity import Activity

Handler = Callable[[dict[str, Any], object], Any]

# Calls made by the test or the scenario itself, outside every function, are recorded under this name.
OUTSIDE = "outside"

_current: ContextVar[str] = ContextVar("current_function", default=OUTSIDE)


@dataclass(frozen=True)
class LambdaContext:
    """What Lambda gives a handler besides its event."""

    function_name: str
    invoked_function_arn: str
    memory_limit_in_mb: int = 512
    function_version: str = "$LATEST"
    aws_request_id: str = field(default_factory=lambda: str(uuid.uuid4()))

    def get_remaining_time_in_millis(self) -> int:
        return 60_000


@dataclass(frozen=True)
class Reply:
    """A function's answer after its trip through JSON; `failed` when the handler raised."""

    payload: Any
    failed: bool


def current_function() -> str:
    """The logical id of the function that runs in this thread, or OUTSIDE."""
    return _current.get()


@contextmanager
def running_as(logical_id: str) -> Iterator[None]:
    """What happens inside counts as done by this function."""
    mark = _current.set(logical_id)
    try:
        yield
    finally:
        _current.reset(mark)


class Functions:
    """The functions by logical id."""

    def __init__(self, handlers: Mapping[str, Handler], arn_prefix: str, activity: Activity) -> None:
        self._handlers = dict(handlers)
        self._arn_prefix = arn_prefix
        self._activity = activity
        self._lock = threading.Lock()
        self.errors: list[tuple[str, BaseException]] = []

    def arn(self, logical_id: str) -> str:
        """The function's ARN. Raises LookupError when it has no handler."""
        if logical_id not in self._handlers:
            raise LookupError(f"no handler for the function {logical_id}")
        return self._arn_prefix + logical_id

    def call(self, name_or_arn: str, event: Any) -> Any:
        """Runs the handler on a JSON copy of the event; returns a JSON copy of its result; lets its errors through."""
        logical_id = name_or_arn.rsplit(":", 1)[-1]
        arn = self.arn(logical_id)
        label = f"function {logical_id}"
        self._activity.begin(label)
        try:
            with running_as(logical_id):
                result = self._handlers[logical_id](_through_json(event), LambdaContext(logical_id, arn))
            return _through_json(result)
        finally:
            self._activity.end(label)

    def invoke(self, name_or_arn: str, event: Any) -> Reply:
        """As `call`, but an error becomes Lambda's error object, its type named like the Python class, as on AWS."""
        try:
            return Reply(self.call(name_or_arn, event), failed=False)
        except KeyboardInterrupt:
            raise
        except BaseException as error:  # noqa: BLE001 the edge of the function: a simulated crash is no Exception
            with self._lock:
                self.errors.append((name_or_arn.rsplit(":", 1)[-1], error))
            return Reply(_error_object(error), failed=True)


def _through_json(value: Any) -> Any:
    return json.loads(json.dumps(value))


def _error_object(error: BaseException) -> dict[str, Any]:
    return {
        "errorMessage": str(error),
        "errorType": type(error).__name__,
        "stackTrace": traceback.format_tb(error.__traceback__),
    }
