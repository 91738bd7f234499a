"""The short cut to DynamoDB answers what the long way answers, errors too."""

from collections.abc import Callable, Iterator
from typing import Any
from unittest.mock import patch

import pytest
from botocore.exceptions import ClientError, ParamValidationError

from chalicelib.gateways import aws as clients
from chalicelib.gateways.settings import setting
from local.virtual import VirtualAws, quick_dynamo
from tests.service.test_virtual_aws import Subjects

ROWS = [{"pk": {"S": "p"}, "sk": {"S": f"{n}"}, "body": {"S": "ñ <&>"}, "count": {"N": str(n)}} for n in range(5)]
KEY = {"pk": {"S": "p"}, "sk": {"S": "1"}}
QUERY = {"KeyConditionExpression": "pk = :p", "ExpressionAttributeValues": {":p": {"S": "p"}}}


@pytest.fixture(scope="module")
def table() -> Iterator[str]:
    clients.forget_clients()
    with VirtualAws(Subjects().handlers()):
        name = setting("TABLE_NAME")
        for row in ROWS:
            clients.dynamodb().put_item(TableName=name, Item=row)
        yield name
    clients.forget_clients()


def transaction(table: str, *conditions: str) -> list[Any]:
    return [
        {"ConditionCheck": {"TableName": table, "Key": KEY | {"sk": {"S": str(n)}}, "ConditionExpression": condition}}
        for n, condition in enumerate(conditions)
    ]


@pytest.mark.parametrize(
    "ask",
    [
        lambda db, table: db.get_item(TableName=table, Key=KEY, ConsistentRead=True),
        lambda db, table: db.get_item(TableName=table, Key=KEY | {"sk": {"S": "none"}}),
        lambda db, table: db.get_item(TableName=table, Key=KEY | {"sk": {"S": ""}}),
        lambda db, table: db.get_item(TableName="nowhere", Key=KEY),
        lambda db, table: db.get_item(TableName=table, Key={"pk": "p"}),
        lambda db, table: db.query(TableName=table, **QUERY, Limit=2),
        lambda db, table: db.query(TableName=table, **QUERY, ScanIndexForward=False, Select="COUNT"),
        lambda db, table: db.query(TableName=table, **QUERY, IndexName="nothing"),
        lambda db, table: db.query(TableName=table, KeyConditionExpression="pk > :p", ExpressionAttributeValues={}),
        lambda db, table: db.batch_get_item(RequestItems={table: {"Keys": [KEY, KEY | {"sk": {"S": "none"}}]}}),
        lambda db, table: db.batch_get_item(RequestItems={table: {"Keys": [KEY, KEY]}}),
        lambda db, table: db.transact_write_items(TransactItems=transaction(table, "attribute_exists(pk)")),
        lambda db, table: db.transact_write_items(
            TransactItems=transaction(table, "attribute_exists(pk)", "attribute_not_exists(pk)")
        ),
    ],
)
def test_the_answers_are_the_same(table: str, ask: Callable[[Any, str], Any]) -> None:
    short = answer(ask, table)
    with patch.object(quick_dynamo, "_HOT", frozenset()):
        assert answer(ask, table) == short


def answer(ask: Callable[[Any, str], Any], table: str) -> tuple[str, Any]:
    """The answer or the error, without what HTTP adds and what an error says twice."""
    try:
        told = ask(clients.dynamodb(), table)
    except (ClientError, ParamValidationError) as error:
        response: dict[str, Any] = getattr(error, "response", {"Error": str(error)})
        kept = {key: value for key, value in response.items() if key not in ("ResponseMetadata", "Message", "message")}
        return type(error).__name__, kept
    return "", {key: value for key, value in told.items() if key != "ResponseMetadata"}
