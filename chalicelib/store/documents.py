"""Documents: a row for each kind that an application or a draft has, with its person; the files are in S3."""

from collections.abc import Iterator
from datetime import date, timedelta

from chalicelib.domain.application import ApplicationId
from chalicelib.domain.document import HANDED_IN, Document, DocumentKind
from chalicelib.domain.person import PersonId
from chalicelib.store import keys, table


def load_document(person_id: PersonId, application_id: ApplicationId, kind: DocumentKind) -> Document:
    """What was handed in as this kind; a document without any file where nothing was."""
    row = table.get(keys.person(person_id), keys.document(application_id, kind))
    if row is None:
        return Document(application_id=application_id, person_id=person_id, kind=kind)
    return Document.model_validate_json(row["body"]["S"])


def documents_of(person_id: PersonId, application_id: ApplicationId) -> dict[DocumentKind, Document]:
    """Every kind that a person hands in, handed in or not, and a scan where there is one."""
    nothing = {kind: Document(application_id=application_id, person_id=person_id, kind=kind) for kind in HANDED_IN}
    rows = table.query(keys.person(person_id), keys.document(application_id))
    found = [Document.model_validate_json(row["body"]["S"]) for row in rows]
    return nothing | {document.kind: document for document in found}


def document_write(before: Document, after: Document) -> table.Write:
    """The document as it is now, unless somebody else changed it meanwhile."""
    saved = after.model_copy(update={"version": before.version + 1})
    due = {"due_pk": keys.DUE_DOCUMENTS, "due_sk": f"{saved.look_on}#{saved.application_id}"} if saved.look_on else {}
    item = table.row(
        keys.person(saved.person_id),
        keys.document(saved.application_id, saved.kind),
        saved,
        version=saved.version,
        **due,
    )
    return table.put(item, "version = :seen", {"seen": before.version}) if before.version else table.put_new(item)


def absence_check(document: Document) -> table.Write:
    """That nothing of this kind was handed in since it was looked for."""
    pk, sk = keys.person(document.person_id), keys.document(document.application_id, document.kind)
    return table.check(pk, sk, "attribute_not_exists(pk)", {})


def deletion_write(document: Document) -> table.Write:
    return table.delete(keys.person(document.person_id), keys.document(document.application_id, document.kind))


def to_look_at(day: date) -> Iterator[Document]:
    """Documents of drafts that may be gone by this Pacific day."""
    for row in table.query_until(keys.DUE_DOCUMENTS, (day + timedelta(days=1)).isoformat(), index="due"):
        yield Document.model_validate_json(row["body"]["S"])
