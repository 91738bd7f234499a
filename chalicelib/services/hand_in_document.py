"""A person hands in documents, with a form that sends them straight to S3, and sees what became of them."""

from collections.abc import Mapping
from dataclasses import dataclass

from chalicelib.domain.actors import Actor, authorize
from chalicelib.domain.application import ApplicationId
from chalicelib.domain.codes import Code
from chalicelib.domain.document import HANDED_IN, UPLOAD_BYTES, Document, DocumentKind, DocumentState, is_open, removed
from chalicelib.domain.permissions import Operation
from chalicelib.domain.person import PersonId
from chalicelib.domain.receipt import Receipt, Request
from chalicelib.domain.refusal import Refused
from chalicelib.gateways import clock
from chalicelib.gateways import documents as files
from chalicelib.gateways.documents import Place, UploadForm
from chalicelib.gateways.identifiers import new_id
from chalicelib.services.deciding import requested
from chalicelib.services.receive_document import Owner, owner_of, receive_document
from chalicelib.store import documents, programs, requests, table


@dataclass(frozen=True)
class OwnDocuments:
    """One's own documents of a draft or an application."""

    person_id: PersonId
    application_id: ApplicationId
    owner: Owner
    by_kind: Mapping[DocumentKind, Document]
    open: frozenset[DocumentKind]
    """What can be handed in now."""

    @property
    def benefit(self) -> str:
        folder = self.owner.folder
        return folder.application.benefit if folder else self.owner.draft.benefit if self.owner.draft else ""

    @property
    def removable(self) -> bool:
        return self.owner.draft is not None


def read_own_documents(actor: Actor, application_id: str) -> OwnDocuments:
    """One's own, after looking at whatever came in since. Raises NOT-FOUND."""
    authorize(actor, Operation.HAND_IN_DOCUMENT)
    _own(actor, application_id)
    for incoming in files.incoming_of(actor.id, application_id):
        receive_document(actor, incoming)
    owner = _own(actor, application_id)
    person_id, own_id = PersonId(actor.id), ApplicationId(application_id)
    found = documents.documents_of(person_id, own_id)
    policy = programs.program_at(clock.now()).policy
    can = frozenset(kind for kind, each in found.items() if is_open(owner.folder, each, policy))
    return OwnDocuments(person_id, own_id, owner, found, can)


def _own(actor: Actor, application_id: str) -> Owner:
    owner = owner_of(actor.id, application_id)
    if owner.draft is None and owner.folder is None:
        raise Refused(Code.NOT_FOUND, field="application")
    return owner


def handed_in_kind(said: str) -> DocumentKind:
    """The kind that is so called. Raises NOT-FOUND for what a person does not hand in."""
    found = next((kind for kind in HANDED_IN if kind.value == said), None)
    if found is None:
        raise Refused(Code.NOT_FOUND, field="document")
    return found


def upload_form(own: OwnDocuments, kind: DocumentKind, then: str | None) -> UploadForm:
    """A form for one file; the browser comes back to the address `then`, if there is one.

    Raises WRONG-STATE when it is too late.
    """
    if kind not in own.open:
        raise Refused(Code.WRONG_STATE, field="document")
    place = Place(own.person_id, own.application_id, kind.value, new_id(clock.now()))
    return files.upload_form(place, UPLOAD_BYTES, then)


def remove_document(actor: Actor, application_id: str, kind: DocumentKind, request: Request) -> Receipt:
    """Take back what was handed in, as long as the form was not sent; nothing there is no error.

    Raises NOT-FOUND, WRONG-STATE once it was sent.
    """
    authorize(actor, Operation.HAND_IN_DOCUMENT)
    return requested(lambda: _removed(actor, application_id, kind, request), request)


def _removed(actor: Actor, application_id: str, kind: DocumentKind, request: Request) -> Receipt:
    owner = _own(actor, application_id)
    if owner.draft is None:
        raise Refused(Code.WRONG_STATE, field="document")
    before = documents.load_document(owner.draft.person_id, owner.draft.id, kind)
    receipt = Receipt(status=DocumentState.MISSING.value, person_id=actor.id, application_id=owner.draft.id)
    gone = [documents.document_write(before, removed(before))] if before.version else []
    table.transact([requests.receipt_write(request, receipt, clock.now()), *gone])
    for file, prefix in ((before.kept, files.KEPT), (before.arriving, files.INCOMING)):
        if file is not None:
            files.drop(Place(*before.lies_under, file.id), prefix)
    return receipt
