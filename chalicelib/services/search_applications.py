"""Finding an application by award number or by its own, and people by how their names begin."""

import re
from dataclasses import dataclass, field

from chalicelib.domain.actors import Actor, authorize, refuse_same_person
from chalicelib.domain.codes import Code
from chalicelib.domain.folder import Folder
from chalicelib.domain.permissions import PERMISSIONS, Operation
from chalicelib.domain.person import Person
from chalicelib.domain.refusal import Refused, invalid
from chalicelib.services.may_decide import refuse_tied
from chalicelib.services.page_cursor import sealed, unsealed
from chalicelib.services.record_reading import record_reading
from chalicelib.store import conflicts, folders, people, work
from chalicelib.store.called import fits, people_called, words_of
from chalicelib.store.readings import Purpose

MOST_PEOPLE = 25
_LONGEST = 120
_AWARD = re.compile(r"A[- ]?([0-9A-Z]{4})[- ]?([0-9A-Z]{4})")
_APPLICATION = re.compile(r"[0-9A-HJKMNP-TV-Z]{26}")


@dataclass(frozen=True)
class Found:
    folders: list[Folder] = field(default_factory=list)
    people: list[Person] = field(default_factory=list)
    tied: int = 0
    """How many more people are called so whom the actor, or the colleague they stand in for, has a tie to: they are
    not named."""
    cursor: str | None = None
    """Where the next page of people begins."""


def search(actor: Actor, text: str, cursor: str | None = None) -> Found:
    """What an award number, an application's number or a name finds; names are for reviewers, and recorded.

    Each word said is how a word of the legal or chosen name begins, with three letters at least, or a whole shorter
    word. Accents, case, apostrophes and order do not count. Raises INVALID for what cannot be looked for and for the
    cursor of another search, NOT-ALLOWED for a name asked for in another role.
    """
    authorize(actor, Operation.SEARCH_APPLICATIONS)
    said = text.strip()
    if not 0 < len(said) <= _LONGEST:
        raise invalid("sought")
    numbered, found = _numbered(said.upper())
    # A short name can look like a number (`Annalinda`): what no number finds may be one.
    if found or (numbered and not actor.roles & PERMISSIONS[Operation.READ_PERSON]):
        return Found(folders=found)
    return _named(actor, said, cursor)


def _numbered(code: str) -> tuple[bool, list[Folder]]:
    """Whether this looks like a number, and what it finds."""
    if award := _AWARD.fullmatch(code):
        return True, _folder_of(f"A-{award[1]}-{award[2]}")
    return (True, work.folders_of([code])) if _APPLICATION.fullmatch(code) else (False, [])


def _folder_of(award_id: str) -> list[Folder]:
    try:
        return [folders.load_folder_of_award(award_id)]
    except Refused as refusal:
        if refusal.code is not Code.NOT_FOUND:
            raise
        return []


def _named(actor: Actor, name: str, cursor: str | None) -> Found:
    authorize(actor, Operation.READ_PERSON)
    words = words_of(name)
    if not words:
        raise invalid("sought")
    listed = f"search {' '.join(words)}"
    ids, last = people_called(words, MOST_PEOPLE, unsealed(listed, cursor) if cursor else None)
    known = people.load_people(ids)
    called = [known[each] for each in ids if each in known and fits(known[each], words)]
    tied = conflicts.ties_among([person.id for person in called], actor.ids)
    found = [person for person in called if person.id not in tied]
    record_reading(actor, dict.fromkeys([person.id for person in found], Purpose.SEARCH))
    return Found(people=found, tied=len(tied), cursor=sealed(listed, last) if last else None)


@dataclass(frozen=True)
class PersonView:
    person: Person
    folders: list[Folder]


def read_person(actor: Actor, person_id: str) -> PersonView:
    """A person with all their applications, the oldest first; recorded.

    Raises NOT-FOUND, SAME-PERSON for oneself and for who has a tie to them.
    """
    authorize(actor, Operation.READ_PERSON)
    person = people.load_person(person_id)
    refuse_same_person(actor, person.id, person.email_digest)
    refuse_tied(person.id, actor)
    record_reading(actor, {person.id: Purpose.PERSON})
    return PersonView(person, work.folders_of(people.application_ids(person_id)))
