"""Clients of AWS, one a service and process: making one is slow, keeping one is safe across threads.

Made by botocore itself: boto3 adds resources and transfers that nothing here uses, and a tenth of a second to every
cold start.
"""

from functools import cache
from typing import TYPE_CHECKING, Any

import botocore.session
from botocore.config import Config

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_secretsmanager import SecretsManagerClient
    from mypy_boto3_stepfunctions import SFNClient

# API Gateway gives up after 29 s: fail in time to say so.
_PATIENCE = Config(connect_timeout=3, read_timeout=10, retries={"mode": "standard", "total_max_attempts": 4})


@cache
def _client(service: str) -> Any:
    return botocore.session.get_session().create_client(service, config=_PATIENCE)


def dynamodb() -> "DynamoDBClient":
    client: DynamoDBClient = _client("dynamodb")
    return client


def stepfunctions() -> "SFNClient":
    client: SFNClient = _client("stepfunctions")
    return client


def s3() -> "S3Client":
    client: S3Client = _client("s3")
    return client


def secretsmanager() -> "SecretsManagerClient":
    client: SecretsManagerClient = _client("secretsmanager")
    return client


def forget_clients() -> None:
    """Make new clients from here on: a test puts another AWS in place."""
    _client.cache_clear()
