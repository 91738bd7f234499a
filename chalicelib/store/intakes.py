"""Applications on paper and by phone, from when they are typed until somebody else has confirmed them."""

from collections.abc import Iterator, Mapping

from chalicelib.domain.actors import Actor
from chalicelib.domain.audit import change_record
from chalicelib.domain.intake import Intake
from chalicelib.domain.states import IntakeStatus
from chalicelib.store import keys, table
from chalicelib.store.audit_trail import next_event

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


def intake_writes(
    before: Intake | None, after: Intake, actor: Actor, detail: Mapping[str, str] | None = None
) -> list[table.Write]:
    """A new record, or a changed one on the condition that nobody else changed it meanwhile; and the event of its
    last step."""
    step = after.history[-1]
    record = change_record(
        step.action, actor, step.at, was=_state_of(before), now=_state_of(after), detail=_told(after, detail or {})
    )
    head, event = next_event(keys.intake(after.id), after.chain, record, step.at)
    return [_write(before, after.model_copy(update={"chain": head})), event]


def _state_of(intake: Intake | None) -> dict[str, str]:
    """What an event moves between. Where the paper is, and why it was sent back, may name somebody: not here."""
    if intake is None:
        return {}
    arrival = intake.arrival
    return {
        "status": intake.status.value,
        "benefit": intake.benefit,
        "medium": arrival.medium.value,
        "received_at": arrival.at.isoformat(),
    }


def _told(intake: Intake, detail: Mapping[str, str]) -> dict[str, str]:
    """With the application that it has become."""
    return {**detail, **({"application": intake.application_id} if intake.application_id else {})}


def _write(before: Intake | None, after: Intake) -> table.Write:
    work = list_of(after)
    item = table.row(
        keys.intake(after.id),
        keys.STATE,
        after,
        version=after.version,
        work_pk=keys.work(work) if work else None,
        work_sk=f"{after.arrival.at.isoformat()}#{after.id}" if work else None,
        pool_pk=keys.INTAKES,
        pool_sk=after.id,
    )
    return table.put_next(item, before.version if before else None)


def every_intake() -> Iterator[Intake]:
    """All there ever were, oldest first; as stale as the index may be."""
    for row in table.query(keys.INTAKES, index="pool"):
        yield Intake.model_validate_json(row["body"]["S"])
