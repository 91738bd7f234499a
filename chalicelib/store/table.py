"""The one table: rows in and out, and transactions that either happen or say which condition stood in the way.

A row is its key, the attributes that conditions and indexes need, and the record itself as JSON in `body`: integers
stay integers, and what a record holds is decided by its model alone (docs/decisions/0003-json-bodies.md).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from botocore.exceptions import ClientError
from pydantic import BaseModel

from chalicelib.domain.codes import Code
from chalicelib.domain.refusal import Refused
from chalicelib.gateways import aws
from chalicelib.gateways.settings import setting

Row = dict[str, Any]
Values = Mapping[str, str | int]


class Conflict(Exception):  # noqa: N818 - an answer of the store: look again and decide again
    """Someone else changed what was read, in the meantime."""


@dataclass(frozen=True)
class Write:
    """One action of a transaction. `refusal` is raised when its condition does not hold; without one, `Conflict`."""

    action: Any
    refusal: Exception = field(default_factory=Conflict)


def row(pk: str, sk: str, body: BaseModel | None = None, **attributes: str | int | None) -> Row:
    """A row in DynamoDB's own notation; attributes that are None are left out, which keeps sparse indexes sparse."""
    made: Row = {"pk": {"S": pk}, "sk": {"S": sk}}
    if body is not None:
        made["body"] = {"S": body.model_dump_json()}
    made.update({name: _value(value) for name, value in attributes.items() if value is not None})
    return made


def _value(value: str | int) -> dict[str, str]:
    return {"N": str(value)} if isinstance(value, int) else {"S": value}


def put(item: Row, condition: str | None = None, values: Values | None = None) -> Write:
    return _write("Put", {"Item": item}, condition, None, values)


def put_new(item: Row, refusal: Exception | None = None) -> Write:
    return _write("Put", {"Item": item}, "attribute_not_exists(pk)", refusal, None)


def put_next(item: Row, seen: int | None) -> Write:
    """A row with its version, in place of the version that was seen; a new one where none was."""
    return put_new(item) if seen is None else put(item, "version = :version", {"version": seen})


def delete(pk: str, sk: str, condition: str | None = None, values: Values | None = None) -> Write:
    return _write("Delete", {"Key": key(pk, sk)}, condition, None, values)


def check(pk: str, sk: str, condition: str, values: Values) -> Write:
    return _write("ConditionCheck", {"Key": key(pk, sk)}, condition, None, values)


def update(
    pk: str,
    sk: str,
    expression: str,
    condition: str | None = None,
    values: Values | None = None,
    refusal: Exception | None = None,
) -> Write:
    return _write("Update", {"Key": key(pk, sk), "UpdateExpression": expression}, condition, refusal, values)


def _write(
    kind: str, what: dict[str, Any], condition: str | None, refusal: Exception | None, values: Values | None
) -> Write:
    action = {"TableName": setting("TABLE_NAME"), **what}
    if condition is not None:
        action["ConditionExpression"] = condition
    if values:
        action["ExpressionAttributeValues"] = {f":{name}": _value(value) for name, value in values.items()}
    return Write({kind: action}, refusal or Conflict())


def key(pk: str, sk: str) -> Row:
    return {"pk": {"S": pk}, "sk": {"S": sk}}


def get(pk: str, sk: str) -> Row | None:
    """One row, read consistently."""
    answer = aws.dynamodb().get_item(TableName=setting("TABLE_NAME"), Key=key(pk, sk), ConsistentRead=True)
    return answer.get("Item")


def load(pk: str, sk: str, field: str) -> Row:
    """One row, read consistently. Raises NOT-FOUND with the field that named it."""
    found = get(pk, sk)
    if found is None:
        raise Refused(Code.NOT_FOUND, field=field)
    return found


def get_many(wanted: Sequence[tuple[str, str]]) -> list[Row]:
    """Those of the rows that exist, read consistently, in no order; a hundred a call."""
    found: list[Row] = []
    name = setting("TABLE_NAME")
    for start in range(0, len(wanted), 100):
        left: Any = {name: {"Keys": [key(*pair) for pair in wanted[start : start + 100]], "ConsistentRead": True}}
        while left:
            answer = aws.dynamodb().batch_get_item(RequestItems=left)
            found += answer["Responses"].get(name, [])
            left = answer.get("UnprocessedKeys")
    return found


def query(
    pk: str, prefix: str = "", *, index: str | None = None, limit: int | None = None, newest_first: bool = False
) -> Iterator[Row]:
    """Rows of one partition in order of their sort key, page after page, as they are asked for."""
    yield from _begins_with(pk, prefix, index=index, limit=limit, newest_first=newest_first)


def query_bodies(pk: str, prefix: str) -> Iterator[str]:
    """The records alone: most of the time that thousands of rows take is spent on taking their attributes apart."""
    for found in _begins_with(pk, prefix, only="body"):
        yield found["body"]["S"]


def _begins_with(
    pk: str,
    prefix: str,
    *,
    index: str | None = None,
    limit: int | None = None,
    newest_first: bool = False,
    only: str | None = None,
) -> Iterator[Row]:
    name = f"{index}_" if index else ""
    values: dict[str, Any] = {":pk": {"S": pk}}
    condition = f"{name}pk = :pk"
    if prefix:
        values[":prefix"] = {"S": prefix}
        condition += f" AND begins_with({name}sk, :prefix)"
    yield from _pages(condition, values, index=index, limit=limit, newest_first=newest_first, only=only)


def query_until(pk: str, last_sk: str, *, index: str) -> Iterator[Row]:
    """Rows of an index partition whose sort key is before `last_sk`."""
    values = {":pk": {"S": pk}, ":last": {"S": last_sk}}
    yield from _pages(f"{index}_pk = :pk AND {index}_sk < :last", values, index=index, limit=None, newest_first=False)


def query_from(pk: str, first_sk: str, prefix_end: str) -> Iterator[Row]:
    """Rows of the table between two sort keys, both included."""
    values = {":pk": {"S": pk}, ":first": {"S": first_sk}, ":last": {"S": prefix_end}}
    yield from _pages("pk = :pk AND sk BETWEEN :first AND :last", values, index=None, limit=None, newest_first=False)


def _pages(
    condition: str,
    values: dict[str, Any],
    *,
    index: str | None,
    limit: int | None,
    newest_first: bool,
    only: str | None = None,
) -> Iterator[Row]:
    ask: dict[str, Any] = {
        "TableName": setting("TABLE_NAME"),
        "KeyConditionExpression": condition,
        "ExpressionAttributeValues": values,
        "ScanIndexForward": not newest_first,
    }
    ask |= {"IndexName": index} if index else {"ConsistentRead": True}
    ask |= {"Limit": limit} if limit else {}
    ask |= {"ProjectionExpression": "#only", "ExpressionAttributeNames": {"#only": only}} if only else {}
    left = limit
    while True:
        answer = aws.dynamodb().query(**ask)
        yield from answer["Items"] if left is None else answer["Items"][:left]
        left = None if left is None else left - len(answer["Items"])
        if "LastEvaluatedKey" not in answer or (left is not None and left <= 0):
            return
        ask["ExclusiveStartKey"] = answer["LastEvaluatedKey"]


def transact(writes: Sequence[Write]) -> None:
    """All of the writes or none. Raises the refusal of the first condition that failed, conflicts before others."""
    try:
        aws.dynamodb().transact_write_items(TransactItems=[write.action for write in writes])
    except ClientError as error:
        if error.response["Error"]["Code"] != "TransactionCanceledException":
            raise
        raise _refusal(writes, error) from error


def _refusal(writes: Sequence[Write], error: ClientError) -> Exception:
    codes = [reason.get("Code", "None") for reason in error.response.get("CancellationReasons", [])]
    if {"TransactionConflict", "ThrottlingError", "ProvisionedThroughputExceeded"} & set(codes):
        return Conflict()
    failed = [write.refusal for write, code in zip(writes, codes, strict=False) if code == "ConditionalCheckFailed"]
    if not failed:
        return error
    return next((refusal for refusal in failed if isinstance(refusal, Conflict)), failed[0])
