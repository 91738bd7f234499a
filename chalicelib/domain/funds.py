"""Pools of money counted in seats and cents, and the journal of what moves between their buckets.

allotted = available + reserved + committed + expended, in both units, always (DESIGN.md section 4).
"""

from datetime import date, datetime

from chalicelib.domain.chain import ChainHead
from chalicelib.domain.codes import Code
from chalicelib.domain.part import Part
from chalicelib.domain.program import PoolId
from chalicelib.domain.refusal import Refused


class Amounts(Part):
    """Seats and integer cents, moved together."""

    seats: int = 0
    cents: int = 0

    def __add__(self, other: "Amounts") -> "Amounts":
        return Amounts(seats=self.seats + other.seats, cents=self.cents + other.cents)

    def __neg__(self) -> "Amounts":
        return Amounts(seats=-self.seats, cents=-self.cents)

    def __sub__(self, other: "Amounts") -> "Amounts":
        return self + -other

    @property
    def negative(self) -> bool:
        return self.seats < 0 or self.cents < 0

    @property
    def is_zero(self) -> bool:
        return self.seats == 0 and self.cents == 0

    def fits_in(self, other: "Amounts") -> bool:
        return self.seats <= other.seats and self.cents <= other.cents


NOTHING = Amounts()


class Holding(Part):
    """What one award holds of its pool: the three buckets that are not available."""

    reserved: Amounts = NOTHING
    committed: Amounts = NOTHING
    expended: Amounts = NOTHING

    @property
    def total(self) -> Amounts:
        return self.reserved + self.committed + self.expended


class Balance(Part):
    available: Amounts = NOTHING
    reserved: Amounts = NOTHING
    committed: Amounts = NOTHING
    expended: Amounts = NOTHING

    @property
    def allotted(self) -> Amounts:
        return self.available + self.reserved + self.committed + self.expended


class Entry(Part):
    """A signed movement on one account: a bucket of the pool, or `source:<id>` for the funding source."""

    account: str
    seats: int
    cents: int


class SourceAccount(Part):
    """What a funding source has allotted to its pools so far, in cents: the control account of their allotments."""

    id: str
    allotted_cents: int = 0
    version: int = 0

    def allot(self, cents: int, contract_cents: int) -> "SourceAccount":
        """More, or back where cents are negative. Raises OVER-CONTRACT above what the contract is for."""
        allotted = self.allotted_cents + cents
        if cents > 0 and allotted > contract_cents:
            raise Refused(Code.OVER_CONTRACT, field="cents")
        return self.model_copy(update={"allotted_cents": allotted, "version": self.version + 1})


class Posting(Part):
    """One journal entry. The sum over its entries is zero in each unit; nothing of it is ever changed."""

    pool: PoolId
    kind: str
    subject: str
    actor: str
    reference: str | None
    entries: tuple[Entry, ...]
    effective_on: date
    recorded_at: datetime
    balance: Balance
    """The pool after this posting, so that an as-of report reads one row."""


class Pool(Part):
    id: PoolId
    balance: Balance = Balance()
    recorded_at: datetime | None = None
    chain: ChainHead = ChainHead()

    @property
    def version(self) -> int:
        return self.chain.seq


BUCKETS = ("available", "reserved", "committed", "expended")


def entries_between(before: Holding, after: Holding) -> tuple[Entry, ...]:
    """The movements that take a pool from one holding of an award to another; available takes the difference."""
    moved = {
        "available": before.total - after.total,
        "reserved": after.reserved - before.reserved,
        "committed": after.committed - before.committed,
        "expended": after.expended - before.expended,
    }
    return tuple(
        Entry(account=name, seats=amount.seats, cents=amount.cents)
        for name, amount in moved.items()
        if not amount.is_zero
    )


def allotment_entries(source_id: str, amount: Amounts) -> tuple[Entry, ...]:
    """Money from (or back to) the funding source, by a decision of DHCS."""
    return (
        Entry(account="available", seats=amount.seats, cents=amount.cents),
        Entry(account=f"source:{source_id}", seats=-amount.seats, cents=-amount.cents),
    )


def applied(balance: Balance, entries: tuple[Entry, ...]) -> Balance:
    """The balance after the entries. Raises INSUFFICIENT-FUNDS when a bucket would go below zero."""
    if sum(entry.seats for entry in entries) or sum(entry.cents for entry in entries):
        raise ValueError("a posting must sum to zero in seats and in cents")
    buckets = {name: getattr(balance, name) for name in BUCKETS}
    for entry in entries:
        if entry.account in buckets:
            buckets[entry.account] += Amounts(seats=entry.seats, cents=entry.cents)
    if any(amount.negative for amount in buckets.values()):
        raise Refused(Code.INSUFFICIENT_FUNDS)
    return Balance(**buckets)
