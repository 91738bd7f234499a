"""A crowd in front of a pool: copies of one application that really waits, put behind everybody else."""

from datetime import UTC, datetime, timedelta

from chalicelib.domain.application import ApplicationId
from chalicelib.domain.folder import Folder
from chalicelib.domain.person import PersonId
from chalicelib.domain.subject import Subject
from chalicelib.gateways.identifiers import new_id
from chalicelib.store import folder_rows, runs, table


def add_crowd(model: Folder, size: int, after: datetime) -> None:
    """`size` copies of `model` in the queue of its pool, submitted from `after` on. They have no executions."""
    for number in range(size):
        # In UTC, as the program's clock gives it: queues are sorted by how this is written.
        moment = (after + timedelta(seconds=number)).astimezone(UTC)
        copy = model.application.model_copy(
            update={
                "id": ApplicationId(new_id(moment)),
                "person_id": PersonId(new_id(moment)),
                "submitted_at": moment,
            }
        )
        waiting = model.model_copy(update={"application": copy})
        table.transact([*folder_rows.state_writes(None, waiting), runs.new_run_write(Subject(application_id=copy.id))])
