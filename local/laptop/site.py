"""What is known about the site on this laptop: addresses, ids, sample staff. Kept in `.local/site.json`."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import boto3

HOME = Path(".local")
SITE_FILE = HOME / "site.json"
REGION = "us-west-2"
STAGE = "local"
STACK = "peer-funding-local"
ROOT_KEY = "test"  # the emulator's root credentials, good on the loopback address only


@dataclass(frozen=True)
class StaffUser:
    """A sample staff member. `role` is the Cognito group; `provider` and `county`: whom they speak for, if anyone."""

    role: str
    username: str
    password: str
    provider: str = ""
    county: str = ""


@dataclass(frozen=True)
class Site:
    """A site that is up. `outputs` are the stack's outputs by name (docs/operations.md lists them)."""

    site: str
    port: int
    api_id: str
    stage: str
    endpoint: str
    pool_id: str
    client_id: str
    outputs: dict[str, str]
    staff: tuple[StaffUser, ...] = ()

    @classmethod
    def load(cls, path: Path = SITE_FILE) -> Site:
        """Read the file that `make up` or `make run` wrote. FileNotFoundError when it never was up."""
        data = json.loads(path.read_text())
        return cls(**{**data, "staff": tuple(StaffUser(**user) for user in data["staff"])})

    def save(self, path: Path = SITE_FILE) -> None:
        """Write the file, readable by its owner only: it holds the sample passwords."""
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.chmod(0o600)
        path.write_text(json.dumps(asdict(self), indent=2) + "\n")

    def user(self, role: str) -> StaffUser:
        """The first sample user of a role. KeyError for a role without one."""
        for user in self.staff:
            if user.role == role:
                return user
        raise KeyError(role)

    def aws(self, service: str) -> Any:
        """A boto3 client of the laptop's AWS with root's rights: for setting up and looking, never for the site."""
        return aws_client(service, self.endpoint)

    def invoke(self, output: str, event: dict[str, Any]) -> Any:
        """Call a function by the stack output that names it and return its answer. RuntimeError if it failed."""
        answer = self.aws("lambda").invoke(FunctionName=self.outputs[output], Payload=json.dumps(event).encode())
        body = answer["Payload"].read().decode()
        if answer.get("FunctionError"):
            raise RuntimeError(f"{output}: {body[:2000]}")
        return json.loads(body or "null")


def aws_client(service: str, endpoint: str) -> Any:
    """A boto3 client of the emulator at this address, with the emulator's root credentials."""
    return boto3.client(  # type: ignore[call-overload]
        service,
        endpoint_url=endpoint,
        region_name=REGION,
        aws_access_key_id=ROOT_KEY,
        aws_secret_access_key=ROOT_KEY,
    )


def site_address(port: int, api_id: str) -> str:
    """Where a browser opens the site. Python does not resolve this name: local/laptop/http.py connects by number."""
    return f"http://{api_id}.execute-api.localhost:{port}/{STAGE}/"
