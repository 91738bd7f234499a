"""Documents: a row for each kind that an application or a draft has, and for each certificate; the files are in S3."""

from collections.abc import Iterator
from datetime import date, timedelta

from chalicelib.domain.application import ApplicationId
from chalicelib.domain.document import HANDED_IN, Document, DocumentKind, Training
from chalicelib.domain.person import PersonId
from chalicelib.store import keys, table


def load_document(
    person_id: PersonId, application_id: ApplicationId, kind: DocumentKind, training: Training | None = None
) -> Document:
    """What was handed in as this kind, for a certificate of this training; without any file where nothing was."""
    return reload(Document(application_id=application_id, person_id=person_id, kind=kind, training=training))


def reload(document: Document) -> Document:
    """The same as it is now."""
    row = table.get(*_key(document))
    return _document_of(row) if row else document


def documents_of(person_id: PersonId, application_id: ApplicationId) -> dict[DocumentKind, Document]:
    """Every kind that a person hands in, handed in or not, and a scan where there is one."""
    nothing = {kind: Document(application_id=application_id, person_id=person_id, kind=kind) for kind in HANDED_IN}
    return nothing | {each.kind: each for each in all_documents(person_id, application_id) if not each.training}


def all_documents(person_id: PersonId, application_id: ApplicationId | None = None) -> list[Document]:
    """What was ever handed in for the application, certificates included; without one, for everything of the person."""
    prefix = keys.document(application_id) if application_id else keys.DOCUMENTS
    return [_document_of(row) for row in table.query(keys.person(person_id), prefix)]


def _key(document: Document) -> tuple[str, str]:
    return keys.person(document.person_id), keys.document(document.application_id, document.name)


def _document_of(row: table.Row) -> Document:
    return Document.model_validate_json(row["body"]["S"])


def document_write(before: Document, after: Document) -> table.Write:
    """The document as it is now, unless somebody else changed it meanwhile."""
    saved = after.model_copy(update={"version": before.version + 1})
    due = {"due_pk": keys.DUE_DOCUMENTS, "due_sk": f"{saved.look_on}#{saved.application_id}"} if saved.look_on else {}
    item = table.row(*_key(saved), saved, version=saved.version, **due)
    return table.put(item, "version = :seen", {"seen": before.version}) if before.version else table.put_new(item)


def absence_check(document: Document) -> table.Write:
    """That nothing of this kind was handed in since it was looked for."""
    return table.check(*_key(document), "attribute_not_exists(pk)", {})


def unchanged_check(document: Document) -> table.Write:
    """That it still is as it was read."""
    return table.check(*_key(document), "version = :seen", {"seen": document.version})


def deletion_write(document: Document) -> table.Write:
    return table.delete(*_key(document))


def to_look_at(day: date) -> Iterator[Document]:
    """Documents of drafts that may be gone by this Pacific day."""
    for row in table.query_until(keys.DUE_DOCUMENTS, (day + timedelta(days=1)).isoformat(), index="due"):
        yield _document_of(row)
