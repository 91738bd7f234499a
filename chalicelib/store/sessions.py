"""Sessions of the site: one row each, under the digest of an id that only the browser holds."""

import hashlib
from datetime import datetime

from chalicelib.domain.actors import Actor
from chalicelib.domain.part import Part
from chalicelib.store import keys, table


class Session(Part):
    """Who signed in, and the token that forms of this session carry. No personal data."""

    actor: Actor
    form_token: str
    ends_at: datetime
    """The session is over at this moment, however busy it was."""
    code_key: str | None = None
    """The Idempotency-Key of the request that made the person's record and opened this session: the new access code
    can be derived from it once more."""
    helps: str | None = None
    """The one form that a helper fills in beside its person, by its id: the session opens nothing else."""


def find_session(session_id: str, now: datetime) -> tuple[Session, datetime] | None:
    """The session and when it lapses if nothing happens; None when there is none or its time was up.

    DynamoDB removes lapsed rows hours later, so the time is looked at here.
    """
    row = table.get(keys.session(_digest(session_id)), keys.SESSION)
    if row is None:
        return None
    lapses = datetime.fromtimestamp(int(row["expires_at"]["N"]), tz=now.tzinfo)
    session = Session.model_validate_json(row["body"]["S"])
    return (session, lapses) if now < min(lapses, session.ends_at) else None


def store_session(session_id: str, session: Session, lapses: datetime) -> None:
    expires_at = int(lapses.timestamp())
    item = table.row(keys.session(_digest(session_id)), keys.SESSION, session, expires_at=expires_at)
    table.transact([table.put_new(item)])


def prolong_session(session_id: str, lapses: datetime) -> None:
    """Raises Conflict when the session was closed meanwhile."""
    change = table.update(
        keys.session(_digest(session_id)),
        keys.SESSION,
        "SET expires_at = :lapses",
        "attribute_exists(pk)",
        {"lapses": int(lapses.timestamp())},
    )
    table.transact([change])


def end_session_at(session_id: str, session: Session, ends_at: datetime) -> None:
    """Raises Conflict when the session was closed meanwhile."""
    ending = session.model_copy(update={"ends_at": min(ends_at, session.ends_at)})
    expires_at = int(ending.ends_at.timestamp())
    item = table.row(keys.session(_digest(session_id)), keys.SESSION, ending, expires_at=expires_at)
    table.transact([table.put(item, "attribute_exists(pk)")])


def remove_session(session_id: str) -> None:
    table.transact([table.delete(keys.session(_digest(session_id)), keys.SESSION)])


def _digest(session_id: str) -> str:
    """The table never holds what would let its reader into a session."""
    return hashlib.sha256(session_id.encode()).hexdigest()
