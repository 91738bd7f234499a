"""Taking up an entry of a work list, so that two people do not work on one; and giving it back."""

from datetime import timedelta

from chalicelib.domain.actors import Actor, acting_as, authorize
from chalicelib.domain.codes import Code
from chalicelib.domain.permissions import Operation
from chalicelib.domain.receipt import Receipt, Request
from chalicelib.domain.refusal import Refused
from chalicelib.gateways import clock
from chalicelib.services.deciding import requested
from chalicelib.services.find_work import UNLESS_WAITING
from chalicelib.services.list_work import LISTS, refuse_others_list
from chalicelib.store import programs, requests, table, taken
from chalicelib.store.taken import Taken

_LONGEST_SUBJECT = 100


def take_work(actor: Actor, name: str, subject: str, request: Request) -> Receipt:
    """Take up what waits on a list, for as long as the policy says (`work_taken_minutes`), or for as long again.

    Raises TAKEN-UP while it is a colleague's, WRONG-STATE when it does not wait there, NOT-ALLOWED for another role's
    list, NOT-FOUND, also for a list that there is not or whose entries nobody decides one by one; SAME-PERSON for
    whoever may not decide it: made it, is its person, or has a tie to them.
    """
    _refuse_outsider(actor, name, subject)
    worker = acting_as(actor, frozenset({LISTS[name].role}))
    return requested(lambda: _taken(worker, name, subject, request), request)


def _refuse_outsider(actor: Actor, name: str, subject: str) -> None:
    authorize(actor, Operation.TAKE_WORK)
    if name not in UNLESS_WAITING:
        raise Refused(Code.NOT_FOUND, field="list")
    refuse_others_list(actor, name)
    # What is longer than any id would be an error of DynamoDB as a key.
    if len(subject) > _LONGEST_SUBJECT:
        raise Refused(Code.NOT_FOUND, field="subject")


def _taken(actor: Actor, name: str, subject: str, request: Request) -> Receipt:
    UNLESS_WAITING[name](actor, subject)
    now = clock.now()
    minutes = programs.program_at(now).policy.work_taken_minutes
    mine = Taken(by=actor.id, until=now + timedelta(minutes=minutes))
    receipt = Receipt(status="taken")
    try:
        table.transact([requests.receipt_write(request, receipt, now), taken.taken_write(subject, mine, now)])
    except table.Conflict as conflict:
        raise Refused(Code.TAKEN_UP) from conflict
    return receipt


def release_work(actor: Actor, name: str, subject: str, request: Request) -> Receipt:
    """Give it back; nothing happens when it is not the actor's (any more). Raises NOT-ALLOWED, NOT-FOUND."""
    _refuse_outsider(actor, name, subject)
    return requested(lambda: _released(actor, name, subject, request), request)


def _released(actor: Actor, name: str, subject: str, request: Request) -> Receipt:
    receipt, now = Receipt(status="released"), clock.now()
    kept = requests.receipt_write(request, receipt, now)
    held = who_has(subject)
    if held and held.by == actor.id:
        table.transact([kept, taken.released_write(subject, actor.id)])
    else:
        _refuse_unknown(actor, name, subject)
        table.transact([kept])
    return receipt


def _refuse_unknown(actor: Actor, name: str, subject: str) -> None:
    """Raises NOT-FOUND; what else stands in the way of taking it up is no reason not to give it back."""
    try:
        UNLESS_WAITING[name](actor, subject)
    except Refused as refusal:
        if refusal.code is Code.NOT_FOUND:
            raise


def who_has(subject: str) -> Taken | None:
    """Who works on it at this moment, for a page that shows it."""
    return taken.load_taken([subject], clock.now()).get(subject)
