"""The program as data: what may be asked for, what it pays, where, when, by which rules (DOMAIN.md sections 1, 5, 7).

A version of the program is loaded from `program/*.yaml` (version 1) or published later; it is never changed. Money is
in integer cents, dates are Pacific calendar dates.
"""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Literal, NewType

from pydantic import Field, model_validator

from chalicelib.domain.codes import Code
from chalicelib.domain.office import Office
from chalicelib.domain.part import Part
from chalicelib.domain.places import GENERAL, County, Plan, Region, county_slug
from chalicelib.domain.policy import Policy
from chalicelib.domain.program_checks import problems_of
from chalicelib.domain.program_values import Cents, Seats, Slug, Standing, Text

BenefitId = NewType("BenefitId", str)
PoolId = NewType("PoolId", str)
"""`<benefit>/<region>`, for example `initial/statewide`."""
ItemId = NewType("ItemId", str)


class Payee(StrEnum):
    PROGRAM = "program"
    """CalMHSA's own fee: paid by a credit, no money leaves (DOMAIN.md 1.4)."""
    PROVIDER = "provider"


class CoveredItem(Part):
    """One thing that a benefit pays for."""

    id: Slug
    name: Text
    payee: Payee
    cap_cents: Cents
    occurrence: Literal["once", "area", "attempt", "certification_expiry"]
    """What makes two fundings of this item different ones (SCENARIOS.md: never funded twice per occurrence)."""
    source: str
    standing: Standing


class Fee(Part):
    """A fee in force from a date on, until a later row for the same item."""

    item: Slug
    cents: Cents
    effective_from: date
    effective_from_standing: Standing = "unconfirmed"
    source: str
    standing: Standing


class BenefitKind(StrEnum):
    SCHOLARSHIP = "scholarship"
    FEE_WAIVER = "fee_waiver"


class Benefit(Part):
    id: Slug
    name: Text
    summary: Text
    kind: BenefitKind
    items: tuple[Slug, ...] = Field(min_length=1)
    regional: bool
    """True: one pool per region, chosen by the county of the nexus. False: one statewide pool."""
    general_pool: bool = False
    """True: besides the regions there is `<benefit>/general`, which serves those whose own region's pool cannot."""
    area: Slug | None = None
    training: Text | None = None
    """What the training in the area is called, for those who give it and those who take it."""
    funding_source: Slug | None = None
    """The contract that pays for it; None: the program's first."""
    certification: Literal["none", "lapsed_or_active", "good_standing"] = "none"
    """What a person must hold to ask: a reinstatement is for those whose certification has lapsed."""
    target_seats: Seats | None = None
    """Seats the program published for this benefit; shown as a target, never allotted by itself."""
    source: str
    standing: Standing

    @model_validator(mode="after")
    def _names_the_training_in_its_area(self) -> "Benefit":
        if self.area and self.training is None:
            raise ValueError(f"benefit {self.id}: an area needs a name for its training")
        return self


class MoneyOnlyPool(Part):
    """A pool that can be given money but not applied for, such as the Spanish curriculum (Seed A)."""

    id: str
    name: Text
    source: str
    funding_source: Slug | None = None


class Round(Part):
    """A dated window for one benefit. Both dates are whole Pacific days; a missing one is no limit."""

    benefit: Slug
    opens: date | None = None
    closes: date | None = None
    use_milestone: date | None = None
    """An award not used by this day is forfeited (the 2022 rounds had one)."""
    nomination_required: bool = False
    priority_until: date | None = None
    standing: Standing = "sample"

    @model_validator(mode="after")
    def _opens_before_it_closes(self) -> "Round":
        if self.opens and self.closes and self.closes < self.opens:
            raise ValueError(f"round {self.benefit}: closes {self.closes} before it opens {self.opens}")
        return self


class Reason(Part):
    code: Code
    text: Text
    cure: Text | None
    """What the person can do about it; None is an honest 'no cure'."""
    appealable: bool
    adverse: bool
    """True: only a person may decide it (DESIGN.md section 7)."""
    source: str


class Provider(Part):
    id: Slug
    name: str
    contract_from: date
    contract_to: date | None = None
    languages: tuple[Literal["en", "es"], ...]
    source: str
    standing: Standing


class Funder(Part):
    """Another who pays for the same things: what they pay is not paid again (DOMAIN.md 1.1, 7.3 (3))."""

    id: Slug
    name: Text
    source: str


class AcceptedId(Part):
    """A kind of photo ID that is taken, as people are told."""

    id: Slug
    name: Text
    standing: Standing
    source: str


class FundingSource(Part):
    """A DHCS contract: money may be promised until the period ends and paid until it is liquidated."""

    id: Slug
    name: Text
    contract: str
    contract_cents: Annotated[int, Field(ge=0, le=10_000_000_000_00, strict=True)]
    """The most that may ever be allotted from it."""
    period_start: date
    period_end: date
    liquidation_deadline: date
    standing: Standing

    @model_validator(mode="after")
    def _dates_in_order(self) -> "FundingSource":
        if not self.period_start <= self.period_end <= self.liquidation_deadline:
            raise ValueError(f"funding source {self.id}: its dates are not in order")
        return self


class Program(Part):
    """One version. Who reads it can rely on every reference inside it being good."""

    version: int = Field(ge=1)
    effective_from: datetime
    funding_sources: tuple[FundingSource, ...] = Field(min_length=1)
    policy: Policy
    items: tuple[CoveredItem, ...]
    fees: tuple[Fee, ...]
    benefits: tuple[Benefit, ...]
    money_only_pools: tuple[MoneyOnlyPool, ...]
    rounds: tuple[Round, ...]
    regions: tuple[Region, ...]
    counties: tuple[County, ...]
    plans: tuple[Plan, ...]
    providers: tuple[Provider, ...]
    reasons: tuple[Reason, ...]
    funders: tuple[Funder, ...] = ()
    office: Office | None = None
    accepted_ids: tuple[AcceptedId, ...] = ()

    @model_validator(mode="after")
    def _consistent(self) -> "Program":
        problems = list(problems_of(self))
        if problems:
            raise ValueError("; ".join(problems))
        return self

    def benefit(self, benefit_id: str) -> Benefit | None:
        return next((benefit for benefit in self.benefits if benefit.id == benefit_id), None)

    def item(self, item_id: str) -> CoveredItem:
        return next(item for item in self.items if item.id == item_id)

    def round(self, benefit_id: str) -> Round:
        return next(window for window in self.rounds if window.benefit == benefit_id)

    def county(self, name: str) -> County | None:
        """A county by id or by name as people write it: `San Diego`, `san-diego`, `SAN DIEGO COUNTY`.

        A joint or city plan's name (`Sutter/Yuba`, `Tri-City`) stands for the first of its counties.
        """
        wanted = county_slug(name)
        joint = next((plan.counties[0] for plan in self.plans if plan.id == wanted), wanted)
        known = {county.id: county for county in self.counties}
        return known.get(wanted) or known.get(joint)

    def provider(self, provider_id: str) -> Provider | None:
        return next((provider for provider in self.providers if provider.id == provider_id), None)

    def reason(self, code: Code) -> Reason:
        return next(reason for reason in self.reasons if reason.code == code)

    def fee_cents(self, item_id: str, on: date) -> int | None:
        """The fee in force on a day, in cents; None where the program has no such fee."""
        rows = [fee for fee in self.fees if fee.item == item_id and fee.effective_from <= on]
        return max(rows, key=lambda fee: fee.effective_from).cents if rows else None

    def general_pool(self, benefit_id: str) -> PoolId | None:
        """The pool that serves whoever is first in a region and does not fit its pool, where the program says so."""
        benefit = self.benefit(benefit_id)
        return PoolId(f"{benefit_id}/{GENERAL}") if benefit and benefit.general_pool else None

    def regional_pools(self, benefit_id: str) -> tuple[PoolId, ...]:
        """The pools of a regional benefit, each with a queue of its own."""
        return tuple(PoolId(f"{benefit_id}/{region.id}") for region in self.regions)

    def pool_ids(self) -> tuple[PoolId, ...]:
        """Every pool there is, in the order of the program's benefits and regions."""
        pools: list[str] = []
        for benefit in self.benefits:
            pools += self.regional_pools(benefit.id) if benefit.regional else [f"{benefit.id}/statewide"]
            pools += [f"{benefit.id}/{GENERAL}"] if benefit.general_pool else []
        pools += [pool.id for pool in self.money_only_pools]
        return tuple(PoolId(pool) for pool in pools)

    def pool_for(self, benefit: Benefit, county: County | None) -> PoolId | None:
        """The pool that pays a benefit for someone of a county; None when no region is known for it."""
        if not benefit.regional:
            return PoolId(f"{benefit.id}/statewide")
        if county is None or county.region is None:
            return None
        return PoolId(f"{benefit.id}/{county.region}")

    def source_of(self, pool_id: str) -> FundingSource:
        """The contract that a pool's money comes from."""
        paid = {benefit.id: benefit.funding_source for benefit in self.benefits}
        paid |= {pool.id: pool.funding_source for pool in self.money_only_pools}
        named = paid.get(pool_id, paid.get(pool_id.split("/", maxsplit=1)[0]))
        return next((source for source in self.funding_sources if source.id == named), self.funding_sources[0])
