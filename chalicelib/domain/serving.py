"""Queues served in thought, in the allocator's own order; nothing is written.

The same strict order as the allocator's: the first who does not fit in both units stops the queue. Where the benefit
has a general pool, it serves the best of those who are stuck at the head of a region's queue, and is as strict; after
each of them the region's own pool goes on (docs/decisions/0009-hot-pool.md). The queue's own rows say what each would
take; the allocator may take less where another award has come to pay an item meanwhile.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from enum import StrEnum
from heapq import heapify, heappop, heappush

from chalicelib.domain.forecast import Outlook
from chalicelib.domain.funds import Amounts
from chalicelib.domain.pace import Pace
from chalicelib.domain.part import Part
from chalicelib.domain.program import PoolId
from chalicelib.domain.waiting import Waiting, need_of


class StandingPool(Part):
    """A pool as it stands before any move."""

    id: PoolId
    source: str
    """The funding source; money does not leave it."""
    without_seats: bool
    """Money that nobody applies for."""
    available: Amounts
    waiting: tuple[Waiting, ...]
    suspended: bool
    priority_until: date | None
    """Until this day's end only tier 1 is served."""
    pace: Pace
    outlook: Outlook
    general: PoolId | None = None
    """The pool that serves whoever is first here and does not fit, where the program says so."""

    @property
    def benefit(self) -> str:
        return self.id.split("/")[0]


class Stop(StrEnum):
    """Why serving a queue stopped."""

    ALL_SERVED = "all_served"
    DOES_NOT_FIT = "does_not_fit"
    """The first who waits needs more than is left in one of the units: what is left is stranded."""
    SUSPENDED = "suspended"
    PRIORITY = "priority"
    """Only nominated people are served for now, and the first who waits is not one."""


class Counts(Part):
    """So many people, and who they are, as far as a queue tells."""

    people: int
    cents: int
    by_region: dict[str, int]
    by_tier: dict[str, int]
    by_language: dict[str, int]


class Service(Part):
    """A queue served as far as it goes."""

    available: Amounts
    """Before serving."""
    served: Counts
    """With this pool's money; of a general pool, people of the regions' queues."""
    served_by_general: int
    """People of this queue whom the general pool pays for."""
    stays: Counts
    stop: Stop
    left: Amounts
    """After serving. Stranded, when people stay because the first does not fit."""
    head_needs: Amounts | None
    """What the first who stays would take."""


def serve_all(
    pools: Sequence[StandingPool],
    available: Mapping[PoolId, Amounts],
    regions: Mapping[str, str],
    on: date,
    reopened: frozenset[str] = frozenset(),
) -> dict[PoolId, Service]:
    """Every pool's queue with so much available; rounds of `reopened` are not on hold. `regions`: county → region."""
    lines = {pool.id: _Line(pool, available[pool.id], on, goes_on=pool.benefit in reopened) for pool in pools}
    for line in lines.values():
        line.serve()
    for general in {pool.general for pool in pools if pool.general}:
        lines[general].serve_heads_of([line for line in lines.values() if line.pool.general == general])
    return {pool_id: line.service(regions) for pool_id, line in lines.items()}


class _Line:
    """A pool and its queue on the way; `_next` is the place of whoever is first now."""

    def __init__(self, pool: StandingPool, available: Amounts, on: date, *, goes_on: bool) -> None:
        self.pool = pool
        self.stop = Stop.ALL_SERVED
        self._available, self._seats, self._cents = available, available.seats, available.cents
        self._on_hold = pool.suspended and not goes_on
        self._only_first_tier = pool.priority_until is not None and on <= pool.priority_until
        self._next = 0
        self._paid: list[Waiting] = []
        self._by_general = 0
        self._stuck_head: Waiting | None = None

    @property
    def head(self) -> Waiting | None:
        return self.pool.waiting[self._next] if self._next < len(self.pool.waiting) else None

    def serve(self) -> None:
        """As far as the pool's own money goes."""
        while (place := self.head) is not None:
            if (stop := self._stop_at(place)) is not None:
                self.stop = stop
                return
            self._pay(place)
            self._next += 1
        self.stop = Stop.ALL_SERVED

    def _stop_at(self, place: Waiting) -> Stop | None:
        if self._on_hold:
            return Stop.SUSPENDED
        if self._only_first_tier and place.tier != 1:
            return Stop.PRIORITY
        return None if self._fits(place) else Stop.DOES_NOT_FIT

    def _fits(self, place: Waiting) -> bool:
        return self._seats >= 1 and self._cents >= place.cents

    def _pay(self, place: Waiting) -> None:
        self._seats, self._cents = self._seats - 1, self._cents - place.cents
        self._paid.append(place)

    def serve_heads_of(self, regional: Sequence["_Line"]) -> None:
        """As a general pool: the best of those who are stuck at the head of a queue, until that one does not fit."""
        stuck = [(place.order, n) for n, line in enumerate(regional) if (place := line.stuck) is not None]
        heapify(stuck)
        while stuck:
            _, n = heappop(stuck)
            line = regional[n]
            place = line.stuck
            if place is None or not self._fits(place):
                self.stop, self._stuck_head = Stop.DOES_NOT_FIT, place
                return
            self._pay(place)
            line.let_go()
            if line.stuck is not None:
                heappush(stuck, (line.stuck.order, n))
        self.stop = next((line.stop for line in regional if line.head is not None), Stop.ALL_SERVED)

    @property
    def stuck(self) -> Waiting | None:
        """The head, where it may be served and does not fit in what this pool has."""
        return self.head if self.stop is Stop.DOES_NOT_FIT else None

    def let_go(self) -> None:
        """The general pool has taken the head; whoever is next may fit here."""
        self._next, self._by_general = self._next + 1, self._by_general + 1
        self.serve()

    def service(self, regions: Mapping[str, str]) -> Service:
        stays = self.pool.waiting[self._next :]
        head = self._stuck_head or self.head
        return Service(
            available=self._available,
            served=counts_of(self._paid, regions),
            served_by_general=self._by_general,
            stays=counts_of(stays, regions),
            stop=self.stop,
            left=Amounts(seats=self._seats, cents=self._cents),
            head_needs=head.needs if head else None,
        )


def counts_of(places: Sequence[Waiting], regions: Mapping[str, str]) -> Counts:
    """By region of the county named, tier and language; `unknown` where no region is known."""
    return Counts(
        people=len(places),
        cents=need_of(places).cents,
        by_region=_sorted(Counter(regions.get(place.county or "", "unknown") for place in places)),
        by_tier=_sorted(Counter(str(place.tier) for place in places)),
        by_language=_sorted(Counter(place.language for place in places)),
    )


def _sorted(counter: Mapping[str, int]) -> dict[str, int]:
    return dict(sorted(counter.items()))
