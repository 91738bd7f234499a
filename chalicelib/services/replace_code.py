"""A lost access code: a new one takes its place, and the old one, with what it had opened, is good for nothing."""

from dataclasses import dataclass
from datetime import datetime

from chalicelib.domain.actors import Actor, authorize, refuse_same_person
from chalicelib.domain.permissions import Operation
from chalicelib.domain.person import Person
from chalicelib.domain.receipt import Receipt, Request
from chalicelib.domain.refusal import invalid
from chalicelib.gateways import clock, secret
from chalicelib.gateways.identifiers import new_id
from chalicelib.services.deciding import requested
from chalicelib.services.may_decide import refuse_excluded
from chalicelib.services.submit_application import code_of
from chalicelib.store import code_requests, people, person_events, requests, sessions, table

_NOTE_LIMIT = 500


@dataclass(frozen=True)
class Replaced:
    receipt: Receipt
    access_code: str | None
    """Shown once, and again for the same request within a day, unless it was replaced in turn."""


def replace_code(actor: Actor, person_id: str, note: str, request: Request) -> Replaced:
    """By staff for somebody whose identity they checked; the note says how.

    Raises NOT-FOUND, INVALID without a note, SAME-PERSON for one's own record and for who has a tie to the person,
    TAKEN-UP.
    """
    authorize(actor, Operation.REPLACE_CODE)
    if not note.strip() or len(note) > _NOTE_LIMIT:
        raise invalid("note")
    receipt = requested(lambda: _replaced(actor, person_id, note.strip(), request), request)
    return Replaced(receipt, code_of(receipt, request))


def _replaced(actor: Actor, person_id: str, note: str, request: Request) -> Receipt:
    known, now = people.load_person(person_id), clock.now()
    refuse_same_person(actor, known.id, known.email_digest)
    given_back = refuse_excluded(known.id, known.id, actor)
    receipt = Receipt(status="replaced", person_id=known.id)
    table.transact(
        [
            requests.receipt_write(request, receipt, now),
            *replacement_writes(known, request.key, actor, now, note),
            code_requests.removal_write(known.id),
            *given_back,
        ]
    )
    return receipt


def replacement_writes(known: Person, key: str, actor: Actor, now: datetime, note: str) -> list[table.Write]:
    """The code that is derived from this key in place of the one in force, which is good for nothing any more.

    What somebody opened with it ends, too: they may be who the person lost it to.
    """
    digest = secret.code_digest(secret.access_code(known.id, key))
    return [
        *people.person_writes(known.model_copy(update={"code_digest": digest}), known),
        *sessions.removal_writes(known.id),
        person_events.event_write(known.id, "replace_code", actor, now, new_id(now), note),
    ]
