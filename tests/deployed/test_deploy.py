"""The package, deployed: it answers where it should, to whom it should, and comes back with its data."""

from __future__ import annotations

import hashlib
import json
import socket
from pathlib import Path
from typing import Any

import boto3
import jwt
import pytest
from botocore.exceptions import ClientError

from local.laptop import package
from local.laptop.bring_up import Laptop
from local.laptop.http import SiteClient
from local.laptop.site import REGION, Site
from local.laptop.staff import SAMPLE_STAFF


def test_the_home_page_answers(client: SiteClient) -> None:
    answer = client.get("")
    assert answer.status == 200
    assert answer.headers["content-type"].startswith("text/html")


def test_an_unknown_page_says_so_in_both_languages(client: SiteClient) -> None:
    answer = client.get("no/such/page")
    assert answer.status == 404
    assert "Page not found" in answer.text
    assert "Página no encontrada" in answer.text


def test_only_this_machine_can_reach_it(site: Site) -> None:
    outside = [
        address[4][0]
        for address in socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET)
        if not str(address[4][0]).startswith("127.")
    ]
    for address in outside:
        with socket.socket() as probe:
            probe.settimeout(1)
            assert probe.connect_ex((address, site.port)) != 0, address


def test_permissions_are_enforced(site: Site) -> None:
    stranger: Any = boto3.client(
        "dynamodb",
        endpoint_url=site.endpoint,
        region_name=REGION,
        aws_access_key_id="AKIAXXXXXXXXSTRANGER",
        aws_secret_access_key="none",
    )
    with pytest.raises(ClientError, match="security token"):
        stranger.describe_table(TableName=site.outputs["TableName"])


@pytest.mark.parametrize("user", SAMPLE_STAFF, ids=lambda user: user.username)
def test_staff_get_a_token_with_their_role(site: Site, client: SiteClient, user: Any) -> None:
    keys = jwt.PyJWKClient(f"{site.endpoint}/{site.pool_id}/.well-known/jwks.json")
    token = client.staff_token(user.username)
    claims = jwt.decode(token, keys.get_signing_key_from_jwt(token).key, algorithms=["RS256"], audience=site.client_id)
    assert claims["cognito:groups"] == [user.role]
    assert claims.get("custom:provider", "") == user.provider
    assert claims.get("custom:county", "") == user.county


def test_the_site_file_is_private(laptop: Laptop, site: Site) -> None:
    assert laptop.site_file.stat().st_mode & 0o777 == 0o600
    assert Site.load(laptop.site_file) == site


def test_the_package_is_small_complete_and_the_same_every_time(site: Site, tmp_path: Path) -> None:
    assert site  # packaged it
    folder = Path("build") / package.laptop_stage()
    zipped = folder / "deployment.zip"
    assert zipped.stat().st_size < 30_000_000
    assert built_anew(folder) == built_anew(folder)
    assert package.build() == folder


def built_anew(folder: Path) -> tuple[str, str]:
    """Digests of the package and its template, as they are made from what is there now."""
    (folder / "fingerprint").unlink()
    package.build()
    made = (folder / "deployment.zip", folder / "sam.yaml")
    package_digest, template_digest = (hashlib.sha256(file.read_bytes()).hexdigest() for file in made)
    return package_digest, template_digest


def test_every_step_function_exists_where_the_machines_call_it(site: Site) -> None:
    step_functions = site.aws("stepfunctions")
    names = {found["FunctionArn"] for found in _functions(site)}
    for output in ("ApplicationMachineArn", "DisbursementMachineArn", "ReallocationMachineArn"):
        machine = step_functions.describe_state_machine(stateMachineArn=site.outputs[output])
        assert "${" not in machine["definition"]
        called = _called(json.loads(machine["definition"]))
        assert called
        assert called <= names


def _functions(site: Site) -> list[dict[str, Any]]:
    pages = site.aws("lambda").get_paginator("list_functions").paginate()
    return [found for page in pages for found in page["Functions"]]


def _called(node: Any) -> set[str]:
    """Every FunctionName anywhere in a machine's definition."""
    if isinstance(node, list):
        return set().union(*(_called(part) for part in node)) if node else set()
    if not isinstance(node, dict):
        return set()
    here = {node["FunctionName"]} if "FunctionName" in node else set()
    return here.union(*(_called(part) for part in node.values()))
