"""Notes of staff: never shown to applicants, never in an execution or an audit chain."""

from datetime import datetime

from chalicelib.domain.actors import Actor
from chalicelib.domain.application import Application
from chalicelib.domain.part import Part
from chalicelib.store import keys, table


class Note(Part):
    by: str
    at: datetime
    text: str


def load_notes(application_id: str) -> list[Note]:
    """First to last."""
    return [
        Note.model_validate_json(row["body"]["S"]) for row in table.query(keys.application(application_id), "NOTE#")
    ]


def note_write(application: Application, actor: Actor, text: str, now: datetime) -> table.Write:
    sk = f"NOTE#{application.version + 1:06d}"
    return table.put_new(table.row(keys.application(application.id), sk, Note(by=actor.signed, at=now, text=text)))
