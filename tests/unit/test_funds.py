"""Pools in two units: what a posting is, that it sums to zero, and that nothing ever goes below zero."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.codes import Code
from chalicelib.domain.funds import (
    Amounts,
    Balance,
    Entry,
    Holding,
    allotment_entries,
    applied,
    entries_between,
)
from chalicelib.domain.refusal import Refused

amounts = st.builds(Amounts, seats=st.integers(0, 50), cents=st.integers(0, 10_000_000))
holdings = st.builds(Holding, reserved=amounts, committed=amounts, expended=amounts)
signed = st.builds(Amounts, seats=st.integers(-50, 50), cents=st.integers(-10_000_000, 10_000_000))


def balance(**buckets: tuple[int, int]) -> Balance:
    return Balance(**{name: Amounts(seats=seats, cents=cents) for name, (seats, cents) in buckets.items()})


def moving(seats: int, cents: int, source: str, target: str) -> tuple[Entry, ...]:
    return (
        Entry(account=source, seats=-seats, cents=-cents),
        Entry(account=target, seats=seats, cents=cents),
    )


@given(holdings, holdings)
def test_every_posting_for_an_award_sums_to_zero_in_both_units(before: Holding, after: Holding) -> None:
    entries = entries_between(before, after)
    assert sum(entry.seats for entry in entries) == 0
    assert sum(entry.cents for entry in entries) == 0
    assert all(entry.seats or entry.cents for entry in entries)


@given(holdings, holdings)
def test_a_posting_moves_a_pool_from_one_holding_to_the_other(before: Holding, after: Holding) -> None:
    plenty = Balance(
        available=Amounts(seats=1_000, cents=100_000_000),
        reserved=before.reserved,
        committed=before.committed,
        expended=before.expended,
    )
    moved = applied(plenty, entries_between(before, after))
    assert (moved.reserved, moved.committed, moved.expended) == (after.reserved, after.committed, after.expended)
    assert moved.allotted == plenty.allotted


@given(holdings)
def test_no_change_is_no_posting(held: Holding) -> None:
    assert entries_between(held, held) == ()


@given(signed)
def test_an_allotment_is_posted_against_the_funding_source(amount: Amounts) -> None:
    entries = allotment_entries("dhcs-sample", amount)
    assert {entry.account for entry in entries} == {"available", "source:dhcs-sample"}
    assert sum(entry.seats for entry in entries) == 0
    assert sum(entry.cents for entry in entries) == 0


def test_an_allotment_raises_what_is_available_and_allotted() -> None:
    after = applied(Balance(), allotment_entries("dhcs-sample", Amounts(seats=5, cents=925000)))
    assert after == balance(available=(5, 925000))
    assert after.allotted == Amounts(seats=5, cents=925000)


def test_what_dhcs_takes_back_comes_from_what_is_available() -> None:
    before = balance(available=(2, 20000), committed=(3, 30000))
    assert applied(before, allotment_entries("s", Amounts(seats=-2, cents=-20000))) == balance(committed=(3, 30000))


@pytest.mark.parametrize("too_much", [Amounts(seats=-3, cents=0), Amounts(seats=0, cents=-20001)])
def test_what_is_in_use_cannot_be_taken_back(too_much: Amounts) -> None:
    before = balance(available=(2, 20000), committed=(3, 30000))
    with pytest.raises(Refused) as refused:
        applied(before, allotment_entries("s", too_much))
    assert refused.value.code is Code.INSUFFICIENT_FUNDS


@pytest.mark.parametrize(
    ("seats", "cents"),
    [(2, 0), (0, 10001), (2, 10001)],
    ids=["no seat", "a cent short", "neither"],
)
def test_both_units_have_to_fit(seats: int, cents: int) -> None:
    assert not Amounts(seats=seats, cents=cents).fits_in(Amounts(seats=1, cents=10000))
    with pytest.raises(Refused) as refused:
        applied(balance(available=(1, 10000)), moving(seats, cents, "available", "reserved"))
    assert refused.value.code is Code.INSUFFICIENT_FUNDS


def test_the_last_seat_and_the_last_cent_can_be_used() -> None:
    before = balance(available=(1, 10000))
    assert Amounts(seats=1, cents=10000).fits_in(before.available)
    assert applied(before, moving(1, 10000, "available", "reserved")) == balance(reserved=(1, 10000))


@pytest.mark.parametrize("bucket", ["reserved", "committed", "expended"])
def test_no_bucket_gives_more_than_it_has(bucket: str) -> None:
    with pytest.raises(Refused) as refused:
        applied(balance(available=(9, 9), **{bucket: (0, 1)}), moving(0, 2, bucket, "available"))
    assert refused.value.code is Code.INSUFFICIENT_FUNDS


@pytest.mark.parametrize(
    "entry", [Entry(account="available", seats=1, cents=0), Entry(account="available", seats=0, cents=1)]
)
def test_a_posting_that_does_not_sum_to_zero_is_never_applied(entry: Entry) -> None:
    with pytest.raises(ValueError, match="sum to zero"):
        applied(Balance(), (entry,))


def test_a_seat_is_not_paid_for_with_cents() -> None:
    """One seat more and one cent less is no balance: each unit sums to zero by itself."""
    entries = (Entry(account="available", seats=1, cents=-1), Entry(account="reserved", seats=0, cents=0))
    with pytest.raises(ValueError, match="sum to zero"):
        applied(balance(available=(1, 1)), entries)


@given(st.lists(st.tuples(signed, st.sampled_from(["reserved", "committed", "expended"])), max_size=20))
def test_whatever_is_posted_nothing_goes_below_zero(moves: list[tuple[Amounts, str]]) -> None:
    pool = balance(available=(20, 5_000_000))
    for amount, bucket in moves:
        try:
            pool = applied(pool, moving(amount.seats, amount.cents, "available", bucket))
        except Refused as refused:
            assert refused.code is Code.INSUFFICIENT_FUNDS  # noqa: PT017 - both outcomes are legal
    assert not any(getattr(pool, name).negative for name in ("available", "reserved", "committed", "expended"))
    assert pool.allotted == Amounts(seats=20, cents=5_000_000)


@given(signed, signed)
def test_amounts_add_and_subtract_unit_by_unit(one: Amounts, other: Amounts) -> None:
    assert one + other - other == one
    assert other - one == -(one - other)
    assert (one - one).is_zero
