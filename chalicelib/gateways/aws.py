"""Clients of AWS, one a service and process: making one is slow, keeping one is safe across threads.

Made by botocore itself: boto3 adds resources and transfers that nothing here uses, and a tenth of a second to every
cold start.
"""

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Any, Protocol

import botocore.session
from botocore.config import Config

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp import CognitoIdentityProviderClient
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_secretsmanager import SecretsManagerClient
    from mypy_boto3_sesv2 import SESV2Client
    from mypy_boto3_stepfunctions import SFNClient

# API Gateway gives up after 29 s: fail in time to say so.
_PATIENCE = Config(connect_timeout=3, read_timeout=10, retries={"mode": "standard", "total_max_attempts": 4})


# Nobody may be written to twice: where a reply is lost, whoever called decides what that means.
_ONCE = Config(connect_timeout=3, read_timeout=10, retries={"mode": "standard", "total_max_attempts": 1})


# What a browser is given to send or fetch by itself must name the bucket's own region, and a key of ours is used by
# signatures of version 4 only. (An emulator at an IP address gets the bucket in the path all the same.)
_SIGNED = _PATIENCE.merge(Config(signature_version="s3v4", s3={"addressing_style": "virtual"}))


class TextMessageClient(Protocol):
    """The one call of SNS that this program makes."""

    def publish(
        self,
        *,
        PhoneNumber: str,  # noqa: N803 - as SNS spells it
        Message: str,  # noqa: N803
        MessageAttributes: Mapping[str, Mapping[str, str]],  # noqa: N803
    ) -> Mapping[str, str]: ...


@cache
def _client(service: str, config: Config = _PATIENCE) -> Any:
    return botocore.session.get_session().create_client(service, config=config)


def dynamodb() -> "DynamoDBClient":
    client: DynamoDBClient = _client("dynamodb")
    return client


def stepfunctions() -> "SFNClient":
    client: SFNClient = _client("stepfunctions")
    return client


def s3() -> "S3Client":
    client: S3Client = _client("s3")
    return client


def s3_for_browsers() -> "S3Client":
    """The same service; what it signs, a browser can use."""
    client: S3Client = _client("s3", _SIGNED)
    return client


def secretsmanager() -> "SecretsManagerClient":
    client: SecretsManagerClient = _client("secretsmanager")
    return client


def cognito() -> "CognitoIdentityProviderClient":
    client: CognitoIdentityProviderClient = _client("cognito-idp")
    return client


def email() -> "SESV2Client":
    client: SESV2Client = _client("sesv2", _ONCE)
    return client


def text_messages() -> TextMessageClient:
    client: TextMessageClient = _client("sns", _ONCE)
    return client


def forget_clients() -> None:
    """Make new clients from here on: a test puts another AWS in place."""
    _client.cache_clear()
