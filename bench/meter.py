"""Counts what goes to AWS, and from which function; on request it also weighs what DynamoDB reads and writes."""

import threading
from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Any
from unittest.mock import patch

import botocore.client

from bench.units import Row, read_units, size, write_units
from local.virtual.functions import current_function

REQUEST = "APIHandler"

_Call = Callable[[Any, str, dict[str, Any]], dict[str, Any]]


@dataclass(frozen=True)
class Transaction:
    """One TransactWriteItems: the kinds of its rows, in order, and what it costs."""

    rows: tuple[str, ...]
    write_units: int


@dataclass
class Tally:
    """What was counted since the last look. Calls are keyed by (asked by the request itself, service)."""

    calls: Counter[tuple[bool, str]] = field(default_factory=Counter)
    read_units: float = 0.0
    transactions: list[Transaction] = field(default_factory=list)

    def count(self, *, in_request: bool, service: str = "") -> int:
        return sum(
            number for (asked, name), number in self.calls.items() if asked is in_request and service in ("", name)
        )

    @property
    def write_units(self) -> int:
        return sum(transaction.write_units for transaction in self.transactions)


class Meter:
    """Watches every boto3 client of the process. `weigh` reads rows before and after: it takes time of its own."""

    def __init__(self, *, weigh: bool) -> None:
        self._weigh = weigh
        self._tally = Tally()
        self._lock = threading.Lock()

    def take(self) -> Tally:
        """What was counted since the last call of this."""
        with self._lock:
            taken, self._tally = self._tally, Tally()
        return taken

    def install(self, stack: ExitStack) -> None:
        call: _Call = botocore.client.BaseClient._make_api_call  # type: ignore[attr-defined]  # noqa: SLF001

        def counted(client: Any, operation: str, params: dict[str, Any]) -> dict[str, Any]:
            service = str(client.meta.service_model.service_name)
            with self._lock:
                self._tally.calls[current_function() == REQUEST, service] += 1
            if not self._weigh or service != "dynamodb":
                return call(client, operation, params)
            return self._weighed(call, client, operation, params)

        stack.enter_context(patch.object(botocore.client.BaseClient, "_make_api_call", counted))

    def _weighed(self, call: _Call, client: Any, operation: str, params: dict[str, Any]) -> dict[str, Any]:
        if operation != "TransactWriteItems":
            answer = call(client, operation, params)
            with self._lock:
                self._tally.read_units += _read(call, client, operation, params, answer)
            return answer
        actions = [next(iter(action.items())) for action in params["TransactItems"]]
        before = [_present(call, client, what) for _, what in actions]
        answer = call(client, operation, params)
        after = [_present(call, client, what) for _, what in actions]
        units = sum(write_units(*pair) for pair in zip(before, after, strict=True))
        rows = tuple(_kind(action, what) for action, what in actions)
        with self._lock:
            self._tally.transactions.append(Transaction(rows, units))
        return answer


def _present(call: _Call, client: Any, what: dict[str, Any]) -> Row | None:
    row = what.get("Item") or what["Key"]
    key = {"pk": row["pk"], "sk": row["sk"]}
    found: Row | None = call(client, "GetItem", {"TableName": what["TableName"], "Key": key}).get("Item")
    return found


def _kind(action: str, what: dict[str, Any]) -> str:
    """`Put POOL POSTING`: what the row is, without its ids."""
    row = what.get("Item") or what["Key"]
    pk, sk = row["pk"]["S"].split("#")[0], row["sk"]["S"].split("#")[0]
    # Where a row's second key is an id or a time, its first says what it is.
    return f"{action} {pk} {sk}" if sk.isalpha() else f"{action} {pk}"


def _read(call: _Call, client: Any, operation: str, params: dict[str, Any], answer: dict[str, Any]) -> float:
    if operation == "GetItem":
        return read_units([size(answer.get("Item"))], consistent=bool(params.get("ConsistentRead")))
    if operation == "BatchGetItem":
        ((_, wanted),) = params["RequestItems"].items()
        found = [row for rows in answer["Responses"].values() for row in rows]
        missing = len(wanted["Keys"]) - len(found)
        return missing + sum(read_units([size(row)], consistent=wanted["ConsistentRead"]) for row in found)
    if params.get("Select") == "COUNT":
        # Only the number comes back, but the rows are read all the same.
        answer = call(client, operation, {name: value for name, value in params.items() if name != "Select"})
    return read_units([size(row) for row in answer["Items"]], consistent=bool(params.get("ConsistentRead")))
