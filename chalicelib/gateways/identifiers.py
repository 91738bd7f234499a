"""New ids: ULIDs that sort by time, and award numbers that people can read to each other."""

import secrets
from datetime import datetime

from ulid import ULID

_READABLE = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"


def new_id(now: datetime) -> str:
    return str(ULID.from_datetime(now))


def new_award_number() -> str:
    """`A-7K3M-9Q2X`: 40 random bits; the store refuses one that is taken."""
    letters = "".join(secrets.choice(_READABLE) for _ in range(8))
    return f"A-{letters[:4]}-{letters[4:]}"


def new_token() -> str:
    """An unguessable text: a salt, a session id."""
    return secrets.token_urlsafe(24)
