"""Warnings about pools: each is a row of its own, and each pool points at those that are still true."""

from collections.abc import Sequence
from datetime import datetime

from chalicelib.domain.actors import SYSTEM, Actor
from chalicelib.domain.audit import change_record
from chalicelib.domain.forecast import WarningKind
from chalicelib.domain.program import PoolId
from chalicelib.domain.warning import PoolWarning, WarningStatus
from chalicelib.store import keys, table
from chalicelib.store.audit_trail import chained_writes


def load_warning(warning_id: str) -> PoolWarning:
    """Raises NOT-FOUND."""
    row = table.load(keys.warning(warning_id), keys.STATE, "warning")
    return PoolWarning.model_validate_json(row["body"]["S"])


def still_true(pool_ids: Sequence[PoolId]) -> dict[tuple[PoolId, WarningKind], PoolWarning]:
    """Those raised and not over yet, whether or not they were acknowledged."""
    wanted = [(keys.pool(pool_id), keys.warning_of_pool(kind)) for pool_id in pool_ids for kind in WarningKind]
    pointers = table.get_many(wanted)
    rows = table.get_many([(keys.warning(pointer["warning"]["S"]), keys.STATE) for pointer in pointers])
    found = [PoolWarning.model_validate_json(row["body"]["S"]) for row in rows]
    return {(warning.pool, warning.kind): warning for warning in found}


def raise_writes(warning: PoolWarning) -> list[table.Write]:
    """A new warning, unless the pool has one of its kind: then another run was faster."""
    pointer = table.row(keys.pool(warning.pool), keys.warning_of_pool(warning.kind), warning=warning.id)
    event = _event_writes(None, warning, "raise_warning", SYSTEM, warning.raised_at)
    return [table.put_new(pointer), table.put_new(_row(warning)), *event]


def answer_writes(before: PoolWarning, after: PoolWarning, actor: Actor, now: datetime) -> list[table.Write]:
    """The warning as someone answered it, unless it was changed meanwhile."""
    return [_changed(before, after), *_event_writes(before, after, "acknowledge_warning", actor, now)]


def end_writes(before: PoolWarning, after: PoolWarning, now: datetime) -> list[table.Write]:
    """The warning as it ended, unless it was changed meanwhile."""
    gone = table.delete(keys.pool(after.pool), keys.warning_of_pool(after.kind), "attribute_exists(pk)")
    return [_changed(before, after), gone, *_event_writes(before, after, "end_warning", SYSTEM, now)]


def _changed(before: PoolWarning, after: PoolWarning) -> table.Write:
    return table.put(_row(after), "warning_status = :was", {"was": before.status.value})


def _event_writes(
    before: PoolWarning | None, after: PoolWarning, action: str, actor: Actor, now: datetime
) -> list[table.Write]:
    """In the chain of all warnings about the pool."""
    told = {"warning": after.id, "kind": after.kind.value, "reason": after.reason}
    was = {"status": before.status.value} if before else {}
    record = change_record(action, actor, now, was=was, now={"status": after.status.value}, detail=told)
    return chained_writes(keys.warnings_about(after.pool), record, now)


def _row(warning: PoolWarning) -> table.Row:
    work = keys.work("warnings") if warning.status is WarningStatus.RAISED else None
    return table.row(
        keys.warning(warning.id),
        keys.STATE,
        warning,
        warning_status=warning.status.value,
        work_pk=work,
        work_sk=f"{warning.raised_at.isoformat()}#{warning.id}" if work else None,
    )
