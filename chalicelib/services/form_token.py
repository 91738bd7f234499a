"""The token that a session's forms carry: unguessable, and of staff signed with whose form it is."""

from datetime import timedelta

from itsdangerous import BadData, URLSafeTimedSerializer

from chalicelib.domain.actors import Actor
from chalicelib.domain.roles import Role
from chalicelib.gateways import secret
from chalicelib.gateways.identifiers import new_token

_REMEMBERED = timedelta(days=7)
"""A page may stay open over a holiday."""


def new_form_token(actor: Actor) -> str:
    if actor.roles == {Role.APPLICANT}:
        return new_token()
    return _signer().dumps([actor.id, new_token()])


def owner_of(token: str) -> str | None:
    """The staff id of whoever the form was made for, however its session ended; None for any other text."""
    try:
        owner, _ = _signer().loads(token, max_age=int(_REMEMBERED.total_seconds()))
    except BadData:
        return None
    return str(owner)


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(secret.digest("staff-form", "signing key"))
