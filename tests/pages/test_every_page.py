"""What holds for every page: it was seen, it is small, private, in one language, and its forms cannot be forged."""

from __future__ import annotations

import gzip
import json
import re
from pathlib import Path
from typing import Any

import pytest

from chalicelib.web.pages import PAGES
from chalicelib.web.shown import LEAVE_TO
from chalicelib.web.visit import KEY_FIELD, TOKEN_FIELD, Area
from tests.hurting import HURTS
from tests.pages.tour import LEADS_AWAY, Seen, Tour, route_of
from tests.service.visitor import BASE, Shown

KB = 1_000
FIRST_VISIT, LATER_VISIT, STYLE, SCRIPT = 40 * KB, 12 * KB, 20 * KB, 10 * KB
STATIC = Path("chalicelib/static")
COMPRESSED_FROM = int(json.loads(Path(".chalice/config.json").read_text())["minimum_compression_size"])
HEADERS = 1 * KB
"""An answer's headers, generously."""
STATELESS = {"/language", "/leave", "/sign-in", "/lost-code"}
"""Forms that a person without a session sends: of the same site, and nothing of anybody's is changed by them."""


UPLOAD = re.compile(r'<form method="post" action="https://[^"]+" enctype="multipart/form-data">.*?</form>', re.S)
"""A form that goes to S3 with a policy that we signed, and to nowhere else."""


def every_shown(tour: Tour) -> list[tuple[str, Seen, Shown]]:
    return [
        (f"{seen.name} [{language}]", seen, page)
        for seen in tour.seen.values()
        for language, page in seen.shown.items()
    ]


def transferred(text: str) -> int:
    """Bytes on the wire: API Gateway compresses what is larger than its setting, for every browser of today."""
    raw = text.encode()
    return HEADERS + (len(gzip.compress(raw, 6)) if len(raw) >= COMPRESSED_FROM else len(raw))


class TestTheTour:
    def test_it_has_seen_every_page(self, tour: Tour) -> None:
        made = {page.path for page in PAGES if page.method == "GET" and page.area is not Area.FILES} - set(LEADS_AWAY)
        missing = made - {seen.route for seen in tour.seen.values() if seen.shown["en"].status == 200}
        assert not missing, (
            f"no link leads to {sorted(missing)}: add an entrance or a state (tests/pages/stock.py, tour.py)"
        )

    def test_it_has_seen_mistakes_in_every_form_that_asks_something(self, tour: Tour) -> None:
        assert sum("✗" in name for name in tour.seen) > 15

    def test_nothing_broke_on_the_way(self, tour: Tour) -> None:
        assert [name for name, _, page in every_shown(tour) if page.status >= 500] == []


class TestSizes:
    def test_the_first_visit_and_later_ones(self, tour: Tour) -> None:
        static = sum(transferred(path.read_text(encoding="utf-8")) for path in STATIC.iterdir())
        sizes = {name: transferred(page.text) for name, _, page in every_shown(tour)}
        assert {name: size for name, size in sizes.items() if size > LATER_VISIT} == {}
        assert {name: size for name, size in sizes.items() if size + static > FIRST_VISIT} == {}

    def test_pages_of_people_are_small_even_where_nothing_compresses(self, tour: Tour) -> None:
        static = sum(path.stat().st_size for path in STATIC.iterdir())
        without = [
            (name, UPLOAD.sub("", page.text)) for name, seen, page in every_shown(tour) if seen.audience != "staff"
        ]
        mine = [(name, len(text.encode())) for name, text in without]
        assert [name for name, size in mine if size > LATER_VISIT or size + static > FIRST_VISIT] == []

    def test_style_and_script(self) -> None:
        assert (STATIC / "site.css").stat().st_size <= STYLE
        assert (STATIC / "site.js").stat().st_size <= SCRIPT


class TestNothingFromElsewhere:
    def test_pages_fetch_only_our_own_files(self, tour: Tour) -> None:
        for name, _, page in every_shown(tour):
            fetched = re.findall(r'(?:src|srcset|poster|data)="([^"]+)"|<link[^>]+href="([^"]+)"', page.text)
            assert all("".join(each).startswith(f"{BASE}/static/") for each in fetched), name
            outside = set(re.findall(r'(?:href|action)="(https?:[^"]+)"', UPLOAD.sub("", page.text)))
            assert {address for address in outside if "sign-in" not in address} == set(), name

    def test_neither_do_style_and_script(self) -> None:
        for path in STATIC.iterdir():
            assert not re.search(
                r"@import|url\(|https?://(?!www\.w3\.org/2000/svg)", path.read_text(encoding="utf-8")
            ), path


class TestHeaders:
    def test_every_answer_is_private_unframed_and_runs_nothing_inline(self, tour: Tour) -> None:
        for name, _, page in every_shown(tour):
            told = page.headers
            policy = told["content-security-policy"]
            for rule in ("default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'", "style-src 'self'"):
                assert rule in policy, name
            assert "unsafe" not in policy, name
            scripts = "'none'" if page.path.startswith("/staff") else "'self'"
            assert f"script-src {scripts};" in policy, name
            assert told["cache-control"] == "no-store", name
            assert told["x-content-type-options"] == "nosniff", name
            assert told["x-frame-options"] == "DENY", name
            assert told["referrer-policy"] == "same-origin", name
            assert told["strict-transport-security"].startswith("max-age="), name
            assert told["cross-origin-opener-policy"] == "same-origin", name
            assert "camera=()" in told["permissions-policy"], name

    def test_no_page_has_script_or_style_within(self, tour: Tour) -> None:
        for name, _, page in every_shown(tour):
            assert not re.search(r'\son\w+="|\sstyle="|<style|javascript:', page.text), name
            assert all(
                re.fullmatch(rf'<script src="{BASE}/static/[^"]+" defer>', tag)
                for tag in re.findall("<script[^>]*>", page.text)
            ), name


class TestLanguage:
    def test_the_page_says_its_language_and_speaks_it(self, tour: Tour) -> None:
        for seen in tour.seen.values():
            for language, page in seen.shown.items():
                assert f'<html lang="{language}">' in page.text, seen.name
                assert page.headers["content-language"] == language, seen.name

    def test_what_is_in_the_other_language_says_so(self, tour: Tour) -> None:
        """On a Spanish page, the words of an English one are either Spanish too, or marked."""
        for seen in tour.seen.values():
            assert re.search(r'<button[^>]* lang="es">Español</button>', seen.shown["en"].text), seen.name
            assert (
                re.search(r'<button[^>]* lang="en">English</button>', seen.shown["es"].text) or seen.route == "/sign-in"
            )


class TestWords:
    def test_no_page_for_people_says_what_hurts(self, tour: Tour) -> None:
        pages = [(name, page) for name, seen, page in every_shown(tour) if seen.audience != "staff"]
        assert {name: found[0] for name, page in pages if (found := HURTS.search(page.words))} == {}

    def test_such_a_word_would_be_found(self) -> None:
        for said in (
            "It was forfeited",
            "Code: DUPLICATE-APPLICATION",
            "Su solicitud fue rechazada",
            "Denied",
            "Perdido",
        ):
            assert HURTS.search(said), said


class TestStructure:
    def test_one_heading_a_title_labels_and_no_id_twice(self, tour: Tour) -> None:
        for name, _, page in every_shown(tour):
            assert len(re.findall(r"<h1[ >]", page.text)) == 1, name
            assert re.search(r"<title>[^<]+ · [^<]+</title>", page.text), name
            ids = re.findall(r'\sid="([^"]+)"', page.text)
            assert len(ids) == len(set(ids)), name
            wanted = re.findall(r'\s(?:for|aria-describedby|aria-labelledby|form)="([^"]+)"', page.text)
            assert {each for many in wanted for each in many.split()} <= set(ids), name

    def test_mistakes_are_summed_up_linked_and_announced(self, tour: Tour) -> None:
        for name, seen, page in every_shown(tour):
            if page.status == 422:
                assert 'role="alert"' in page.text, name
                linked = re.findall(r'<li><a href="#([^"]+)">', page.text)
                assert all(f' id="{target}"' in page.text for target in linked), name
                if 'class="error"' in page.text and seen.audience != "staff":
                    assert linked, name
                    assert re.search(r"<title>Error:", page.text), name


class TestForms:
    """Every form that changes something carries what a page of another site cannot know."""

    def test_every_form_of_somebody_signed_in_carries_the_sessions_token(self, tour: Tour) -> None:
        bare = []
        for name, _, page in every_shown(tour):
            for action, inside in re.findall(
                r'<form method="post" action="([^"]+)"[^>]*>(.*?)</form>', UPLOAD.sub("", page.text), flags=re.S
            ):
                route = action.removeprefix(BASE)
                signed_in = "/sign-out" in page.text
                if route not in STATELESS and signed_in and f'name="{TOKEN_FIELD}"' not in inside:
                    bare.append((name, action))
        assert bare == []

    def test_every_post_page_refuses_what_another_site_sends(self, tour: Tour, forged: dict[str, Any]) -> None:
        assert {path for path, status in forged.items() if status != 403} == set()
        assert set(forged) == {page.path for page in PAGES if page.method == "POST"}

    def test_a_form_for_files_goes_to_our_bucket_with_a_signed_policy(self, tour: Tour) -> None:
        forms = [each for _, _, page in every_shown(tour) for each in UPLOAD.findall(page.text)]
        assert forms
        for form in forms:
            assert re.match(r'<form method="post" action="https://peer-funding-documentsbucket\.s3\.', form)
            assert 'name="policy"' in form
            assert TOKEN_FIELD + '"' not in form

    def test_every_form_leads_to_a_page_that_takes_it(self, tour: Tour) -> None:
        posts = {page.path for page in PAGES if page.method == "POST"}
        for name, _, page in every_shown(tour):
            for action in re.findall(r'<form method="post" action="([^"]+)"', UPLOAD.sub("", page.text)):
                assert route_of(action.removeprefix(BASE)) in posts, (name, action)


@pytest.fixture(scope="module")
def forged() -> dict[str, int]:
    """Each POST page, by path: what it answers to a form that a page of another site sends."""
    from tests.service.world import whole_site  # noqa: PLC0415 - only this needs an empty site

    with whole_site() as world:
        visitor = world.visitor()
        return {
            page.path: visitor.send(
                "POST", re.sub(r"\{\w+\}", "initial", page.path), {KEY_FIELD: "x" * 20}, Sec_Fetch_Site="cross-site"
            ).status
            for page in PAGES
            if page.method == "POST"
        }


def test_leaving_quickly_leads_to_a_page_that_says_nothing_about_anybody() -> None:
    assert LEAVE_TO == "https://www.weather.gov/"
