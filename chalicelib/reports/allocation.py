"""The allocation report: each pool's money in both units and its applications, as they were at a moment."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime

from chalicelib.domain.application import Application
from chalicelib.domain.forecast import Prospect
from chalicelib.domain.funds import Amounts, Balance
from chalicelib.domain.part import Part
from chalicelib.domain.program import Program


class PoolRow(Part):
    pool: str
    benefit: str
    region: str
    name_en: str
    name_es: str
    target_seats: int | None
    """What the program published for the whole benefit; on a regional pool it is the benefit's, not the region's."""
    allotted: Amounts
    available: Amounts
    reserved: Amounts
    committed: Amounts
    expended: Amounts
    applications: dict[str, int]
    waiting_by_tier: dict[str, int]
    prospect: Prospect | None = None
    """None on the total: pools run out one by one. Reports made before there were forecasts have none."""


class AllocationReport(Part):
    as_of: datetime
    program_version: int
    rows: tuple[PoolRow, ...]
    total: PoolRow


def pool_row(
    program: Program, balance: Balance, applications: Iterable[Application], as_of: datetime, prospect: Prospect
) -> PoolRow:
    """One pool at a moment: its recorded balance, and its applications by the status they had."""
    steps = [step for step in (application.step_at(as_of) for application in applications) if step]
    pool_id = prospect.forecast.pool
    benefit_id, region = pool_id.split("/")
    benefit = program.benefit(benefit_id)
    money_only = next((pool for pool in program.money_only_pools if pool.id == pool_id), None)
    name = benefit.name if benefit else money_only.name if money_only else None
    return PoolRow(
        pool=pool_id,
        benefit=benefit_id,
        region=region,
        name_en=name.en if name else benefit_id,
        name_es=name.es if name else benefit_id,
        target_seats=benefit.target_seats if benefit else None,
        allotted=balance.allotted,
        available=balance.available,
        reserved=balance.reserved,
        committed=balance.committed,
        expended=balance.expended,
        applications=dict(sorted(Counter(step.status.value for step in steps).items())),
        waiting_by_tier=dict(sorted(Counter(str(step.tier) for step in steps if step.waiting).items())),
        prospect=prospect,
    )


def total_row(rows: Iterable[PoolRow]) -> PoolRow:
    """The sum of all pools, which the funding source's control account must agree with."""
    kept = list(rows)
    applications: Counter[str] = Counter()
    waiting: Counter[str] = Counter()
    for row in kept:
        applications.update(row.applications)
        waiting.update(row.waiting_by_tier)
    sums = {
        bucket: sum((getattr(row, bucket) for row in kept), Amounts())
        for bucket in ("allotted", "available", "reserved", "committed", "expended")
    }
    return PoolRow(
        pool="total",
        benefit="total",
        region="",
        name_en="All pools",
        name_es="Todos los fondos",
        target_seats=None,
        applications=dict(applications),
        waiting_by_tier=dict(waiting),
        **sums,
    )
