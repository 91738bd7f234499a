"""A small HTTP client for the site: connects to 127.0.0.1 with the site's Host header, and signs staff in."""

from __future__ import annotations

import http.client
import json
import time
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from local.laptop.site import Site

TIMEOUT_SECONDS = 60
TOKEN_SECONDS = 10 * 60  # decisions on money need a sign-in of the last 15 minutes


@dataclass(frozen=True)
class Answer:
    """What came back. `headers` have lower-case names, of a repeated one the last; `cookies` keeps every cookie."""

    status: int
    headers: dict[str, str]
    body: bytes
    cookies: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The body as text."""
        return self.body.decode("utf-8")

    def json(self) -> Any:
        """The body as JSON. ValueError if it is not."""
        return json.loads(self.body)


@dataclass
class SiteClient:
    """One client per site; safe to share between threads (a connection per request). Redirects are not followed."""

    site: Site
    tokens: dict[str, tuple[float, str]] = field(default_factory=dict)

    def get(self, path: str, headers: dict[str, str] | None = None) -> Answer:
        """GET a path relative to the site's address, such as `v1/rounds`."""
        return self.request("GET", path, headers=headers)

    def post_json(self, path: str, body: Any, headers: dict[str, str] | None = None) -> Answer:
        """POST a JSON body."""
        sent = {"Content-Type": "application/json", **(headers or {})}
        return self.request("POST", path, json.dumps(body).encode(), sent)

    def request(
        self, method: str, path: str, body: bytes | None = None, headers: dict[str, str] | None = None
    ) -> Answer:
        """Send one request. `path` may also be a full address of this site or of its sign-in page."""
        address = urlsplit(path if "://" in path else self.site.site + path.removeprefix("/"))
        target = address.path + (f"?{address.query}" if address.query else "")
        connection = http.client.HTTPConnection("127.0.0.1", self.site.port, timeout=TIMEOUT_SECONDS)
        try:
            connection.request(method, target, body, {"Host": address.netloc, "Connection": "close", **(headers or {})})
            response = connection.getresponse()
            received = {name.lower(): value for name, value in response.getheaders()}
            cookies = tuple(response.headers.get_all("Set-Cookie") or ())
            return Answer(response.status, received, response.read(), cookies)
        finally:
            connection.close()

    def as_staff(self, username: str) -> dict[str, str]:
        """The Authorization header of a sample user, by username or, for the first of a role, by the role's name."""
        return {"Authorization": f"Bearer {self.staff_token(username)}"}

    def staff_token(self, username: str) -> str:
        """An id token from the laptop's Cognito, used again for ten minutes. KeyError: no such user."""
        ends, token = self.tokens.get(username, (0.0, ""))
        if ends < time.monotonic():
            token = self._sign_in(username)
            self.tokens[username] = (time.monotonic() + TOKEN_SECONDS, token)
        return token

    def _sign_in(self, username: str) -> str:
        named = [user for user in self.site.staff if user.username == username]
        user = named[0] if named else self.site.user(username)
        result = self.site.aws("cognito-idp").admin_initiate_auth(
            UserPoolId=self.site.pool_id,
            ClientId=self.site.client_id,
            AuthFlow="ADMIN_USER_PASSWORD_AUTH",
            AuthParameters={"USERNAME": user.username, "PASSWORD": user.password},
        )
        return str(result["AuthenticationResult"]["IdToken"])
