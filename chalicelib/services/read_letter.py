"""A notice as a letter: for its person to print, and for staff to mail."""

from dataclasses import dataclass

from chalicelib.domain.actors import Actor, authorize, refuse_same_person
from chalicelib.domain.codes import Code
from chalicelib.domain.notice import Notice
from chalicelib.domain.permissions import Operation
from chalicelib.domain.person import Contact
from chalicelib.domain.refusal import Refused
from chalicelib.domain.roles import Role
from chalicelib.gateways import clock
from chalicelib.messages import rendering
from chalicelib.messages.rendering import Said
from chalicelib.services.find_notice import find_notice
from chalicelib.services.may_decide import refuse_tied
from chalicelib.services.record_reading import record_reading
from chalicelib.services.send_notices import sender
from chalicelib.store import people, programs
from chalicelib.store.readings import Purpose


@dataclass(frozen=True)
class Letter:
    notice: Notice
    contact: Contact
    said: Said


def read_own_letter(actor: Actor, notice_id: str) -> Letter:
    """Raises NOT-FOUND for somebody else's notice, as for one that is not there."""
    authorize(actor, Operation.READ_OWN_STATUS)
    notice = find_notice(notice_id).notice
    if Role.APPLICANT not in actor.roles or notice.person_id != actor.id:
        raise Refused(Code.NOT_FOUND, field="notice")
    return _letter(notice)


def read_letter(actor: Actor, notice_id: str) -> Letter:
    """For whoever mails it. Raises NOT-FOUND, SAME-PERSON for the applicant and for who has a tie to them."""
    authorize(actor, Operation.READ_LETTER)
    letter = _letter(find_notice(notice_id).notice)
    refuse_same_person(actor, letter.notice.person_id, people.load_person(letter.notice.person_id).email_digest)
    refuse_tied(letter.notice.person_id, actor)
    record_reading(actor, {letter.notice.person_id: Purpose.LETTER}, letter.notice.application_id)
    return letter


def _letter(notice: Notice) -> Letter:
    """In the language that its person reads, whoever prints it."""
    contact = people.load_person(notice.person_id).contact
    program, name = programs.program_at(clock.now()), contact.chosen_name or contact.legal_name
    return Letter(notice, contact, rendering.say(notice, name, contact.language, program, sender()))
