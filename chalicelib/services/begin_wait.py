"""An execution begins to wait for a decision: its token is stored, unless the decision has been made already."""

from chalicelib.domain.folder import Folder, Place
from chalicelib.domain.notice import Notice, NoticeKind
from chalicelib.domain.reallocation import Proposal
from chalicelib.domain.subject import Subject
from chalicelib.gateways import clock, executions
from chalicelib.services.deciding import until_settled
from chalicelib.services.find_place import load_subject, place_in
from chalicelib.store import keys, notices, people, proposals, runs, table
from chalicelib.store.runs import Run


def begin_wait(subject: Subject, place: Place, token: str, execution: str) -> None:
    """Store the token, or wake the execution at once when its subject is no longer at this place.

    An execution that a later run has replaced is told so and ends.
    """
    until_settled(lambda: _begin(subject, place, token, execution))


def _begin(subject: Subject, place: Place, token: str, execution: str) -> None:
    run = runs.load_run(subject)
    record = load_subject(subject)
    present = place_in(subject, record)
    if run.execution_name != execution:
        present = Place.SUPERSEDED
    if present is not place:
        executions.wake(token, subject.ids | {"place": present.value})
        return
    table.transact(_writes(run, record, place, token))


def _writes(run: Run, record: Folder | Proposal, place: Place, token: str) -> list[table.Write]:
    """The token, on the condition that nothing was decided since the subject was read; a first wait in a queue is
    told to the person."""
    if isinstance(record, Proposal):
        return [proposals.unchanged_check(record), runs.token_write(run, token, place.value, told_queued=False)]
    application = record.application
    unchanged = {"version": application.version}
    tells = place is Place.WAIT_FOR_ALLOCATION and not run.told_queued
    writes = [
        table.check(keys.application(application.id), keys.STATE, "version = :version", unchanged),
        runs.token_write(run, token, place.value, told_queued=tells),
    ]
    if tells:
        notice = Notice(
            kind=NoticeKind.QUEUED,
            person_id=application.person_id,
            application_id=application.id,
            language=people.load_person(application.person_id).contact.language,
            created_at=clock.now(),
        )
        sk = keys.notice(notice.created_at, application.id, application.version, 9)
        writes.append(notices.new_write(notice, sk))
    return writes
