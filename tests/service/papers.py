"""Somebody with a phone, who sends files by the site's forms as a browser does; for tests of documents."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import requests

from chalicelib.domain.actors import Actor
from chalicelib.domain.application import ApplicationId, AwardId
from chalicelib.domain.document import Document, DocumentKind, Training
from chalicelib.domain.person import PersonId
from chalicelib.domain.program import ItemId
from chalicelib.domain.roles import Role
from chalicelib.gateways import aws as clients
from chalicelib.gateways.documents import UploadForm
from chalicelib.gateways.settings import setting
from chalicelib.services.hand_in_certificate import certificate_desk
from chalicelib.services.hand_in_document import read_own_documents, upload_form
from chalicelib.store import documents, folders
from tests.service.site import Site
from tests.service.visitor import BASE, Form, Shown, Visitor
from tests.service.world import World

JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF" + b"a card with a face" * 20
PDF = b"%PDF-1.7\n% a diploma"
HEIC = b"\x00\x00\x00\x24ftypheic\x00\x00\x00\x00mif1heic" + b"\x00" * 40
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR" + b"-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
PHOTO, SCHOOL = DocumentKind.PHOTO_ID, DocumentKind.EDUCATION


def sent_to_s3(form: Form, content: bytes, name: str) -> str:
    """What a browser does with a form that sends a file; where S3 sends it then, within the site."""
    fields = {key: value for key, value in form.fields.items() if key != "file"}
    kind = {"file": (name, content, "application/octet-stream")}
    answer = requests.post(form.action, data=fields, files=kind, allow_redirects=False, timeout=5)
    assert answer.status_code == 303, answer.text
    back = urlsplit(answer.headers["Location"])
    assert back.netloc == "site.example"
    return f"{back.path.removeprefix(BASE)}?{back.query}"


def posted(world: World, form: Form, content: bytes, name: str = "picture.jpg") -> str:
    world.clock.tick()
    return sent_to_s3(form, content, name)


def scanned(world: World, key: str, result: str, etag: str) -> dict[str, bool]:
    """What GuardDuty tells of a file, in the form of its event."""
    told = {"bucketName": setting("DOCUMENTS_BUCKET"), "objectKey": key, "eTag": etag}
    detail = {"scanStatus": "COMPLETED", "s3ObjectDetails": told, "scanResultDetails": {"scanResultStatus": result}}
    found: dict[str, bool] = world.aws.invoke("DocumentEvents", {"source": "aws.guardduty", "detail": detail})
    return found


def files_of(subject: str) -> dict[str, str]:
    """Key and etag of every file in S3 that belongs to an application, or to what becomes one."""
    listed = clients.s3().list_objects_v2(Bucket=setting("DOCUMENTS_BUCKET")).get("Contents", [])
    return {each["Key"]: each["ETag"].strip('"') for each in listed if subject in each["Key"]}


def booking_of(award: str, item: str = "core_training") -> str:
    """The provider's page of a booking."""
    return f"/staff/awards/{award}/bookings/{item}"


def certificate_form(page: Shown) -> Form:
    """The form that sends a certificate straight to S3."""
    return next(form for form in page.forms if "success_action_redirect" in form.fields)


def certificate_sent(
    world: World, staff: Visitor, award: str, content: bytes = PDF, result: str = "NO_THREATS_FOUND"
) -> Shown:
    """The page of the booking after S3 took the file, and the scanner, if there is one, has answered."""
    form = certificate_form(staff.get(booking_of(award)))
    back = posted(world, form, content, "Ana Núñez.pdf")
    shown, key = staff.get(back), form.fields["key"]
    if key in files_of(award):
        scanned(world, key, result, files_of(award)[key])
        shown = staff.get(back)
    return shown


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
        return posted(self.world, form, content, name)

    def scanned(self, key: str, result: str, etag: str | None = None) -> dict[str, bool]:
        return scanned(self.world, key, result, etag or self.s3[key])

    def document(self, kind: DocumentKind = PHOTO) -> Document:
        found = documents.documents_of(self.person_id, self.id)
        return found[kind]

    def submit(self) -> Shown:
        return self.visitor.post(self.visitor.get(f"/drafts/{self.id}/check").form("/send"))

    @property
    def s3(self) -> dict[str, str]:
        return files_of(self.id)

    @property
    def actions(self) -> list[str]:
        return [event["action"] for event in folders.load_events(self.id)]


def handed_in(site: Site, person_id: str, application_id: str, content: bytes, kind: DocumentKind = PHOTO) -> None:
    """A file that somebody sent by the form of their page, which the scanner then found clean."""
    person = Actor(id=person_id, roles=frozenset({Role.APPLICANT}))
    with site.aws.running_as("APIHandler"):
        form = upload_form(read_own_documents(person, application_id), kind, "https://site.invalid/")
    _came_in(site, form, content, lambda: read_own_documents(person, application_id))


def certified(site: Site, award: str, item: str = "core_training") -> None:
    """A certificate that dbsa sent by the form of its page, which the scanner then found clean."""
    dbsa = Actor(id="dbsa", roles=frozenset({Role.PROVIDER}), organization="dbsa")
    training = Training(award_id=AwardId(award), item=ItemId(item))
    with site.aws.running_as("APIHandler"):
        form = certificate_desk(dbsa, training, "https://site.invalid/").form
    assert form is not None
    _came_in(site, form, PDF, lambda: certificate_desk(dbsa, training, "https://site.invalid/"))


def _came_in(site: Site, form: UploadForm, content: bytes, look: Callable[[], object]) -> None:
    key, bucket = form.fields["key"], setting("DOCUMENTS_BUCKET")
    etag = clients.s3().put_object(Bucket=bucket, Key=key, Body=content)["ETag"]
    with site.aws.running_as("APIHandler"):
        look()
    told = {"bucketName": bucket, "objectKey": key, "eTag": etag.strip('"')}
    site.job(
        "DocumentEvents",
        {"detail": {"s3ObjectDetails": told, "scanResultDetails": {"scanResultStatus": "NO_THREATS_FOUND"}}},
    )
