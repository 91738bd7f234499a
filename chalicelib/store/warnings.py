"""Warnings about pools: each is a row of its own, and each pool points at those that are still true."""

from collections.abc import Sequence

from chalicelib.domain.forecast import WarningKind
from chalicelib.domain.program import PoolId
from chalicelib.domain.warning import PoolWarning, WarningStatus
from chalicelib.store import keys, table


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
    return [table.put_new(pointer), table.put_new(_row(warning))]


def change_writes(before: PoolWarning, after: PoolWarning) -> list[table.Write]:
    """The warning as someone answered it, or as it ended, unless it was changed meanwhile."""
    changed = table.put(_row(after), "warning_status = :was", {"was": before.status.value})
    if after.status is not WarningStatus.OVER:
        return [changed]
    return [changed, table.delete(keys.pool(after.pool), keys.warning_of_pool(after.kind), "attribute_exists(pk)")]


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
