"""A person says that the e-mail and phone on file, which a helper typed, are their own: codes may go there now."""

from chalicelib.domain.actors import Actor, authorize
from chalicelib.domain.codes import Code
from chalicelib.domain.permissions import Operation
from chalicelib.domain.receipt import Receipt, Request
from chalicelib.domain.refusal import Refused
from chalicelib.gateways import clock
from chalicelib.services.deciding import requested
from chalicelib.store import people, person_events, requests, table


def confirm_contact(actor: Actor, email: str | None, phone: str | None, request: Request) -> Receipt:
    """`email`, `phone`: as the person saw them. Raises STALE when others are on file by now."""
    authorize(actor, Operation.CHANGE_CONTACT)
    return requested(lambda: _confirmed(actor, email, phone, request), request)


def _confirmed(actor: Actor, email: str | None, phone: str | None, request: Request) -> Receipt:
    known, now = people.load_person(actor.id), clock.now()
    if (known.contact.email, known.contact.phone) != (email, phone):
        raise Refused(Code.STALE, field="contact")
    receipt = Receipt(status="confirmed", person_id=known.id)
    writes = [requests.receipt_write(request, receipt, now)]
    if known.contact_by_helper:
        writes += people.person_writes(known.model_copy(update={"contact_by_helper": False}), known)
        writes.append(person_events.event_write(known.id, "confirm_contact", actor, now, request.key))
    table.transact(writes)
    return receipt
