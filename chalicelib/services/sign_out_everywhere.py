"""Every session of a person ends at once, on whatever device; of staff, every token too."""

from chalicelib.domain.actors import Actor, authorize
from chalicelib.domain.codes import Code
from chalicelib.domain.permissions import Operation
from chalicelib.domain.receipt import Receipt, Request
from chalicelib.domain.refusal import Refused
from chalicelib.domain.roles import Role
from chalicelib.gateways import clock
from chalicelib.services.deciding import requested
from chalicelib.store import access_log, requests, sessions, staff, table

_RECEIPT = Receipt(status="signed_out")


def sign_out_everywhere(actor: Actor, request: Request) -> Receipt:
    """Of one's own. It can be asked for again and again: what was opened since ends too."""
    authorize(actor, Operation.SIGN_OUT_EVERYWHERE)

    def once() -> Receipt:
        _end(actor.id, is_staff=actor.roles != {Role.APPLICANT})
        table.transact([requests.receipt_write(request, _RECEIPT, clock.now())])
        return _RECEIPT

    return requested(once, request)


def end_sessions(actor: Actor, staff_id: str, request: Request) -> Receipt:
    """By an administrator, for an account in the wrong hands. Raises NOT-FOUND for one that never signed in here."""
    authorize(actor, Operation.END_SESSIONS)

    def once() -> Receipt:
        if staff_id not in staff.standings():
            raise Refused(Code.NOT_FOUND, field="staff")
        now = clock.now()
        event = access_log.event_writes("end_sessions", actor, now, {"account": staff_id})
        table.transact([requests.receipt_write(request, _RECEIPT, now), *event])
        _end(staff_id, is_staff=True)
        return _RECEIPT

    return requested(once, request)


def _end(actor_id: str, *, is_staff: bool) -> None:
    """Tokens first: whoever holds one could open a session again, and not the other way around."""
    if is_staff:
        staff.note_sign_out(actor_id, clock.now())
    sessions.remove_sessions_of(actor_id)
