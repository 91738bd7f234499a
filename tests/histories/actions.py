"""What may be tried in a history: one row an action. Adding one is a row of `TABLE` and, at most, a function.

A row makes a step of SCENARIOS.md from what there is and a few numbers. Most steps choose a subject that fits, some one
that does not; whatever is refused must change nothing.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from chalicelib.domain.award import AwardItem
from chalicelib.domain.codes import Code
from chalicelib.domain.folder import Place, place_of
from chalicelib.domain.pacific import PACIFIC
from chalicelib.domain.states import LIVE, AwardStatus, BatchStatus, ItemStatus
from local.player.vocabulary import ACTIONS
from tests.histories.cast import BENEFITS, PEOPLE, POOLS, SOUND, Picks, Raw, form
from tests.histories.world import (
    World,
    booked,
    claimed,
    item_of,
    items_of,
    staff,
    to_book,
    to_credit,
    with_award,
    with_item,
)

Make = Callable[[World, Picks], Raw]


@dataclass(frozen=True)
class Action:
    """A way to make a step; `weight` of it among all."""

    weight: int
    make: Make


# ------------------------------------------------------------ applying
def submit(world: World, picks: Picks) -> Raw:
    benefit, name = picks.of(BENEFITS), picks.of(PEOPLE)
    live = {key for key, folder in world.folders().items() if folder.application.status in LIVE}
    free = [
        one
        for one in PEOPLE
        if not any(
            world.stage.names.owners[key] == one and world.folders()[key].application.benefit == benefit for key in live
        )
    ]
    if free and not picks.one_in(10):
        name = picks.of(free)
    made: Raw = {"who": f"applicant {name}", "do": "submit", "benefit": benefit, **form(name, picks)}
    used = world.stage.names.applications
    known = next(number for number in range(1, 99) if _numbered(name, number) not in used)
    return made | ({"as": _numbered(name, known)} if known > 1 else {})


def _numbered(name: str, number: int) -> str:
    return name if number == 1 else f"{name} {number}"


def revise(world: World, picks: Picks) -> Raw:
    name = world.one(picks, lambda folder: place_of(folder) is Place.WAIT_FOR_REVISION)
    fields = picks.of((SOUND, SOUND, SOUND, {"ethics_signed": False}))
    return {"who": world.owner(name, picks), "do": "revise", "application": name, **fields}


def withdraw(world: World, picks: Picks) -> Raw:
    name = world.one(picks, lambda folder: folder.application.status in LIVE)
    return {"who": world.owner(name, picks), "do": "withdraw", "application": name}


def nominate(world: World, picks: Picks) -> Raw:
    people = list(dict.fromkeys([picks.of(PEOPLE), picks.of(PEOPLE)]))
    benefit = picks.of((None, None, *BENEFITS))
    named = {"benefit": benefit} if benefit else {}
    return {"who": staff("county", picks), "do": "nominate", "people": people, **named}


# ------------------------------------------------------------ deciding
def review(world: World, picks: Picks) -> Raw:
    name = world.one(picks, lambda folder: place_of(folder) is Place.WAIT_FOR_REVIEWER)
    finding = picks.of(("eligible", "eligible", "eligible", "ineligible", "revise"))
    reasons = {"eligible": [], "ineligible": [Code.NO_COUNTY_NEXUS.value], "revise": [Code.ID_UNREADABLE.value]}
    made: Raw = {"who": staff("reviewer", picks), "do": "review", "application": name, "finding": finding}
    return made | {"reasons": reasons[finding]}


def on_award(do: str, place: Place, *reasons: Code) -> Make:
    """A decision about the award that was reserved for an application."""

    def make(world: World, picks: Picks) -> Raw:
        name = world.one(picks, lambda folder: place_of(folder) is place)
        made: Raw = {"who": staff("approver", picks), "do": do, "application": name}
        return made | ({"reasons": [code.value for code in reasons]} if reasons else {})

    return make


def answer(do: str, *statuses: AwardStatus) -> Make:
    """What a person says to an award."""

    def make(world: World, picks: Picks) -> Raw:
        name = world.one(picks, with_award(*statuses))
        return {"who": world.owner(name, picks), "do": do, "award": name}

    return make


def revoke(world: World, picks: Picks) -> Raw:
    name = world.one(picks, with_award(AwardStatus.OFFERED, AwardStatus.ACTIVE))
    code = picks.of((Code.STAFF_ERROR, Code.FRAUD_SUSPECTED)).value
    return {"who": staff("approver", picks), "do": "revoke_award", "award": name, "reasons": [code]}


# ------------------------------------------------------------ using
def enroll(world: World, picks: Picks) -> Raw:
    name = world.one(picks, with_item(to_book))
    who = staff("provider", picks) if picks.of((1, 1, 0)) else world.owner(name, picks)
    cents, days = picks.of((150_000, 160_000, 90_000, 160_001, 0, -1)), picks.of((0, 5, 20, 45, -1))
    item = item_of(world, picks, name, to_book)
    return {"who": who, "do": "enroll", "award": name, "item": item, "cents": cents, "starts": world.day(days)}


def cancel(world: World, picks: Picks) -> Raw:
    name = world.one(picks, with_item(booked))
    item = item_of(world, picks, name, booked)
    return {"who": staff("provider", picks), "do": "cancel_enrollment", "award": name, "item": item}


def claim(world: World, picks: Picks) -> Raw:
    """Mostly by the provider who has the booking, and mostly for the price of it."""
    name = world.one(picks, with_item(booked))
    item = item_of(world, picks, name, booked)
    folder = world.folders().get(name)
    booking = next((one.enrollment for one in items_of(folder) if one.item == item and one.enrollment), None)
    cents = booking.cents if booking else 90_000
    provider = (booking.provider if booking else None) or "dbsa"
    made: Raw = {"who": f"provider {provider}" if picks.of((1, 1, 1, 0)) else staff("provider", picks), "do": "claim"}
    made |= {"award": name, "item": item, "cents": picks.of((cents, cents, cents // 2, cents + 1))}
    return made | ({"certificate": False} if picks.one_in(12) else {})


def charge_fee(world: World, picks: Picks) -> Raw:
    name = world.one(picks, with_item(to_credit))
    cents = picks.of((None, None, None, 5_000, 20_000))
    made: Raw = {"who": "system", "do": "charge_fee", "award": name, "item": item_of(world, picks, name, to_credit)}
    return made | ({"cents": cents} if cents else {})


def approve_claim(world: World, picks: Picks) -> Raw:
    name = world.one(picks, with_item(claimed))
    item = item_of(world, picks, name, claimed)
    return {"who": staff("payment_approver", picks), "do": "approve_claim", "award": name, "item": item}


def prepare_batch(world: World, picks: Picks) -> Raw:
    name = f"batch {len(world.stage.names.batches) + 1}"
    return {"who": staff("preparer", picks), "do": "prepare_batch", "as": name}


def approve_batch(world: World, picks: Picks) -> Raw:
    return {
        "who": staff("payment_approver", picks),
        "do": "approve_batch",
        "batch": world.batch(picks, BatchStatus.PREPARED),
    }


def settle(world: World, picks: Picks) -> Raw:
    batch = world.batch(picks, BatchStatus.APPROVED)
    made: Raw = {"who": staff("reconciler", picks), "do": "settle", "batch": batch}
    paid = {
        name: {claim.item: "R03"}
        for name, folder in world.folders().items()
        for claim in folder.claims
        if claim.status is ItemStatus.APPROVED
    }
    some = picks.of(list(paid)) if paid else ""
    return made | ({"returned": {some: paid[some]}} if some and picks.of((0, 0, 0, 1)) else {})


# ------------------------------------------------------------ money, rounds, time
def allot(world: World, picks: Picks) -> Raw:
    pool = picks.of(list(POOLS))
    seats = picks.of((1, 1, 2, -1, -1, 0, -9))
    cents = seats * POOLS[pool] + picks.of((0, 0, 0, 0, -1, 5_000))
    return {"who": staff("dhcs", picks), "do": "allot", "pool": pool, "seats": seats, "cents": cents}


def change_round(do: str) -> Make:
    def make(world: World, picks: Picks) -> Raw:
        suspended = [benefit for benefit, state in world.seen.rounds.items() if state.suspended_at]
        wanted = suspended if do == "reopen_round" and suspended else list(dict.fromkeys(BENEFITS))
        made: Raw = {"who": staff("manager", picks), "do": do, "benefit": picks.of(wanted)}
        if do == "extend_round" or picks.one_in(6):
            made["until"] = world.day(picks.of((30, 5, 0, -1)))
        return made

    return make


def report(world: World, picks: Picks) -> Raw:
    return {"who": "system", "do": "report", "kind": "allocation"}


def run_to(world: World, picks: Picks) -> Raw:
    days = picks.of((1, 1, 2, 7, 31))
    local = world.now.astimezone(PACIFIC) + timedelta(days=days)
    return {"who": "system", "do": "run_to", "at": f"{local:%Y-%m-%d %H:%M:%S}"}


# ------------------------------------------------------------ reallocation
def propose(world: World, picks: Picks) -> Raw:
    giving = picks.of(list(POOLS))
    taking = picks.of([*(pool for pool in POOLS if pool != giving), "spanish-curriculum/statewide", giving])
    seats = picks.of((1, 0, 2))
    made: Raw = {"who": staff("manager", picks), "do": "propose_reallocation", "from": giving, "to": taking}
    made |= {"as": f"proposal {len(world.named.get('propose_reallocation', [])) + 1}", "seats": seats}
    made |= {"cents": seats * POOLS[giving] + picks.of((0, 0, 5_000)), "reason": "Sample: low uptake"}
    if taking not in POOLS:
        made["to_seats"] = 0
    elif picks.one_in(4):
        made["to_seats"] = picks.of((3, 0))
    if picks.one_in(5):
        made["reopen"] = [taking.split("/")[0]]
    return made | ({"leaves_queue": True} if picks.of((0, 1)) else {})


def on_proposal(do: str, role: str) -> Make:
    def make(world: World, picks: Picks) -> Raw:
        made = world.named.get("propose_reallocation", [])
        proposal = picks.of(made[::-1] or ["nothing"])
        step: Raw = {"who": staff(role, picks), "do": do, "proposal": proposal}
        if do == "decide_reallocation":
            step |= {"decision": picks.of(("approve", "approve", "reject")), "reason": "Sample letter"}
        return step

    return make


# ------------------------------------------------------------ going on
def go_on(world: World, picks: Picks) -> Raw:
    """What someone would do next about an application: without it few histories would come to a paid item.

    The farther it has come, the likelier: a payment takes nine steps of six people.
    """
    steps: list[Make] = []
    for folder in world.folders().values():
        steps += _NEXT_AT.get(place_of(folder), [])
        if folder.award is not None and folder.award.status is AwardStatus.ACTIVE:
            steps += [make for fits, make in _NEXT_FOR if any(fits(item) for item in folder.award.items)] * 2
    for batch in world.seen.batches.values():
        steps += {BatchStatus.PREPARED: [approve_batch], BatchStatus.APPROVED: [settle]}.get(batch.status, []) * 4
    return picks.of(steps or [submit])(world, picks)


_NEXT_AT: Mapping[Place, list[Make]] = {
    Place.WAIT_FOR_REVISION: [revise],
    Place.WAIT_FOR_REVIEWER: [review],
    Place.WAIT_FOR_AWARD_APPROVAL: [on_award("approve_award", Place.WAIT_FOR_AWARD_APPROVAL)],
    Place.WAIT_FOR_ACCEPTANCE: [answer("accept", AwardStatus.OFFERED)],
}
_NEXT_FOR: Sequence[tuple[Callable[[AwardItem], bool], Make]] = (
    (to_book, enroll),
    (booked, claim),
    (to_credit, charge_fee),
    (claimed, approve_claim),
    (lambda item: item.status is ItemStatus.APPROVED, prepare_batch),
)

_EVERY: Mapping[str, Action] = {
    "submit": Action(16, submit),
    "go_on": Action(70, go_on),
    "revise": Action(2, revise),
    "withdraw": Action(4, withdraw),
    "nominate": Action(4, nominate),
    "review": Action(3, review),
    "approve_award": Action(6, on_award("approve_award", Place.WAIT_FOR_AWARD_APPROVAL)),
    "refuse_award": Action(3, on_award("refuse_award", Place.WAIT_FOR_AWARD_APPROVAL, Code.NO_COUNTY_NEXUS)),
    "accept": Action(6, answer("accept", AwardStatus.OFFERED)),
    "decline": Action(3, answer("decline", AwardStatus.OFFERED, AwardStatus.ACTIVE)),
    "revoke_award": Action(3, revoke),
    "enroll": Action(3, enroll),
    "cancel_enrollment": Action(6, cancel),
    "claim": Action(3, claim),
    "charge_fee": Action(4, charge_fee),
    "approve_claim": Action(3, approve_claim),
    "prepare_batch": Action(1, prepare_batch),
    "approve_batch": Action(2, approve_batch),
    "settle": Action(2, settle),
    "allot": Action(4, allot),
    "suspend_round": Action(2, change_round("suspend_round")),
    "reopen_round": Action(2, change_round("reopen_round")),
    "close_round": Action(1, change_round("close_round")),
    "extend_round": Action(1, change_round("extend_round")),
    "report": Action(1, report),
    "run_to": Action(5, run_to),
    "propose_reallocation": Action(4, propose),
    "withdraw_proposal": Action(3, on_proposal("withdraw_proposal", "manager")),
    "decide_reallocation": Action(3, on_proposal("decide_reallocation", "dhcs")),
}

TABLE = {name: action for name, action in _EVERY.items() if name == "go_on" or name in ACTIONS}
"""Those that the player's vocabulary knows."""
