"""Taking up an application of a work list, so that two people do not work on one; and giving it back."""

from datetime import timedelta

from chalicelib.domain.actors import Actor, authorize, refuse_same_person
from chalicelib.domain.codes import Code
from chalicelib.domain.folder import Folder
from chalicelib.domain.permissions import Operation
from chalicelib.domain.receipt import Receipt, Request
from chalicelib.domain.refusal import Refused
from chalicelib.domain.work_list import waits_in
from chalicelib.gateways import clock
from chalicelib.services.deciding import requested
from chalicelib.services.list_work import refuse_others_list
from chalicelib.services.may_decide import refuse_tied
from chalicelib.store import folders, programs, requests, table, taken
from chalicelib.store.taken import Taken


def take_work(actor: Actor, application_id: str, request: Request) -> Receipt:
    """Take it up for as long as the policy says (`work_taken_minutes`), or for as long again.

    Raises TAKEN-UP while it is a colleague's, WRONG-STATE when it waits for nobody, NOT-ALLOWED when it waits for
    another role, SAME-PERSON for one's own and for a person one has a tie to.
    """
    authorize(actor, Operation.TAKE_WORK)
    return requested(lambda: _taken(actor, application_id, request), request)


def _taken(actor: Actor, application_id: str, request: Request) -> Receipt:
    folder = folders.load_folder(application_id)
    _refuse_outsider(folder, actor)
    now = clock.now()
    minutes = programs.program_at(now).policy.work_taken_minutes
    mine = Taken(by=actor.id, until=now + timedelta(minutes=minutes))
    receipt = Receipt(status="taken", application_id=folder.application.id)
    try:
        table.transact([requests.receipt_write(request, receipt, now), taken.taken_write(application_id, mine, now)])
    except table.Conflict as conflict:
        raise Refused(Code.TAKEN_UP) from conflict
    return receipt


def _refuse_outsider(folder: Folder, actor: Actor) -> None:
    application = folder.application
    refuse_same_person(actor, application.person_id, application.applicant_email_digest)
    name, _ = waits_in(folder)
    if name is None:
        raise Refused(Code.WRONG_STATE)
    refuse_others_list(actor, name)
    refuse_tied(application.person_id, actor)


def release_work(actor: Actor, application_id: str, request: Request) -> Receipt:
    """Give it back; nothing happens when it is not the actor's (any more). Raises NOT-FOUND."""
    authorize(actor, Operation.TAKE_WORK)
    return requested(lambda: _released(actor, application_id, request), request)


def _released(actor: Actor, application_id: str, request: Request) -> Receipt:
    known = folders.load_folder(application_id).application.id
    receipt, now = Receipt(status="released", application_id=known), clock.now()
    kept = requests.receipt_write(request, receipt, now)
    held = taken.load_taken([known], now).get(known)
    mine = [taken.released_write(known, actor.id)] if held and held.by == actor.id else []
    table.transact([kept, *mine])
    return receipt
