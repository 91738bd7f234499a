"""What DynamoDB bills for a request, by its published rules, from the sizes of the rows that it touches.

The emulators do not weigh rows. On demand a request unit is: a strongly consistent read of 4 KB (half of one if it may
be stale), or a write of 1 KB; in a transaction a write counts twice, a bare condition check as much as a write. Every
index a row is in is written at the plain price. Retries and failed conditions are not counted: here nobody competes.
"""

from collections.abc import Mapping
from math import ceil

Row = Mapping[str, Mapping[str, str]]

INDEXES = ("work", "pool", "due", "open")
_READ_BYTES = 4096
_WRITE_BYTES = 1024


def size(row: Row | None) -> int:
    """Bytes of a row as DynamoDB counts them: names and values; two digits of a number take a byte, and one more."""
    return sum(len(name.encode()) + _value_size(value) for name, value in (row or {}).items())


def _value_size(value: Mapping[str, str]) -> int:
    ((kind, text),) = value.items()
    return ceil(len(text) / 2) + 1 if kind == "N" else len(text.encode())


def read_units(sizes: list[int], *, consistent: bool) -> float:
    """Of rows read together, as a query does; at least one unit's worth."""
    return max(1, ceil(sum(sizes) / _READ_BYTES)) * (1.0 if consistent else 0.5)


def write_units(before: Row | None, after: Row | None) -> int:
    """Of one action of a transaction: the row itself twice, and every index that it is, was or comes to be in."""
    return 2 * _written(max(size(before), size(after))) + sum(_index_units(name, before, after) for name in INDEXES)


def _index_units(index: str, before: Row | None, after: Row | None) -> int:
    was, now = _place(index, before), _place(index, after)
    if was is not None and was == now:
        return _written(max(size(before), size(after))) if before != after else 0
    # Moved to another place in the index: taken out of one, put into the other.
    return (_written(size(before)) if was else 0) + (_written(size(after)) if now else 0)


def _place(index: str, row: Row | None) -> tuple[str, str] | None:
    keys = [(row or {}).get(f"{index}_{part}") for part in ("pk", "sk")]
    found = [key["S"] for key in keys if key is not None]
    return (found[0], found[1]) if len(found) == len(keys) else None


def _written(row_bytes: int) -> int:
    return max(1, ceil(row_bytes / _WRITE_BYTES))
