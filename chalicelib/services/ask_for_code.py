"""Somebody lost their access code: a new one goes to the contact on file by itself, or staff see to it."""

from dataclasses import dataclass
from datetime import date, datetime

from chalicelib.domain.actors import SYSTEM
from chalicelib.domain.code_request import CodeRequest, address_of, asked_again, channel_for
from chalicelib.domain.notice import Channel
from chalicelib.domain.pacific import pacific_date
from chalicelib.domain.person import Contact, Person, normalized_email, normalized_name, same_phone
from chalicelib.gateways import clock, secret
from chalicelib.gateways.identifiers import new_id, new_token
from chalicelib.services.deciding import until_settled
from chalicelib.services.throttle import Limits, count_try, refuse_too_many, subject
from chalicelib.store import code_requests, people, person_events, programs, table

_PEOPLE_BEHIND_ONE_ADDRESS = 10


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
    """A new code goes to the contact that was named, if it is on file and safe; else the person is on the staff's list.

    Nobody learns whether there is such a person: what is found or not ends the same. The code in force stays so until
    the new one is sent. Raises TOO-MANY-TRIES.
    """
    limits = _limits(lost)
    refuse_too_many(limits)
    count_try(limits)
    person = _person(lost)
    if person is not None:
        until_settled(lambda: _asked(person, lost.contact))


def _asked(person: Person, contact: str) -> None:
    now, kept = clock.now(), code_requests.find_request(person.id)
    asked = (asked_again(kept.request, now) if kept else None) or _new(person, contact, now)
    event = person_events.event_write(person.id, "ask_for_code", SYSTEM, now, new_id(now))
    table.transact([code_requests.request_write(kept, asked), event])


def _new(person: Person, contact: str, now: datetime) -> CodeRequest:
    channel = None if person.contact_by_helper else channel_for(person.contact, contact)
    if channel is None:
        return CodeRequest(person_id=person.id, asked_at=now)
    return CodeRequest(
        person_id=person.id,
        asked_at=now,
        key=new_token(),
        channel=channel,
        to=address_digest(person.contact, channel),
    )


def address_digest(contact: Contact, channel: Channel | None) -> str | None:
    """Of where a channel leads now."""
    address = address_of(contact, channel)
    return secret.digest("code-to", address) if address else None


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
    found = people.load_people(ids).values()
    today = pacific_date(clock.now())
    mine = [person for person in found if not person.is_gone(today) and _has_contact(person, lost.contact)]
    return mine[0] if len(mine) == 1 else None


def _has_contact(person: Person, contact: str) -> bool:
    email = person.contact.email
    by_email = email is not None and normalized_email(email) == normalized_email(contact)
    return by_email or same_phone(person.contact.phone, contact)
