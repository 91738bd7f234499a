"""One tour for the tests of this folder, and one browser."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from local import translations
from tests.pages.stock import stocked_site
from tests.pages.tour import Tour, whole_tour
from tests.shipped import read_once

HERE = Path(__file__).parent


@pytest.hookimpl(tryfirst=True)  # before xdist reads the groups
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """One worker: a second tour would cost more than it saves."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.xdist_group("every-page"))


@pytest.fixture(scope="session")
def tour() -> Iterator[Tour]:
    """The pages as they were seen; the site itself is gone."""
    translations.compile_catalog()
    with read_once():
        with stocked_site() as site:
            walked = whole_tour(site)
        yield walked
