"""DynamoDB's hot calls, short cut: from botocore's checked request straight to moto's handler and back.

Between the two, a request is signed, made into HTTP, taken apart again and its answer parsed: three quarters of what a
call takes, and nothing of it is ours. What is checked on either side stays: parameters by botocore, keys, conditions,
limits and errors by moto. tests/service/test_quick_dynamo.py holds it to what the long way answers.
"""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

from botocore.endpoint import Endpoint
from moto.dynamodb.responses import DynamoHandler

from local.virtual.deployment import ACCOUNT

_HOT = frozenset({"GetItem", "BatchGetItem", "Query", "TransactWriteItems"})
_BINARY = re.compile(rb'"BS?": ')
"""Only bytes are spelled differently in JSON; they go the long way, and we store none."""


@contextmanager
def quick_dynamo() -> Iterator[None]:
    """While it lasts; it must not outlast the moto that it leads to."""
    make_request = Endpoint.make_request

    def short_cut(endpoint: Endpoint, operation_model: Any, request_dict: dict[str, Any]) -> Any:
        service = operation_model.service_model.service_name
        if service == "dynamodb" and operation_model.name in _HOT and not _BINARY.search(request_dict["body"]):
            answer = _asked(request_dict)
            if answer is not None:
                return answer
        return make_request(endpoint, operation_model, request_dict)

    with patch.object(Endpoint, "make_request", short_cut):
        yield


def _asked(request: dict[str, Any]) -> tuple[Any, dict[str, Any]] | None:
    """The HTTP status and the parsed answer, as botocore's endpoint gives them to its client; None for binary data."""
    handler: Any = DynamoHandler()
    handler.region = request["context"]["client_region"]
    handler.current_account = ACCOUNT
    handler.headers = {"X-Amz-Target": request["headers"]["X-Amz-Target"]}
    handler.querystring, handler.response_headers, handler.uri_match = {}, {}, {}
    handler.params = json.loads(request["body"])
    status, headers, body = handler.call_action()
    if _BINARY.search(body.encode()):
        return None
    told = json.loads(body)
    metadata = {"HTTPStatusCode": int(status), "HTTPHeaders": dict(headers), "RetryAttempts": 0}
    if int(status) < 300:
        return SimpleNamespace(status_code=int(status)), told | {"ResponseMetadata": metadata}
    code, message = str(told.pop("__type")).rsplit("#", 1)[-1], told.pop("Message", told.pop("message", ""))
    error = {"Error": {"Code": code, "Message": message}, "ResponseMetadata": metadata, **told}
    return SimpleNamespace(status_code=int(status)), error
