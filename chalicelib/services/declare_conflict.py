"""Someone of the staff says that they have a tie to a person: from then on they decide nothing of that person's."""

from chalicelib.domain.actors import Actor, authorize
from chalicelib.domain.permissions import Operation
from chalicelib.domain.receipt import Receipt, Request
from chalicelib.domain.refusal import invalid
from chalicelib.gateways import clock
from chalicelib.services.deciding import requested
from chalicelib.store import conflicts, folders, person_events, requests, table, taken
from chalicelib.store.conflicts import Conflict

LONGEST_NOTE = 500


def declare_conflict(actor: Actor, application_id: str, note: str | None, request: Request) -> Receipt:
    """Record it in the person's own audit trail and give back what the actor had taken up. It holds until
    somebody else takes it back.

    Raises NOT-FOUND, INVALID for a note of more than 500 characters.
    """
    authorize(actor, Operation.DECLARE_CONFLICT)
    if note and len(note) > LONGEST_NOTE:
        raise invalid("tie")
    return requested(lambda: _declared(actor, application_id, note, request), request)


def _declared(actor: Actor, application_id: str, note: str | None, request: Request) -> Receipt:
    person_id, now = folders.load_folder(application_id).application.person_id, clock.now()
    receipt = Receipt(status="conflict", application_id=application_id)
    known, lease = conflicts.load_stops(application_id, person_id, (actor.id,))
    writes = [requests.receipt_write(request, receipt, now)]
    if known is None:
        event = person_events.event_write(person_id, "declare_conflict", actor, now, request.key, note)
        writes += [conflicts.conflict_write(person_id, Conflict(by=actor.id, at=now, note=note)), event]
    if lease is not None and lease.by == actor.id:
        writes.append(taken.released_write(application_id, actor.id))
    table.transact(writes)
    return receipt
