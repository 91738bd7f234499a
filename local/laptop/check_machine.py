"""Says in one clear line why this machine cannot start the site. Runs before any environment exists.

A script for whatever `python3` is: standard library only, and no syntax newer than Python 3.6.
"""

import os
import platform
import shutil
import socket
import sys

NEEDED_BYTES = 2 * 10**9


def complaint(port: int, goal: str) -> str:
    """The first thing that is wrong, or an empty text. Port 0 = nothing will listen; `goal` is the make target."""
    if sys.version_info < (3, 11):  # noqa: UP036 -- the very thing to find out
        found = ".".join(str(part) for part in sys.version_info[:3])
        return f"Python 3.11 or newer is needed, this is {found}. Another one: make {goal} PYTHON=python3.12"
    try:
        import ensurepip  # noqa: F401, PLC0415 -- Debian leaves it out unless python3-venv is installed
    except ImportError:
        return "This Python cannot make environments: install the package python3-venv."
    free = shutil.disk_usage(os.getcwd()).free  # noqa: PTH109 -- a script for old Pythons too
    if free < NEEDED_BYTES:
        return f"About 2 GB of free disk is needed here; there is {free / 10**9:.1f} GB."
    if port and platform.system() != "Linux":
        return "The laptop's AWS runs the Linux package of the site: use Linux, WSL or a Linux container."
    if port and port_taken(port):
        hint = f"Is the site up already (make down stops it)? Another port: make {goal} PORT={port + 1}"
        return f"Port {port} is in use. {hint}"
    return ""


def port_taken(port: int) -> bool:
    """Whether somebody listens on this port of the loopback address."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def main(port: int, goal: str) -> int:
    """Exit code 1 and one line on standard error when the machine will not do."""
    wrong = complaint(port, goal)
    if wrong:
        sys.stderr.write(wrong + "\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else "run"))
