"""Staff look at a document that a person handed in; who did is kept with the person."""

from collections.abc import Mapping

from chalicelib.domain.actors import Actor, authorize, refuse_same_person
from chalicelib.domain.codes import Code
from chalicelib.domain.document import Document, DocumentKind
from chalicelib.domain.folder import Folder
from chalicelib.domain.permissions import Operation
from chalicelib.domain.refusal import Refused
from chalicelib.gateways import clock
from chalicelib.gateways import documents as files
from chalicelib.gateways.documents import Place
from chalicelib.gateways.identifiers import new_id
from chalicelib.services.may_decide import refuse_tied
from chalicelib.store import documents, folders, person_events, table


def list_documents(actor: Actor, application_id: str) -> tuple[Folder, Mapping[DocumentKind, Document]]:
    """What was handed in. Raises NOT-FOUND, SAME-PERSON for one's own application and with a tie to the person."""
    authorize(actor, Operation.READ_DOCUMENT)
    folder = folders.load_folder(application_id)
    application = folder.application
    refuse_same_person(actor, application.person_id, application.applicant_email_digest)
    refuse_tied(application.person_id, actor)
    return folder, documents.documents_of(application.person_id, application.id)


def read_document(actor: Actor, application_id: str, kind: DocumentKind) -> str:
    """An address that shows the file for a minute. It is recorded that this actor asked for it.

    Raises NOT-FOUND, SAME-PERSON as for the list.
    """
    folder, found = list_documents(actor, application_id)
    document = found.get(kind)
    file = document.kept if document else None
    if document is None or file is None:
        raise Refused(Code.NOT_FOUND, field="document")
    now, person_id = clock.now(), folder.application.person_id
    seen = {"application": application_id, "document": kind.value, "file": file.id}
    table.transact([person_events.event_write(person_id, "read_document", actor, now, new_id(now), detail=seen)])
    return files.link_to(Place(*document.lies_under, file.id), file.type.value)
