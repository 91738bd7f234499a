"""Documents go when they are not needed any more: with a form that was never sent, or some time after the end of an
application. The daily sweep looks at each on its day."""

from collections.abc import Iterable
from datetime import date, timedelta
from itertools import islice

from chalicelib.domain.actors import SYSTEM
from chalicelib.domain.application import ApplicationId
from chalicelib.domain.document import Document, deleted, is_held
from chalicelib.domain.draft import Draft
from chalicelib.domain.folder import Folder
from chalicelib.domain.intake import Intake
from chalicelib.domain.keeping import LONGEST_PAUSE, kept_until, look_again_on
from chalicelib.domain.pacific import pacific_date
from chalicelib.domain.person import PersonId
from chalicelib.domain.states import IntakeStatus
from chalicelib.gateways import clock
from chalicelib.gateways import documents as files
from chalicelib.gateways.documents import Place
from chalicelib.services.deciding import follow, until_settled
from chalicelib.services.one_by_one import one_by_one
from chalicelib.store import documents, drafts, folders, intakes, programs, table
from chalicelib.store.commit import Decision

AT_ONCE = 2_000
"""Documents that one sweep looks at, the earliest first; the next one goes on with the others."""


def look_on(draft: Draft | None, folder: Folder | None) -> date:
    """The day on which to see whether documents go: the day after the draft's last, or as the application stands.

    With neither, they belong to a paper that was typed in and not filed.
    """
    now = clock.now()
    if folder is not None:
        return look_again_on(folder, pacific_date(now), programs.program_at(now).policy)
    return draft.kept_until + timedelta(days=1) if draft else pacific_date(now) + LONGEST_PAUSE


def discard_documents(person_id: PersonId, application_id: ApplicationId) -> None:
    """The files first: as long as a row is there, somebody looks after them again."""
    files.drop_all(person_id, application_id)
    there = documents.all_documents(person_id, application_id)
    if there:
        table.transact([documents.deletion_write(document) for document in there])


def drop_unused(person_id: PersonId, subjects: Iterable[tuple[str, str]]) -> None:
    """Delete the files under these first two parts of keys, but for those that still count for something of the person:
    papers of an application that was carried over lie under the earlier one."""
    in_use = {Place(*each.lies_under, each.kept.id) for each in documents.all_documents(person_id) if each.kept}
    for subject in sorted(subjects):
        files.drop_all(*subject, but=in_use)


def discard_due(today: date) -> list[Exception]:
    """Look at those whose day has come; returns what went wrong. What was looked at is not found again today."""
    due = islice(documents.to_look_at(today), AT_ONCE)
    return one_by_one(due, lambda each: each.application_id, lambda each: until_settled(lambda: _look(each, today)))


def _look(found: Document, today: date) -> None:
    """The index may be stale, and one look deals with all documents of an application: see what is there now."""
    document = documents.reload(found)
    if document.look_on is None or document.look_on > today:
        return
    draft = drafts.find_draft(document.person_id, document.application_id, today)
    folder = folders.find_folder(document.application_id) if draft is None else None
    intake = intakes.find_intake(document.application_id) if draft is None and folder is None else None
    if draft is None and folder is None and intake is None:
        discard_documents(document.person_id, document.application_id)
    elif intake is not None and _is_long_set_aside(intake, today):
        _discard_scan(document, intake)
    elif folder is not None and (document.deleted_at or _is_over(folder, today)):
        _delete(document.person_id, document.application_id, today)
    else:
        later = document.model_copy(update={"look_on": look_on(draft, folder)})
        table.transact([documents.document_write(document, later)])


def _is_over(folder: Folder, today: date) -> bool:
    until = kept_until(folder, programs.program_at(clock.now()).policy)
    return until is not None and until < today


def _is_long_set_aside(intake: Intake, today: date) -> bool:
    days = programs.program_at(clock.now()).policy.documents_kept_days
    last = pacific_date(intake.history[-1].at)
    return intake.status is IntakeStatus.SET_ASIDE and last + timedelta(days=days) < today


def _discard_scan(scan: Document, intake: Intake) -> None:
    files.drop_all(scan.person_id, scan.application_id)
    after = intake.without_scan(clock.now())
    table.transact([documents.deletion_write(scan), *intakes.intake_writes(intake, after, SYSTEM)])


def _delete(person_id: PersonId, application_id: ApplicationId, today: date) -> None:
    """Decided first, so that no file goes that still counts; the rows are looked at again until the files are gone."""
    follow(lambda: _deletion(application_id, today))
    found = documents.all_documents(person_id, application_id)
    drop_unused(person_id, {(person_id, application_id), *(each.lies_under[:2] for each in found)})
    done = [each for each in found if each.look_on]
    if done:
        table.transact([documents.document_write(each, each.model_copy(update={"look_on": None})) for each in done])


def _deletion(application_id: ApplicationId, today: date) -> Decision | None:
    folder, now = folders.load_folder(application_id), clock.now()
    application = folder.application
    held = [each for each in documents.all_documents(application.person_id, application.id) if is_held(each)]
    if not held or not _is_over(folder, today):
        return None
    without = application.model_copy(update={"papers_since": None})
    return Decision(
        before=folder,
        after=folder.model_copy(update={"application": without}),
        action="delete_documents",
        actor=SYSTEM,
        now=now,
        detail={each.name: each.kept.id for each in held if each.kept},
        also=tuple(documents.document_write(each, deleted(each, now)) for each in held),
    )
