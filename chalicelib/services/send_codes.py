"""New access codes, and copies that were asked for, go out by e-mail or text message (docs/decisions/0015-*.md).

A code is derived when it is sent and stands in the message alone. Sent twice it is the same code, so a lost reply of
the mail service is simply followed by another try.
"""

import logging
from collections import Counter

from chalicelib.domain.actors import SYSTEM
from chalicelib.domain.code_request import CodeRequest
from chalicelib.domain.notice import Channel, is_night
from chalicelib.domain.pacific import pacific_date
from chalicelib.domain.person import Contact, Person, text_number
from chalicelib.gateways import clock, mail, secret, text_messages
from chalicelib.gateways.sending import NotSent, Unsure
from chalicelib.messages import code_message
from chalicelib.services.ask_for_code import address_digest
from chalicelib.services.one_by_one import one_by_one, raise_first
from chalicelib.services.replace_code import replacement_writes
from chalicelib.services.send_notices import sender
from chalicelib.store import code_requests, people, programs, table
from chalicelib.store.code_requests import KeptRequest

log = logging.getLogger(__name__)

_AT_ONCE = 200


def send_codes() -> dict[str, int]:
    """How many were sent, put off, or given to staff. Nothing at night in California; without a mail domain staff see
    to all of them. Raises the first error in the end."""
    now = clock.now()
    counts: Counter[str] = Counter()
    if mail.is_set_up() and is_night(now, programs.program_at(now).policy):
        return {}

    def send_one(kept: KeptRequest) -> None:
        counts[f"codes_{_send(kept)}"] += 1

    due = [kept for _, kept in zip(range(_AT_ONCE), code_requests.requests_to_send(now), strict=False)]
    failures = one_by_one(due, lambda kept: kept.request.person_id, send_one)
    if counts:
        log.info("Access codes sent", extra=dict(counts))
    raise_first(failures)
    return dict(counts)


def _send(kept: KeptRequest) -> str:
    """What was done with it: `sent`, `put_off`, `staff`, `dropped`, or `others` when someone else was faster."""
    try:
        person = _person(kept.request)
        if person is None:
            table.transact([code_requests.drop_write(kept)])
            return "dropped"
        if not mail.is_set_up() or not _leads_where_it_was_asked(kept.request, person):
            return _given_to_staff(kept)
        claimed = _claimed(kept, person)
        return _hand_over(claimed, person.contact)
    except table.Conflict:
        return "others"


def _person(request: CodeRequest) -> Person | None:
    """Whom it is for; None when there is no use for it any more: the record is gone, or has another code by now."""
    person = people.find_person(request.person_id)
    if person is None or person.is_gone(pacific_date(clock.now())):
        return None
    is_first = request.replaces and request.attempt == 0
    return person if is_first or _is_in_force(request, person) else None


def _leads_where_it_was_asked(request: CodeRequest, person: Person) -> bool:
    """False after a change of the contact, also by a helper whose typing the person has not confirmed."""
    return not person.contact_by_helper and address_digest(person.contact, request.channel) == request.to


def _is_in_force(request: CodeRequest, person: Person) -> bool:
    return person.code_digest == secret.code_digest(secret.access_code(person.id, request.key or ""))


def _given_to_staff(kept: KeptRequest) -> str:
    """A copy that cannot be sent is no loss: its person has seen the code."""
    request = kept.request
    write = (
        code_requests.request_write(kept, request.for_staff()) if request.replaces else code_requests.drop_write(kept)
    )
    table.transact([write])
    return "staff" if request.replaces else "dropped"


def _claimed(kept: KeptRequest, person: Person) -> KeptRequest:
    """The request as its sender's own. The first time, the old code dies in the same transaction."""
    now, request = clock.now(), kept.request
    claimed = request.claimed(now)
    writes = [code_requests.request_write(kept, claimed)]
    if not _is_in_force(request, person):
        note = f"sent to the contact on file: {request.channel}"
        writes += replacement_writes(person, request.key or "", SYSTEM, now, note)
    table.transact(writes)
    return KeptRequest(claimed, kept.version + 1)


def _hand_over(claimed: KeptRequest, contact: Contact) -> str:
    request, now = claimed.request, clock.now()
    try:
        _by_channel(request, contact)
    except (NotSent, Unsure) as error:
        log.warning("Access code not sent", extra={"code": error.code, "attempt": request.attempt})
        if isinstance(error, NotSent) and error.hopeless:
            return _given_to_staff(claimed)
        after = request.put_off(now)
        if after.is_for_staff:
            return _given_to_staff(claimed)
        table.transact([code_requests.request_write(claimed, after)])
        return "put_off"
    done = (
        code_requests.request_write(claimed, request.sent(now))
        if request.replaces
        else code_requests.drop_write(claimed)
    )
    table.transact([done])
    return "sent"


def _by_channel(request: CodeRequest, contact: Contact) -> None:
    code = secret.access_code(request.person_id, request.key or "")
    if request.channel is Channel.TEXT:
        text_messages.send(text_number(contact.phone) or "", code_message.text(code, contact.language, sender()))
        return
    name = contact.chosen_name or contact.legal_name
    worded = code_message.mail(code, name, contact.language, sender(), is_new=request.replaces)
    mail.send(contact.email or "", worded.subject, worded.text, worded.html, {})
