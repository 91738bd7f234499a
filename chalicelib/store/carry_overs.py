"""What carrying over leaves behind: a mark on the application it came from, and when a pool's queue was left."""

from datetime import datetime

from chalicelib.domain.codes import Code
from chalicelib.domain.program import PoolId
from chalicelib.domain.refusal import Refused
from chalicelib.store import keys, table


def carried_write(earlier_id: str, new_id: str) -> table.Write:
    """An application is carried over once. Its transaction raises WRONG-STATE when it was."""
    row = table.row(keys.application(earlier_id), keys.CARRIED, application=new_id)
    return table.put_new(row, Refused(Code.WRONG_STATE))


def was_carried(earlier_id: str) -> bool:
    return table.get(keys.application(earlier_id), keys.CARRIED) is not None


def queue_left_write(pool: PoolId, at: datetime) -> table.Write:
    """For the transaction that takes a pool's money and leaves its queue: whoever waits now may move on."""
    return table.put(table.row(keys.pool(pool), keys.LEFT, left_at=at.isoformat()))


def queue_left_at(pool: PoolId) -> datetime | None:
    """When the pool's queue was left the last time."""
    row = table.get(keys.pool(pool), keys.LEFT)
    return datetime.fromisoformat(row["left_at"]["S"]) if row else None
