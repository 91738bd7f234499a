"""A person who was just given an access code has it sent to their e-mail too, if they want that."""

from chalicelib.domain.actors import authorize
from chalicelib.domain.code_request import CodeRequest
from chalicelib.domain.codes import Code
from chalicelib.domain.notice import Channel
from chalicelib.domain.permissions import Operation
from chalicelib.domain.refusal import Refused
from chalicelib.gateways import clock
from chalicelib.gateways.identifiers import new_id
from chalicelib.services.ask_for_code import address_digest
from chalicelib.services.deciding import until_settled
from chalicelib.services.open_session import new_access_code
from chalicelib.store import code_requests, people, person_events, table
from chalicelib.store.sessions import Session


def mail_code(session: Session) -> None:
    """One copy, however often it is asked for before it is sent; only in the session that shows the code anyway.

    Raises WRONG-STATE when the session shows none, or no e-mail is on file; NOT-ALLOWED in the session of somebody who
    helps: they may have written their own address.
    """
    authorize(session.actor, Operation.READ_OWN_STATUS)
    if session.helps is not None:
        raise Refused(Code.NOT_ALLOWED)
    person = people.load_person(session.actor.id)
    to = address_digest(person.contact, Channel.EMAIL)
    if to is None or new_access_code(session) is None:
        raise Refused(Code.WRONG_STATE)
    now = clock.now()
    copy = CodeRequest(
        person_id=person.id, asked_at=now, replaces=False, key=session.code_key, channel=Channel.EMAIL, to=to
    )

    def ask() -> None:
        kept = code_requests.find_request(person.id, replaces=False)
        if kept is None:
            event = person_events.event_write(person.id, "mail_code", session.actor, now, new_id(now))
            table.transact([code_requests.request_write(None, copy), event])

    until_settled(ask)
