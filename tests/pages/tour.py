"""A walk through the whole site: from the entrances along every link, and each form sent as it should not be.

Nothing here lists pages. A page that a link leads to is seen by itself; for one that no link leads to, `ENTRANCES`
needs a line, and a test says so.
"""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache

from chalicelib.domain.pacific import pacific_date
from chalicelib.domain.person import Language
from chalicelib.domain.roles import Role
from chalicelib.gateways import clock
from chalicelib.store import folders
from tests.pages.stock import HURRIED, alert_of, applicant, awards_of, beginner, helped, staff_member
from tests.service.site import Site
from tests.service.visitor import BASE, Form, Shown, Visitor

ID = re.compile(
    r"(?<=[/=#-])(?:[0-9A-Za-z]{20,}[\w.-]*|A-\w{4}-\w{4})"
    r"|(?<=/apply/)[\w-]+|(?<=/helping/)[\w-]+|(?<=/paper/)[\w-]+|(?<=/intake-forms/)[\w-]+"
)
"""Ids in addresses, and the benefit that is applied for: pages that differ in nothing else are one page."""
ENTRANCES = (
    *("/", "/code", "/received", "/status", "/sign-in", "/sign-in?ended=1", "/apply/nothing", "/helped"),
    *(f"/apply/{HURRIED}", f"/tell-me/{HURRIED}"),
    "/can-i-get-help?want=fee&certificate=yes&school=no&adult=soon&region=central&experience=no",
    "/can-i-get-help?want=specialization&certificate=no&school=yes&adult=yes&region=unsure&experience=yes",
)
STAFF_ENTRANCES = ("/staff", "/staff?ended=1", "/staff/work/nothing")
LEADS_AWAY = {
    "/staff/sign-in": "leads to the sign-in service at once",
    "/staff/go-on/{form}": "what was typed before signing in again, once; test_pages_account.py sees it",
    "/staff/audit/export": "a file to save",
    "/staff/proposals/{proposal_id}/letter/file": "leads to the letter itself, for a minute",
    "/staff/applications/{application_id}/documents/{kind}": "leads to the file itself, for a minute",
    "/staff/awards/{award_id}/bookings/{item}/certificate": "leads to the file itself, for a minute",
    "/staff/intake/{intake_id}/scan": "leads to the scan itself, for a minute",
    "/staff/callback": "where that service leads back to; shows nothing of its own but the staff entrance",
}
"""GET routes without a page of their own."""
ORGANIZATION = {Role.COUNTY: "fresno", Role.PROVIDER: "dbsa"}
MOST_OF_A_KIND = 4
"""How many pages of one address, ids apart, a walk looks at; it keeps those that look otherwise than the others."""
WELL_KNOWN = 12
"""After so many people to whom a page showed nothing new, the next ones do not follow a link to it."""


@dataclass(frozen=True)
class Seen:
    """One page, in both languages."""

    name: str
    route: str
    audience: str
    """`public`, `applicant` or `staff`."""
    shown: dict[Language, Shown]


@dataclass(frozen=True)
class Told:
    """What a page told somebody of a role, in English."""

    role: Role
    path: str
    text: str


@dataclass
class Tour:
    seen: dict[str, Seen] = field(default_factory=dict)
    told: list[Told] = field(default_factory=list)
    """Every page of staff that was looked at, also those that look like another."""
    _looks: dict[str, set[frozenset[str]]] = field(default_factory=dict)
    _known: Counter[str] = field(default_factory=Counter)
    """How often in a row such a page looked like one that was seen before."""

    def walk(self, visitor: Visitor, audience: str, entrances: tuple[str, ...], role: Role | None = None) -> None:
        """Every page that links lead to from here; then every form on them, with nothing filled in."""
        left, begun, kept = list(entrances), set(entrances), []
        kinds: Counter[str] = Counter()
        while left:
            path = left.pop(0)
            page = _speaking(visitor, "en").get(path)
            if role:
                self.told.append(Told(role, path, page.text))
            kind = ID.sub("*", page.path)
            kinds[kind] += 1
            if self._is_new(kind, audience, page):
                kept.append(self._keep(kind, audience, {"en": page, "es": _speaking(visitor, "es").get(path)}))
            for link in _links(page, audience):
                kind = ID.sub("*", link)
                enough = kinds[kind] >= MOST_OF_A_KIND or (not role and self._known[f"{audience} {kind}"] >= WELL_KNOWN)
                if link not in begun and not enough:
                    begun.add(link)
                    left.append(link)
        for seen in kept:
            self._send_empty(visitor, seen)

    def look(self, visitor: Visitor, audience: str, path: str) -> None:
        """One page, without going on from it."""
        kind, page = ID.sub("*", path), _speaking(visitor, "en").get(path)
        if self._is_new(kind, audience, page):
            self._keep(kind, audience, {"en": page, "es": _speaking(visitor, "es").get(path)})

    def _is_new(self, kind: str, audience: str, page: Shown) -> bool:
        """Whether nothing was seen yet that looks the same."""
        name = f"{audience} {kind}"
        new = _look(page) not in self._looks.setdefault(name, set())
        self._looks[name].add(_look(page))
        self._known[name] = 0 if new else self._known[name] + 1
        return new

    def _keep(self, kind: str, audience: str, shown: dict[Language, Shown]) -> Seen:
        name = f"{audience} {kind}"
        number = len(self._looks[name])
        seen = Seen(f"{name} ({number})", route_of(shown["en"].path), audience, shown)
        self.seen[seen.name] = seen
        return seen

    def _send_empty(self, visitor: Visitor, seen: Seen) -> None:
        forms = {language: _empty_forms(page) for language, page in seen.shown.items()}
        for english, spanish in zip(forms["en"], forms["es"], strict=True):
            answers: dict[Language, Shown] = {
                "en": _speaking(visitor, "en").post(english),
                "es": _speaking(visitor, "es").post(spanish),
            }
            kind = f"✗ {ID.sub('*', english.action.removeprefix(BASE))}"
            if 400 <= answers["en"].status < 500 and self._is_new(kind, seen.audience, answers["en"]):
                self._keep(kind, seen.audience, answers)


def _look(page: Shown) -> frozenset[str]:
    """What the page is made of: its elements with their classes and fields, and its headings."""
    parts = re.findall(r"<\w+(?=[ >])[^>]*?(?:class|action|name)=\"[^\"]*\"|<h[2-4][^>]*>[^<]+", page.text)
    return frozenset(ID.sub("*", part) for part in parts)


def _speaking(visitor: Visitor, language: Language) -> Visitor:
    visitor.language = language
    return visitor


@cache
def route_of(path: str) -> str:
    """The row of the table of pages that makes this address."""
    from app import app  # noqa: PLC0415 - a root module, read when it is needed

    parts = path.split("/")
    for route in sorted(app.routes):
        names = route.split("/")
        pairs = list(zip(names, parts, strict=False))
        if len(names) == len(parts) and all(n == part or n.startswith("{") for n, part in pairs):
            return route
    return path


def _links(page: Shown, audience: str) -> Iterator[str]:
    """Staff who look at the public pages see what everybody sees."""
    for address in re.findall(r'<a [^>]*?href="([^"]+)"', page.text):
        path = html.unescape(address).partition("#")[0].removeprefix(BASE)
        elsewhere = not path.startswith("/staff") if audience == "staff" else path.startswith("/staff/")
        if path.startswith("/") and route_of(path.partition("?")[0]) not in LEADS_AWAY and not elsewhere:
            yield path


def _empty_forms(page: Shown) -> list[Form]:
    """The forms of the page that ask something, with nothing said; but for the one that changes the language."""
    asking = re.findall(r'<form method="post" action="([^"]+)"[^>]*>(.*?)</form>', page.text, flags=re.S)
    asked = {
        action
        for action, inside in asking
        if action.startswith(BASE) and re.search(r'<textarea|<select|<input(?! type="hidden")', inside)
    }
    kept = ("token", "key", "version", "seen", "list")
    return [
        form.say(**{name: "" for name in form.fields if name not in kept})
        for form in page.forms
        if form.action in asked
    ]


def whole_tour(site: Site) -> Tour:
    """Everybody's walk: nobody in particular, people on their way through the form, applicants, and each role."""
    tour = Tour()
    tour.walk(Visitor(site.aws), "public", (*ENTRANCES, f"/told/{alert_of(site)}", *STAFF_ENTRANCES))
    for benefit, until in (
        ("initial", "papers"),
        ("waiver-exam-retake", "check"),
        ("specialization-unhoused", "check"),
    ):
        person, page = beginner(site, benefit, until)
        tour.walk(person, "applicant", ("/code", page.path, "/status", *_other_pages(page.path)))
    helper, page, person = helped(site, "initial")
    for path in ("/code", page.path, page.path.replace("pages/reach", "check")):
        tour.look(helper, "applicant", path)
    tour.walk(person, "applicant", ("/status", page.path.replace("pages/reach", "check")))
    for name in site.stage.names.applications:
        tour.walk(applicant(site, name), "applicant", ("/received", "/status"))
    awards = tuple(f"/staff/awards/{award}" for award in awards_of(site))
    today, someone = pacific_date(clock.now()), site.application("ineligible")
    subject = folders.load_folder(someone).application.person_id
    oversight = (
        *(
            f"/staff/applications/{someone}/appeal",
            f"/staff/applications/{someone}/conflicts",
            f"/staff/audit/day?day={today}",
            f"/staff/audit/person?id={subject}",
        ),
        *("/staff/samples", f"/staff/applications/{someone}/deidentified", f"/staff/people/{subject}"),
    )
    for role in sorted(set(Role) - {Role.APPLICANT, Role.SYSTEM}):
        member = staff_member(site, role, organization=ORGANIZATION.get(role))
        tour.walk(member, "staff", (*STAFF_ENTRANCES, "/staff/awards", *awards, *oversight), role)
    return tour


def _other_pages(path: str) -> list[str]:
    """The pages of the same form, whether they were passed or not, and one that it does not have."""
    draft = "/".join(path.split("/")[:3])
    topics = ("you", "reach", "safe", "county", "papers", "help", "word", "certification", "nothing")
    return [f"{draft}/pages/{topic}" for topic in topics]
