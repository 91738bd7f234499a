"""Two ways to the same API: the Lambda handler in this process, and a site over HTTP."""

import functools
import json
import os
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Protocol
from unittest.mock import patch
from urllib.parse import parse_qs

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

from local.player.people import email_of, mark
from local.virtual.directory import enroll

_KEY_ID = "story"
_TOKEN_SECONDS = 3600
_SIGN_IN_SECONDS = 600
"""Staff of a story sign in again this often: decisions on money need a fresh sign-in."""


@dataclass(frozen=True)
class Reply:
    status: int
    body: dict[str, Any]

    @property
    def refused(self) -> str | None:
        """The reason code of a refusal."""
        return None if self.status < 400 else str(self.body.get("code", f"HTTP-{self.status}"))


@functools.cache
def _signing_key() -> rsa.RSAPrivateKey:
    """One a process: to make it takes longer than most stories take to begin."""
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


class Transport(Protocol):
    def send(self, method: str, path: str, headers: Mapping[str, str], body: Any) -> Reply: ...

    def staff_headers(self, role: str, name: str) -> dict[str, str]: ...


class InProcess:
    """Calls the API's Lambda handler with the event that API Gateway would send."""

    def __init__(self, handler: Callable[[dict[str, Any], Any], dict[str, Any]], routes: list[str]) -> None:
        self._handler = handler
        self._routes = routes
        self._key = _signing_key()
        self._tokens: dict[tuple[str, str], tuple[float, str]] = {}

    @contextmanager
    def trusted(self) -> Iterator[None]:
        """Staff tokens of this story verify against this story's keys; everything else of a token is checked."""
        public = jwt.algorithms.RSAAlgorithm.to_jwk(self._key.public_key(), as_dict=True)
        keys = {"keys": [public | {"kid": _KEY_ID, "use": "sig", "alg": "RS256"}]}
        with patch.object(jwt.PyJWKClient, "fetch_data", lambda _: keys):
            yield

    def send(self, method: str, path: str, headers: Mapping[str, str], body: Any) -> Reply:
        event = self._event(method, f"/{path}", headers, json.dumps(body) if body is not None else None)
        answer = self._handler(event, None)
        return Reply(int(answer["statusCode"]), json.loads(answer["body"] or "{}"))

    def _event(self, method: str, path: str, headers: Mapping[str, str], body: str | None) -> dict[str, Any]:
        path, _, query = path.partition("?")
        resource, parameters = self._resource(path)
        return {
            "resource": resource,
            "path": path,
            "httpMethod": method,
            "headers": {"Content-Type": "application/json", **headers},
            "multiValueHeaders": {},
            "multiValueQueryStringParameters": parse_qs(query, keep_blank_values=True) or None,
            "pathParameters": parameters,
            "stageVariables": None,
            "isBase64Encoded": False,
            "body": body,
            "requestContext": {"httpMethod": method, "resourcePath": resource, "path": f"/virtual{path}"},
        }

    def _resource(self, path: str) -> tuple[str, dict[str, str]]:
        parts = path.split("/")
        for route in self._routes:
            names = route.split("/")
            pairs = list(zip(names, parts, strict=False))
            if len(names) == len(parts) and all(name == part or name.startswith("{") for name, part in pairs):
                return route, {name.strip("{}"): part for name, part in pairs if name.startswith("{")}
        return path, {}

    def staff_headers(self, role: str, name: str) -> dict[str, str]:
        made, token = self._tokens.get((role, name), (float("-inf"), ""))
        if time.monotonic() - made > _SIGN_IN_SECONDS:
            made = time.monotonic()
            token = jwt.encode(self._claims(role, name), self._key, algorithm="RS256", headers={"kid": _KEY_ID})
            self._tokens[role, name] = made, token
        return {"Authorization": f"Bearer {token}"}

    def _claims(self, role: str, name: str) -> dict[str, Any]:
        account, email = mark(name or role), email_of(name or role)
        enroll(account, account, email, [role])
        now = int(time.time())
        speaks_for = {f"custom:{role}": provider_id(name)} if role in ("provider", "county") else {}
        return {
            "iss": os.environ["OIDC_ISSUER"],
            "aud": os.environ["OIDC_CLIENT_ID"],
            "sub": account,
            "cognito:username": account,
            "email": email,
            "token_use": "id",
            "cognito:groups": [role],
            "iat": now,
            "auth_time": now,
            "exp": now + _TOKEN_SECONDS,
            **speaks_for,
        }


def provider_id(name: str) -> str:
    """A provider's or county's id from its name in a story."""
    return "-".join(name.lower().split())
