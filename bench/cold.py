"""What a cold start pays before its first line runs: the imports of each function's module; and the package's size."""

import importlib
import re
import subprocess
import sys
from pathlib import Path

from local.laptop.package import fingerprint, laptop_stage

_TRIES = 2
_LINE = re.compile(r"import time:\s+(\d+) \|\s+\d+ \| *(\S+)")


def modules() -> dict[str, list[str]]:
    """The module that Lambda imports for each function, with the functions that live in it."""
    app = importlib.import_module("app").app
    found: dict[str, list[str]] = {"app": ["api_handler"]}
    for function in app.pure_lambda_functions:
        found.setdefault(function.handler_string.rsplit(".", 1)[0], []).append(function.name)
    return found


def import_seconds(module: str) -> float:
    """Seconds to import it in a fresh Python, the interpreter's own start left out; the best of two tries.

    Raises subprocess.CalledProcessError when it cannot be imported.
    """
    return min(_import_once(module) for _ in range(_TRIES))


def _import_once(module: str) -> float:
    command = [sys.executable, "-X", "importtime", "-c", f"import {module}"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    took = [(int(own), name) for own, name in _LINE.findall(done.stderr)]
    start = [name for _, name in took].index("site") + 1
    return sum(own for own, _ in took[start:]) / 1e6


def package_size() -> str:
    """Megabytes of the zip that was built last, and whether it still is what would be built now."""
    folder = Path("build") / laptop_stage()
    package = folder / "deployment.zip"
    if not package.exists():
        return "not built yet (make package STAGE=local)"
    mark = folder / "fingerprint"
    current = mark.exists() and mark.read_text() == fingerprint()
    return f"{package.stat().st_size / 1e6:.1f} MB{'' if current else ' (built from an earlier tree)'}"
