"""Applications on paper and by phone, from when they are typed until somebody else has confirmed them."""

from chalicelib.domain.intake import Intake
from chalicelib.domain.states import IntakeStatus
from chalicelib.store import keys, table

CONFIRM, MEND = "intake", "intake_returned"
"""The work lists of those that wait for a second person, and of those that were sent back."""
_WORK = {IntakeStatus.ENTERED: CONFIRM, IntakeStatus.RETURNED: MEND}


def find_intake(intake_id: str) -> Intake | None:
    row = table.get(keys.intake(intake_id), keys.STATE)
    return Intake.model_validate_json(row["body"]["S"]) if row else None


def load_intake(intake_id: str) -> Intake:
    """Raises NOT-FOUND."""
    row = table.load(keys.intake(intake_id), keys.STATE, "intake")
    return Intake.model_validate_json(row["body"]["S"])


def list_of(intake: Intake) -> str | None:
    """The work list that it is on, if any."""
    return _WORK.get(intake.status)


def intake_write(before: Intake | None, after: Intake) -> table.Write:
    """A new record, or a changed one on the condition that nobody else changed it meanwhile."""
    work = list_of(after)
    item = table.row(
        keys.intake(after.id),
        keys.STATE,
        after,
        version=after.version,
        work_pk=keys.work(work) if work else None,
        work_sk=f"{after.arrival.at.isoformat()}#{after.id}" if work else None,
    )
    return table.put_next(item, before.version if before else None)
