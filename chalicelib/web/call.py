"""A request as the rest of the web layer sees it: who asks, in which language, with which key and body."""

import hashlib
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

import jwt
from chalice.app import Request as ChaliceRequest
from pydantic import BaseModel, ValidationError

from chalicelib.domain.actors import Actor, acting, authorize
from chalicelib.domain.codes import Code
from chalicelib.domain.permissions import ANYONE, Operation
from chalicelib.domain.person import Language
from chalicelib.domain.receipt import Request
from chalicelib.domain.refusal import Refused, invalid
from chalicelib.gateways import oidc
from chalicelib.services.confirm_standing import confirm_token
from chalicelib.services.fresh_sign_in import refuse_unless_fresh
from chalicelib.services.identify import identify_applicant, identify_staff
from chalicelib.web.i18n import preferred

BODY_LIMIT = 64 * 1024
_KEY_LIMIT = 100

Body = TypeVar("Body", bound=BaseModel)


class Unidentified(Refused):
    """Nobody, or nobody we know, asks for what needs somebody: 401."""


class BadBody(Exception):  # noqa: N818 - the caller's mistake
    """A body that does not fit its model; not to be taken for a stored record that does not."""

    def __init__(self, error: ValidationError) -> None:
        super().__init__()
        self.error = error


@dataclass(frozen=True)
class Call:
    method: str
    path: str
    headers: dict[str, str]
    query: dict[str, str]
    params: dict[str, str]
    raw_body: bytes
    address: str | None = None
    """Where on the internet the request comes from, as the gateway saw it."""
    actor: Actor | None = field(default=None)
    limit: int = BODY_LIMIT
    """Bytes that the body may have."""

    @property
    def language(self) -> Language:
        return preferred(self.headers.get("accept-language"))

    def body(self, model: type[Body]) -> Body:
        """The body as its model. Raises BadBody, or INVALID when it has more bytes than the limit."""
        if len(self.raw_body) > self.limit:
            raise invalid("body")
        try:
            return model.model_validate_json(self.raw_body or b"{}")
        except ValidationError as error:
            raise BadBody(error) from error

    @property
    def request(self) -> Request:
        """This attempt, by its Idempotency-Key. Raises INVALID without one."""
        key = self.headers.get("idempotency-key", "").strip()
        if not key or len(key) > _KEY_LIMIT or not key.isprintable():
            raise invalid("Idempotency-Key")
        return Request(key=key, actor=self.actor.id if self.actor else "anyone", fingerprint=self._fingerprint())

    def _fingerprint(self) -> str:
        # Chalice's path is the route's; which subject it is about is in the parameters.
        subject = [f"{name}={value}" for name, value in sorted(self.params.items())]
        told = "\n".join([self.method, self.path, *subject]).encode() + b"\n" + self.raw_body
        return hashlib.sha256(told).hexdigest()

    @property
    def known_actor(self) -> Actor:
        """Raises Unidentified when nobody showed who they are."""
        if self.actor is None:
            raise Unidentified(Code.NOT_ALLOWED)
        return self.actor


def call_of(request: ChaliceRequest, params: dict[str, str]) -> Call:
    """Chalice's request, read once."""
    query: dict[str, str] = dict(request.query_params or {})
    body: str | bytes = request.raw_body
    return Call(
        method=request.method,
        path=request.path,
        headers={name.lower(): value for name, value in request.headers.items()},
        query=query,
        params=params,
        raw_body=body.encode() if isinstance(body, str) else body,
        address=address_of(request),
    )


def address_of(request: ChaliceRequest) -> str | None:
    """What the gateway itself saw: a header can be made up."""
    identity = request.context.get("identity") or {}
    return identity.get("sourceIp") or None


def permitted(call: Call, operation: Operation) -> Actor | None:
    """Who asks, if they may; deny by default. Raises NOT-ALLOWED."""
    actor = identified(call)
    if actor is None and operation not in ANYONE:
        raise Unidentified(Code.NOT_ALLOWED)
    if actor is not None:
        authorize(actor, operation)
        refuse_unless_fresh(actor, operation)
        return acting(actor, operation)
    return None


def identified(call: Call) -> Actor | None:
    """Staff by a bearer token of Cognito, a person by access code and birth date; nothing shown is nobody."""
    scheme, _, token = call.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        return _staff(token.strip())
    code = call.headers.get("access-code")
    if code:
        return identify_applicant(code, _birth_date(call), call.address)
    return None


def _staff(token: str) -> Actor:
    try:
        actor = confirm_token(identify_staff(oidc.verified_claims(token)))
    except jwt.PyJWTError as error:
        raise Unidentified(Code.NOT_ALLOWED, field="authorization") from error
    if actor is None:
        raise Unidentified(Code.NOT_ALLOWED, field="authorization")
    return actor


def _birth_date(call: Call) -> date:
    try:
        return date.fromisoformat(call.headers.get("birth-date", ""))
    except ValueError as error:
        raise invalid("Birth-Date") from error
