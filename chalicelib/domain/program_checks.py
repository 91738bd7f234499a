"""What must be true of a program as a whole: every reference inside it is good, nothing is given twice."""

from typing import TYPE_CHECKING

from chalicelib.domain.codes import Code

if TYPE_CHECKING:
    from chalicelib.domain.program import Benefit, Program


def problems_of(program: "Program") -> list[str]:
    """One line for each thing that is wrong."""
    items = {item.id for item in program.items}
    regions = {region.id for region in program.regions}
    counties = {county.id for county in program.counties}
    plans = {plan.id for plan in program.plans}
    benefits = {benefit.id for benefit in program.benefits}
    found = [f"benefit {b.id}: unknown item {i}" for b in program.benefits for i in b.items if i not in items]
    found += [f"fee: unknown item {fee.item}" for fee in program.fees if fee.item not in items]
    known = regions | {None}
    found += [f"county {c.id}: unknown region {c.region}" for c in program.counties if c.region not in known]
    found += [f"county {c.id}: unknown plan {c.plan}" for c in program.counties if c.plan not in plans]
    found += [f"plan {p.id}: unknown county {c}" for p in program.plans for c in p.counties if c not in counties]
    leaving = sorted(set(program.policy.counties_leaving) - counties)
    found += [f"policy counties_leaving: unknown county {county}" for county in leaving]
    found += [f"round: unknown benefit {r.benefit}" for r in program.rounds if r.benefit not in benefits]
    sources = {source.id for source in program.funding_sources} | {None}
    paid = [(benefit.id, benefit.funding_source) for benefit in program.benefits]
    paid += [(pool.id, pool.funding_source) for pool in program.money_only_pools]
    found += [f"{name}: unknown funding source {source}" for name, source in paid if source not in sources]
    found += [f"benefit {b.id}: a general pool, but no regions" for b in program.benefits if _general_alone(b)]
    found += [f"benefit {b}: no round" for b in sorted(benefits - {r.benefit for r in program.rounds})]
    found += [f"reason code {code} has no text" for code in Code if code not in {r.code for r in program.reasons}]
    for kind, ids in _named_parts(program).items():
        found += [f"{kind} {name} is given twice" for name in sorted({n for n in ids if ids.count(n) > 1})]
    return found


def _general_alone(benefit: "Benefit") -> bool:
    return benefit.general_pool and not benefit.regional


def _named_parts(program: "Program") -> dict[str, list[str]]:
    return {
        "funding source": [source.id for source in program.funding_sources],
        "item": [item.id for item in program.items],
        "benefit": [benefit.id for benefit in program.benefits],
        "county": [county.id for county in program.counties],
        "region": [region.id for region in program.regions],
        "plan": [plan.id for plan in program.plans],
        "provider": [provider.id for provider in program.providers],
        "funder": [funder.id for funder in program.funders],
        "reason": [reason.code for reason in program.reasons],
        "round": [window.benefit for window in program.rounds],
    }
