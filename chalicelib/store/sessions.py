"""Sessions of the site: one row each, under the digest of an id that only the browser holds."""

import hashlib
from datetime import datetime

from chalicelib.domain.actors import Actor
from chalicelib.domain.codes import Code
from chalicelib.domain.part import Part
from chalicelib.domain.refusal import Refused
from chalicelib.store import keys, table

_AT_ONCE = 40
"""Sessions of one transaction, of two rows each; DynamoDB takes a hundred rows, with those of what ends them."""


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
    pointer = table.row(
        keys.sessions_of(session.actor.id), _digest(session_id), expires_at=int(session.ends_at.timestamp())
    )
    table.transact([table.put_new(item), table.put(pointer)])


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


def spend_answer(state: str, until: datetime) -> None:
    """An answer of the sign-in service is good once. Raises NOT-ALLOWED the second time."""
    item = table.row(keys.spent_answer(_digest(state)), keys.STATE, expires_at=int(until.timestamp()))
    table.transact([table.put_new(item, Refused(Code.NOT_ALLOWED, field="state"))])


def remove_sessions_of(actor_id: str) -> None:
    """All of them. One that is opened at the same moment may stay."""
    for some in _removals(actor_id):
        table.transact(some)


def removal_writes(actor_id: str) -> list[table.Write]:
    """The same, in the transaction of what ends them; those for which it has no room end at once."""
    first, *others = _removals(actor_id) or [[]]
    for some in others:
        table.transact(some)
    return first


def _removals(actor_id: str) -> list[list[table.Write]]:
    pk = keys.sessions_of(actor_id)
    digests = [row["sk"]["S"] for row in table.query(pk)]
    parts = [digests[start : start + _AT_ONCE] for start in range(0, len(digests), _AT_ONCE)]
    return [[each for digest in part for each in _removal(pk, digest)] for part in parts]


def _removal(pk: str, digest: str) -> tuple[table.Write, table.Write]:
    return table.delete(keys.session(digest), keys.SESSION), table.delete(pk, digest)


def _digest(session_id: str) -> str:
    """The table never holds what would let its reader into a session."""
    return hashlib.sha256(session_id.encode()).hexdigest()
