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

from botocore.client import BaseClient
from moto.dynamodb.responses import DynamoHandler

from local.virtual.deployment import ACCOUNT

_HOT = frozenset({"GetItem", "BatchGetItem", "Query", "TransactWriteItems"})
_BINARY = re.compile(rb'"BS?": ')
"""Only bytes are spelled differently in JSON; they go the long way, and we store none."""


_long_way = BaseClient._make_api_call  # type: ignore[attr-defined]  # noqa: SLF001
_open = False


@contextmanager
def quick_dynamo() -> Iterator[None]:
    """While it lasts; it must not outlast the moto that it leads to."""
    global _open
    was, _open = _open, True
    try:
        yield
    finally:
        _open = was


def _short_cut(client: Any, operation: str, params: dict[str, Any]) -> Any:
    if _open and client.meta.service_model.service_name == "dynamodb" and operation in _HOT:
        model = client.meta.service_model.operation_model(operation)
        request = client._serializer.serialize_to_request(params, model)  # noqa: SLF001 - checks them, too
        if not _BINARY.search(request["body"]) and (answer := _asked(client.meta.region_name, request)):
            if "Error" in answer:
                raise client.exceptions.from_code(answer["Error"]["Code"])(answer, operation)
            return answer
    return _long_way(client, operation, params)


# For good, and before anything else: whoever watches the calls that are made stands in front of the short cut, and
# sees them all, whether or not they began to watch before it was open.
BaseClient._make_api_call = _short_cut  # type: ignore[attr-defined]  # noqa: SLF001


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
