"""The scan of a paper application: whoever typed it adds it, whoever confirms it looks at it, and it stays with it."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import requests

from chalicelib.domain.actors import Actor
from chalicelib.domain.document import DocumentKind, FileProblem
from chalicelib.domain.pacific import pacific_date
from chalicelib.domain.refusal import Refused
from chalicelib.domain.roles import Role
from chalicelib.domain.states import IntakeStatus
from chalicelib.services import discard_documents
from chalicelib.services.read_intake import read_intake, scan_form
from chalicelib.store import documents, folders, intakes, readings
from chalicelib.store.readings import Purpose
from tests.service.papers import EICAR, JPEG, PDF, files_of, posted, scanned
from tests.service.test_pages_intake import ivy, noe, record_of, typed
from tests.service.visitor import Form, Shown, Visitor
from tests.service.world import World, whole_site

pytestmark = [pytest.mark.xdist_group("pages-scan"), pytest.mark.usefixtures("laptop")]


@pytest.fixture(scope="module")
def world() -> Iterator[World]:
    with whole_site() as opened:
        yield opened


def upload(page: Shown) -> Form:
    return next(form for form in page.forms if "success_action_redirect" in form.fields)


def add(world: World, made: str, content: bytes, staff: Visitor | None = None) -> Shown:
    maker = staff or ivy(world)
    return maker.get(posted(world, upload(maker.get(f"/staff/intake/{made}")), content))


def file_it(staff: Visitor, page: Shown) -> Shown:
    return staff.post(page.forms[-2].say())


def test_from_the_scan_to_the_application_that_a_reviewer_opens(world: World) -> None:
    made = record_of(typed(world, "Ana Scanned", reference="", pathway="reciprocity"))
    staff = noe(world)
    page = staff.get(f"/staff/intake/{made}")
    assert "Scan of the application on paper None yet" in page.words
    assert not [form for form in page.forms if "success_action_redirect" in form.fields], "who compares adds nothing"
    refused = file_it(staff, page)
    assert (refused.status, "Nobody can compare it yet." in refused.words) == (422, True)
    shown = add(world, made, JPEG)
    assert "We have your file. Thank you." in shown.words
    assert "Scan added" in shown.words
    assert file_it(staff, page).status == 409, "what was compared before the scan came was not compared"
    page = staff.get(f"/staff/intake/{made}")
    address = staff.send("GET", page.link("/scan")).headers["location"]
    assert requests.get(address, timeout=5).content == JPEG
    assert "X-Amz-Expires=60" in address
    assert "The application is filed." in file_it(staff, page).words
    intake = intakes.load_intake(made)
    assert (intake.application_id, folders.load_folder(made).application.person_id) == (made, intake.person_id)
    assert staff.get(f"/staff/intake/{made}/scan").status == 404, "it is with the application now"
    reviewer = world.staff(Role.REVIEWER, name="rosa")
    papers = reviewer.get(f"/staff/applications/{made}/documents")
    assert "Scan of the application on paper" in papers.words
    case = reviewer.get(f"/staff/work/review/{made}")
    assert "Scan of the application on paper Open the file" in case.words
    assert not [form for form in case.forms if form.action.endswith("/documents/scan/check")]
    location = reviewer.send("GET", papers.link("/documents/scan")).headers["location"]
    assert requests.get(location, timeout=5).content == JPEG
    assert folders.load_folder(made).application.papers_since is None, "a second person has compared it already"


def test_reading_a_record_and_its_scan_is_recorded_and_a_filed_one_holds_nothing(world: World) -> None:
    made = record_of(typed(world, "Bo Read"))
    person, staff = intakes.load_intake(made).person_id, noe(world)
    before = len(readings.readings_of(person).entries)
    page = staff.get(f"/staff/intake/{made}")
    (reading,) = readings.readings_of(person).entries[before:]
    assert (reading.by, reading.purpose, reading.application_id) == ("staff-noe", Purpose.INTAKE, made)
    file_it(staff, page)
    known = len(readings.readings_of(person).entries)
    staff.get(f"/staff/intake/{made}")
    assert len(readings.readings_of(person).entries) == known
    assert "staff-noe" in world.staff(Role.AUDITOR, name="abe").get(f"/staff/audit/person?id={person}").words


@pytest.mark.parametrize(
    ("content", "problem"), [(b"", FileProblem.EMPTY), (b"GIF89a", FileProblem.WRONG_TYPE), (EICAR, FileProblem.VIRUS)]
)
def test_a_wrong_file_is_told_and_not_kept(world: World, content: bytes, problem: FileProblem) -> None:
    made = record_of(typed(world, "Cy Wrong"))
    version = intakes.load_intake(made).version
    shown = add(world, made, content)
    assert "We could not take this file" in shown.words
    intake = intakes.load_intake(made)
    scan = documents.documents_of(intake.person_id, intake.id)[DocumentKind.SCAN]  # type: ignore[arg-type]
    assert (scan.problem, scan.kept, files_of(made), intake.version) == (problem, None, {}, version)


def test_guardduty_has_the_last_word(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MALWARE_SCAN", "guardduty")
    made = record_of(typed(world, "Di Guarded", reference=""))
    assert "We are checking it for viruses." in add(world, made, PDF).words
    staff = noe(world)
    assert file_it(staff, staff.get(f"/staff/intake/{made}")).status == 422
    ((key, etag),) = files_of(made).items()
    assert scanned(world, key, "NO_THREATS_FOUND", etag) == {"found": True}
    assert "The application is filed." in file_it(staff, staff.get(f"/staff/intake/{made}")).words


def test_only_who_typed_it_adds_a_scan_and_only_until_it_is_filed(world: World) -> None:
    made = record_of(typed(world, "Ed Makers"))
    clerk = Actor(id="staff-noe", roles=frozenset({Role.INTAKE}))
    with pytest.raises(Refused, match="NOT-ALLOWED"):
        scan_form(read_intake(clerk, made), "https://site.example/")
    form = upload(ivy(world).get(f"/staff/intake/{made}"))
    staff = noe(world)
    file_it(staff, staff.get(f"/staff/intake/{made}"))
    ivy(world).get(posted(world, form, JPEG))
    assert [key for key in files_of(made) if key.startswith("kept")] == []
    for role in (Role.REVIEWER, Role.APPROVER, Role.AUDITOR):
        assert world.staff(role).get(f"/staff/intake/{made}/scan").status == 403


def test_a_scan_takes_the_place_of_one_before_and_goes_back_to_the_second_person(world: World) -> None:
    made = record_of(typed(world, "Fe Again"))
    add(world, made, JPEG)
    staff = noe(world)
    staff.post(staff.get(f"/staff/intake/{made}").forms[-1].say(decision="send_back", reason="The scan is cut off"))
    add(world, made, PDF)
    assert intakes.load_intake(made).status is IntakeStatus.ENTERED
    ((key, _),) = files_of(made).items()
    assert key.startswith("kept/")


def test_the_scan_of_what_was_set_aside_goes_after_a_time_and_what_was_typed_stays(world: World) -> None:
    made, waits = (record_of(typed(world, f"Gil Aside {n}")) for n in range(2))
    for each in (made, waits):
        add(world, each, JPEG)
    staff = noe(world)
    staff.post(staff.get(f"/staff/intake/{made}").forms[-1].say(decision="set_aside", reason="It came twice"))
    days = (90, 1095, 1186)
    today = pacific_date(world.clock.now())
    for after in days[:2]:
        world.clock.jump_to(world.clock.now() + (today + timedelta(days=after) - pacific_date(world.clock.now())))
        assert discard_documents.discard_due(pacific_date(world.clock.now())) == []
        assert len(files_of(made)) == 1
    world.clock.jump_to(world.clock.now() + timedelta(days=91))
    for _ in range(2):
        assert discard_documents.discard_due(pacific_date(world.clock.now())) == []
    assert (files_of(made), len(files_of(waits))) == ({}, 1)
    intake = intakes.load_intake(made)
    assert [step.action for step in intake.history] == ["enter", "scan", "set_aside", "delete_scan"]
    assert intake.given is not None
