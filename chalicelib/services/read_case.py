"""All that there is to judge an application by; a person's details for reviewers alone, and only recorded."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from chalicelib.domain.actors import Actor, authorize, is_one_of, refuse_same_person
from chalicelib.domain.document import Document, DocumentKind
from chalicelib.domain.eligibility import Determination
from chalicelib.domain.folder import Folder
from chalicelib.domain.permissions import Operation
from chalicelib.domain.person import Person, identifying_texts
from chalicelib.domain.roles import Role
from chalicelib.domain.work_list import days_of, deadline, waits_in
from chalicelib.gateways import clock, secret
from chalicelib.services.list_work import lists_of
from chalicelib.services.record_reading import record_reading
from chalicelib.store import conflicts, documents, folders, notes, people, programs, work
from chalicelib.store.conflicts import Conflict
from chalicelib.store.notes import Note
from chalicelib.store.readings import Purpose
from chalicelib.store.taken import Taken

_MOST_ALIKE = 4
"""People beside whom a person is put: more would not be compared by eye."""


@dataclass(frozen=True)
class Alike:
    """Another record that may be the same human being's."""

    person: Person
    shares: frozenset[str]
    """What both have: `name` (with birth date), `email` or `certification`."""
    folders: list[Folder]


@dataclass(frozen=True)
class CaseView:
    folder: Folder
    waits_in: str | None
    """The work list that it is in, if that is the actor's."""
    deadline: date | None
    determination: Determination | None
    notes: list[Note]
    taken: Taken | None
    """By whom, if anybody works on it now."""
    conflict: Conflict | None
    """The actor's tie to the person, or that of the colleague they stand in for."""
    own_step: datetime | None
    """When the actor decided an earlier step of it, and so cannot decide the next."""
    funded: frozenset[tuple[str, str]]
    """(item, occurrence) pairs that awards of the person pay."""
    declared: Mapping[tuple[str, str], str]
    """(item, occurrence) → who else pays it, as the person said."""
    earlier: list[Folder]
    """The person's other applications, the oldest first."""
    person: Person | None = None
    alike: tuple[Alike, ...] = ()
    papers: Mapping[DocumentKind, Document] = field(default_factory=dict)
    """What was handed in, for who sees the person."""


def read_case(actor: Actor, application_id: str) -> CaseView:
    """The application with everything about it; for a reviewer also who the person is, and who may be the same.

    Raises NOT-FOUND, SAME-PERSON for one's own case.
    """
    authorize(actor, Operation.READ_CASE)
    folder = folders.load_folder(application_id)
    application = folder.application
    refuse_same_person(actor, application.person_id, application.applicant_email_digest)
    tie, lease = conflicts.load_stops(application_id, application.person_id, actor.ids)
    name, since = waits_in(folder)
    now = clock.now()
    days = days_of(name, programs.program_at(now).policy) if name else None
    determinations = folders.load_determinations(application_id)
    sees_person = Role.REVIEWER in actor.roles and tie is None
    person, alike = _people(actor, folder) if sees_person else (None, ())
    return CaseView(
        folder=folder,
        waits_in=name if name in lists_of(actor) else None,
        deadline=deadline(since, days) if days is not None else None,
        determination=determinations[-1] if determinations else None,
        notes=notes.load_notes(application_id),
        taken=lease if lease and lease.until > now else None,
        conflict=tie,
        own_step=_own_step(actor, folder),
        funded=people.funded_by(application.person_id)[0],
        declared=people.declared_by(application.person_id),
        earlier=_applications_of(application.person_id, without=application_id),
        person=person,
        alike=alike,
        papers=documents.documents_of(application.person_id, application.id) if sees_person else {},
    )


@dataclass(frozen=True)
class Change:
    """Something that was decided meanwhile: when, in which roles, from what state to what."""

    at: datetime
    action: str
    roles: tuple[str, ...]
    was: str
    now: str


def changes_since(application_id: str, version: int) -> list[Change]:
    """What was decided after the version that somebody looked at. Whoever shows it has read the application."""
    return [
        Change(
            at=datetime.fromisoformat(event["at"]),
            action=event["action"],
            roles=tuple(event["roles"]),
            was=_states(event["from"]),
            now=_states(event["to"]),
        )
        for event in folders.load_events(application_id)[version:]
    ]


def _states(told: Mapping[str, Any]) -> str:
    """Of the application and, behind its number, of the award."""
    award = str(told.get("award", "")).partition(":")[2]
    return " / ".join(each for each in (str(told.get("application", "")), award) if each)


def _own_step(actor: Actor, folder: Folder) -> datetime | None:
    """Who reviewed does not approve; who found someone not eligible does not take the second look, nor decides again
    when an appeal has set it aside."""
    application = folder.application
    if application.adverse and is_one_of(actor, *application.adverse.by):
        return application.adverse.at
    overruled = [appeal.decided_at for appeal in application.appeals if is_one_of(actor, *appeal.set_aside)]
    if overruled:
        return overruled[-1]
    if folder.award is None or not is_one_of(actor, *application.reviewers):
        return None
    return next((step.at for step in reversed(application.history) if _is_review(step.action)), None)


def _is_review(action: str) -> bool:
    return action.startswith("review_") or action in ("accept_document", "refuse_document")


def _applications_of(person_id: str, without: str = "") -> list[Folder]:
    return work.folders_of([each for each in people.application_ids(person_id) if each != without])


def _people(actor: Actor, folder: Folder) -> tuple[Person, tuple[Alike, ...]]:
    application = folder.application
    mine = people.load_person(application.person_id)
    shared = people.alike(mine, _MOST_ALIKE)
    purposes = {application.person_id: Purpose.REVIEW} | dict.fromkeys(shared, Purpose.COMPARED)
    record_reading(actor, purposes, application.id)
    known = people.load_people(list(shared))
    others = [
        Alike(known[each], frozenset(_kind(mine, known[each], digest) for digest in digests), _applications_of(each))
        for each, digests in shared.items()
        if each in known
    ]
    return mine, tuple(others)


def _kind(mine: Person, other: Person, digest: str) -> str:
    """What a shared fingerprint was made of; certification numbers are not kept with the person."""
    texts = [text for person in (mine, other) for text in identifying_texts(person.contact, None)]
    kinds = {secret.digest("fingerprint", text): text.partition(":")[0] for text in texts}
    return kinds.get(digest, "certification")
