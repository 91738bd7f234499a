"""In every test of this folder a function does only what its policy allows, as on AWS."""

from collections.abc import Iterator
from typing import Any
from unittest.mock import patch

import botocore.client
import pytest

from local.virtual import OUTSIDE
from local.virtual.functions import current_function
from tests.service.policies import granted, needed
from tests.shipped import read_once

_denied: set[tuple[str, str, str]] = set()


@pytest.fixture(scope="session", autouse=True)
def _watched() -> Iterator[None]:
    client: Any = botocore.client.BaseClient
    call = client._make_api_call

    def watched(self: Any, operation: str, params: dict[str, Any]) -> Any:
        function = current_function()
        if function != OUTSIDE:
            rights = needed(self.meta.service_model.signing_name, operation, params)
            _denied.update((function, *right) for right in rights - granted(function))
        return call(self, operation, params)

    with patch.object(client, "_make_api_call", watched):
        yield


@pytest.fixture(scope="session", autouse=True)
def _quick() -> Iterator[None]:
    with read_once():
        yield


@pytest.fixture(autouse=True)
def _nothing_denied(request: pytest.FixtureRequest, _watched: None) -> Iterator[None]:
    """The functions of test_virtual_aws are invented: what they do is nobody's business."""
    yield
    found = sorted(_denied)
    _denied.clear()
    if not request.path.name.startswith("test_virtual"):
        assert found == [], "no policy allows this"


@pytest.fixture
def laptop(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files are scanned by the program itself, as on the laptop, not by GuardDuty."""
    monkeypatch.setenv("MALWARE_SCAN", "built-in")
