"""One site for the tests in this folder: MiniStack with the real package, on a free port, thrown away at the end."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from local.laptop.bring_up import Laptop, bring_up
from local.laptop.emulator import TOOLS
from local.laptop.http import SiteClient
from local.laptop.site import Site
from local.player.stage import Stage
from tests.deployed.browser import Browsers, browsers_in
from tests.deployed.desk import Desk
from tests.deployed.people_at_work import people_at_work

HERE = Path(__file__).parent


@pytest.hookimpl(tryfirst=True)  # before xdist reads the groups
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what is in this folder, and keep it in one worker: starting a second site would cost more than it saves."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker("deployed")
            item.add_marker(pytest.mark.xdist_group("deployed"))


@pytest.fixture(scope="session")
def laptop(tmp_path_factory: pytest.TempPathFactory) -> Laptop:
    """Where the site lives that the tests share, in any order: nobody there may count on a pool of its own."""
    return new_laptop(tmp_path_factory)


@pytest.fixture(scope="session")
def site(laptop: Laptop) -> Iterator[Site]:
    """The site, up, with the program loaded and the sample staff, and nothing played."""
    yield bring_up(laptop, print)
    laptop.emulator.stop()


@pytest.fixture(scope="session")
def client(site: Site) -> SiteClient:
    """An HTTP client of that site."""
    return SiteClient(site)


@pytest.fixture(scope="session")
def at_work(client: SiteClient) -> Stage:
    """People at every stage of their applications on that site."""
    return people_at_work(client)


@pytest.fixture(scope="session")
def desk(site: Site, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """One browser for all staff: they sign in and out of it one after another."""
    with browsers_in(tmp_path_factory.mktemp("desk")) as opened:
        yield Desk(opened("en"), site)


def new_laptop(tmp_path_factory: pytest.TempPathFactory) -> Laptop:
    """A place for one more site."""
    if not (TOOLS / "ministack").exists():
        pytest.fail("The laptop's AWS is not installed: run `make env`.")
    home = tmp_path_factory.mktemp("laptop")
    return Laptop(home / "aws", home / "site.json", free_port())


def free_port() -> int:
    """A port that nobody uses at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def browsers(tmp_path: Path) -> Iterator[Browsers]:
    """Opens a browser that speaks a language; all are closed at the end."""
    with browsers_in(tmp_path) as opened:
        yield opened
