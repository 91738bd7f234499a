"""Whoever has a tie to a person keeps away from them; what a colleague has taken up is decided by them alone."""

from chalicelib.domain.actors import Actor
from chalicelib.domain.codes import Code
from chalicelib.domain.folder import Folder
from chalicelib.domain.person import PersonId
from chalicelib.domain.refusal import Refused
from chalicelib.gateways import clock
from chalicelib.store import conflicts, table, taken


def refuse_tied(person_id: PersonId, actor: Actor) -> None:
    """Raises SAME-PERSON for who has said that they have a tie to the person, or stands in for who has."""
    if conflicts.load_conflict(person_id, actor.ids):
        raise _tied()


def refuse_excluded(folder: Folder, actor: Actor) -> tuple[table.Write, ...]:
    """What the decision gives back, if the actor had taken it up.

    Raises SAME-PERSON for who has said that they have a tie to the person, or stands in for who has; TAKEN-UP while a
    colleague works on it: a lease that has run out, or was given back, stops nobody.
    """
    application = folder.application
    tie, lease = conflicts.load_stops(application.id, application.person_id, actor.ids)
    if tie is not None:
        raise _tied()
    if lease is not None and lease.by == actor.id:
        return (taken.released_write(application.id, actor.id),)
    if lease is not None and lease.until > clock.now():
        raise Refused(Code.TAKEN_UP)
    return ()


def _tied() -> Refused:
    return Refused(Code.SAME_PERSON, field="conflict")
