"""A crowd in front of a pool: copies of one application that really waits, put behind everybody else."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from chalicelib.domain.application import ApplicationId
from chalicelib.domain.folder import Folder, Place
from chalicelib.domain.person import PersonId
from chalicelib.domain.subject import Subject
from chalicelib.gateways import aws
from chalicelib.gateways.identifiers import new_id
from chalicelib.gateways.settings import setting
from chalicelib.store import folder_rows, runs

TOKEN = "crowd-"
_ROWS_AT_ONCE = 25


def add_crowd(model: Folder, size: int, after: datetime) -> None:
    """`size` copies of `model` in the queue of its pool, submitted from `after` on.

    Each has a token, as if its execution waited; there is none, so whoever serves them answers for Step Functions.
    """
    puts: list[Any] = [{"PutRequest": {"Item": row}} for number in range(size) for row in _rows(model, number, after)]
    for start in range(0, len(puts), _ROWS_AT_ONCE):
        aws.dynamodb().batch_write_item(RequestItems={setting("TABLE_NAME"): puts[start : start + _ROWS_AT_ONCE]})


def _rows(model: Folder, number: int, after: datetime) -> Iterator[dict[str, Any]]:
    # In UTC, as the program's clock gives it: queues are sorted by how this is written.
    moment = (after + timedelta(seconds=number)).astimezone(UTC)
    copy = model.application.model_copy(
        update={
            "id": ApplicationId(new_id(moment)),
            "person_id": PersonId(new_id(moment)),
            "submitted_at": moment,
        }
    )
    for write in folder_rows.state_writes(None, model.model_copy(update={"application": copy})):
        yield write.action["Put"]["Item"]
    token = {"task_token": {"S": f"{TOKEN}{copy.id}"}, "token_place": {"S": Place.WAIT_FOR_ALLOCATION.value}}
    yield runs.new_run_write(Subject(application_id=copy.id)).action["Put"]["Item"] | token
