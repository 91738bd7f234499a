"""What a person wrote in an appeal and what they were answered: beside the folder, in no chain and no execution."""

from datetime import datetime

from chalicelib.domain.application import Application
from chalicelib.domain.part import Part
from chalicelib.store import keys, table


class AppealText(Part):
    by: str
    at: datetime
    text: str
    is_answer: bool


def text_write(application: Application, text: AppealText) -> table.Write:
    """For the transaction that files or decides: one text for each step of the application."""
    return table.put_new(table.row(keys.application(application.id), keys.appeal_text(application.version + 1), text))


def load_texts(application_id: str) -> list[AppealText]:
    """First to last."""
    rows = table.query(keys.application(application_id), "APPEAL#")
    return [AppealText.model_validate_json(row["body"]["S"]) for row in rows]
