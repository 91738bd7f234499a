"""A nomination that nearly fits a person: same birth date, similar name. Whether it is them, a reviewer decides."""

from datetime import datetime

from chalicelib.domain.folder import Folder
from chalicelib.domain.nomination import Line, Nomination, NominationMatch, can_still_move
from chalicelib.domain.person import Person
from chalicelib.domain.similar_names import similar_names
from chalicelib.gateways import clock, secret
from chalicelib.store import folders, nominations, people


def uncertain_for_person(folder: Folder, person: Person) -> None:
    """Someone applied whom no nomination fits: ask about those of the county that nearly do."""
    county, now = folder.application.answers.county, clock.now()
    if county is None or person.birth_digest is None:
        return
    for nomination in nominations.nominations_of_born(person.birth_digest, county, now):
        if nomination.counts_for(county, folder.application.benefit):
            line = nominations.load_line(nomination, now)
            if line and not nominations.is_matched(nomination):
                _ask_if_similar(line, person, now)


def uncertain_for_nomination(nomination: Nomination) -> None:
    """Somebody was named who has not applied: ask about those who wait and nearly fit."""
    now = clock.now()
    line = nominations.load_line(nomination, now)
    if line is None:
        return
    for person_id in nominations.people_born(secret.digest("birth", line.nominee.birth_date.isoformat())):
        person = people.load_person(person_id)
        if _waits(person_id, nomination):
            _ask_if_similar(line, person, now)


def _waits(person_id: str, nomination: Nomination) -> bool:
    waiting = (folders.load_folder(one) for one in people.application_ids(person_id))
    return any(
        can_still_move(folder) and nomination.counts_for(folder.application.answers.county, folder.application.benefit)
        for folder in waiting
    )


def _ask_if_similar(line: Line, person: Person, now: datetime) -> None:
    if not similar_names(line.nominee.legal_name, person.contact.legal_name):
        return
    made = line.nomination
    named = f"{person.id}/{made.county}/{made.benefit or 'any'}/{made.nominee}"
    # The same question has the same id: it is asked once, and a decided one is not asked again.
    match_id = secret.digest("nomination-match", named)[:26]
    nominations.remember_match(NominationMatch(id=match_id, person_id=person.id, nomination=made, found_at=now))
