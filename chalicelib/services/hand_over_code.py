"""The access code of somebody who applied on paper or by phone goes to them alone: by letter, or told face to face."""

from dataclasses import dataclass
from enum import StrEnum

from chalicelib.domain.actors import Actor, authorize, refuse_same_person
from chalicelib.domain.codes import Code
from chalicelib.domain.permissions import Operation
from chalicelib.domain.person import Person
from chalicelib.domain.receipt import Receipt, Request
from chalicelib.domain.refusal import Refused, invalid
from chalicelib.gateways import clock, secret
from chalicelib.gateways.identifiers import new_id
from chalicelib.services.deciding import requested
from chalicelib.services.may_decide import refuse_taken, refuse_tied
from chalicelib.services.record_reading import record_reading
from chalicelib.store import code_letters, people, person_events, requests, table
from chalicelib.store.readings import Purpose

_LONGEST_REASON = 500


class Handed(StrEnum):
    """How the code reached its person."""

    MAILED = "mailed"
    TOLD = "told"
    """Told to them when they called or came, after a check of who they are; the reason says how it was made."""


EVENT = {Handed.MAILED: "code_mailed", Handed.TOLD: "code_told"}
"""What it is in the person's record."""


@dataclass(frozen=True)
class CodeLetter:
    person: Person
    application_id: str
    code: str | None
    """None when it was replaced meanwhile: the letter would say a code that does not work."""


def read_code_letter(actor: Actor, person_id: str) -> CodeLetter:
    """For whoever mails it, until it is mailed.

    Raises NOT-FOUND, SAME-PERSON for the applicant and for who has a tie to them.
    """
    authorize(actor, Operation.READ_LETTER)
    letter = code_letters.find_letter(person_id)
    if letter is None:
        raise Refused(Code.NOT_FOUND, field="person")
    person = people.load_person(letter.person_id)
    refuse_same_person(actor, person.id, person.email_digest)
    refuse_tied(person.id, actor)
    code = secret.access_code(person.id, letter.code_key)
    works = person.code_digest == secret.code_digest(code)
    return CodeLetter(person, letter.application_id, code if works else None)


def print_code_letter(actor: Actor, person_id: str) -> CodeLetter:
    """The same, for paper: who saw a code, and a name and an address with it, is recorded with the person."""
    letter, now = read_code_letter(actor, person_id), clock.now()
    record_reading(actor, {letter.person.id: Purpose.LETTER}, letter.application_id)
    event = person_events.event_write(letter.person.id, "code_printed", actor, now, new_id(now))
    table.transact([event])
    return letter


def record_code_letter(actor: Actor, person_id: str, way: Handed, reason: str, request: Request) -> Receipt:
    """The person has it, or it is in the mail: from now on nobody here can read the code again.

    Raises NOT-FOUND once that is done, SAME-PERSON for the applicant and for who has a tie to them, TAKEN-UP, INVALID
    where it was told and no reason is given.
    """
    authorize(actor, Operation.DELIVER_NOTICE)
    if len(reason) > _LONGEST_REASON or (way is Handed.TOLD and not reason.strip()):
        raise invalid("reason")

    def once() -> Receipt:
        now = clock.now()
        letter = read_code_letter(actor, person_id)
        receipt = Receipt(status=way.value, person_id=letter.person.id, application_id=letter.application_id)
        event = person_events.event_write(letter.person.id, EVENT[way], actor, now, request.key, reason.strip() or None)
        gone = code_letters.removal_write(letter.person.id)
        given_back = refuse_taken(letter.person.id, actor)
        table.transact([requests.receipt_write(request, receipt, now), gone, event, *given_back])
        return receipt

    return requested(once, request)
