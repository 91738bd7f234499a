"""What somebody typed is kept while they sign in again."""

from collections.abc import Iterable
from datetime import timedelta

from chalicelib.domain.actors import Actor
from chalicelib.domain.codes import Code
from chalicelib.domain.refusal import Refused
from chalicelib.gateways import clock
from chalicelib.gateways.identifiers import new_token
from chalicelib.store import kept_forms
from chalicelib.store.kept_forms import KeptForm

KEPT = timedelta(minutes=30)
_MOST_BYTES = 350_000
"""A row of DynamoDB has 400 KB."""


def keep_form(owner: str, path: str, fields: Iterable[tuple[str, str]]) -> str | None:
    """What its owner, by their staff id, asks for it with; never more than half an hour. None for what is too long."""
    form = KeptForm(actor_id=owner, path=path, fields=tuple(fields))
    if len(form.model_dump_json().encode()) > _MOST_BYTES:
        return None
    token = new_token()
    kept_forms.store_form(token, form, clock.now() + KEPT)
    return token


def kept_form(actor: Actor, token: str) -> KeptForm:
    """Raises NOT-FOUND when it is somebody else's, too: nobody goes on with a colleague's decision."""
    form = kept_forms.find_form(token, clock.now())
    if form is None or form.actor_id != actor.id:
        raise Refused(Code.NOT_FOUND)
    return form
