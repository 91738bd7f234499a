"""Sessions: opened by whoever showed who they are, ended by them, by half an hour of silence or after a working day."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta

from chalicelib.domain.actors import Actor
from chalicelib.gateways import clock, secret
from chalicelib.gateways.identifiers import new_token
from chalicelib.services.form_token import new_form_token
from chalicelib.store import people, sessions, table
from chalicelib.store.sessions import Session

IDLE = timedelta(minutes=30)
_LONGEST = timedelta(hours=8)
RECEIPT_TIME = timedelta(minutes=5)
_PROLONG_AFTER = timedelta(minutes=1)
"""A session is prolonged once a minute at most, so that reading pages seldom writes."""


@dataclass(frozen=True)
class OpenSession:
    id: str
    """For the browser's cookie alone: never stored, never logged."""
    session: Session


def open_session(actor: Actor, code_key: str | None = None, helps: str | None = None) -> OpenSession:
    """A new session with a new id, whatever the browser brought along. `helps`: the one form that a helper fills in."""
    now = clock.now()
    opened = OpenSession(
        new_token(),
        Session(actor=actor, form_token=new_form_token(actor), ends_at=now + _LONGEST, code_key=code_key, helps=helps),
    )
    sessions.store_session(opened.id, opened.session, now + IDLE)
    return opened


def resume_session(session_id: str) -> OpenSession | None:
    """The session of a cookie, if it still goes on."""
    now = clock.now()
    found = sessions.find_session(session_id, now)
    if found is None:
        return None
    session, lapses = found
    if now + IDLE - lapses > _PROLONG_AFTER:
        # A conflict is either another tab, which prolonged it just now, or the end of the session.
        with suppress(table.Conflict):
            sessions.prolong_session(session_id, now + IDLE)
            return OpenSession(session_id, session)
        return OpenSession(session_id, session) if sessions.find_session(session_id, now) else None
    return OpenSession(session_id, session)


def close_session(session_id: str) -> None:
    sessions.remove_session(session_id)


def close_soon(opened: OpenSession) -> None:
    """What a helper came for is sent: their session lasts long enough to print the receipt, and no longer."""
    with suppress(table.Conflict):
        sessions.end_session_at(opened.id, opened.session, clock.now() + RECEIPT_TIME)


def new_access_code(session: Session) -> str | None:
    """The access code that this session's first page made, for as long as the session lasts; None for a code that
    was replaced since, and for everybody who had one before."""
    if session.code_key is None:
        return None
    code = secret.access_code(session.actor.id, session.code_key)
    known = people.load_person(session.actor.id).code_digest
    return code if known == secret.code_digest(code) else None
