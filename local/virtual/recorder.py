"""Which IAM actions each function really uses: for the test that compares them with its policy file."""

import threading
from collections.abc import Iterable
from contextlib import ExitStack
from typing import Any
from unittest.mock import patch

import botocore.client
import botocore.signers

from local.virtual.functions import current_function

_TRANSACT_WRITES = {
    "Put": "dynamodb:PutItem",
    "Update": "dynamodb:UpdateItem",
    "Delete": "dynamodb:DeleteItem",
    "ConditionCheck": "dynamodb:ConditionCheckItem",
}

# Operations whose permission has another name.
_OTHER_NAMES = {
    "lambda:Invoke": ("lambda:InvokeFunction",),
    "s3:HeadObject": ("s3:GetObject",),
    "s3:HeadBucket": ("s3:ListBucket",),
    "s3:ListObjects": ("s3:ListBucket",),
    "s3:ListObjectsV2": ("s3:ListBucket",),
    "s3:CopyObject": ("s3:GetObject", "s3:PutObject"),
    "s3:DeleteObjects": ("s3:DeleteObject",),
    "s3:CreateMultipartUpload": ("s3:PutObject",),
    "s3:UploadPart": ("s3:PutObject",),
    "s3:CompleteMultipartUpload": ("s3:PutObject",),
    "dynamodb:TransactGetItems": ("dynamodb:GetItem",),
}


def iam_actions(prefix: str, operation: str, params: dict[str, Any]) -> Iterable[str]:
    """The permissions one call needs; a query or scan of an index carries `:index/<name>`."""
    action = f"{prefix}:{operation}"
    if action == "dynamodb:TransactWriteItems":
        return {_TRANSACT_WRITES[kind] for member in params["TransactItems"] for kind in member}
    if action in ("dynamodb:Query", "dynamodb:Scan") and "IndexName" in params:
        return (f"{action}:index/{params['IndexName']}",)
    return _OTHER_NAMES.get(action, (action,))


class Recorder:
    """Watches every boto3 client of the process, also those made earlier, and what they sign for others to send."""

    def __init__(self) -> None:
        self.calls: dict[str, set[str]] = {}
        self._lock = threading.Lock()

    def note(self, prefix: str, operation: str, params: dict[str, Any]) -> None:
        actions = iam_actions(prefix, operation, params)
        with self._lock:
            self.calls.setdefault(current_function(), set()).update(actions)

    def install(self, stack: ExitStack) -> None:
        call = botocore.client.BaseClient._make_api_call  # type: ignore[attr-defined]  # noqa: SLF001
        sign_url = botocore.signers.RequestSigner.generate_presigned_url
        sign_post = botocore.signers.S3PostPresigner.generate_presigned_post
        note = self.note

        def recorded_call(client: Any, operation: str, params: dict[str, Any]) -> Any:
            note(client.meta.service_model.signing_name, operation, params)
            return call(client, operation, params)

        def recorded_url(signer: Any, request_dict: Any, operation_name: str, *args: Any, **kwargs: Any) -> Any:
            note(signer.signing_name, operation_name, {})
            return sign_url(signer, request_dict, operation_name, *args, **kwargs)

        def recorded_post(signer: Any, *args: Any, **kwargs: Any) -> Any:
            note("s3", "PutObject", {})
            return sign_post(signer, *args, **kwargs)

        stack.enter_context(patch.object(botocore.client.BaseClient, "_make_api_call", recorded_call))
        stack.enter_context(patch.object(botocore.signers.RequestSigner, "generate_presigned_url", recorded_url))
        stack.enter_context(patch.object(botocore.signers.S3PostPresigner, "generate_presigned_post", recorded_post))
