"""Who may open which page, whose forms are taken, and how long a session lasts."""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from chalice.app import Response

from app import app
from chalicelib.domain.permissions import ANYONE, PERMISSIONS
from chalicelib.domain.roles import Role
from chalicelib.gateways import aws as clients
from chalicelib.gateways.settings import setting
from chalicelib.web import page as page_module
from chalicelib.web.page import Page
from chalicelib.web.pages import PAGES
from chalicelib.web.visit import Area
from tests.service.site import logs_a_reading
from tests.service.visitor import BASE, HOST, Form, Visitor
from tests.service.world import APPLICATION, World, whole_site

FOREIGN = [
    {"Sec_Fetch_Site": "cross-site", "Origin": "https://evil.example"},
    {"Sec_Fetch_Site": "same-site"},
    {"Sec_Fetch_Site": "", "Origin": "https://evil.example"},
    {"Sec_Fetch_Site": "", "Origin": "null"},
    {"Sec_Fetch_Site": "", "Origin": ""},
]


pytestmark = pytest.mark.xdist_group("pages-sessions")


@pytest.fixture(scope="module")
def world() -> Iterator[World]:
    with whole_site() as made:
        yield made


def named(page: Page) -> str:
    return f"{page.method} {page.path}"


def rows(world: World) -> str:
    """Everything in the table but the sessions and the log of readings, as text."""
    pages = clients.dynamodb().get_paginator("scan").paginate(TableName=setting("TABLE_NAME"))
    kept = [row for each in pages for row in each["Items"] if "SESSION" not in row["pk"]["S"]]
    return repr(sorted(repr(row) for row in kept if not logs_a_reading(row)))


class TestPermissions:
    def test_every_route_outside_the_api_is_in_the_table(self) -> None:
        routes = {(method, path) for path, methods in app.routes.items() for method in methods}
        assert {route for route in routes if not route[1].startswith("/v1")} == {(p.method, p.path) for p in PAGES}

    @pytest.mark.parametrize("page", PAGES, ids=named)
    def test_each_role_gets_what_the_table_gives_it_and_nothing_else(
        self, world: World, page: Page, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        opened = {role for role in Role if self._gets_in(world, page, monkeypatch, role)}
        wanted = set(Role) if page.operation in ANYONE else PERMISSIONS[page.operation]
        assert opened == wanted

    @pytest.mark.parametrize("page", PAGES, ids=named)
    def test_nobody_gets_in_where_somebody_is_needed(
        self, world: World, page: Page, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        assert self._gets_in(world, page, monkeypatch, None) == (page.operation in ANYONE)

    def _gets_in(self, world: World, page: Page, monkeypatch: pytest.MonkeyPatch, role: Role | None) -> bool:
        """Whether the page's own handler was reached; it is not carried out."""
        visitor = world.visitor()
        token = ""
        if role is not None:
            visitor = world.staff(role) if page.area is Area.STAFF else world.person(role)
            token = token_of(world, visitor, page.area)
        reached = replace(page, handle=lambda _: Response("in", status_code=200), unsent=None)
        path = re.sub(r"{\w+}", "01HZZZZZZZZZZZZZZZZZZZZZZZ", page.path)
        original = page_module.answer

        def answer(_: Page, request: Any, params: dict[str, str]) -> Response:
            return original(reached, request, params)

        with monkeypatch.context() as patched:
            patched.setattr(page_module, "answer", answer)
            answered = visitor.send(page.method, path, {"token": token} if page.method == "POST" else None)
        return answered.text == "in"

    def test_what_is_somebody_elses_is_not_there(self, world: World) -> None:
        owner, _ = world.applied("Owner Sample", "grandparenting")
        application = world.application_of(owner)
        draft = owner.post(owner.get("/apply/initial").main).path.split("/")[2]
        other, _ = world.applied("Other Sample", "grandparenting")
        token, before = token_of(world, other, Area.PEOPLE), rows(world)
        asked = 0
        for page in PAGES:
            if page.area is Area.PEOPLE and page.needs_session and "{" in page.path:
                path = page.path.replace("{application_id}", application).replace("{draft_id}", draft)
                path = path.replace("{award_id}", world.award_of(owner)).replace("{page}", "reach")
                path = re.sub(r"{\w+}", "01HZZZZZZZZZZZZZZZZZZZZZZZ", path)
                sent = {"token": token, "key": f"somebody-elses-{asked}"} if page.method == "POST" else None
                answer = other.send(page.method, path, sent)
                # Where a form is missing its answers, that is said first, without a word about whose it is.
                assert answer.status in (404, 422), named(page)
                assert "Owner Sample" not in answer.text
                asked += 1
        assert asked > 8
        assert rows(world) == before

    def test_reading_changes_nothing(self, world: World) -> None:
        visitor, _ = world.applied("Reader Sample", "grandparenting", id_expires_year="2020")
        application = world.application_of(visitor)
        draft = visitor.post(visitor.get("/apply/initial").main).path.split("/")[2]
        staff = world.staff(*Role)
        before = rows(world)
        for page in PAGES:
            if page.method == "GET" and page.path not in ("/staff/callback", "/staff/sign-in"):
                path = page.path.replace("{application_id}", application).replace("{benefit}", "initial")
                path = path.replace("{draft_id}", draft).replace("{page}", "reach")
                path = path.replace("{list}", "review").replace("{subject}", application).replace("{name}", "site.css")
                (staff if page.area is Area.STAFF else visitor).get(path)
        assert rows(world) == before


def token_of(world: World, visitor: Visitor, area: Area) -> str:
    """The token of the visitor's session, as a form of it would carry it."""
    shown = visitor.get("/staff" if area is Area.STAFF else "/")
    found = re.search(r'name="token" value="([^"]+)"', shown.text)
    assert found
    return found[1]


class TestForms:
    @pytest.mark.parametrize("headers", FOREIGN, ids=str)
    def test_forms_of_other_sites_are_refused_and_change_nothing(self, world: World, headers: dict[str, str]) -> None:
        visitor, _ = world.applied("Cross Sample")
        form = visitor.get("/status").form("/withdraw")
        before = rows(world)
        page = visitor.post(form, **headers)
        assert page.status == 403
        assert "Nothing was changed." in page.words
        assert rows(world) == before

    def test_an_old_browser_that_names_its_origin_is_taken(self, world: World) -> None:
        visitor, _ = world.applied("Old Sample")
        form = visitor.get("/status").form("/withdraw")
        page = visitor.post(form, Sec_Fetch_Site="", Origin=f"https://{HOST}")
        assert "You withdrew your application." in page.words

    @pytest.mark.parametrize("token", ["", "somebody-elses", None])
    def test_a_form_without_the_sessions_token_is_refused(self, world: World, token: str | None) -> None:
        visitor, _ = world.applied("Token Sample")
        page = visitor.post(visitor.get("/status").form("/withdraw").say(token=token))
        assert page.status == 403
        assert "You withdrew" not in visitor.get("/status").words

    def test_a_form_without_a_key_is_refused(self, world: World) -> None:
        visitor, _ = world.applied("Key Sample")
        for key in ("", "x", "k" * 41, "<script>abcdef"):
            page = visitor.post(visitor.get("/status").form("/withdraw").say(key=key))
            assert page.status == 422
        assert "You withdrew" not in visitor.get("/status").words

    def test_a_form_that_is_too_large_or_no_form_is_refused(self, world: World) -> None:
        visitor = world.visitor()
        assert visitor.send("POST", "/apply/initial", {"legal_name": "x" * 300_000}).status == 422
        assert visitor.send("POST", "/apply/initial", {f"field{n}": "x" for n in range(400)}).status == 422

    def test_an_id_that_cannot_be_one_is_not_found(self, world: World) -> None:
        visitor, _ = world.applied("Id Sample")
        token = token_of(world, visitor, Area.PEOPLE)
        page = visitor.send("POST", "/applications/..%2F..%2Fstaff/withdraw", {"token": token})
        assert page.status == 404


class TestSessions:
    def test_cookies_are_for_this_site_alone(self, world: World) -> None:
        visitor = world.visitor()
        form = visitor.get("/apply/initial").form("/apply/initial")
        _, received = world.applied("Cookie Sample")
        assert received.cookies == []
        answer = visitor.send("POST", "/language", {"lang": "es", "back": "/"})
        assert all(flag in answer.cookies[0] for flag in (f"Path={BASE}/", "HttpOnly", "Secure", "SameSite=Lax"))
        sent = {**form.fields, **_answers("Flag Sample")}
        (cookie,) = visitor.send("POST", "/apply/initial", sent).cookies
        assert cookie.startswith("visit=")
        assert all(flag in cookie for flag in (f"Path={BASE}/", "HttpOnly", "Secure", "SameSite=Lax"))
        assert "Max-Age" not in cookie

    def test_the_table_holds_no_session_id_and_no_name(self, world: World) -> None:
        visitor, _ = world.applied("Digest Sample")
        session_id = visitor.cookies["visit"][0]
        pages = clients.dynamodb().get_paginator("scan").paginate(TableName=setting("TABLE_NAME"))
        sessions = [row for each in pages for row in each["Items"] if "SESSION" in row["pk"]["S"]]
        assert sessions
        assert session_id not in repr(sessions)
        assert "Digest" not in repr(sessions)
        assert all("expires_at" in row for row in sessions)

    def test_half_an_hour_of_silence_ends_it(self, world: World) -> None:
        visitor, _ = world.applied("Silent Sample")
        world.clock.tick(29 * 60)
        assert "Hello, Silent Sample" in visitor.get("/status").words
        world.clock.tick(29 * 60)
        assert "Hello, Silent Sample" in visitor.get("/status").words
        world.clock.tick(30 * 60)
        page = visitor.get("/status")
        assert "Silent" not in page.text
        assert "Please sign in." in page.words

    def test_a_working_day_ends_it_however_busy(self, world: World) -> None:
        visitor, _ = world.applied("Busy Sample")
        for _ in range(16):
            world.clock.tick(29 * 60)
            visitor.get("/status")
        world.clock.tick(29 * 60)
        assert "Please sign in." in visitor.get("/status").words

    def test_signing_out_ends_it_for_a_stolen_cookie_too(self, world: World) -> None:
        visitor, _ = world.applied("Out Sample")
        stolen = dict(visitor.cookies)
        page = visitor.post(visitor.get("/status").form("/sign-out"))
        assert "You are signed out." in page.words
        assert "visit" not in visitor.cookies
        visitor.cookies = stolen
        assert "Out Sample" not in visitor.get("/status").text

    def test_neither_kind_of_session_stands_for_the_other(self, world: World) -> None:
        person, _ = world.applied("Area Sample")
        staff = world.staff(Role.REVIEWER)
        person.cookies["staff"] = (person.cookies["visit"][0], f"{BASE}/staff")
        staff.cookies["visit"] = (staff.cookies["staff"][0], f"{BASE}/")
        assert person.get("/staff/work/review").status == 403
        assert staff.get("/status").status == 403

    def test_signing_in_gives_a_new_id(self, world: World) -> None:
        visitor = world.visitor()
        visitor.cookies["visit"] = ("chosen-by-somebody-else", f"{BASE}/")
        form: Form = visitor.get("/apply/initial").form("/apply/initial")
        visitor.post(form.say(**_answers("Fixed Sample")))
        assert visitor.cookies["visit"][0] != "chosen-by-somebody-else"
        assert "Hello, Fixed Sample" in visitor.get("/status").words


def _answers(name: str) -> dict[str, Any]:
    return {**APPLICATION, "legal_name": name}
