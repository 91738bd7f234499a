"""From a stopped machine to a site that answers: start, package, deploy, load the program, create staff."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from local.laptop import package
from local.laptop.deploy import deploy, outputs
from local.laptop.emulator import Emulator
from local.laptop.http import SiteClient
from local.laptop.site import STAGE, Site, site_address
from local.laptop.staff import create_staff

Tell = Callable[[str], None]

_RESTART_CALLS = 10_000
_RESTART_PATIENCE_SECONDS = 10.0


@dataclass(frozen=True)
class Laptop:
    """Where one site lives. `home` keeps the emulator's state, `site_file` what clients must know."""

    home: Path
    site_file: Path
    port: int

    @property
    def emulator(self) -> Emulator:
        """Its AWS."""
        return Emulator(self.home, self.port)

    @property
    def deployed_mark(self) -> Path:
        """Says which package, at which address, was deployed last."""
        return self.home / "deployed"

    @property
    def played_mark(self) -> Path:
        """Present once the sample round was played to its end."""
        return self.home / "sample-played"

    def forget(self) -> None:
        """Drop what is remembered about data that is not there any more."""
        for path in (self.deployed_mark, self.played_mark, self.site_file):
            path.unlink(missing_ok=True)


def bring_up(laptop: Laptop, tell: Tell) -> Site:
    """Start the site and return it. What is kept from earlier comes back: data, users, addresses.

    EmulatorError, PackageError, DeployError say what went wrong; the emulator is stopped again then.
    """
    tell("Packaging the site (the first time takes about a minute)")
    folder = package.build()
    tell("Starting the laptop's AWS")
    laptop.emulator.start()
    try:
        site = _deploy_if_changed(laptop, folder, tell)
        tell("Starting what waited when the site was stopped")
        _restart_executions(site)
        _wake(site)
    except BaseException:
        laptop.emulator.stop()
        raise
    return site


def _deploy_if_changed(laptop: Laptop, folder: Path, tell: Tell) -> Site:
    wanted = f"{package.fingerprint()} {laptop.port}"
    if not outputs(laptop.emulator):
        laptop.forget()  # also when the emulator crashed before it ever saved anything
    if not laptop.deployed_mark.exists() or laptop.deployed_mark.read_text() != wanted:
        tell("Deploying")
        deploy(folder, laptop.emulator)
        site = _site(laptop)
        tell("Loading the program and creating the sample staff")
        site.invoke("LoadProgramName", {})
        replace(site, staff=site.staff or create_staff(site)).save(laptop.site_file)
        laptop.deployed_mark.write_text(wanted)
    return _site(laptop)


def _site(laptop: Laptop) -> Site:
    """The site as deployed now, with the staff that were created before."""
    found = outputs(laptop.emulator)
    api_id = package.api_id(package.build())
    return Site(
        site=site_address(laptop.port, api_id),
        port=laptop.port,
        api_id=api_id,
        stage=STAGE,
        endpoint=laptop.emulator.endpoint,
        pool_id=found["StaffPoolId"],
        client_id=found["StaffClientId"],
        outputs=found,
        staff=Site.load(laptop.site_file).staff if laptop.site_file.exists() else (),
    )


def _restart_executions(site: Site) -> None:
    """A few at a time, each at its wait before the next: the laptop's AWS starts a process, which takes a second, for
    every step that runs beside another of its kind."""
    for _ in range(_RESTART_CALLS):
        counts = site.invoke("RelayOutboxName", {"restart": True, "at_most": 2})
        if not counts["restarted"]:
            return
        until = time.monotonic() + _RESTART_PATIENCE_SECONDS
        while site.invoke("RelayOutboxName", {"restart": True, "at_most": 0})["on_their_way"] > 0:
            if time.monotonic() > until:
                break
            time.sleep(0.1)


def _wake(site: Site) -> None:
    """Open the home page once: the first call starts a process, and a broken site should fail here."""
    answer = SiteClient(site).get("")
    if answer.status != 200:
        raise RuntimeError(f"The site's first page answered {answer.status}: {answer.text[:500]}")
