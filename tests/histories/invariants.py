"""What holds after every step of every history, whatever was tried before."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from chalicelib.domain.application import FundedItem
from chalicelib.domain.award import Award, holding
from chalicelib.domain.folder import ENDS, WAITS, Folder, Place, claim_place, in_queue, next_deadline, place_of
from chalicelib.domain.funds import Amounts
from chalicelib.domain.pacific import PACIFIC
from chalicelib.domain.program import Program
from chalicelib.domain.rounds import RoundState, deadline_on_hold, round_status
from chalicelib.domain.states import LIVE, ItemStatus, RoundStatus
from chalicelib.store import keys
from tests.histories.seen import Seen

_SWEPT = time(0, 5)


@dataclass(frozen=True)
class Moment:
    """Everything there is after a step."""

    seen: Seen
    program: Program
    executions: Mapping[str, str]
    now: datetime

    def round_of(self, benefit: str) -> RoundState:
        return self.seen.rounds.get(benefit, RoundState.model_validate({"benefit": benefit}))


def nothing_is_left_to_tell(moment: Moment) -> Iterator[str]:
    for entry in moment.seen.outbox:
        yield f"left in the outbox: {entry}"


def an_award_holds_a_seat_or_none(moment: Moment) -> Iterator[str]:
    for award in _awards(moment):
        if holding(award).total.seats not in (0, 1):
            yield f"{award.id} holds {holding(award).total.seats} seats"
        for item in award.items:
            if not 0 <= item.cents <= item.cap_cents:
                yield f"{award.id} {item.item}: {item.cents} cents with a cap of {item.cap_cents}"


def no_item_is_funded_twice(moment: Moment) -> Iterator[str]:
    funded = Counter(
        (award.person_id, f"{item.item}#{item.occurrence}")
        for award in _awards(moment)
        for item in award.items
        if item.status is not ItemStatus.RELEASED
    )
    for (person, item), times in funded.items():
        if times > 1:
            yield f"{item} is funded {times} times for {person}"
    if funded.keys() != moment.seen.funded:
        yield f"rows of funded items and awards differ: {funded.keys() ^ moment.seen.funded}"


def one_live_application_a_benefit(moment: Moment) -> Iterator[str]:
    live = [folder.application for folder in moment.seen.folders.values() if folder.application.status in LIVE]
    counted = Counter((application.person_id, application.benefit) for application in live)
    for (person, benefit), times in counted.items():
        if times > 1:
            yield f"{person} has {times} live applications for {benefit}"
    if {(one.person_id, one.benefit): one.id for one in live} != moment.seen.live:
        yield "rows of live applications and applications differ"


def who_waits_is_in_the_queue(moment: Moment) -> Iterator[str]:
    waiting = {
        (folder.application.pool, keys.queue(folder.application.queue_key)): folder.application.id
        for folder in moment.seen.folders.values()
        if in_queue(folder)
    }
    queued = {(pool, key): name for pool, queue in moment.seen.queues.items() for key, name in queue.items()}
    if waiting != queued:
        yield f"waiting are {waiting}, in a queue are {queued}"


def nobody_is_left_unserved(moment: Moment) -> Iterator[str]:
    """The first in a queue does not fit, in one unit or the other, or may not be served yet."""
    for pool, queue in moment.seen.queues.items():
        if not queue:
            continue
        first = moment.seen.folders[queue[min(queue)]]
        available = moment.seen.balances[pool].available if pool in moment.seen.balances else Amounts()
        if _may_be_served(first, moment) and _needs(first).fits_in(available):
            yield f"{first.application.id} is first in {pool} and fits: needs {_needs(first)}, has {available}"


def _may_be_served(folder: Folder, moment: Moment) -> bool:
    window = moment.program.round(folder.application.benefit)
    status = round_status(window, moment.round_of(folder.application.benefit), moment.now)
    if status not in (RoundStatus.OPEN, RoundStatus.CLOSED):
        return False
    # The day after is served by the sweep.
    until = window.priority_until
    return until is None or folder.application.tier == 1 or _swept_day(moment.now) > until


def _needs(folder: Folder) -> Amounts:
    """The caps of all that was to be funded when the application came in.

    It may need less since, when another award came to pay an item: that is seen when the queue is served next.
    """
    items: tuple[FundedItem, ...] = folder.application.to_fund
    return Amounts(seats=1, cents=sum(item.cap_cents for item in items))


def every_deadline_was_kept(moment: Moment) -> Iterator[str]:
    today = _swept_day(moment.now)
    for folder in moment.seen.folders.values():
        deadline = next_deadline(folder)
        if deadline is None or deadline >= today:
            continue
        if not deadline_on_hold(deadline, moment.round_of(folder.application.benefit)):
            yield f"{folder.application.id}: its deadline was {deadline}"


def _swept_day(now: datetime) -> date:
    """The day whose sweep has run."""
    local = now.astimezone(PACIFIC)
    return local.date() if local.time() >= _SWEPT else local.date() - timedelta(days=1)


def an_award_is_valid_for_the_months_of_the_policy(moment: Moment) -> Iterator[str]:
    for award in _awards(moment):
        if award.approved_on is None or award.use_by is None:
            continue
        years, month = divmod(award.approved_on.month - 1 + moment.program.policy.award_months, 12)
        same_day = (award.approved_on.year + years, month + 1, award.approved_on.day)
        if (award.use_by.year, award.use_by.month, award.use_by.day) >= same_day:
            yield f"{award.id}, approved on {award.approved_on}, may be used until {award.use_by}"
        if award.use_by < award.approved_on:
            yield f"{award.id}, approved on {award.approved_on}, was never valid"


def every_workflow_waits_where_its_subject_is(moment: Moment) -> Iterator[str]:
    for folder in moment.seen.folders.values():
        places: dict[str, Place] = {"": place_of(folder)}
        places |= {claim.id: claim_place(claim) for claim in folder.claims}
        for claim, place in places.items():
            run = moment.seen.runs[folder.application.id, claim]
            name = f"{claim or folder.application.id}-r{run['run_number']['N']}"
            at = run.get("token_place", {}).get("S")
            if place in WAITS and (at, moment.executions.get(name)) != (place.value, "RUNNING"):
                yield f"{name} should wait at {place}: it waits at {at}, {moment.executions.get(name)}"
            elif place in ENDS and moment.executions.get(name) != "SUCCEEDED":
                yield f"{name} is at its end, {place}: it is {moment.executions.get(name)}"
            elif place not in WAITS | ENDS:
                yield f"{name} stopped on its way, at {place}"


def _awards(moment: Moment) -> list[Award]:
    return [folder.award for folder in moment.seen.folders.values() if folder.award]


INVARIANTS: tuple[Callable[[Moment], Iterator[str]], ...] = (
    nothing_is_left_to_tell,
    an_award_holds_a_seat_or_none,
    no_item_is_funded_twice,
    one_live_application_a_benefit,
    who_waits_is_in_the_queue,
    nobody_is_left_unserved,
    every_deadline_was_kept,
    an_award_is_valid_for_the_months_of_the_policy,
    every_workflow_waits_where_its_subject_is,
)


def broken(moment: Moment) -> list[str]:
    """Every invariant that does not hold, by its name."""
    return [f"{rule.__name__.replace('_', ' ')}: {found}" for rule in INVARIANTS for found in rule(moment)]
