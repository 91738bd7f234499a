"""Forms that wait while their person signs in again: kept half an hour, for the same person alone."""

import hashlib
from datetime import datetime

from chalicelib.domain.part import Part
from chalicelib.store import keys, table


class KeptForm(Part):
    actor_id: str
    path: str
    """The page that it is sent to."""
    fields: tuple[tuple[str, str], ...]


def store_form(token: str, form: KeptForm, until: datetime) -> None:
    item = table.row(keys.kept_form(_digest(token)), keys.STATE, form, expires_at=int(until.timestamp()))
    table.transact([table.put_new(item)])


def find_form(token: str, now: datetime) -> KeptForm | None:
    """None when there is none or its time was up; DynamoDB removes it hours later."""
    row = table.get(keys.kept_form(_digest(token)), keys.STATE)
    if row is None or int(row["expires_at"]["N"]) <= now.timestamp():
        return None
    return KeptForm.model_validate_json(row["body"]["S"])


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
