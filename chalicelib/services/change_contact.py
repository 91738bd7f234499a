"""A person changes how they want to be called, written to and reached: everything sent from then on goes there."""

from chalicelib.domain.actors import Actor, authorize
from chalicelib.domain.chain import canonical
from chalicelib.domain.codes import Code
from chalicelib.domain.permissions import Operation
from chalicelib.domain.person import Contact, ContactDetails, Person, normalized_email
from chalicelib.domain.receipt import Receipt, Request
from chalicelib.domain.refusal import Refused, invalid
from chalicelib.gateways import clock, secret
from chalicelib.services.deciding import requested
from chalicelib.services.submit_application import fingerprints_of
from chalicelib.store import people, person_events, requests, table

_MOST_PRINTS = 8


def change_contact(actor: Actor, details: ContactDetails, request: Request) -> Receipt:
    """All details at once, as they are from now on. Legal name and birth date stay: they say who the person is.

    Raises INVALID with the field where an allowed way leads nowhere, WRONG-STATE while nothing was sent: until then
    the form that is being filled in says it.
    """
    authorize(actor, Operation.CHANGE_CONTACT)
    if details.contradiction:
        raise invalid(details.contradiction)
    return requested(lambda: _changed(actor, details, request), request)


def _changed(actor: Actor, details: ContactDetails, request: Request) -> Receipt:
    known, now = people.load_person(actor.id), clock.now()
    if known.kept_until is not None:
        raise Refused(Code.WRONG_STATE)
    after = _with_details(known, details)
    receipt = Receipt(status="changed", person_id=known.id)
    writes = [requests.receipt_write(request, receipt, now)]
    if after.contact != known.contact or known.contact_by_helper:
        writes += people.person_writes(after, known)
        detail = _detail(known, after)
        writes.append(person_events.event_write(known.id, "change_contact", actor, now, request.key, detail=detail))
    table.transact(writes)
    return receipt


def _with_details(known: Person, details: ContactDetails) -> Person:
    changes = {name: getattr(details, name) for name in ContactDetails.model_fields}
    contact = known.contact.model_copy(update=changes)
    # An earlier e-mail stays a trace: who applies anew under it is still the same human being.
    prints = dict.fromkeys([*fingerprints_of(contact), *known.fingerprints])
    email = secret.digest("email", normalized_email(contact.email)) if contact.email else None
    return known.model_copy(
        update={
            "contact": contact,
            "email_digest": email,
            "fingerprints": tuple(prints)[:_MOST_PRINTS],
            "contact_by_helper": False,
        }
    )


def _detail(before: Person, after: Person) -> dict[str, str]:
    """For the audit event: which fields, and digests that show what was there without saying it."""
    changed = [
        name for name in ContactDetails.model_fields if getattr(before.contact, name) != getattr(after.contact, name)
    ]
    return {
        "fields": " ".join(changed),
        "from": _digest(before.id, before.contact),
        "to": _digest(after.id, after.contact),
    }


def _digest(person_id: str, contact: Contact) -> str:
    return secret.digest(f"contact:{person_id}", canonical(contact.model_dump(mode="json")).decode())
