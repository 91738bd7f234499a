"""boto3 clients, one a service and process: making one is slow, keeping one is safe across threads."""

from functools import cache
from typing import TYPE_CHECKING

import boto3
from botocore.config import Config

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_secretsmanager import SecretsManagerClient
    from mypy_boto3_stepfunctions import SFNClient

# API Gateway gives up after 29 s: fail in time to say so.
_PATIENCE = Config(connect_timeout=3, read_timeout=10, retries={"mode": "standard", "total_max_attempts": 4})


@cache
def dynamodb() -> "DynamoDBClient":
    return boto3.client("dynamodb", config=_PATIENCE)


@cache
def stepfunctions() -> "SFNClient":
    return boto3.client("stepfunctions", config=_PATIENCE)


@cache
def s3() -> "S3Client":
    return boto3.client("s3", config=_PATIENCE)


@cache
def secretsmanager() -> "SecretsManagerClient":
    return boto3.client("secretsmanager", config=_PATIENCE)


def forget_clients() -> None:
    """Make new clients from here on: a test puts another AWS in place."""
    for made in (dynamodb, stepfunctions, s3, secretsmanager):
        made.cache_clear()
