"""moto's DynamoDB under threads: every call alone, transactions that check first, queries that skip the rest.

moto copies whole tables for a transaction and puts them back when it fails, which erases what other threads committed
meanwhile; and its queries sort the whole table first. Both are replaced here; conditions and updates stay moto's.
"""

import base64
import copy
import functools
import heapq
import json
import threading
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any, cast
from unittest.mock import patch

from moto.dynamodb import exceptions as errors
from moto.dynamodb.comparisons import OpDefault, get_filter_expression
from moto.dynamodb.models import DynamoDBBackend
from moto.dynamodb.models.dynamo_type import DynamoType
from moto.dynamodb.models.table import Table
from moto.dynamodb.parsing import expressions
from moto.dynamodb.responses import DynamoHandler, DynamoResult

_KINDS = frozenset({"ConditionCheck", "Put", "Delete", "Update"})
_MAX_ACTIONS = 100

# Their results have the shape of the wire already; moto's serializer tries every alias of every member of every value.
_PLAIN_ANSWERS = frozenset(
    {"GetItem", "BatchGetItem", "TransactGetItems", "Query", "Scan", "PutItem", "UpdateItem", "DeleteItem"}
)
# Whoever uses a parsed update works on a copy of it.
_UPDATES: Any = cast("Any", expressions).UpdateExpressionParser
_parse_update = functools.lru_cache(1000)(_UPDATES.make)

# What only shows against the stored item cancels the transaction; AWS calls it ValidationError, in that item's reason.
_ITEM_ERRORS = (
    errors.IncorrectDataType,
    errors.AttributeDoesNotExist,
    errors.ItemSizeTooLarge,
    errors.ItemSizeToUpdateTooLarge,
    errors.InvalidUpdateExpressionInvalidDocumentPath,
)

_Reason = tuple[str | None, str | None, dict[str, Any] | None]
_FINE: _Reason = (None, None, None)


@dataclass(frozen=True)
class _Action:
    kind: str
    request: dict[str, Any]
    table: Any
    key: dict[str, Any]
    place: tuple[Any, Any]

    @property
    def current(self) -> Any:
        return self.table.get_item(*self.place)


def install(stack: ExitStack) -> None:
    """Replaces moto's transactions and queries, and lets one call at a time into DynamoDB."""
    lock = threading.RLock()
    call_action, query = DynamoHandler.call_action, Table.query

    def alone(handler: Any) -> Any:
        with lock:
            return call_action(handler)

    def narrowed_query(table: Any, hash_key: Any, *args: Any, **kwargs: Any) -> Any:
        conditions = kwargs.get("hash_key_conditions")
        with lock:
            # moto starts from all_items(): for the length of this call it sees only those that can be in the answer.
            table.all_items = lambda: _first_of(_with_hash_key(table, hash_key, conditions), *args, **kwargs)
            try:
                return query(table, hash_key, *args, **kwargs)
            finally:
                del table.all_items

    answer = DynamoResult.execute_result

    def quick_answer(result: Any, context: Any) -> Any:
        if context.operation_model.name not in _PLAIN_ANSWERS:
            return answer(result, context)
        fields = {name: value for name, value in result.result.items() if value is not None}
        return 200, {"Content-Type": "application/x-amz-json-1.0"}, json.dumps(fields, default=_base64)

    stack.enter_context(patch.object(DynamoHandler, "call_action", alone))
    stack.enter_context(patch.object(DynamoResult, "execute_result", quick_answer))
    stack.enter_context(patch.object(_UPDATES, "make", _parse_update))
    stack.enter_context(patch.object(Table, "query", narrowed_query))
    stack.enter_context(patch.object(DynamoDBBackend, "transact_write_items", _transact_write_items))


def _base64(value: bytes) -> str:
    return base64.b64encode(value).decode()


def _with_hash_key(table: Any, hash_key: Any, conditions: list[tuple[str, Any]] | None) -> list[Any]:
    attribute, wanted = conditions[0] if conditions else (table.hash_key_attr, hash_key)
    if attribute == table.hash_key_attr:
        return list(table.items.get(wanted, {}).values())
    kind, value = wanted.type, wanted.value
    return [
        item
        for partition in table.items.values()
        for item in partition.values()
        if (found := item.attrs.get(attribute)) is not None and found.value == value and found.type == kind
    ]


def _first_of(
    items: list[Any],
    comparison: str | None,
    values: list[Any],
    limit: int | None,
    start_key: dict[str, Any] | None,
    forward: bool,
    _projection: Any,
    index_name: str | None,
    _consistent: bool,
    filter_expression: Any,
    **_others: Any,
) -> list[Any]:
    """Of the first page of a queue, a journal, a history: only what that page can show, and the one after it."""
    if index_name or comparison != "BEGINS_WITH" or start_key:
        return items
    prefix = values[0].value
    found = [item for item in items if item.range_key.value.startswith(prefix)]
    if not limit or not _always(filter_expression) or len(found) <= limit:
        return found
    pick = heapq.nsmallest if forward else heapq.nlargest
    return pick(limit + 1, found, key=lambda item: item.range_key.value)


def _always(filter_expression: Any) -> bool:
    """moto stands for a missing filter by one that always holds."""
    return filter_expression is None or isinstance(filter_expression, OpDefault)


def _transact_write_items(backend: Any, transact_items: list[dict[str, Any]]) -> None:
    if len(transact_items) > _MAX_ACTIONS:
        raise errors.TooManyTransactionsException
    actions = [_parsed(backend, item) for item in transact_items]
    if len({(action.table.name, action.place) for action in actions}) < len(actions):
        raise errors.MultipleTransactionsException
    reasons = [_refusal(action) for action in actions]
    if any(code for code, _, _ in reasons):
        raise errors.TransactionCanceledException(reasons)
    _apply(backend, actions)


def _parsed(backend: Any, transact_item: dict[str, Any]) -> _Action:
    if len(transact_item) != 1:
        raise errors.TransactWriteSingleOpException
    ((kind, request),) = transact_item.items()
    if kind not in _KINDS:
        raise errors.MockValidationException(f"Unsupported operation in a transaction: {kind}")
    table = backend.get_table(request["TableName"])
    source = request["Item"] if kind == "Put" else request["Key"]
    key = {name: source[name] for name in (table.hash_key_attr, table.range_key_attr)}
    place = (DynamoType(key[table.hash_key_attr]), DynamoType(key[table.range_key_attr]))
    return _Action(kind, request, table, key, place)


def _refusal(action: _Action) -> _Reason:
    request = action.request
    condition = request.get("ConditionExpression")
    if condition is None:
        return _FINE
    current = action.current
    names, values = request.get("ExpressionAttributeNames"), request.get("ExpressionAttributeValues")
    if get_filter_expression(condition, names, values).expr(current):
        return _FINE
    tell = request.get("ReturnValuesOnConditionCheckFailure") == "ALL_OLD" and current is not None
    item = current.to_json()["Attributes"] if tell else None
    return ("ConditionalCheckFailed", "The conditional request failed", item)


def _apply(backend: Any, actions: list[_Action]) -> None:
    """Writes all or nothing: an error takes back the few items touched so far."""
    touched: list[tuple[_Action, Any]] = []
    try:
        for action in actions:
            current = action.current
            # moto updates an item in place; puts and deletes leave the old one as it was.
            touched.append((action, copy.deepcopy(current) if action.kind == "Update" else current))
            _write(backend, action)
    except BaseException as error:
        for action, before in touched:
            _put_back(action, before)
        if not isinstance(error, _ITEM_ERRORS):
            raise
        reasons = [_FINE] * len(actions)
        reasons[len(touched) - 1] = ("ValidationError", error.exception_msg, None)
        raise errors.TransactionCanceledException(reasons) from error


def _write(backend: Any, action: _Action) -> None:
    request = action.request
    if action.kind == "Put":
        backend.put_item(request["TableName"], request["Item"], overwrite=True)
    elif action.kind == "Delete":
        backend.delete_item(request["TableName"], action.key)
    elif action.kind == "Update":
        backend.update_item(
            request["TableName"],
            action.key,
            update_expression=request["UpdateExpression"],
            expression_attribute_names=request.get("ExpressionAttributeNames"),
            expression_attribute_values=request.get("ExpressionAttributeValues"),
        )


def _put_back(action: _Action, before: Any) -> None:
    hash_value, range_value = action.place
    if before is None:
        action.table.items[hash_value].pop(range_value, None)
    else:
        action.table.items[hash_value][range_value] = before
