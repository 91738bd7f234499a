"""Documents from a person's phone to a reviewer's screen: what is kept, what is turned down, and who may see it."""

import base64
import json
from collections.abc import Iterator
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
import requests

from chalicelib.domain.actors import Actor
from chalicelib.domain.document import LIMIT_BYTES, UPLOAD_BYTES, DocumentState, FileProblem, FileType
from chalicelib.domain.draft import Draft
from chalicelib.domain.pacific import pacific_date
from chalicelib.domain.receipt import Request
from chalicelib.domain.roles import Role
from chalicelib.gateways import aws as clients
from chalicelib.gateways.settings import setting
from chalicelib.services.declare_conflict import declare_conflict
from chalicelib.store import drafts, person_events
from tests.service.papers import EICAR, HEIC, JPEG, PDF, PHOTO, SCHOOL, Person
from tests.service.visitor import BASE, Form
from tests.service.world import World, whole_site

pytestmark = pytest.mark.xdist_group("documents")


@pytest.fixture(scope="module")
def world() -> Iterator[World]:
    with whole_site() as opened:
        yield opened


@pytest.fixture(params=["built-in", "guardduty"])
def scan(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("MALWARE_SCAN", request.param)
    return str(request.param)


class TestSending:
    def test_a_picture_is_kept_as_what_its_bytes_say(self, world: World, scan: str) -> None:
        person = Person(world, "Ana Sample")
        shown = person.send(JPEG, name="scan.pdf")
        assert "We have your file. Thank you." in shown.words
        kept = person.document().kept
        assert kept is not None
        assert (kept.type, kept.bytes) == (FileType.JPEG, len(JPEG))
        (key,) = person.s3
        assert key == f"kept/{person.person_id}/{person.id}/photo_id/{kept.id}"
        head = clients.s3().head_object(Bucket=setting("DOCUMENTS_BUCKET"), Key=key)
        assert head["ContentType"] == "image/jpeg"

    @pytest.mark.parametrize(("content", "found"), [(PDF, FileType.PDF), (HEIC, FileType.HEIC)])
    def test_other_types_that_are_taken(self, world: World, scan: str, content: bytes, found: FileType) -> None:
        person = Person(world, "Bo Sample")
        person.send(content, SCHOOL, name="IMG_0001.HEIC")
        kept = person.document(SCHOOL).kept
        assert kept is not None
        assert kept.type is found
        assert person.document(PHOTO).kept is None

    @pytest.mark.parametrize(
        ("content", "problem", "told"),
        [
            (b"", FileProblem.EMPTY, "This file is empty"),
            (b"GIF89a" + b"x" * 50, FileProblem.WRONG_TYPE, "This is no PDF, JPEG, PNG or HEIC file"),
            (JPEG + b"x" * (LIMIT_BYTES + 1 - len(JPEG)), FileProblem.TOO_LARGE, "This file is larger than 10 MB"),
        ],
        ids=["zero bytes", "gif", "10 MB and 1"],
    )
    def test_a_wrong_file_says_what_is_wrong(
        self, world: World, scan: str, content: bytes, problem: FileProblem, told: str
    ) -> None:
        person = Person(world, "Cy Sample")
        shown = person.send(content)
        assert told in shown.words
        assert "<title>Error:" in shown.text
        assert (person.document().problem, person.document().kept, person.s3) == (problem, None, {})

    def test_ten_megabytes_are_taken(self, world: World, laptop: None) -> None:
        person = Person(world, "Di Sample")
        person.send(JPEG + b"x" * (LIMIT_BYTES - len(JPEG)))
        kept = person.document().kept
        assert kept is not None
        assert kept.bytes == LIMIT_BYTES

    def test_the_test_virus_is_caught(self, world: World, laptop: None) -> None:
        person = Person(world, "Ed Sample")
        for content in (EICAR, PDF + EICAR):
            assert "We found a virus in this file" in person.send(content).words
            assert (person.document().problem, person.s3) == (FileProblem.VIRUS, {})

    def test_a_name_with_enye_works_and_is_kept_nowhere(self, world: World, scan: str) -> None:
        person = Person(world, "Fe Núñez")
        assert "We have your file" in person.send(JPEG, name="identificación Núñez O'Brien.jpg").words
        rows = clients.dynamodb().query(
            TableName=setting("TABLE_NAME"),
            KeyConditionExpression="pk = :pk AND begins_with(sk, :sk)",
            ExpressionAttributeValues={":pk": {"S": f"PERSON#{person.person_id}"}, ":sk": {"S": "DOCUMENT#"}},
        )["Items"]
        assert rows
        assert "identificaci" not in json.dumps(rows) + "".join(person.s3)

    def test_the_form_can_write_one_file_of_limited_size(self, world: World) -> None:
        person = Person(world, "Gil Sample")
        fields = person.form(PHOTO).fields
        policy = json.loads(base64.b64decode(fields["policy"]))
        assert ["content-length-range", 0, UPLOAD_BYTES] in policy["conditions"]
        assert {"key": fields["key"]} in policy["conditions"]
        assert {"success_action_redirect": f"https://site.example{BASE}{person.path}"} in policy["conditions"]
        assert fields["key"].startswith(f"incoming/{person.person_id}/{person.id}/photo_id/")
        assert "Gil" not in fields["key"]
        shown = person.visitor.get(person.path)
        address = urlsplit(person.form(PHOTO).action)
        assert address.netloc.endswith(".s3.us-west-2.amazonaws.com")
        assert f"https://{address.netloc}" in shown.headers["content-security-policy"]
        assert address.netloc not in person.visitor.get("/status").headers["content-security-policy"]
        assert 'capture="environment"' in shown.text


class TestAgain:
    def test_a_newer_file_takes_the_place_of_the_one_before(self, world: World, scan: str) -> None:
        person = Person(world, "Hal Sample")
        person.send(JPEG)
        person.send(PDF)
        kept = person.document().kept
        assert kept is not None
        assert kept.type is FileType.PDF
        assert [key.split("/")[0] for key in person.s3] == ["kept"]

    def test_a_wrong_file_leaves_the_one_before(self, world: World, scan: str) -> None:
        person = Person(world, "Ida Sample")
        person.send(JPEG)
        shown = person.send(b"not a picture")
        assert "The one that you sent before is still here." in shown.words
        kept = person.document().kept
        assert kept is not None
        assert [key.split("/")[0] for key in person.s3] == ["kept"]

    def test_the_same_form_twice_keeps_the_second_file(self, world: World, scan: str) -> None:
        """The back button: the form of the page before is sent again, with another file."""
        person = Person(world, "Jo Sample")
        form = person.form(PHOTO)
        for content in (JPEG, PDF):
            person.visitor.get(person.post(form, content))
            if scan == "guardduty":
                person.scanned(form.fields["key"], "NO_THREATS_FOUND")
        kept = person.document().kept
        assert kept is not None
        assert kept.type is FileType.PDF
        assert list(person.s3) == [form.fields["key"].replace("incoming", "kept")]

    def test_loading_the_page_again_changes_nothing(self, world: World, scan: str) -> None:
        person = Person(world, "Ki Sample")
        back = person.post(person.form(PHOTO), JPEG)
        person.visitor.get(back)
        before = (person.document(), person.s3)
        person.visitor.get(back)
        person.visitor.get(person.path)
        assert (person.document(), person.s3) == before

    def test_a_browser_that_never_came_back_loses_nothing(self, world: World, scan: str) -> None:
        person = Person(world, "Lu Sample")
        form = person.form(SCHOOL)
        person.post(form, PDF)
        if scan == "guardduty":
            person.scanned(form.fields["key"], "NO_THREATS_FOUND")
        else:
            person.visitor.get(person.path)
        assert person.document(SCHOOL).kept is not None

    def test_two_files_at_once_the_form_made_last_counts(self, world: World, laptop: None) -> None:
        person = Person(world, "Mo Sample")
        older = person.form(PHOTO)
        world.clock.tick()
        newer = person.form(PHOTO)
        person.post(newer, PDF)
        person.post(older, JPEG)
        person.visitor.get(person.path)
        kept = person.document().kept
        assert kept is not None
        assert kept.type is FileType.PDF
        assert len(person.s3) == 1

    def test_removed_is_gone(self, world: World, scan: str) -> None:
        person = Person(world, "Ni Sample")
        shown = person.send(JPEG)
        shown = person.visitor.post(shown.form("/photo_id/removal"))
        assert "The paper is removed." in shown.words
        assert (person.document().kept, person.s3) == (None, {})
        person.send(PDF)
        assert person.document().kept is not None


class TestScan:
    @pytest.fixture(autouse=True)
    def _guardduty(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("MALWARE_SCAN", "guardduty")

    def test_until_the_scan_is_done_nobody_can_open_it(self, world: World) -> None:
        person = Person(world, "Oz Sample")
        shown = person.visitor.get(person.post(person.form(PHOTO), JPEG))
        assert "We are checking it for viruses." in shown.words
        assert person.document().kept is None
        assert [key.split("/")[0] for key in person.s3] == ["incoming"]

    @pytest.mark.parametrize(
        ("result", "problem"),
        [("THREATS_FOUND", "virus"), ("UNSUPPORTED", "unchecked"), ("FAILED", "unchecked"), ("", "unchecked")],
    )
    def test_what_is_not_clean_is_deleted_and_told(self, world: World, result: str, problem: str) -> None:
        person = Person(world, "Pe Sample")
        form = person.form(PHOTO)
        person.visitor.get(person.post(form, JPEG))
        person.scanned(form.fields["key"], result)
        assert (person.document().problem, person.document().kept, person.s3) == (FileProblem(problem), None, {})

    def test_what_is_too_late_once_it_is_scanned_waits_no_longer(self, world: World) -> None:
        person = Person(world, "Pu Sample")
        person.submit()
        form = person.form(PHOTO)
        person.visitor.get(person.post(form, JPEG))
        person.visitor.post(person.visitor.get("/status").form("/withdraw"))
        assert person.document().state is DocumentState.CHECKING
        person.scanned(form.fields["key"], "NO_THREATS_FOUND")
        assert (person.document().state, person.s3) == (DocumentState.MISSING, {})

    def test_an_event_twice_late_or_of_something_else_changes_nothing(self, world: World) -> None:
        person = Person(world, "Qi Sample")
        form = person.form(PHOTO)
        person.visitor.get(person.post(form, JPEG))
        key = form.fields["key"]
        assert person.scanned(key, "NO_THREATS_FOUND", etag="of-another-content") == {"found": False}
        assert person.document().kept is None
        assert person.scanned(key, "NO_THREATS_FOUND") == {"found": True}
        before = (person.document(), person.s3)
        assert person.scanned(key, "THREATS_FOUND", etag="whatever") == {"found": False}
        assert person.scanned("kept/a/b/photo_id/c", "THREATS_FOUND", etag="x") == {"found": False}
        assert person.scanned("malware-protection-resource-validation-object", "", etag="x") == {"found": False}
        assert (person.document(), person.s3) == before


class TestWho:
    def test_what_is_another_persons_does_not_exist(self, world: World, laptop: None) -> None:
        mine, other = Person(world, "Ro Sample"), Person(world, "Su Sample")
        mine.send(JPEG)
        assert other.visitor.get(mine.path).status == 404
        form = other.visitor.get(other.path)
        token = next(each.fields["token"] for each in form.forms if "token" in each.fields)
        asked = Form(f"{BASE}{mine.path}/photo_id/removal", {"token": token})
        assert other.visitor.post(asked).status == 404
        assert mine.document().kept is not None

    def test_a_kind_that_there_is_not(self, world: World, laptop: None) -> None:
        person = Person(world, "Ti Sample")
        token = next(f.fields["token"] for f in person.visitor.get(person.path).forms if "token" in f.fields)
        asked = Form(f"{BASE}{person.path}/diary/removal", {"token": token})
        assert person.visitor.post(asked).status == 404

    def test_a_reviewer_opens_it_for_a_minute_and_that_is_recorded(self, world: World, laptop: None) -> None:
        person = Person(world, "Um Sample")
        person.send(JPEG)
        person.submit()
        reviewer = world.staff(Role.REVIEWER, name="rosa")
        page = reviewer.get(f"/staff/applications/{person.id}/documents")
        link = page.link("/documents/photo_id")
        answer = reviewer.send("GET", link)
        assert answer.status == 303
        assert requests.get(answer.headers["location"], timeout=5).content == JPEG
        assert "X-Amz-Expires=60" in answer.headers["location"]
        rows = clients.dynamodb().query(
            TableName=setting("TABLE_NAME"),
            KeyConditionExpression="pk = :pk AND begins_with(sk, :sk)",
            ExpressionAttributeValues={":pk": {"S": f"PERSON#{person.person_id}"}, ":sk": {"S": "EVENT#"}},
        )["Items"]
        (event,) = [json.loads(row["body"]["S"]) for row in rows]
        assert (event["action"], event["actor"], event["roles"]) == ("read_document", "staff-rosa", ["reviewer"])
        for none in ("education", "scan", "certificate", "diary"):
            assert reviewer.get(f"/staff/applications/{person.id}/documents/{none}").status == 404

    def test_a_reviewer_with_a_tie_opens_nothing_of_the_person(self, world: World, laptop: None) -> None:
        person = Person(world, "Un Sample")
        person.send(JPEG)
        person.submit()
        reviewer = world.staff(Role.REVIEWER, name="tied")
        page = reviewer.get(f"/staff/applications/{person.id}/documents")
        link = page.link("/documents/photo_id")
        cousin = Actor(id="staff-tied", roles=frozenset({Role.REVIEWER}))
        declare_conflict(cousin, person.id, None, Request(key="tie", actor=cousin.id, fingerprint="tie"))
        for path in (page.path, link):
            answer = reviewer.send("GET", path)
            assert (answer.status, "location" in answer.headers) == (403, False)
        assert "read_document" not in [each.action for each in person_events.events_of(person.person_id)]
        assert world.staff(Role.REVIEWER, name="rosa").send("GET", link).status == 303

    @pytest.mark.parametrize("role", sorted(set(Role) - {Role.REVIEWER, Role.APPLICANT, Role.SYSTEM}))
    def test_nobody_else_does(self, world: World, role: Role) -> None:
        staff = world.staff(role)
        for path in ("", "/photo_id"):
            assert staff.get(f"/staff/applications/01ARZ3NDEKTSV4RRFFQ69G5FAV/documents{path}").status == 403


class TestAfterSending:
    def test_what_is_missing_is_told_and_can_still_be_handed_in(self, world: World, scan: str) -> None:
        person = Person(world, "Vi Sample")
        person.send(JPEG)
        person.submit()
        assert "Proof of school We need them before a training" in person.visitor.get("/status").words
        page = person.visitor.get(person.path)
        assert not [form for form in page.forms if "removal" in form.action]
        keys = [form.fields["key"] for form in page.forms if "key" in form.fields and "policy" in form.fields]
        assert all("/education/" in key for key in keys)
        shown = person.send(PDF, SCHOOL)
        assert "We have your file" in shown.words
        assert person.actions.count("hand_in_document") == 1
        assert "We still need papers" not in person.visitor.get("/status").words
        assert "You cannot send papers for this application now." in person.visitor.get(person.path).words

    def test_too_late_is_told_and_nothing_kept(self, world: World, laptop: None) -> None:
        person = Person(world, "Wa Sample")
        form = person.form(PHOTO)
        person.submit()
        status = person.visitor.get("/status")
        person.visitor.post(status.form("/withdraw"))
        shown = person.visitor.get(person.post(form, JPEG))
        assert "This file came too late, and we did not keep it." in shown.words
        assert (person.document().kept, person.s3) == (None, {})

    def test_nothing_is_removed_after_sending(self, world: World, laptop: None) -> None:
        person = Person(world, "Xi Sample")
        form = person.send(JPEG).form("/photo_id/removal")
        person.submit()
        shown = person.visitor.post(form)
        assert shown.status == 409
        assert person.document().kept is not None

    def test_asked_for_changes_a_new_one_takes_its_place(self, world: World, laptop: None) -> None:
        person = Person(world, "Yu Sample", id_checked=None)
        person.send(JPEG)
        person.submit()
        assert "Send my papers" in person.visitor.get("/status").words
        person.send(PDF)
        kept = person.document().kept
        assert kept is not None
        assert kept.type is FileType.PDF
        assert person.actions[-1] == "hand_in_document"


class TestBeforeEnrollment:
    def test_a_training_is_booked_once_the_papers_are_here(self, world: World, laptop: None) -> None:
        person = Person(world, "Za Sample")
        person.submit()
        award = world.award_of(person.visitor)
        world.approve(award)
        person.visitor.post(person.visitor.get("/status").form("/accept"))
        starts = (world.clock.now().date() + timedelta(days=30)).isoformat()
        body = {"item": "core_training", "cents": 100_000, "starts": starts}
        headers = world.api.staff_headers("provider", "dbsa")
        path = f"v1/awards/{award}/enrollments"
        answer = world.api.send("POST", path, headers | {"Idempotency-Key": "too-early"}, body)
        assert answer.refused == "DOCUMENTS-MISSING"
        person.send(JPEG)
        person.send(PDF, SCHOOL)
        world.call("provider", path, body, "in-time")
        assert "A training was booked" in person.visitor.get("/status").words


class TestForgotten:
    def test_documents_go_with_a_form_that_its_person_deletes(self, world: World, scan: str) -> None:
        person = Person(world, "Al Sample")
        person.send(JPEG)
        person.post(person.form(SCHOOL), PDF)
        person.visitor.post(person.visitor.get("/status").form("/removal"))
        assert (person.s3, person.document().version) == ({}, 0)

    def test_documents_of_a_form_that_is_kept_or_sent_stay(self, world: World, laptop: None) -> None:
        sent, gone = (Person(world, f"{name} Sample") for name in ("Be", "De"))
        for person in (sent, gone):
            person.send(JPEG)
        sent.submit()
        world.clock.jump_to(world.clock.now() + timedelta(days=89))
        later = Person(world, "Ce Sample")
        later.send(JPEG)
        world.aws.invoke("DailySweep", {})
        assert gone.s3, "its draft is kept for 90 days"
        world.clock.jump_to(world.clock.now() + timedelta(days=2))
        world.aws.invoke("DailySweep", {})
        assert (gone.s3, gone.document().version) == ({}, 0)
        assert sent.s3
        assert later.s3
        # An application that was sent is looked at a quarter of a year later, again and again, until it has ended.
        again = pacific_date(world.clock.now()) + timedelta(days=90)
        assert (sent.document().look_on, later.document().look_on) == (
            again,
            find(later).kept_until + timedelta(days=1),
        )


def find(person: Person) -> Draft:
    draft = drafts.find_draft(person.person_id, person.id, pacific_date(person.world.clock.now()))
    assert draft is not None
    return draft
