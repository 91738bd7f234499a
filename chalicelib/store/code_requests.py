"""Who waits for a new access code: no code is ever in these rows."""

from datetime import datetime

from chalicelib.domain.part import Part
from chalicelib.domain.person import PersonId
from chalicelib.store import keys, table

LIST = "codes"
"""The work list of those who wait."""


class CodeRequest(Part):
    person_id: PersonId
    asked_at: datetime


def request_write(asked: CodeRequest) -> table.Write:
    """Asked again, it stays one request."""
    return table.put(
        table.row(
            keys.person(asked.person_id),
            keys.CODE_REQUEST,
            asked,
            work_pk=keys.work(LIST),
            work_sk=f"{asked.asked_at.isoformat()}#{asked.person_id}",
        )
    )


def removal_write(person_id: str) -> table.Write:
    return table.delete(keys.person(person_id), keys.CODE_REQUEST)


def requests_waiting(limit: int) -> list[CodeRequest]:
    """Oldest first."""
    rows = table.query(keys.work(LIST), index="work", limit=limit)
    return [CodeRequest.model_validate_json(row["body"]["S"]) for row in rows]
