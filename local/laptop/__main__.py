"""`python -m local.laptop run|up|down`: the site on this laptop (the Makefile calls it)."""

from __future__ import annotations

import importlib
import os
import signal
import sys
import time
from pathlib import Path
from types import FrameType

from local.laptop.bring_up import Laptop, bring_up
from local.laptop.deploy import DeployError
from local.laptop.emulator import EmulatorError
from local.laptop.package import PackageError
from local.laptop.site import HOME, SITE_FILE, Site

DEFAULT_PORT = 4566


def main(command: str) -> int:
    """Do one command. Exit code 1 and one clear message when it cannot be done."""
    laptop = Laptop(HOME / "aws", Path(SITE_FILE), int(os.environ.get("PORT", DEFAULT_PORT)))
    try:
        return COMMANDS[command](laptop)
    except (EmulatorError, PackageError, DeployError, RuntimeError) as wrong:
        print(wrong, file=sys.stderr)
        return 1


def run(laptop: Laptop) -> int:
    """Bring the site up with its sample, show it, and keep it until Ctrl-C."""
    signal.signal(signal.SIGTERM, _interrupt)
    signal.signal(signal.SIGHUP, _interrupt)
    try:
        site = _start(laptop)
        _show(site)
        print("\nCtrl-C stops the site; its data stays for the next `make run`.", flush=True)
        while laptop.emulator.running_pid():
            time.sleep(1)
        print(f"The laptop's AWS ended by itself; {laptop.emulator.log} may say why.", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nStopping and saving ...", flush=True)
        return 0
    finally:
        laptop.emulator.stop()


def up(laptop: Laptop) -> int:
    """The same in the background."""
    try:
        _show(_start(laptop))
    except BaseException:
        laptop.emulator.stop()
        raise
    print(f"\nThe site runs in the background; `make down` stops it. Details: {SITE_FILE}")
    return 0


def down(laptop: Laptop) -> int:
    """Stop what runs in the background; its data stays."""
    was_up = laptop.emulator.running_pid() is not None
    laptop.emulator.stop()
    print("Stopped; the data stays for the next start." if was_up else "The site was not up.")
    return 0


def _start(laptop: Laptop) -> Site:
    site = bring_up(laptop, lambda text: print(f"{text} ...", flush=True))
    if not laptop.played_mark.exists():
        print("Playing the sample round through the site ...", flush=True)
        importlib.import_module("local.player.sample").play_over_http(site)
        laptop.played_mark.touch()
    _catch_up(site)
    return site


def _catch_up(site: Site) -> None:
    """What the nights would have done in which the laptop was off; what one thing lacks stops no site."""
    try:
        site.invoke("DailySweepName", {})
    except RuntimeError as wrong:
        print(wrong, file=sys.stderr)


def _show(site: Site) -> None:
    """The allocation report, the addresses and the sample passwords."""
    importlib.import_module("local.player.sample").print_report(site)
    print("\nSample staff (user, password):")
    for user in site.staff:
        print(f"  {user.username:18} {user.password}")
    print(f"\nThe site:      {site.site}")
    print(f"Staff sign in: {site.site}staff")
    print(f"The API:       {site.site}v1/openapi.json")
    print(f"Its mail:      {site.endpoint}/_ministack/ses/messages (within 5 minutes, not at night)")


def _interrupt(_signal: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


COMMANDS = {"run": run, "up": up, "down": down}

if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
