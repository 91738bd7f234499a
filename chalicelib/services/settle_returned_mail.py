"""Staff saw to an e-mail that came back: the person has what it said in another way, or cannot be reached."""

from chalicelib.domain.actors import Actor, authorize, refuse_same_person
from chalicelib.domain.codes import Code
from chalicelib.domain.permissions import Operation
from chalicelib.domain.person import Person
from chalicelib.domain.receipt import Receipt, Request
from chalicelib.domain.refusal import Refused, invalid
from chalicelib.domain.returned_mail import ReturnedMail
from chalicelib.gateways import clock
from chalicelib.services.deciding import requested
from chalicelib.services.may_decide import refuse_taken, refuse_tied
from chalicelib.store import people, requests, returned_mails, table

_LONGEST_REASON = 500
_LONGEST_ID = 60


def settle_returned_mail(actor: Actor, mail_id: str, reason: str, request: Request) -> Receipt:
    """Take it off the list; what was done is kept with the person, where there is a record of them.

    Raises NOT-FOUND, WRONG-STATE once it was done, SAME-PERSON for the person and for who has a tie to them, TAKEN-UP,
    INVALID without a reason.
    """
    authorize(actor, Operation.DELIVER_NOTICE)
    if not reason.strip() or len(reason) > _LONGEST_REASON:
        raise invalid("reason")
    return requested(lambda: _settled(actor, mail_id, reason.strip(), request), request)


def _settled(actor: Actor, mail_id: str, reason: str, request: Request) -> Receipt:
    mail, person = open_mail(actor, mail_id)
    now = clock.now()
    receipt = Receipt(status="settled", person_id=mail.person_id)
    settled = returned_mails.settled_writes(mail, person.id if person else None, actor, now, reason)
    table.transact([requests.receipt_write(request, receipt, now), *settled, *refuse_taken(mail.id, actor)])
    return receipt


def open_mail(actor: Actor, mail_id: str) -> tuple[ReturnedMail, Person | None]:
    """What nobody has seen to yet, with its person where there is a record of them.

    Raises NOT-FOUND, WRONG-STATE, SAME-PERSON.
    """
    mail = _load(mail_id)
    if mail.settled_at is not None:
        raise Refused(Code.WRONG_STATE)
    person = people.find_person(mail.person_id) if mail.person_id else None
    if person is not None:
        refuse_same_person(actor, person.id, person.email_digest)
        refuse_tied(person.id, actor)
    return mail, person


def _load(mail_id: str) -> ReturnedMail:
    # What is longer than any id would be an error of DynamoDB as a key.
    found = returned_mails.find_mail(mail_id) if len(mail_id) <= _LONGEST_ID else None
    if found is None:
        raise Refused(Code.NOT_FOUND, field="mail")
    return found
