"""Reading a person's details is itself recorded: by whom, when, and for what."""

from collections.abc import Mapping

from chalicelib.domain.actors import Actor
from chalicelib.domain.person import PersonId
from chalicelib.gateways import clock
from chalicelib.gateways.identifiers import new_id
from chalicelib.store import readings
from chalicelib.store.readings import Purpose, Reading


def record_reading(actor: Actor, people: Mapping[PersonId, Purpose], application_id: str | None = None) -> None:
    """Call it before the details are shown: what cannot be recorded is not read. At most 50 people."""
    if not people:
        return
    now, roles = clock.now(), tuple(sorted(actor.roles))
    made = [
        Reading(person_id=person, by=actor.signed, roles=roles, purpose=purpose, at=now, application_id=application_id)
        for person, purpose in people.items()
    ]
    readings.write_readings([(new_id(now), reading) for reading in made])
