"""Whoever has a tie to a person keeps away from them; what a colleague has taken up is decided by them alone."""

from chalicelib.domain.actors import Actor
from chalicelib.domain.codes import Code
from chalicelib.domain.person import PersonId
from chalicelib.domain.refusal import Refused
from chalicelib.gateways import clock
from chalicelib.store import conflicts, table, taken
from chalicelib.store.taken import Taken


def refuse_tied(person_id: PersonId, actor: Actor) -> None:
    """Raises SAME-PERSON for who has said that they have a tie to the person, or stands in for who has."""
    if conflicts.load_conflict(person_id, actor.ids):
        raise _tied()


def refuse_excluded(subject: str, person_id: PersonId, actor: Actor) -> tuple[table.Write, ...]:
    """What a decision about a person gives back, if the actor had taken up its subject.

    Raises SAME-PERSON for who has said that they have a tie to the person, or stands in for who has; TAKEN-UP while a
    colleague works on it: a lease that has run out, or was given back, stops nobody.
    """
    tie, lease = conflicts.load_stops(subject, person_id, actor.ids)
    if tie is not None:
        raise _tied()
    return _given_back(subject, lease, actor)


def refuse_taken(subject: str, actor: Actor) -> tuple[table.Write, ...]:
    """The same of what is about no single person, or where ties were looked at before. Raises TAKEN-UP."""
    return _given_back(subject, taken.load_taken([subject], clock.now()).get(subject), actor)


def _given_back(subject: str, lease: Taken | None, actor: Actor) -> tuple[table.Write, ...]:
    if lease is not None and lease.by == actor.id:
        return (taken.released_write(subject, actor.id),)
    if lease is not None and lease.until > clock.now():
        raise Refused(Code.TAKEN_UP)
    return ()


def _tied() -> Refused:
    return Refused(Code.SAME_PERSON, field="conflict")
