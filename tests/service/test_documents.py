"""Documents from a person's phone to a reviewer's screen: what is kept, what is turned down, and who may see it."""

import base64
import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests

from chalicelib.domain.actors import Role
from chalicelib.domain.application import ApplicationId
from chalicelib.domain.document import LIMIT_BYTES, UPLOAD_BYTES, Document, DocumentKind, FileProblem, FileType
from chalicelib.domain.draft import Draft
from chalicelib.domain.pacific import pacific_date
from chalicelib.domain.person import PersonId
from chalicelib.domain.policy import DocumentsWhen
from chalicelib.gateways import aws as clients
from chalicelib.gateways.settings import setting
from chalicelib.store import documents, drafts, folders, programs
from tests.service.visitor import BASE, Form, Shown
from tests.service.world import World, whole_site

pytestmark = pytest.mark.xdist_group("documents")

JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF" + b"a card with a face" * 20
PDF = b"%PDF-1.7\n% a diploma"
HEIC = b"\x00\x00\x00\x24ftypheic\x00\x00\x00\x00mif1heic" + b"\x00" * 40
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR" + b"-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
PHOTO, SCHOOL = DocumentKind.PHOTO_ID, DocumentKind.EDUCATION


@pytest.fixture(scope="module")
def world() -> Iterator[World]:
    with whole_site() as opened:
        yield opened


@pytest.fixture(params=["built-in", "guardduty"])
def scan(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("MALWARE_SCAN", request.param)
    return str(request.param)


@pytest.fixture
def laptop(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MALWARE_SCAN", "built-in")


class Person:
    """Somebody with a form that is filled in and not sent, and with a phone."""

    def __init__(self, world: World, name: str, benefit: str = "initial", **said: Any) -> None:
        self.world = world
        self.visitor, self.check = world.filled(name, benefit, **said)
        self.id = ApplicationId(self.check.path.split("/")[2])
        self.path = f"/documents/{self.id}"
        self.person_id = PersonId(self._person_id())

    def _person_id(self) -> str:
        rows = clients.dynamodb().scan(TableName=setting("TABLE_NAME"))["Items"]
        return next(row["pk"]["S"].split("#")[1] for row in rows if row["sk"]["S"] == f"DRAFT#{self.id}")

    def send(self, content: bytes, kind: DocumentKind = PHOTO, name: str = "picture.jpg", scanned: str = "") -> Shown:
        """The page after S3 took the file, and the scanner, if there is one, has answered."""
        back = self.post(self.form(kind), content, name)
        shown = self.visitor.get(back)
        key = urlsplit(back).query.split("key=")[1].split("&")[0].replace("%2F", "/")
        if setting("MALWARE_SCAN") == "guardduty" and self.document(kind).arriving:
            self.scanned(key, scanned or "NO_THREATS_FOUND")
            shown = self.visitor.get(back)
        return shown

    def form(self, kind: DocumentKind) -> Form:
        """The first form that sends this kind straight to S3."""
        forms = [form for form in self.visitor.get(self.path).forms if "success_action_redirect" in form.fields]
        return next(form for form in forms if f"/{kind.value}/" in form.fields["key"])

    def post(self, form: Form, content: bytes, name: str = "picture.jpg") -> str:
        """What a browser does with the form; where S3 sends it then."""
        self.world.clock.tick()
        fields = {key: value for key, value in form.fields.items() if key != "file"}
        kind = {"file": (name, content, "application/octet-stream")}
        answer = requests.post(form.action, data=fields, files=kind, allow_redirects=False, timeout=5)
        assert answer.status_code == 303, answer.text
        back = urlsplit(answer.headers["Location"])
        assert back.netloc == "site.example"
        return f"{back.path.removeprefix(BASE)}?{back.query}"

    def scanned(self, key: str, result: str, etag: str | None = None) -> dict[str, bool]:
        """What GuardDuty tells of a file, in the form of its event."""
        told = {"bucketName": setting("DOCUMENTS_BUCKET"), "objectKey": key, "eTag": etag or self.s3[key]}
        detail = {"scanStatus": "COMPLETED", "s3ObjectDetails": told}
        detail["scanResultDetails"] = {"scanResultStatus": result}
        event = {"source": "aws.guardduty", "detail": detail}
        found: dict[str, bool] = self.world.aws.invoke("DocumentEvents", event)
        return found

    def document(self, kind: DocumentKind = PHOTO) -> Document:
        found = documents.documents_of(self.person_id, self.id)
        return found[kind]

    def submit(self) -> Shown:
        return self.visitor.post(self.visitor.get(f"/drafts/{self.id}/check").form("/send"))

    @property
    def s3(self) -> dict[str, str]:
        """Key and etag of every file that this person has in S3."""
        listed = clients.s3().list_objects_v2(Bucket=setting("DOCUMENTS_BUCKET")).get("Contents", [])
        return {each["Key"]: each["ETag"].strip('"') for each in listed if self.id in each["Key"]}

    @property
    def actions(self) -> list[str]:
        return [event["action"] for event in folders.load_events(self.id)]


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
        assert reviewer.get(f"/staff/applications/{person.id}/documents/education").status == 404

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


class TestAtSubmission:
    @pytest.fixture
    def strict(self) -> Iterator[World]:
        with whole_site() as opened:
            now = opened.clock.now()
            program = programs.program_at(now)
            policy = program.policy.model_copy(update={"documents_when": DocumentsWhen.AT_SUBMISSION})
            changes = {"version": program.version + 1, "effective_from": now, "policy": policy}
            programs.publish(program.model_copy(update=changes))
            programs.forget_programs()
            yield opened

    def test_the_form_is_not_sent_without_what_the_program_wants_with_it(self, strict: World, laptop: None) -> None:
        person = Person(strict, "Ef Sample")
        assert "We need both with your application." in person.visitor.get(person.path).words
        shown = person.submit()
        assert shown.path.endswith("/send")
        assert "We do not have the photo ID or the proof of school yet" in shown.words
        person.send(JPEG)
        assert person.submit().path.endswith("/send")
        person.send(PDF, SCHOOL)
        assert person.submit().path == "/received"
        assert "You cannot send papers for this application now." in person.visitor.get(person.path).words

    def test_a_fee_waiver_needs_none(self, strict: World, laptop: None) -> None:
        person = Person(strict, "Eg Sample", "waiver-exam-fee", fee_paid="no")
        assert "For this help you do not have to send papers." in person.visitor.get(person.path).words
        assert person.submit().path == "/received"


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
        assert (sent.document().look_on, later.document().look_on) == (None, find(later).kept_until + timedelta(days=1))


def find(person: Person) -> Draft:
    draft = drafts.find_draft(person.person_id, person.id, pacific_date(person.world.clock.now()))
    assert draft is not None
    return draft
