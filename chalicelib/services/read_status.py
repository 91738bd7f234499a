"""What a person sees of their own applications."""

from dataclasses import dataclass
from datetime import date

from chalicelib.domain.actors import Actor, authorize
from chalicelib.domain.draft import Draft
from chalicelib.domain.folder import Folder, in_queue
from chalicelib.domain.notice import Notice
from chalicelib.domain.pacific import pacific_date
from chalicelib.domain.permissions import Operation
from chalicelib.domain.person import Person
from chalicelib.gateways import clock
from chalicelib.services.ask_again import open_until
from chalicelib.services.carry_over import carry_over_choices
from chalicelib.store import drafts, folders, notices, people, pools


@dataclass(frozen=True)
class ApplicationStatusView:
    folder: Folder
    queue_position: int | None
    """1 is served next; None when the application does not wait in a queue."""
    ask_again_until: date | None = None
    """The last Pacific day on which its lapsed offer can be asked for again; None when it cannot."""
    carry_over: tuple[str, ...] = ()
    """The benefits that it can be carried over to now, at its original time."""


@dataclass(frozen=True)
class StatusView:
    person: Person
    applications: tuple[ApplicationStatusView, ...]
    drafts: tuple[Draft, ...]
    notices: tuple[Notice, ...]


def read_status(actor: Actor) -> StatusView:
    """The person's record, each application with its place in the queue, drafts, and every notice, oldest first."""
    authorize(actor, Operation.READ_OWN_STATUS)
    person = people.load_person(actor.id)
    mine = [folders.load_folder(application_id) for application_id in people.application_ids(person.id)]
    return StatusView(
        person=person,
        applications=tuple(
            ApplicationStatusView(each, queue_position(each), open_until(each, mine), carry_over_choices(each, mine))
            for each in mine
        ),
        drafts=tuple(drafts.drafts_of(person.id, pacific_date(clock.now()))),
        notices=tuple(kept.notice for kept in notices.of_person(person.id)),
    )


def queue_position(folder: Folder) -> int | None:
    application = folder.application
    if not in_queue(folder) or application.pool is None:
        return None
    return pools.queue_position(application.pool, application.queue_key)
