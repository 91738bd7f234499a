"""Notices that follow from something other than a decision on the application itself."""

from chalicelib.domain.notice import Notice
from chalicelib.store import keys, table


def tell_once(notice: Notice, event: str) -> bool:
    """Write the notice unless this event was told of before; True when it is new."""
    pk = keys.person(notice.person_id)
    row = table.row(pk, keys.notice(notice.created_at, notice.application_id, 0, 0) + f"#{event}", notice)
    marker = table.row(pk, keys.told(event, notice.application_id, notice.kind.value))
    try:
        table.transact([table.put_new(marker), table.put(row)])
    except table.Conflict:
        return False
    return True
