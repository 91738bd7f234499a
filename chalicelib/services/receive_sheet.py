"""A county's list as a file: a form sends it straight to S3, it is read once and deleted, and nothing is recorded yet.

It is never shown or opened as a file, only read as text, so no malware scan has to answer first.
"""

from chalicelib.domain.actors import Actor, authorize
from chalicelib.domain.nomination_sheet import MOST_BYTES, sheet_text
from chalicelib.domain.permissions import Operation
from chalicelib.domain.refusal import invalid
from chalicelib.gateways import clock
from chalicelib.gateways import documents as files
from chalicelib.gateways.documents import FileGone, Place, UploadForm
from chalicelib.gateways.identifiers import new_id

_ALL, _SHEET = "nominations", "sheet"
"""In the place of an application and of a document's kind; the liaison stands for the person."""


def sheet_form(actor: Actor, then: str) -> UploadForm:
    """The browser comes back to the address `then`. S3's own limit is twice ours, which is told in our words."""
    authorize(actor, Operation.NOMINATE)
    return files.upload_form(Place(actor.id, _ALL, _SHEET, new_id(clock.now())), 2 * MOST_BYTES, then)


def is_sheet_of(actor: Actor, key: str) -> bool:
    """Whether S3 speaks of a list that this very liaison sent."""
    place = files.place_of(key)
    return place is not None and place[:3] == (actor.id, _ALL, _SHEET)


def take_sheet(actor: Actor) -> str:
    """The text of the list that the liaison sent last. Raises INVALID when none is here, and for what is no list."""
    authorize(actor, Operation.NOMINATE)
    sent = files.incoming_of(actor.id, _ALL)
    if not sent or sent[-1].bytes > MOST_BYTES:
        _drop(sent)
        raise invalid("file")
    try:
        content = files.whole(sent[-1])
    except FileGone as error:
        raise invalid("file") from error
    _drop(sent)
    return sheet_text(content)


def _drop(sent: list[files.Incoming]) -> None:
    for each in sent:
        files.drop(each.place, files.INCOMING)
