"""One tour for the tests of this folder, and one browser."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.deployed.browser import Browsers, browsers_in
from tests.pages.bridge import served
from tests.pages.live import Live
from tests.pages.stock import stocked_site
from tests.pages.tour import Tour, whole_tour
from tests.service.visitor import BASE
from tests.service.world import World, whole_site
from tests.shipped import compile_once, read_once

HERE = Path(__file__).parent


@pytest.hookimpl(tryfirst=True)  # before xdist reads the groups
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """One worker: a second tour would cost more than it saves."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.xdist_group("every-page"))


@pytest.fixture(scope="session")
def tour() -> Tour:
    """The pages as they were seen; the site itself is gone."""
    compile_once()
    with read_once(), stocked_site() as site:
        return whole_tour(site)


@pytest.fixture(scope="module")
def world() -> Iterator[World]:
    """A site to live on, with money for people who apply; gone before another module opens its own."""
    with read_once(), whole_site() as opened:
        yield opened


@pytest.fixture(scope="module")
def live(world: World) -> Live:
    return Live(world.aws)


@pytest.fixture(scope="module")
def origin(live: Live) -> Iterator[str]:
    """Where the home page is, without the slash."""
    with served(live.answer) as origin:
        yield origin + BASE


@pytest.fixture
def browsers(tmp_path: Path) -> Iterator[Browsers]:
    """Opens a browser that speaks a language; all are closed at the end."""
    with browsers_in(tmp_path) as opened:
        yield opened
