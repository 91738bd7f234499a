"""A provider opens an award that a person shows them: by its number and the person's birth date, and no other way."""

from dataclasses import dataclass
from datetime import date

from chalicelib.domain.actors import Actor, authorize
from chalicelib.domain.asking_place import open_courses
from chalicelib.domain.award import Award, AwardItem
from chalicelib.domain.codes import Code
from chalicelib.domain.folder import Folder
from chalicelib.domain.permissions import Operation
from chalicelib.domain.person import Language, Person
from chalicelib.domain.refusal import Refused
from chalicelib.domain.training_class import Course
from chalicelib.gateways import clock
from chalicelib.services.award_decision import award_of
from chalicelib.services.enroll_item import refuse_own_case
from chalicelib.services.list_bookings import own_provider
from chalicelib.services.throttle import Limits, count_try, refuse_too_many, subject
from chalicelib.store import folders, people, programs


@dataclass(frozen=True)
class OpenedAward:
    """What a provider may know of it: whose it is, and the trainings that it pays."""

    award: Award
    name: str
    language: Language
    trainings: tuple[tuple[AwardItem, Course], ...]
    """Those that nobody has booked."""


def open_award(actor: Actor, award_id: str, birth_date: date) -> OpenedAward:
    """Raises NOT-FOUND, without saying which of the two was wrong; TOO-MANY-TRIES, right or wrong; SAME-PERSON."""
    authorize(actor, Operation.OPEN_AWARD)
    own_provider(actor)
    limits = _limits(actor, award_id)
    refuse_too_many(limits)
    found = _with_person(award_id)
    if found is None or found.person.contact.birth_date != birth_date:
        count_try(limits)
        raise Refused(Code.NOT_FOUND, field="award_id")
    refuse_own_case(actor, found.folder)
    contact = found.person.contact
    trainings = open_courses(found.award, programs.program_at(clock.now()))
    return OpenedAward(found.award, contact.chosen_name or contact.legal_name, contact.language, trainings)


@dataclass(frozen=True)
class _Known:
    folder: Folder
    award: Award
    person: Person


def _with_person(award_id: str) -> _Known | None:
    try:
        folder = folders.load_folder_of_award(award_id)
    except Refused:
        return None
    return _Known(folder, award_of(folder), people.load_person(folder.application.person_id))


def _limits(actor: Actor, award_id: str) -> Limits:
    """Of whoever asks, and of an award: one that does not exist is counted like one that does."""
    tries = programs.program_at(clock.now()).policy.award_lookups_an_hour
    return {
        subject("award-staff", actor.id): tries,
        subject("award-number", award_id): max(1, tries // 2),
    }
