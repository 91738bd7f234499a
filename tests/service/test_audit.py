"""The audit view: trails of subjects, people and days, who read what, and chains that verify outside this program."""

import html
import json
import re
import runpy
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from chalicelib.domain.actors import Actor
from chalicelib.domain.pacific import pacific_date
from chalicelib.domain.roles import Role
from chalicelib.services import read_audit
from chalicelib.services.record_reading import record_reading
from chalicelib.store import folders, table
from chalicelib.store.audit_trail import event_row
from chalicelib.store.readings import Purpose
from tests.service.visitor import Shown, Visitor
from tests.service.world import World, whole_site

pytestmark = pytest.mark.xdist_group("audit")
VERIFIER = Path(__file__).resolve().parents[2] / "local" / "verify_chain.py"


@pytest.fixture(scope="module")
def world() -> Iterator[World]:
    with whole_site() as made:
        yield made


@pytest.fixture(scope="module")
def ana(world: World) -> str:
    """An application with an approved and accepted award."""
    visitor, _ = world.applied("Ana Sample", language="en")
    world.approve(world.award_of(visitor))
    visitor.post(visitor.get("/status").form("/accept"))
    world.aws.settle()
    return world.application_of(visitor)


def auditor(world: World) -> Visitor:
    return world.staff(Role.AUDITOR, name="abe")


class TestSubject:
    def test_an_application_shows_who_did_what_and_what_changed(self, world: World, ana: str) -> None:
        shown = auditor(world).get(f"/staff/audit?kind=application&id={ana}")
        assert "accept_award" in shown.words
        assert "approve_award" in shown.words
        assert "offered" in shown.words
        assert "staff-ari" in shown.words
        assert "Ana Sample" not in shown.text

    def test_an_award_leads_to_its_application(self, world: World, ana: str) -> None:
        award = folders.load_folder(ana).award
        assert award
        assert f"application/{ana}" in auditor(world).get(f"/staff/audit?kind=award&id={award.id}").words

    def test_a_manager_may_but_not_export(self, world: World, ana: str) -> None:
        manager = world.staff(Role.MANAGER, name="mia")
        page = manager.get(f"/staff/audit?kind=application&id={ana}")
        assert "accept_award" in page.words
        assert "Download" not in page.words
        assert "A class, by its id" in page.words
        assert "A sample of decisions" not in page.words
        assert manager.get(f"/staff/audit/export?kind=application&id={ana}").status == 403
        assert manager.get("/staff/audit/day?day=2026-12-01").status == 403

    @pytest.mark.parametrize("role", [Role.REVIEWER, Role.DHCS, Role.APPROVER, Role.PROVIDER])
    def test_nobody_else(self, world: World, role: Role) -> None:
        assert world.staff(role, name="x").get("/staff/audit").status == 403

    @pytest.mark.parametrize(
        ("query", "status"),
        [
            ("kind=application&id=nothing", 404),
            ("kind=pool&id=nothing/statewide", 404),
            ("kind=round&id=nothing", 404),
            ("kind=secret&id=x", 422),
            ("kind=pool&id=", 422),
            ("kind=pool&id=" + "x" * 61, 422),
            ("kind=pool&id=initial/statewide&after=QUEUE%231", 422),
        ],
    )
    def test_what_is_not_there_is_said(self, world: World, query: str, status: int) -> None:
        assert auditor(world).get(f"/staff/audit?{query}").status == status

    def test_a_round_without_events_is_empty(self, world: World) -> None:
        shown = auditor(world).get("/staff/audit?kind=round&id=grandparenting")
        assert "Nothing is recorded here." in shown.words

    def test_a_page_at_a_time(self, world: World, ana: str, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(read_audit, "PAGE", 2)
        visitor, seen = auditor(world), []
        page = visitor.get(f"/staff/audit?kind=application&id={ana}")
        while True:
            seen += numbers(page)
            if "Next page" not in page.words:
                break
            page = visitor.get(html.unescape(page.link("after=")))
        assert seen == list(range(1, len(folders.load_events(ana)) + 1))


def numbers(page: Shown) -> list[int]:
    return [int(each.split("<")[0]) for each in page.text.split("Number ")[1:]]


def events_of(page: Shown) -> int:
    """How many events a page shows."""
    table = re.search(r"<caption>Events</caption>.*?</table>", page.text, flags=re.S)
    return table[0].count("<tr>") - 1 if table else 0


def day_of(application: str) -> date:
    return pacific_date(folders.load_folder(application).application.submitted_at)


class TestDay:
    def test_what_was_decided_on_it_first_to_last(self, world: World, ana: str) -> None:
        visitor = auditor(world)
        shown = visitor.get(f"/staff/audit/day?day={day_of(ana)}")
        assert shown.words.index("submit") < shown.words.index("accept_award")
        assert "Nothing is recorded here." in visitor.get("/staff/audit/day?day=2026-11-30").words

    def test_an_allotment_is_there_too(self, world: World) -> None:
        assert "initial/statewide" in auditor(world).get("/staff/audit/day?day=2026-12-01").words

    def test_by_one_person_alone(self, world: World, ana: str) -> None:
        shown = auditor(world).get(f"/staff/audit/day?day={day_of(ana)}&by=staff-ari")
        assert "approve_award" in shown.words
        assert "accept_award" not in shown.words

    def test_over_several_days_page_after_page(self, world: World, ana: str, monkeypatch: pytest.MonkeyPatch) -> None:
        """No record is twice, none is left out, also where a page ends between two days or in an empty week."""
        monkeypatch.setattr(read_audit, "PAGE", 3)
        visitor, first, last = auditor(world), date(2026, 11, 1), day_of(ana)
        page, seen = visitor.get(f"/staff/audit/day?day={first}&until={last}"), 0
        for _ in range(40):
            seen += events_of(page)
            if "Next page" not in page.words:
                break
            page = visitor.get(html.unescape(page.link("/audit/day?until")))
        monkeypatch.undo()
        days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
        assert seen == sum(events_of(visitor.get(f"/staff/audit/day?day={day}")) for day in days) > 3
        by_ari = visitor.get(f"/staff/audit/day?day={last - timedelta(days=1)}&until={last}&by=staff-ari")
        assert "approve_award" in by_ari.words
        for until in ("2026-10-31", "soon"):
            assert visitor.get(f"/staff/audit/day?day={first}&until={until}").status == 422
        assert visitor.get("/staff/audit/day?day=9999-12-31&until=9999-12-31").status == 200

    @pytest.mark.parametrize("day", ["", "yesterday", "2026-02-29", "2026-13-01"])
    def test_only_of_a_day_that_there_is(self, world: World, day: str) -> None:
        assert auditor(world).get(f"/staff/audit/day?day={day}").status == 422


def test_who_read_personal_data_is_shown(world: World, ana: str) -> None:
    person = folders.load_folder(ana).application.person_id
    reader = Actor(id="staff-rosa", roles=frozenset({Role.REVIEWER}))
    record_reading(reader, {person: Purpose.REVIEW}, ana)
    visitor = auditor(world)
    of_person = visitor.get(f"/staff/audit/person?id={person}")
    assert "staff-rosa To judge an application" in of_person.words
    assert f"Application {ana}" in of_person.words
    day = pacific_date(world.clock.now())
    assert "staff-rosa" in visitor.get(f"/staff/audit/day?day={day}").words
    assert visitor.get("/staff/audit/person?id=nobody").status == 404


class TestExport:
    @pytest.mark.parametrize("kind", ["application", "pool", "access"])
    def test_it_verifies_without_this_program(self, world: World, ana: str, kind: str, tmp_path: Path) -> None:
        subject = {"application": ana, "pool": "initial/statewide"}.get(kind, "access")
        if kind == "access":
            world.staff(Role.ADMIN, name="ada")
            world.aws.invoke("DailySweep", {})
            assert "open_access_review" in auditor(world).get("/staff/audit?kind=access&id=access").words
            assert world.staff(Role.MANAGER, name="mia").get("/staff/audit?kind=access&id=access").status == 403
        part = exported(world, kind, subject, tmp_path)
        assert verified(part) == (0, f"OK: {kind}/{subject}, {len(part.read_text().splitlines()) - 1} records\n")

    @pytest.mark.parametrize(
        ("change", "told"),
        [
            (lambda lines: [*lines[:2], lines[2].replace("system", "nobody"), *lines[3:]], "was changed"),
            (lambda lines: [*lines[:2], *lines[3:]], "where 2 should be"),
            (lambda lines: lines[:-1], "cut off"),
            (lambda lines: [lines[0], *lines[2:]], "where 1 should be"),
        ],
        ids=["changed", "one left out", "the last left out", "the first left out"],
    )
    def test_what_was_changed_shows(self, world: World, ana: str, change: object, told: str, tmp_path: Path) -> None:
        part = exported(world, "application", ana, tmp_path)
        assert callable(change)
        part.write_text("\n".join(change(part.read_text().splitlines())))
        status, output = verified(part)
        assert status == 1
        assert told in output

    def test_a_rewritten_record_with_a_new_digest_breaks_the_next(self, world: World, ana: str, tmp_path: Path) -> None:
        part = exported(world, "application", ana, tmp_path)
        lines = [json.loads(line) for line in part.read_text().splitlines()]
        lines[1]["actor"] = "somebody"
        lines[1]["digest"] = runpy.run_path(str(VERIFIER))["digest_of"](lines[1])
        part.write_text("\n".join(json.dumps(line) for line in lines))
        assert "does not follow" in verified(part)[1]

    def test_in_parts(self, world: World, ana: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(read_audit, "EXPORTED_AT_ONCE", 3)
        visitor = auditor(world)
        parts: list[Path] = []
        address = f"/staff/audit/export?kind=application&id={ana}"
        while address:
            answer = visitor.get(address)
            parts.append(tmp_path / f"{len(parts)}.jsonl")
            parts[-1].write_text(answer.text)
            link = answer.headers.get("link", "")
            address = link[link.index("/staff") : link.index(">")] if link else ""
        assert len(parts) > 1
        assert verified(*parts)[0] == 0
        assert verified(*parts[1:])[0] == 1

    def test_no_file_of_ours(self, tmp_path: Path) -> None:
        (tmp_path / "x").write_text("no json")
        assert verified(tmp_path / "x")[0] == 2
        assert verified(tmp_path / "not there")[0] == 2
        assert verified()[0] == 2


def exported(world: World, kind: str, subject: str, folder: Path) -> Path:
    answer = auditor(world).get(f"/staff/audit/export?kind={kind}&id={subject}")
    assert answer.headers["content-disposition"].startswith("attachment")
    part = folder / "part.jsonl"
    part.write_text(answer.text)
    return part


def verified(*parts: Path) -> tuple[int, str]:
    """By another Python, in another folder: nothing of this project can be imported."""
    asked = [sys.executable, "-I", str(VERIFIER), *map(str, parts)]
    done = subprocess.run(asked, capture_output=True, text=True, check=False, cwd="/")
    return done.returncode, done.stdout


def test_the_day_is_the_pacific_one(world: World) -> None:
    moment = datetime(2027, 1, 1, 7, 59, 59, tzinfo=UTC)  # 11:59:59 pm on New Year's Eve
    record = {"action": "look", "actor": "staff-ñandú"}
    table.transact([table.put_new(event_row("PROPOSAL#late", "EVENT#000001", record | {"at": f"{moment}"}, moment))])
    visitor = auditor(world)
    assert "staff-ñandú" in visitor.get("/staff/audit/day?day=2026-12-31").words
    assert "staff-ñandú" not in visitor.get("/staff/audit/day?day=2027-01-01").words
