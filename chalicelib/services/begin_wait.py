"""An execution begins to wait for a decision: its token is stored, unless the decision has been made already."""

from chalicelib.domain.folder import Folder, Place, claim_place, place_of
from chalicelib.domain.notice import Notice, NoticeKind
from chalicelib.gateways import clock, executions
from chalicelib.services.deciding import until_settled
from chalicelib.store import folders, keys, notices, people, runs, table
from chalicelib.store.runs import Run


def begin_wait(application_id: str, claim_id: str | None, place: Place, token: str, execution: str) -> None:
    """Store the token, or wake the execution at once when its subject is no longer at this place.

    An execution that a later run has replaced is told so and ends.
    """
    until_settled(lambda: _begin(application_id, claim_id, place, token, execution))


def _begin(application_id: str, claim_id: str | None, place: Place, token: str, execution: str) -> None:
    run = runs.load_run(application_id, claim_id)
    folder = folders.load_folder(application_id)
    present = claim_place(folder.claim(claim_id)) if claim_id else place_of(folder)
    if run.execution_name != execution:
        present = Place.SUPERSEDED
    if present is not place:
        executions.wake(token, run.ids | {"place": present.value})
        return
    table.transact(_writes(run, folder, place, token))


def _writes(run: Run, folder: Folder, place: Place, token: str) -> list[table.Write]:
    """The token, on the condition that nothing was decided since the folder was read; a first wait in a queue is
    told to the person."""
    application = folder.application
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
