"""Taking up an application of a work list, so that two people do not work on one; and giving it back."""

from datetime import timedelta

from chalicelib.domain.actors import Actor, Operation, authorize, refuse_same_person
from chalicelib.domain.codes import Code
from chalicelib.domain.folder import Folder
from chalicelib.domain.refusal import Refused
from chalicelib.domain.work_list import waits_in
from chalicelib.gateways import clock
from chalicelib.services.list_work import refuse_others_list
from chalicelib.services.may_decide import refuse_tied
from chalicelib.store import folders, programs, table, taken
from chalicelib.store.taken import Taken


def take_work(actor: Actor, application_id: str) -> Taken:
    """Take it up for as long as the policy says (`work_taken_minutes`), or for as long again.

    Raises TAKEN-UP while it is a colleague's, WRONG-STATE when it waits for nobody, NOT-ALLOWED when it waits for
    another role, SAME-PERSON for one's own and for a person one has a tie to.
    """
    authorize(actor, Operation.TAKE_WORK)
    folder = folders.load_folder(application_id)
    _refuse_outsider(folder, actor)
    now = clock.now()
    minutes = programs.program_at(now).policy.work_taken_minutes
    mine = Taken(by=actor.id, until=now + timedelta(minutes=minutes))
    try:
        table.transact([taken.taken_write(application_id, mine, now)])
    except table.Conflict as conflict:
        raise Refused(Code.TAKEN_UP) from conflict
    return mine


def _refuse_outsider(folder: Folder, actor: Actor) -> None:
    application = folder.application
    refuse_same_person(actor, application.person_id, application.applicant_email_digest)
    name, _ = waits_in(folder)
    if name is None:
        raise Refused(Code.WRONG_STATE)
    refuse_others_list(actor, name)
    refuse_tied(actor, application.person_id)


def release_work(actor: Actor, application_id: str) -> None:
    """Give it back; nothing happens when it is not the actor's (any more)."""
    authorize(actor, Operation.TAKE_WORK)
    try:
        table.transact([taken.released_write(application_id, actor.id)])
    except table.Conflict:
        return  # a colleague has it meanwhile: there is nothing to give back
