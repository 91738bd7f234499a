"""So much of a partition and no more: pages of rows, and counts; what they cost does not grow with the table."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from chalicelib.gateways import aws
from chalicelib.gateways.settings import setting
from chalicelib.store.table import Row


@dataclass(frozen=True)
class Slice:
    """Some rows of a partition, in order."""

    rows: list[Row]
    last: str | None = None
    """The sort key after which it goes on; None when there is nothing more."""


@dataclass(frozen=True)
class Only:
    """Leaves rows out on the way. `having`: what attributes are; `containing`: what they have in them."""

    having: Mapping[str, str] = field(default_factory=dict)
    containing: Mapping[str, Sequence[str]] = field(default_factory=dict)

    @property
    def expressions(self) -> list[tuple[str, str, str]]:
        """Of DynamoDB, with `#0` and `:0`, each with its attribute and value."""
        same = [("#{n} = :{n}", name, value) for name, value in self.having.items()]
        inside = [("contains(#{n}, :{n})", name, each) for name, values in self.containing.items() for each in values]
        return [(told.format(n=n), name, value) for n, (told, name, value) in enumerate(same + inside)]


def slice_of(
    pk: str,
    first: str,
    last: str,
    limit: int,
    *,
    index: str | None = None,
    after: str | None = None,
    newest_first: bool = False,
    only: Only | None = None,
    only_if: str | None = None,
    calls: int = 3,
) -> Slice:
    """At most `limit` rows between two sort keys, both included, or behind `after`, an earlier slice's `last`.

    It looks for them with so many calls at most: what a page costs does not grow with the partition. `only` is for what
    few rows fit, so each call reads 1 MB; `only_if` is an expression that most do. Such a slice may be short and go on.
    """
    if after:
        first, last = (first, after) if newest_first else (after, last)
    if first > last:
        return Slice([])
    expressions = only.expressions if only else []
    ask = _question(pk, first, last, index, expressions)
    ask |= {"ScanIndexForward": not newest_first, **({} if expressions else {"Limit": limit + 2})}
    ask |= {"FilterExpression": only_if} if only_if else {}
    ask |= {} if index or expressions else {"ConsistentRead": True}
    return _read(ask, f"{index}_sk" if index else "sk", after, limit, calls)


def _question(
    pk: str, first: str, last: str, index: str | None, expressions: list[tuple[str, str, str]]
) -> dict[str, Any]:
    name = f"{index}_" if index else ""
    values = {":pk": pk, ":first": first, ":last": last} | {f":{n}": said for n, (_, _, said) in enumerate(expressions)}
    ask: dict[str, Any] = {
        "TableName": setting("TABLE_NAME"),
        "KeyConditionExpression": f"{name}pk = :pk AND {name}sk BETWEEN :first AND :last",
        "ExpressionAttributeValues": {each: {"S": value} for each, value in values.items()},
    }
    ask |= {"IndexName": index} if index else {}
    if expressions:
        ask["FilterExpression"] = " AND ".join(told for told, _, _ in expressions)
        ask["ExpressionAttributeNames"] = {f"#{n}": attribute for n, (_, attribute, _) in enumerate(expressions)}
    return ask


def _read(ask: dict[str, Any], name: str, after: str | None, limit: int, calls: int) -> Slice:
    found: list[Row] = []
    for _ in range(calls):
        answer = aws.dynamodb().query(**ask)
        found += [row for row in answer["Items"] if row[name]["S"] != after]
        seen = answer.get("LastEvaluatedKey")
        if len(found) > limit:
            return Slice(found[:limit], found[limit - 1][name]["S"])
        if seen is None:
            return Slice(found)
        ask["ExclusiveStartKey"] = seen
    return Slice(found, ask["ExclusiveStartKey"][name]["S"])


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
