"""Building what is deployed: `chalice package`, done again only when something that goes into it has changed."""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import platform
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import yaml

from local.laptop.site import REGION

SOURCES = ("app.py", "requirements.txt", ".chalice", "chalicelib", "infra", "state_machines")
CHALICE = Path(sys.executable).with_name("chalice")


class PackageError(Exception):
    """The package could not be built; the message is the tool's."""


def build(stage: str = "") -> Path:
    """Package the site into build/<stage> and return that folder. The laptop's stage fits this machine's processor."""
    stage = stage or laptop_stage()
    folder = Path("build") / stage
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # parallel test workers
        _build_if_changed(stage, folder)
    return folder


def _build_if_changed(stage: str, folder: Path) -> None:
    mark = folder / "fingerprint"
    if mark.exists() and mark.read_text() == fingerprint():
        return
    done = subprocess.run(
        [CHALICE, "package", "--stage", stage, "--merge-template", "infra/resources.yaml", str(folder)],
        env={**os.environ, "AWS_DEFAULT_REGION": REGION},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise PackageError((done.stdout + done.stderr)[-3000:])
    mark.write_text(fingerprint())


def api_id(folder: Path) -> str:
    """The laptop's id for the API of a package: another one when the routes differ.

    The laptop's AWS makes a new API for changed routes and then removes the old one by its id; the two must differ.
    """
    template = yaml.safe_load((folder / "sam.yaml").read_text(encoding="utf-8"))
    routes = json.dumps(template["Resources"]["RestAPI"]["Properties"]["DefinitionBody"], sort_keys=True)
    return hashlib.sha256(routes.encode()).hexdigest()[:8]


def main(stage: str) -> int:
    """Package for a stage and say how it goes to AWS."""
    try:
        folder = build(stage)
    except PackageError as wrong:
        print(wrong, file=sys.stderr)
        return 1
    print(f"{folder}/sam.yaml and {folder}/deployment.zip. To deploy (docs/operations.md):")
    print(f"  aws cloudformation package --template-file {folder}/sam.yaml --s3-bucket <bucket> \\")
    print(f"      --output-template-file {folder}/packaged.yaml")
    print(f"  aws cloudformation deploy --template-file {folder}/packaged.yaml --stack-name peer-funding-{stage} \\")
    print(f"      --s3-bucket <bucket> --capabilities CAPABILITY_IAM --parameter-overrides Stage={stage} \\")
    print("      SiteAddress=<address> AlertEmail=<address> MailDomain=<domain>")
    return 0


def laptop_stage() -> str:
    """The Chalice stage that packages for this machine: the functions run on it directly."""
    return "local" if platform.machine() in {"x86_64", "AMD64"} else "local_arm64"


def fingerprint() -> str:
    """A digest of everything that goes into the package, and of the Python that it is made for."""
    digest = hashlib.sha256(f"{sys.version_info[:2]} {platform.machine()}".encode())
    for path in _sources():
        digest.update(f"\0{path}\0".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _sources() -> Iterator[Path]:
    for name in SOURCES:
        top = Path(name)
        found = [top] if top.is_file() else sorted(top.rglob("*"))
        yield from (path for path in found if path.is_file() and "__pycache__" not in path.parts)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
