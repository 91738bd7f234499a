"""A request for a page: where the site is, who visits, in which language, and what the form said."""

import hashlib
import hmac
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import Enum
from urllib.parse import parse_qs, urlsplit

from chalice.app import Request as ChaliceRequest

from chalicelib.domain.actors import Actor
from chalicelib.domain.codes import Code
from chalicelib.domain.person import Language
from chalicelib.domain.receipt import Request
from chalicelib.domain.refusal import Refused, invalid
from chalicelib.services.open_session import OpenSession
from chalicelib.web.call import Unidentified, address_of
from chalicelib.web.i18n import preferred

LANGUAGE_COOKIE = "lang"
TOKEN_FIELD, KEY_FIELD = "token", "key"
KEPT = "kept."
"""Before the names of fields that another form carries along while its person signs in again."""
_NOT_PART_OF_THE_REQUEST = frozenset({TOKEN_FIELD, KEY_FIELD})
FIELD_LIMIT = 300
FORM_LIMIT = 256 * 1024
"""Bytes of a form. 10,000 characters of any script, up to twelve bytes each as browsers send them, come back to whoever
typed them with what is wrong: a page of refusal would lose them."""
KEY = re.compile(r"[0-9A-Za-z]{10,40}")
_ID = re.compile(r"[0-9A-Za-z._-]{1,100}")


class Area(Enum):
    """Parts of the site, each with a session of its own; one browser may hold both."""

    PEOPLE = "visit"
    STAFF = "staff"
    FILES = "none"
    """Style sheet and icon: the same for everybody, so no session is looked up."""

    @property
    def cookie(self) -> str:
        return self.value

    @property
    def entrance(self) -> str:
        """Where one signs in."""
        return "/staff" if self is Area.STAFF else "/sign-in"

    @property
    def path(self) -> str:
        """Pages that the browser sends this area's cookie to."""
        return "/staff" if self is Area.STAFF else "/"


@dataclass(frozen=True)
class Visit:
    area: Area
    method: str
    base: str
    """What the site's addresses begin with, without a closing slash: the stage, or nothing on a domain of its own."""
    path: str
    """The page, after the base."""
    host: str
    scheme: str
    headers: Mapping[str, str]
    query: Mapping[str, str]
    params: Mapping[str, str]
    cookies: Mapping[str, str]
    form: Mapping[str, tuple[str, ...]]
    language: Language
    address: str | None = None
    """Where on the internet the request comes from, as the gateway saw it."""
    opened: OpenSession | None = field(default=None)
    """The session whose cookie came along, if it still goes on."""

    @property
    def actor(self) -> Actor | None:
        return self.opened.session.actor if self.opened else None

    @property
    def known_actor(self) -> Actor:
        """Raises Unidentified when nobody is signed in."""
        if self.actor is None:
            raise Unidentified(Code.NOT_ALLOWED)
        return self.actor

    @property
    def form_token(self) -> str:
        return self.opened.session.form_token if self.opened else ""

    @property
    def site(self) -> str:
        """The address of the home page, as the browser sees it."""
        return f"{self.scheme}://{self.host}{self.base}/"

    def said(self, name: str) -> str:
        """What the form says in a field, without the blanks around it; empty when it says nothing."""
        return self.form.get(name, ("",))[-1].strip()

    def said_all(self, name: str) -> tuple[str, ...]:
        return self.form.get(name, ())

    def kept_fields(self) -> list[tuple[str, str]]:
        """What the form said, to be carried along: of the form itself, or already carried."""
        said = [(name, value) for name, values in self.form.items() for value in values if name != TOKEN_FIELD]
        carried = [(name.removeprefix(KEPT), value) for name, value in said if name.startswith(KEPT)]
        return carried or said

    def request(self) -> Request:
        """This attempt, by the key that the form was given. Raises INVALID without a proper one."""
        key = self.said(KEY_FIELD)
        if not KEY.fullmatch(key):
            raise invalid(KEY_FIELD)
        return Request(key=key, actor=self.actor.id if self.actor else "anyone", fingerprint=self._fingerprint())

    @property
    def carries_token(self) -> bool:
        """Whether the form was made for this session."""
        return bool(self.form_token) and hmac.compare_digest(self.said(TOKEN_FIELD), self.form_token)

    def _fingerprint(self) -> str:
        said = sorted((name, values) for name, values in self.form.items() if name not in _NOT_PART_OF_THE_REQUEST)
        return hashlib.sha256(repr((self.method, self.path, said)).encode()).hexdigest()

    @property
    def is_same_origin(self) -> bool:
        """Whether a page of this very site sent the form. Browsers say so, and other sites cannot make them lie."""
        fetched_from = self.headers.get("sec-fetch-site")
        if fetched_from is not None:
            return fetched_from in ("same-origin", "none")
        origin = self.headers.get("origin") or self.headers.get("referer") or ""
        return urlsplit(origin).netloc == self.host != ""


def visit_of(request: ChaliceRequest, params: Mapping[str, str], area: Area) -> Visit:
    """Chalice's request, but for its form: nothing here can fail, so that every refusal can be a page."""
    headers = {name.lower(): value for name, value in request.headers.items()}
    cookies = _cookies(headers.get("cookie", ""))
    path = _concrete(request.path, params)
    chosen = cookies.get(LANGUAGE_COOKIE)
    return Visit(
        area=area,
        method=request.method,
        base=_base(request.context, path),
        path=path,
        host=headers.get("host", ""),
        scheme=headers.get("x-forwarded-proto", "http"),
        headers=headers,
        query=dict(request.query_params or {}),
        params=params,
        cookies=cookies,
        form={},
        address=address_of(request),
        language=preferred(chosen) if chosen else preferred(headers.get("accept-language")),
    )


def _concrete(resource_path: str, params: Mapping[str, str]) -> str:
    for name, value in params.items():
        resource_path = resource_path.replace(f"{{{name}}}", value)
    return resource_path


def _base(context: Mapping[str, object], path: str) -> str:
    """What stands before the page in the address: API Gateway puts its stage there, or a domain's base path."""
    whole = str(context.get("path") or path).rstrip("/")
    return whole.removesuffix(path.rstrip("/")).rstrip("/")


def _cookies(header: str) -> dict[str, str]:
    """By hand: the standard library gives up on all of them when another site on the domain set an odd one."""
    pairs = (part.partition("=") for part in header.split(";"))
    return {name.strip(): value.strip() for name, _, value in pairs}


def with_form(visit: Visit, request: ChaliceRequest, limit: int = FORM_LIMIT, fields: int = FIELD_LIMIT) -> Visit:
    """The visit with what its form says. Raises NOT-FOUND for an impossible id, INVALID for a form too large."""
    if not all(_ID.fullmatch(value) for value in visit.params.values()):
        raise Refused(Code.NOT_FOUND)
    return replace(visit, form=_form(request, limit, fields)) if visit.method == "POST" else visit


def _form(request: ChaliceRequest, limit: int, fields: int) -> dict[str, tuple[str, ...]]:
    body: str | bytes = request.raw_body or b""
    raw = body.encode() if isinstance(body, str) else body
    if len(raw) > limit:
        raise invalid("body")
    try:
        text = raw.decode()
        said = parse_qs(text, keep_blank_values=True, max_num_fields=fields)
    except ValueError as error:
        raise invalid("body") from error
    return {name: tuple(values) for name, values in said.items()}
