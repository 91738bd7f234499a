"""A lost access code: a new one takes its place, and the old one is good for nothing from then on."""

from dataclasses import dataclass
from datetime import date

from chalicelib.domain.actors import SYSTEM, Actor, Operation, authorize, refuse_same_person
from chalicelib.domain.person import Person, normalized_email, normalized_name, same_phone
from chalicelib.domain.receipt import Receipt, Request
from chalicelib.domain.refusal import invalid
from chalicelib.gateways import clock, secret
from chalicelib.gateways.identifiers import new_id
from chalicelib.services.deciding import requested
from chalicelib.services.submit_application import code_of
from chalicelib.services.throttle import Limits, count_try, refuse_too_many, subject
from chalicelib.store import code_requests, people, person_events, programs, requests, table
from chalicelib.store.code_requests import CodeRequest

_NOTE_LIMIT = 500
_PEOPLE_BEHIND_ONE_ADDRESS = 10


@dataclass(frozen=True)
class Replaced:
    receipt: Receipt
    access_code: str | None
    """Shown once, and again for the same request within a day, unless it was replaced in turn."""


def replace_code(actor: Actor, person_id: str, note: str, request: Request) -> Replaced:
    """By staff for somebody whose identity they checked, or by the system for whoever has it sent to the contact on
    file; the note says how it is known that it reaches the right person.

    Raises NOT-FOUND, INVALID without a note, SAME-PERSON for one's own record.
    """
    authorize(actor, Operation.REPLACE_CODE)
    if not note.strip() or len(note) > _NOTE_LIMIT:
        raise invalid("note")
    receipt = requested(lambda: _replaced(actor, person_id, note.strip(), request), request)
    return Replaced(receipt, code_of(receipt, request))


def _replaced(actor: Actor, person_id: str, note: str, request: Request) -> Receipt:
    known, now = people.load_person(person_id), clock.now()
    refuse_same_person(actor, known.id, known.email_digest)
    digest = secret.code_digest(secret.access_code(known.id, request.key))
    receipt = Receipt(status="replaced", person_id=known.id)
    table.transact(
        [
            requests.receipt_write(request, receipt, now),
            *people.person_writes(known.model_copy(update={"code_digest": digest}), known),
            person_events.event_write(known.id, "replace_code", actor, now, request.key, note),
            code_requests.removal_write(known.id),
        ]
    )
    return receipt


@dataclass(frozen=True)
class Lost:
    """What somebody says who lost their code."""

    legal_name: str
    birth_date: date
    contact: str
    """E-mail or phone."""
    address: str | None
    """Where on the internet they ask from."""


def ask_for_code(lost: Lost) -> None:
    """Put the person on the list of those who are to get a new code at the contact on file.

    Nobody learns whether there is such a person: what is found or not ends the same. Raises TOO-MANY-TRIES.
    """
    limits = _limits(lost)
    refuse_too_many(limits)
    count_try(limits)
    person = _person(lost)
    if person is not None:
        now = clock.now()
        event = person_events.event_write(person.id, "ask_for_code", SYSTEM, now, new_id(now), None)
        asked = CodeRequest(person_id=person.id, asked_at=now)
        table.transact([code_requests.request_write(asked), event])


def _limits(lost: Lost) -> Limits:
    asks = programs.program_at(clock.now()).policy.lost_code_asks_an_hour
    limits = {subject("lost-person", _print(lost)): asks}
    if lost.address:
        limits[subject("lost-address", lost.address)] = asks * _PEOPLE_BEHIND_ONE_ADDRESS
    return limits


def _print(lost: Lost) -> str:
    return f"name:{normalized_name(lost.legal_name)}|{lost.birth_date.isoformat()}"


def _person(lost: Lost) -> Person | None:
    """The one person with this name and birth date and this contact on file."""
    ids = people.people_called(secret.digest("fingerprint", _print(lost)))
    found = [people.load_person(person_id) for person_id in dict.fromkeys(ids)]
    today = clock.now().date()
    mine = [person for person in found if not person.is_gone(today) and _has_contact(person, lost.contact)]
    return mine[0] if len(mine) == 1 else None


def _has_contact(person: Person, contact: str) -> bool:
    email = person.contact.email
    by_email = email is not None and normalized_email(email) == normalized_email(contact)
    return by_email or same_phone(person.contact.phone, contact)
