"""A visitor of the site's pages, in process: sends forms as a browser without JavaScript does, and keeps cookies."""

import html
import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from local.virtual import VirtualAws

BASE, HOST = "/local", "site.example"
Fields = dict[str, Any]


@dataclass
class Form:
    """A form of a page, with what its fields say."""

    action: str = ""
    fields: Fields = field(default_factory=dict)

    def say(self, **said: Any) -> "Form":
        """The same form, with other words in some fields; None takes a field out, as an empty box is."""
        fields = {name: value for name, value in {**self.fields, **said}.items() if value is not None}
        return Form(self.action, fields)


@dataclass
class Shown:
    """An answer of the site."""

    status: int
    headers: dict[str, str]
    cookies: list[str]
    text: str
    path: str = ""
    """The page's address, after all redirects."""

    @property
    def words(self) -> str:
        """What a person reads: without the markup."""
        body = re.sub(r"<head>.*?</head>", "", self.text, flags=re.S)
        return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", body)).split())

    @property
    def forms(self) -> list[Form]:
        reader = _Forms()
        reader.feed(self.text)
        return reader.forms

    def form(self, action: str) -> Form:
        """The form whose address ends so."""
        return next(form for form in self.forms if form.action.endswith(action))

    @property
    def main(self) -> Form:
        """The form that the page is about."""
        return next(form for form in self.forms if re.search(r"/apply/|/pages/|/revise$", form.action))

    def link(self, part: str) -> str:
        """The address of the first link that has this in it."""
        found: list[str] = re.findall(r'href="([^"]+)"', self.text)
        return next(address.removeprefix(BASE) for address in found if part in address)

    def row(self, text: str) -> "Shown":
        """The entry of a work list that has this text."""
        rows = re.findall(r'<li class="row">.*?</li>\s*(?=<li class="row">|</ul>)', self.text, flags=re.S)
        return Shown(self.status, self.headers, [], next(row for row in rows if text in row))


class _Forms(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self._select = self._area = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        name, value = given.get("name") or "", given.get("value") or ""
        if tag == "form":
            self.forms.append(Form(given.get("action") or ""))
        elif tag == "input" and self.forms and name:
            if given.get("type") not in ("radio", "checkbox") or "checked" in given:
                self.forms[-1].fields[name] = value
        elif tag == "select":
            self._select = name
        elif tag == "option" and self._select and "selected" in given:
            self.forms[-1].fields[self._select] = value
        elif tag == "textarea":
            self._area = name
            self.forms[-1].fields[name] = ""

    def handle_data(self, data: str) -> None:
        if self._area:
            self.forms[-1].fields[self._area] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "select":
            self._select = ""
        if tag == "textarea":
            self._area = ""


@dataclass
class Visitor:
    """One browser."""

    aws: VirtualAws
    language: str = "en-US,en;q=0.9"
    address: str = ""
    """Where on the internet it is; empty for a gateway that does not say."""
    cookies: dict[str, tuple[str, str]] = field(default_factory=dict)
    """Name → value and path."""

    def get(self, path: str, **headers: str) -> Shown:
        """A page, after all redirects within the site."""
        return self._follow(self.send("GET", path, None, **headers))

    def post(self, form: Form, **headers: str) -> Shown:
        """A form, sent; then as above."""
        return self._follow(self.send("POST", form.action.removeprefix(BASE), form.fields, **headers))

    def send(self, method: str, path: str, fields: Fields | None = None, **headers: str) -> Shown:
        """One request and its answer. `headers` with underscores; an empty one is left out."""
        address = urlsplit(path)
        own = {"Host": HOST, "Accept-Language": self.language, "X-Forwarded-Proto": "https"}
        if method == "POST":
            own |= {"Content-Type": "application/x-www-form-urlencoded", "Sec-Fetch-Site": "same-origin"}
        if sent := self._cookies_for(BASE + address.path):
            own["Cookie"] = sent
        own |= {name.replace("_", "-"): value for name, value in headers.items()}
        event = self._event(method, address.path, address.query, {k: v for k, v in own.items() if v}, fields)
        answer = self.aws.invoke("APIHandler", event)
        shown = Shown(
            int(answer["statusCode"]),
            {name.lower(): value for name, value in answer["headers"].items()},
            [cookie for name, many in answer.get("multiValueHeaders", {}).items() for cookie in many],
            answer["body"],
            address.path,
        )
        self._keep(shown.cookies)
        self.aws.settle()
        return shown

    def _follow(self, shown: Shown) -> Shown:
        while shown.status == 303 and shown.headers["location"].startswith(BASE):
            shown = self.send("GET", shown.headers["location"].removeprefix(BASE))
        return shown

    def _event(self, method: str, path: str, query: str, headers: dict[str, str], fields: Fields | None) -> Fields:
        resource, parameters = self._resource(method, path)
        return {
            "resource": resource,
            "path": path,
            "httpMethod": method,
            "headers": headers,
            "multiValueHeaders": {},
            "multiValueQueryStringParameters": parse_qs(query, keep_blank_values=True) or None,
            "pathParameters": parameters or None,
            "stageVariables": None,
            "isBase64Encoded": False,
            "body": urlencode(fields, doseq=True) if fields is not None else None,
            "requestContext": {
                "httpMethod": method,
                "resourcePath": resource,
                "path": f"{BASE}{path}",
                "identity": {"sourceIp": self.address},
            },
        }

    def _resource(self, method: str, path: str) -> tuple[str, dict[str, str]]:
        from app import app  # noqa: PLC0415 - a root module, read when it is needed

        parts = path.split("/")
        for route, methods in sorted(app.routes.items()):
            names = route.split("/")
            pairs = list(zip(names, parts, strict=False))
            fits = len(names) == len(parts) and all(n == part or n.startswith("{") for n, part in pairs)
            if fits and method in methods:
                return route, {n.strip("{}"): part for n, part in pairs if n.startswith("{")}
        raise LookupError(f"{method} {path} leads nowhere")

    def _cookies_for(self, path: str) -> str:
        fitting = [(n, v) for n, (v, under) in self.cookies.items() if path.startswith(under.rstrip("/"))]
        return "; ".join(f"{name}={value}" for name, value in fitting)

    def _keep(self, cookies: list[str]) -> None:
        for cookie in cookies:
            pair, *attributes = cookie.split("; ")
            name, _, value = pair.partition("=")
            under = next(part.removeprefix("Path=") for part in attributes if part.startswith("Path="))
            if "Max-Age=0" in attributes:
                self.cookies.pop(name, None)
            else:
                self.cookies[name] = (value, under)
