"""A person goes on with a form: reading it, saving a page, throwing it away."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from chalicelib.domain.actors import Actor, authorize
from chalicelib.domain.codes import Code
from chalicelib.domain.draft import Draft, kept_until, saved
from chalicelib.domain.pacific import pacific_date
from chalicelib.domain.permissions import Operation
from chalicelib.domain.person import Contact, Person, typed_by_helper
from chalicelib.domain.refusal import Refused
from chalicelib.gateways import clock
from chalicelib.services.await_birthday import birthday_writes, waits_for
from chalicelib.services.deciding import until_settled
from chalicelib.services.discard_documents import discard_documents
from chalicelib.services.submit_application import checked_birth_date, fingerprints_of
from chalicelib.store import drafts, people, programs, table


@dataclass(frozen=True)
class PageSaid:
    """A page as it was sent, with the key of its form and the version of the page that the form was made from."""

    name: str
    said: Mapping[str, tuple[str, ...]]
    form: str
    seen: int
    by_helper: bool = False
    """Somebody sits beside the person and types."""


def read_draft(actor: Actor, draft_id: str) -> Draft:
    """One's own. Raises NOT-FOUND."""
    authorize(actor, Operation.EDIT_DRAFT)
    draft = drafts.find_draft(actor.id, draft_id, pacific_date(clock.now()))
    if draft is None:
        raise Refused(Code.NOT_FOUND, field="draft")
    return draft


def save_draft(actor: Actor, draft_id: str, page: PageSaid, contact: Contact | None) -> Draft:
    """The draft with one page as it was sent, right or wrong.

    `contact`: what the form says of the person now; it is what they come back with, as long as they have sent nothing.
    Raises NOT-FOUND, INVALID for an impossible birth date, STALE when another form saved other answers meanwhile.
    """
    if contact is not None:
        checked_birth_date(contact)
    return until_settled(lambda: _saved(actor, draft_id, page, contact))


def _saved(actor: Actor, draft_id: str, page: PageSaid, contact: Contact | None) -> Draft:
    before = read_draft(actor, draft_id)
    changed = saved(before, page.name, page.said, form=page.form, seen=page.seen)
    if changed is before:
        return before
    now = clock.now()
    policy = programs.program_at(now).policy
    person = people.load_person(before.person_id)
    day = waits_for(contact or person.contact, before.benefit)
    until_now = waits_for(person.contact, before.benefit)
    after = changed.model_copy(
        update={"version": before.version + 1, "changed_at": now, "kept_until": kept_until(now, day, policy)}
    )
    table.transact(
        [
            drafts.draft_write(before, after),
            *birthday_writes(after, person.contact.language, until_now, day),
            *_person_writes(person, contact, after.kept_until, by_helper=page.by_helper),
        ]
    )
    return after


def _person_writes(person: Person, contact: Contact | None, until: date, *, by_helper: bool) -> list[table.Write]:
    """A record behind which nothing was sent is what its drafts say, and is kept as long as they are."""
    if person.kept_until is None:
        return []
    now = contact or person.contact
    changes = {
        "kept_until": max(person.kept_until, until),
        "contact": now,
        "fingerprints": fingerprints_of(now),
        "contact_by_helper": typed_by_helper(person, now, by_helper=by_helper),
    }
    return people.person_writes(person.model_copy(update=changes), person)


def remove_draft(actor: Actor, draft_id: str) -> bool:
    """True when the person's record went with it, because there was nothing else in it. Raises NOT-FOUND."""
    draft = read_draft(actor, draft_id)
    empty = until_settled(lambda: _removed(actor, draft_id))
    discard_documents(draft.person_id, draft.id)
    return empty


def _removed(actor: Actor, draft_id: str) -> bool:
    draft = read_draft(actor, draft_id)
    person = people.load_person(draft.person_id)
    others = len(drafts.drafts_of(person.id, pacific_date(clock.now()))) > 1
    empty = person.kept_until is not None and not others
    waits = birthday_writes(draft, person.contact.language, waits_for(person.contact, draft.benefit), None)
    table.transact([drafts.removal_write(draft), *waits, *(people.removal_writes(person) if empty else [])])
    return empty
