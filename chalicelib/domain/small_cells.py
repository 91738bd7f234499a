"""Counts of people that are too small to be shown, and those that would give them away (DOMAIN.md 6.3).

Rows with a small count are put together with others, until what is put together is large enough itself: then nothing is
hidden that subtracting could find.
"""

from collections.abc import Mapping

Counts = tuple[int, ...]


def is_small(counts: Counts, least: int) -> bool:
    """True when one of them says something of fewer people than `least`, but of some."""
    return any(0 < count < least for count in counts)


def folded(rows: Mapping[str, Counts], least: int) -> tuple[dict[str, Counts], Counts | None]:
    """The rows that can be shown, and the sum of the others; None when there are no others.

    The sum is small itself only where nothing can be shown at all.
    """
    shown = {name: counts for name, counts in rows.items() if not is_small(counts, least)}
    put_together = [counts for name, counts in rows.items() if name not in shown]
    while put_together and shown and is_small(_sum(put_together), least):
        put_together.append(shown.pop(_next(shown, put_together, least)))
    return shown, _sum(put_together) if put_together else None


def _next(shown: Mapping[str, Counts], put_together: list[Counts], least: int) -> str:
    """The row with the fewest people of those that make the sum large enough; where none does, of all."""

    def cost(name: str) -> tuple[bool, int, str]:
        return is_small(_sum([*put_together, shown[name]]), least), sum(shown[name]), name

    return min(shown, key=cost)


def _sum(rows: list[Counts]) -> Counts:
    return tuple(sum(column) for column in zip(*rows, strict=True))
