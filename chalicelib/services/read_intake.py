"""What was typed from a paper or a call, and the scan of the paper, for those who do intake."""

from dataclasses import dataclass

from chalicelib.domain.actors import Actor, authorize, is_one_of
from chalicelib.domain.application import ApplicationId
from chalicelib.domain.codes import Code
from chalicelib.domain.document import UPLOAD_BYTES, Document, DocumentKind
from chalicelib.domain.intake import Intake
from chalicelib.domain.permissions import Operation
from chalicelib.domain.refusal import Refused
from chalicelib.gateways import clock
from chalicelib.gateways import documents as files
from chalicelib.gateways.documents import Place, UploadForm
from chalicelib.gateways.identifiers import new_id
from chalicelib.services.receive_document import receive_document
from chalicelib.services.record_reading import record_reading
from chalicelib.store import documents, intakes
from chalicelib.store.readings import Purpose


@dataclass(frozen=True)
class IntakeView:
    intake: Intake
    scan: Document
    """Empty once it is filed: then it belongs to the application, and reviewers open it there."""
    may_scan: bool
    """Whether the actor may add a scan: whoever typed any of it, so that who compares has not chosen what with."""


def read_intake(actor: Actor, intake_id: str) -> IntakeView:
    """The record, after looking at whatever was scanned since. Raises NOT-FOUND.

    That somebody read it is recorded with the person; once it is filed, there is nothing personal in it any more.
    """
    authorize(actor, Operation.READ_INTAKE)
    intake = intakes.load_intake(intake_id)
    if intake.takes_scan:
        came = files.incoming_of(intake.person_id, intake.id)
        for incoming in came:
            receive_document(actor, incoming)
        intake = intakes.load_intake(intake_id) if came else intake
    if intake.given is None:
        return IntakeView(intake, _no_scan(intake), may_scan=False)
    record_reading(actor, {intake.person_id: Purpose.INTAKE}, intake.id)
    scan = documents.load_document(intake.person_id, ApplicationId(intake.id), DocumentKind.SCAN)
    return IntakeView(intake, scan, intake.takes_scan and is_one_of(actor, *intake.makers))


def _no_scan(intake: Intake) -> Document:
    return Document(application_id=ApplicationId(intake.id), person_id=intake.person_id, kind=DocumentKind.SCAN)


def scan_form(view: IntakeView, then: str) -> UploadForm:
    """A form for one file; the browser comes back to the address `then`. Raises NOT-ALLOWED unless one may add it."""
    if not view.may_scan:
        raise Refused(Code.NOT_ALLOWED, field="scan")
    intake = view.intake
    place = Place(intake.person_id, intake.id, DocumentKind.SCAN.value, new_id(clock.now()))
    return files.upload_form(place, UPLOAD_BYTES, then)


def open_scan(actor: Actor, intake_id: str) -> str:
    """An address that shows the scan for a minute; it is recorded. Raises NOT-FOUND, also once it is filed."""
    scan = read_intake(actor, intake_id).scan
    if scan.kept is None:
        raise Refused(Code.NOT_FOUND, field="scan")
    place = Place(scan.person_id, scan.application_id, scan.kind.value, scan.kept.id)
    return files.link_to(place, scan.kept.type.value)
