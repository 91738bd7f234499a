"""`make replay-queue` against a site that is up."""

import json
import os
from collections.abc import Iterator
from unittest.mock import patch

import pytest

from chalicelib.gateways import aws
from chalicelib.store import programs
from local.laptop.bring_up import Laptop
from local.laptop.http import SiteClient
from local.laptop.site import Site
from local.replay_queue import main

POOL = "waiver-exam-retake/statewide"


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    with patch.dict(os.environ):
        yield
    aws.forget_clients()
    programs.forget_programs()


def test_it_reads_the_pool_of_the_site(
    site: Site, client: SiteClient, laptop: Laptop, capsys: pytest.CaptureFixture[str]
) -> None:
    body = {"seats": 1, "cents": 15_000, "reference": "SAMPLE-LETTER"}
    headers = client.as_staff("dhcs") | {"Idempotency-Key": "replay-allot"}
    answer = client.post_json(f"v1/pools/{POOL}/allotments", body, headers)
    assert answer.status < 300, json.loads(answer.body)
    assert main(["--site", str(laptop.site_file), POOL]) == 0
    assert capsys.readouterr().out == f"{POOL}: 0 allocations computed again: agrees\n"
    assert site.outputs["TableName"] == os.environ["TABLE_NAME"]
