"""The clock of a scenario: it moves only when told to, and only forward."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

from chalicelib.gateways import clock as program_clock


class VirtualClock:
    """Give `now` to `chalicelib.gateways.clock.set_clock`, or use `installed`. Safe for several threads."""

    def __init__(self, start: datetime) -> None:
        """Starts at `start`, which must carry its time zone."""
        self._lock = threading.Lock()
        self._now = _in_utc(start)

    def now(self) -> datetime:
        """The virtual moment, in UTC."""
        with self._lock:
            return self._now

    def jump_to(self, moment: datetime) -> None:
        """Moves to `moment`. Raises ValueError when that lies in the past, or has no time zone."""
        target = _in_utc(moment)
        with self._lock:
            if target < self._now:
                raise ValueError(f"the clock never goes back: {target.isoformat()} is before {self._now.isoformat()}")
            self._now = target

    def tick(self, seconds: float = 1.0) -> datetime:
        """Moves forward by `seconds` and returns the new moment. Raises ValueError when `seconds` is negative."""
        if seconds < 0:
            raise ValueError(f"the clock never goes back: {seconds} seconds")
        with self._lock:
            self._now += timedelta(seconds=seconds)
            return self._now

    @contextmanager
    def installed(self) -> Iterator[None]:
        """Inside the block the program takes its time from this clock."""
        program_clock.set_clock(self.now)
        try:
            yield
        finally:
            program_clock.set_clock(None)


def _in_utc(moment: datetime) -> datetime:
    if moment.utcoffset() is None:
        raise ValueError("a moment needs a time zone")
    return moment.astimezone(UTC)
