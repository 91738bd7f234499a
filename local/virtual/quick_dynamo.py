"""DynamoDB's hot calls, short cut: from botocore's checked request straight to moto's handler and back.

Between the two, a request is signed, made into HTTP, taken apart again and its answer parsed: three quarters of what a
call takes, and nothing of it is ours. What is checked on either side stays: parameters by botocore, keys, conditions,
limits and errors by moto. tests/service/test_quick_dynamo.py holds it to what the long way answers.
"""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from botocore.client import BaseClient
from moto.dynamodb.responses import DynamoHandler

from local.virtual.deployment import ACCOUNT

_HOT = frozenset({"GetItem", "BatchGetItem", "Query", "TransactWriteItems"})
_BINARY = re.compile(rb'"BS?": ')
"""Only bytes are spelled differently in JSON; they go the long way, and we store none."""


@contextmanager
def quick_dynamo() -> Iterator[None]:
    """While it lasts; it must not outlast the moto that it leads to."""
    long_way = BaseClient._make_api_call  # type: ignore[attr-defined]  # noqa: SLF001

    def short_cut(client: Any, operation: str, params: dict[str, Any]) -> Any:
        if client.meta.service_model.service_name == "dynamodb" and operation in _HOT:
            model = client.meta.service_model.operation_model(operation)
            request = client._serializer.serialize_to_request(params, model)  # noqa: SLF001 - checks them, too
            if not _BINARY.search(request["body"]) and (answer := _asked(client.meta.region_name, request)):
                if "Error" in answer:
                    raise client.exceptions.from_code(answer["Error"]["Code"])(answer, operation)
                return answer
        return long_way(client, operation, params)

    with patch.object(BaseClient, "_make_api_call", short_cut):
        yield


def _asked(region: str, request: dict[str, Any]) -> dict[str, Any] | None:
    """The parsed answer, as botocore gives it to its client; None for binary data."""
    handler: Any = DynamoHandler()
    handler.region, handler.current_account = region, ACCOUNT
    handler.headers = {"X-Amz-Target": request["headers"]["X-Amz-Target"]}
    handler.querystring, handler.response_headers, handler.uri_match = {}, {}, {}
    handler.params = json.loads(request["body"])
    status, headers, body = handler.call_action()
    if _BINARY.search(body.encode()):
        return None
    told: dict[str, Any] = json.loads(body)
    metadata = {"HTTPStatusCode": int(status), "HTTPHeaders": dict(headers), "RetryAttempts": 0}
    if int(status) < 300:
        return told | {"ResponseMetadata": metadata}
    code, message = str(told.pop("__type")).rsplit("#", 1)[-1], told.pop("Message", told.pop("message", ""))
    return {"Error": {"Code": code, "Message": message}, "ResponseMetadata": metadata, **told}
