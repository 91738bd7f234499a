"""The one table: rows in and out, and transactions that either happen or say which condition stood in the way.

A row is its key, the attributes that conditions and indexes need, and the record itself as JSON in `body`: integers
stay integers, and what a record holds is decided by its model alone (docs/decisions/0003-json-bodies.md).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from botocore.exceptions import ClientError
from pydantic import BaseModel

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


@dataclass(frozen=True)
class Page:
    """Rows of one page; `next` is where the following page begins, None when there is none."""

    rows: tuple[Row, ...]
    next: str | None


def query_page(
    pk: str,
    between: tuple[str, str],
    most: int,
    *,
    after: str | None = None,
    index: str | None = None,
    newest_first: bool = False,
    only_if: str | None = None,
    at_most_requests: int = 3,
) -> Page:
    """So many rows between two sort keys, both included, in a bounded number of requests; `after` is an earlier `next`.

    `only_if` leaves rows out on the way; the page may then be short, and still have a following one.
    """
    name = f"{index}_" if index else ""
    first, last = (between[0], after or between[1]) if newest_first else (after or between[0], between[1])
    ask: dict[str, Any] = {
        "TableName": setting("TABLE_NAME"),
        "KeyConditionExpression": f"{name}pk = :pk AND {name}sk BETWEEN :first AND :last",
        "ExpressionAttributeValues": {":pk": {"S": pk}, ":first": {"S": first}, ":last": {"S": last}},
        "ScanIndexForward": not newest_first,
        "Limit": most + 2,
    }
    ask |= {"IndexName": index} if index else {"ConsistentRead": True}
    ask |= {"FilterExpression": only_if} if only_if else {}
    if first > last:
        return Page((), None)
    found: list[Row] = []
    for _ in range(at_most_requests):
        answer = aws.dynamodb().query(**ask)
        found += [row for row in answer["Items"] if row[f"{name}sk"]["S"] != after]
        seen = answer.get("LastEvaluatedKey")
        if len(found) > most:
            return Page(tuple(found[:most]), found[most - 1][f"{name}sk"]["S"])
        if seen is None:
            return Page(tuple(found), None)
        ask["ExclusiveStartKey"] = seen
    return Page(tuple(found), str(ask["ExclusiveStartKey"][f"{name}sk"]["S"]))


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


@dataclass(frozen=True)
class Slice:
    """Some rows of a partition, in order."""

    rows: list[Row]
    last: str | None = None
    """The sort key after which it goes on; None when there is nothing more."""


def slice_of(
    pk: str,
    first: str,
    last: str,
    limit: int,
    *,
    index: str | None = None,
    having: Mapping[str, str] | None = None,
    containing: Mapping[str, Sequence[str]] | None = None,
    calls: int = 3,
) -> Slice:
    """At most `limit` rows between two sort keys, both included, whose attributes are what `having` says and have in
    them all that `containing` says.

    It looks for them with so many calls at most, of 1 MB each, and says where to go on: what a page costs does not
    grow with the partition.
    """
    only = _only(having or {}, containing or {})
    ask = _slice_question(pk, first, last, index, only) | ({} if only else {"Limit": limit + 1})
    found: list[Row] = []
    for _ in range(calls):
        answer = aws.dynamodb().query(**ask)
        found += answer["Items"]
        if len(found) > limit or "LastEvaluatedKey" not in answer:
            break
        ask["ExclusiveStartKey"] = answer["LastEvaluatedKey"]
    name = f"{index}_sk" if index else "sk"
    if len(found) > limit:
        return Slice(found[:limit], found[limit - 1][name]["S"])
    went_on = answer.get("LastEvaluatedKey")
    return Slice(found, went_on[name]["S"] if went_on else None)


_Only = list[tuple[str, str, str]]
"""Expressions of DynamoDB with `#0` and `:0`, each with its attribute and value."""


def _only(having: Mapping[str, str], containing: Mapping[str, Sequence[str]]) -> _Only:
    same = [("#{n} = :{n}", name, value) for name, value in having.items()]
    inside = [("contains(#{n}, :{n})", name, value) for name, values in containing.items() for value in values]
    return [(told.format(n=n), name, value) for n, (told, name, value) in enumerate(same + inside)]


def _slice_question(pk: str, first: str, last: str, index: str | None, only: _Only) -> dict[str, Any]:
    name = f"{index}_" if index else ""
    values = {":pk": pk, ":first": first, ":last": last} | {f":{n}": value for n, (_, _, value) in enumerate(only)}
    ask: dict[str, Any] = {
        "TableName": setting("TABLE_NAME"),
        "KeyConditionExpression": f"{name}pk = :pk AND {name}sk BETWEEN :first AND :last",
        "ExpressionAttributeValues": {each: {"S": value} for each, value in values.items()},
    }
    ask |= {"IndexName": index} if index else {}
    if only:
        ask["FilterExpression"] = " AND ".join(told for told, _, _ in only)
        ask["ExpressionAttributeNames"] = {f"#{n}": attribute for n, (_, attribute, _) in enumerate(only)}
    return ask


def count_at_most(pk: str, limit: int, *, index: str) -> int:
    """How many rows an index has under a key, counted no further than the limit: one call."""
    answer = aws.dynamodb().query(
        TableName=setting("TABLE_NAME"),
        IndexName=index,
        KeyConditionExpression=f"{index}_pk = :pk",
        ExpressionAttributeValues={":pk": {"S": pk}},
        Select="COUNT",
        Limit=limit,
    )
    return int(answer["Count"])


def count_before(pk: str, first_sk: str, before_sk: str) -> int:
    """How many rows lie from one sort key up to, not including, another, which is there."""
    values = {":pk": {"S": pk}, ":first": {"S": first_sk}, ":last": {"S": before_sk}}
    return max(0, _count("pk = :pk AND sk BETWEEN :first AND :last", values) - 1)


def count_prefixed(pk: str, prefix: str) -> int:
    """How many rows of a partition have sort keys that begin so."""
    return _count("pk = :pk AND begins_with(sk, :prefix)", {":pk": {"S": pk}, ":prefix": {"S": prefix}})


def count(pk: str, *, index: str) -> int:
    """How many rows an index has under a key."""
    return _count(f"{index}_pk = :pk", {":pk": {"S": pk}}, index)


def _count(condition: str, values: dict[str, Any], index: str | None = None) -> int:
    """Nothing but the number is read back."""
    ask: dict[str, Any] = {
        "TableName": setting("TABLE_NAME"),
        "KeyConditionExpression": condition,
        "ExpressionAttributeValues": values,
        "Select": "COUNT",
    }
    ask |= {"IndexName": index} if index else {}
    counted = 0
    while True:
        answer = aws.dynamodb().query(**ask)
        counted += answer["Count"]
        if "LastEvaluatedKey" not in answer:
            return counted
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
