"""Documents of a form that was never sent go when the form goes: rows and files."""

from datetime import date, timedelta

from chalicelib.domain.application import ApplicationId
from chalicelib.domain.document import Document
from chalicelib.domain.draft import Draft
from chalicelib.domain.person import PersonId
from chalicelib.gateways import documents as files
from chalicelib.services.one_by_one import one_by_one
from chalicelib.store import documents, drafts, folders, table


def look_on(draft: Draft | None) -> date | None:
    """The day after the draft's last, on which its documents go unless it was changed or sent since."""
    return draft.kept_until + timedelta(days=1) if draft else None


def discard_documents(person_id: PersonId, application_id: ApplicationId) -> None:
    """The files first: as long as a row is there, somebody looks after them again."""
    files.drop_all(person_id, application_id)
    there = [each for each in documents.documents_of(person_id, application_id).values() if each.version]
    if there:
        table.transact([documents.deletion_write(document) for document in there])


def discard_forgotten(today: date) -> list[Exception]:
    """Those of drafts that are gone by now; returns what went wrong."""
    return one_by_one(
        list(documents.to_look_at(today)), lambda each: each.application_id, lambda each: _look(each, today)
    )


def _look(document: Document, today: date) -> None:
    draft = drafts.find_draft(document.person_id, document.application_id, today)
    if draft is not None or folders.find_folder(document.application_id) is not None:
        later = document.model_copy(update={"look_on": look_on(draft)})
        table.transact([documents.document_write(document, later)])
    else:
        discard_documents(document.person_id, document.application_id)
