"""Funding sources: which one pays for a pool, what it may allot, until when it pays."""

import pytest

from chalicelib.domain.codes import Code
from chalicelib.domain.funds import SourceAccount
from chalicelib.domain.program import FundingSource, Program
from chalicelib.domain.refusal import Refused
from tests.unit.builders import shipped


def two_sources() -> Program:
    base = shipped()
    first = base.funding_sources[0]
    second = FundingSource.model_validate(first.model_dump() | {"id": "second", "contract": "SAMPLE-2"})
    paid = tuple(
        benefit.model_copy(update={"funding_source": "second"}) if benefit.area else benefit
        for benefit in base.benefits
    )
    curriculum = tuple(pool.model_copy(update={"funding_source": "second"}) for pool in base.money_only_pools)
    changes = {"funding_sources": (first, second), "benefits": paid, "money_only_pools": curriculum}
    return base.model_copy(update=changes)


@pytest.mark.parametrize(
    ("pool", "source"),
    [
        ("initial/statewide", "dhcs-sample"),
        ("specialization-unhoused/central", "second"),
        ("spanish-curriculum/statewide", "second"),
    ],
)
def test_a_pool_is_paid_by_the_source_of_its_benefit(pool: str, source: str) -> None:
    assert two_sources().source_of(pool).id == source


def test_a_benefit_of_an_unknown_source_is_no_program() -> None:
    given = shipped().model_dump()
    given["benefits"][0]["funding_source"] = "nobody"
    with pytest.raises(ValueError, match="unknown funding source nobody"):
        Program.model_validate(given)


def test_the_whole_contract_can_be_allotted_and_not_a_cent_more() -> None:
    account = SourceAccount(id="s").allot(100, 100)
    assert (account.allotted_cents, account.version) == (100, 1)
    with pytest.raises(Refused) as refused:
        account.allot(1, 100)
    assert (refused.value.code, refused.value.field) == (Code.OVER_CONTRACT, "cents")


def test_money_can_be_taken_back_from_a_contract_that_was_cut() -> None:
    assert SourceAccount(id="s", allotted_cents=100).allot(-10, 50).allotted_cents == 90
