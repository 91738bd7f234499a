"""The one clock. Everything that needs the time asks here, so that a story can be played in virtual time."""

from collections.abc import Callable
from datetime import UTC, datetime

_source: Callable[[], datetime] | None = None


def now() -> datetime:
    """The moment, aware, in UTC."""
    return _source() if _source is not None else datetime.now(UTC)


def set_clock(source: Callable[[], datetime] | None) -> None:
    """Put another clock in place of the machine's; None restores it."""
    global _source
    _source = source
