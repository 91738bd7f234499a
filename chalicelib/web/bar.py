"""The bar of a pool: what share of its money is in which bucket."""

from chalicelib.domain.funds import Balance

_WHOLE = 1000


def bar(balance: Balance) -> list[tuple[str, int, int]]:
    """Bucket, beginning and width of each part of the bar, in thousandths of what was allotted, by cents."""
    whole, begin, found = balance.allotted.cents, 0, []
    for name in ("expended", "committed", "reserved", "available"):
        width = getattr(balance, name).cents * _WHOLE // whole if whole else 0
        found.append((name, begin, width))
        begin += width
    return found
