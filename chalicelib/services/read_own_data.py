"""Everything that is kept about a person, for themselves; that it was read is kept too."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from chalicelib.domain.actors import Actor, authorize
from chalicelib.domain.application import ApplicationId
from chalicelib.domain.document import Document
from chalicelib.domain.draft import Draft
from chalicelib.domain.eligibility import Determination
from chalicelib.domain.folder import Folder
from chalicelib.domain.nomination import Line
from chalicelib.domain.notice import Notice
from chalicelib.domain.opening_alert import OpeningAlert
from chalicelib.domain.pacific import pacific_date
from chalicelib.domain.permissions import Operation
from chalicelib.domain.person import Person, PersonId
from chalicelib.gateways import clock
from chalicelib.gateways.identifiers import new_id
from chalicelib.services.ask_to_be_told import own_alerts
from chalicelib.services.await_birthday import birthday_alerts
from chalicelib.store import documents, drafts, folders, nominations, notices, people, person_events, table
from chalicelib.store.person_events import PersonEvent


@dataclass(frozen=True)
class ApplicationData:
    folder: Folder
    determinations: tuple[Determination, ...]
    events: tuple[dict[str, Any], ...]
    """The audit chain's records, first to last."""


@dataclass(frozen=True)
class OwnData:
    person: Person
    applications: tuple[ApplicationData, ...]
    drafts: tuple[Draft, ...]
    notices: tuple[Notice, ...]
    events: tuple[PersonEvent, ...]
    """Of the record itself, this reading included."""
    funded_elsewhere: tuple[tuple[str, str, str], ...]
    """(item, occurrence, funder) of what others are said to pay."""
    alerts: tuple[OpeningAlert, ...]
    """The rounds of whose opening they want to be told, and their forms that wait for a birthday."""
    documents: tuple[Document, ...]
    """Papers handed in, with an application or with a form that was not sent; certificates that providers sent."""
    nominations: tuple[Line, ...]
    """What counties wrote to name them, as long as it counts."""
    read_at: datetime


def read_own_data(actor: Actor) -> OwnData:
    """One's own record alone: there is no way to name another. What staff wrote about a case is not in it."""
    authorize(actor, Operation.READ_OWN_DATA)
    person, now = people.load_person(actor.id), clock.now()
    table.transact([person_events.event_write(person.id, "read_own_data", actor, now, new_id(now))])
    unsent = tuple(drafts.drafts_of(person.id, pacific_date(now)))
    sent = tuple(people.application_ids(person.id))
    return OwnData(
        person=person,
        applications=tuple(_application(each) for each in sent),
        drafts=unsent,
        notices=tuple(kept.notice for kept in notices.of_person(person.id)),
        events=tuple(person_events.events_of(person.id)),
        funded_elsewhere=tuple(people.funded_elsewhere(person.id)),
        alerts=(*own_alerts(person.id), *birthday_alerts(unsent)),
        documents=tuple(_documents(person.id, [*sent, *(draft.id for draft in unsent)])),
        nominations=tuple(nominations.lines_found_for(person.fingerprints, sent, now)),
        read_at=now,
    )


def _documents(person_id: PersonId, subjects: list[str]) -> list[Document]:
    found = [documents.all_documents(person_id, ApplicationId(subject)) for subject in subjects]
    return [document for each in found for document in each if document.kept or document.deleted_at]


def _application(application_id: str) -> ApplicationData:
    return ApplicationData(
        folder=folders.load_folder(application_id),
        determinations=tuple(folders.load_determinations(application_id)),
        events=tuple(folders.load_events(application_id)),
    )
