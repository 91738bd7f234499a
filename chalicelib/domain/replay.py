"""Who was next: every allocation of a pool computed again, from its journal and its applications' histories alone.

Nothing of the allocator is used here but the rule (SCENARIOS.md, Defaults: tier, first submitted at, id). A journal
has an order of its own; a history has one too; between the two there is only the clock. What it cannot tell apart is
counted as undecided, never as agreement or as a fault.
"""

from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum

from chalicelib.domain.application import Application, ApplicationId
from chalicelib.domain.funds import Amounts
from chalicelib.domain.pacific import pacific_date
from chalicelib.domain.part import Part
from chalicelib.domain.program import PoolId
from chalicelib.domain.states import ApplicationStatus

Key = tuple[int, datetime, str]


class Finding(StrEnum):
    PASSED_OVER = "passed over: this application was before the one that was served"
    NOT_WAITING = "served without waiting for it at that moment"
    NO_POSTING = "its history says that it was served, the journal does not"
    WRONG_AMOUNT = "reserved other amounts than one seat and the caps of what was left to fund"
    NOT_THERE = "reserved more than was available"
    SUSPENDED = "served while its round was suspended"
    HELD_BACK = "served while only nominated people were"
    OWN_REGION = "served from the general pool though its own region could have"
    LEFT_STANDING = "first in the queue, with enough in both units, and not served"


class Disagreement(Part):
    seq: int | None
    """The posting's number in the pool's journal; None where there is no posting."""
    application_id: str
    finding: Finding


class Outcome(Part):
    pool: PoolId
    allocations: int
    undecided: int
    """Allocations in whose very moment somebody with a better place came or went."""
    disagreements: tuple[Disagreement, ...]


@dataclass(frozen=True)
class Move:
    """One posting, as far as the queue is concerned."""

    seq: int
    at: datetime
    available: Amounts
    """What came to be available, or, negative, ceased to be."""
    award_id: str | None
    """Of an allocation; None for every other posting."""


@dataclass(frozen=True)
class Past:
    """All that is known of a pool's past. Aware times; cents; dates are Pacific."""

    pool: PoolId
    moves: Sequence[Move]
    applications: Sequence[Application]
    """Those that wait or waited in the queue that the pool serves; for a general pool, in those of all regions."""
    award_of: Mapping[str, ApplicationId]
    """Award number → application."""
    funded_elsewhere: Callable[[Application, datetime], frozenset[str]]
    """The items asked for that another award of the same person paid at a moment."""
    suspended: Sequence[tuple[datetime, datetime | None]]
    priority_until: Callable[[datetime], date | None]
    served_elsewhere: frozenset[str] = frozenset()
    """Award numbers that another pool allocated to one of these applications."""
    until: datetime | None = None
    """Up to here everybody should have been served; None where that cannot be said."""
    regions: Mapping[PoolId, Sequence[Move]] = field(default_factory=dict)
    """For a general pool: the journals of the pools whose heads it serves."""
    close: timedelta = timedelta(0)
    """Two moments no further apart than this may have happened in either order."""


@dataclass(frozen=True)
class _Stay:
    """One application's wait in the queue, at one tier."""

    application: Application
    tier: int
    since: datetime
    until: datetime | None
    picked: bool

    @property
    def key(self) -> Key:
        return self.tier, self.application.submitted_at, self.application.id


@dataclass(frozen=True)
class _Pick:
    """One allocation of the journal; `stay` is None when its application did not wait for one then."""

    move: Move
    before: Amounts
    """What was available just before it."""
    application_id: str
    stay: _Stay | None

    @property
    def moment(self) -> datetime:
        return self.stay.until if self.stay and self.stay.until else self.move.at

    def fault(self, finding: Finding, application_id: str | None = None) -> Disagreement:
        return Disagreement(seq=self.move.seq, application_id=application_id or self.application_id, finding=finding)


def replay(past: Past) -> Outcome:
    """Compute every allocation again and compare order and amounts."""
    stays = sorted((stay for one in past.applications for stay in _stays(one)), key=lambda stay: stay.key)
    picks = list(_picks(past, stays))
    number_of = {id(pick.stay): number for number, pick in enumerate(picks) if pick.stay}
    found: list[Disagreement] = []
    undecided = 0
    for number, pick in enumerate(picks):
        before = stays[: bisect_left(stays, pick.stay.key, key=lambda stay: stay.key)] if pick.stay else []
        waited = [_waited(stay, pick, _later(number_of.get(id(stay)), number), past.close) for stay in before]
        passed = [stay for stay, sure in zip(before, waited, strict=True) if sure]
        undecided += None in waited
        found += _faults(past, pick)
        found += [pick.fault(Finding.PASSED_OVER, stay.application.id) for stay in _heads(past, pick, passed)[:1]]
    found += _unposted(stays, set(number_of), past)
    found += _left_standing(past, stays)
    return Outcome(pool=past.pool, allocations=len(picks), undecided=undecided, disagreements=tuple(found))


def _stays(application: Application) -> Iterator[_Stay]:
    steps = application.history
    for number, step in enumerate(steps):
        if step.waiting:
            after = steps[number + 1] if number + 1 < len(steps) else None
            picked = after is not None and after.action == "pick" and after.status is ApplicationStatus.QUEUED
            yield _Stay(application, step.tier, step.at, after.at if after else None, picked)


def _picks(past: Past, stays: Sequence[_Stay]) -> Iterator[_Pick]:
    served: dict[str, list[_Stay]] = {}
    for one in sorted((stay for stay in stays if stay.picked), key=lambda stay: stay.since, reverse=True):
        served.setdefault(one.application.id, []).append(one)
    available = Amounts()
    for move in past.moves:
        if move.award_id is not None:
            application_id = past.award_of.get(move.award_id, move.award_id)
            mine = served.get(application_id, [])
            at_its_time = [stay for stay in mine if stay.until and stay.until <= move.at]
            stay = at_its_time[-1] if at_its_time else None
            if stay:
                mine.remove(stay)
            yield _Pick(move, available, application_id, stay)
        available += move.available


def _later(number: int | None, than: int) -> bool | None:
    return None if number is None else number > than


def _waited(stay: _Stay, pick: _Pick, served_later: bool | None, close: timedelta) -> bool | None:
    """Whether it waited when the allocation was made; None when the clocks cannot tell.

    Which of two allocations of one journal was the later one is known, whatever the clocks say.
    """
    moment = pick.moment
    if served_later is False or stay.since > moment + close:
        return False
    if stay.since >= moment - close:
        return None
    if served_later or stay.until is None or stay.until > moment + close:
        return True
    return None if stay.until >= moment - close else False


def _heads(past: Past, pick: _Pick, passed: list[_Stay]) -> list[_Stay]:
    """Of those passed over, who had a claim on this pool: a general pool serves only heads that are stuck."""
    if not past.regions or pick.stay is None:
        return passed
    first: dict[PoolId | None, _Stay] = {}
    for stay in passed:
        first.setdefault(stay.application.pool, stay)
    own = pick.stay.application.pool
    return [stay for pool, stay in first.items() if pool == own or not any(_own_region_fits(past, stay, pick.moment))]


def _own_region_fits(past: Past, stay: _Stay, moment: datetime) -> Iterator[bool]:
    """Whether its own region's pool had enough, for each balance that it had around a moment."""
    needed, available = _needed(past, stay.application, moment), Amounts()
    for move in past.regions.get(stay.application.pool or PoolId(""), ()):
        if move.at >= moment - past.close:
            yield needed.fits_in(available)
        if move.at > moment + past.close:
            return
        available += move.available
    yield needed.fits_in(available)


def _faults(past: Past, pick: _Pick) -> Iterator[Disagreement]:
    stay, took = pick.stay, -pick.move.available
    if stay is None:
        yield pick.fault(Finding.NOT_WAITING)
        return
    if took != _all_caps(stay.application) and took != _needed(past, stay.application, pick.moment):
        yield pick.fault(Finding.WRONG_AMOUNT)
    if not took.fits_in(pick.before):
        yield pick.fault(Finding.NOT_THERE)
    if _suspended(past, pick.moment):
        yield pick.fault(Finding.SUSPENDED)
    if _held_back(past, stay, pick.moment):
        yield pick.fault(Finding.HELD_BACK)
    if past.regions and all(_own_region_fits(past, stay, pick.moment)):
        yield pick.fault(Finding.OWN_REGION)


def _all_caps(application: Application) -> Amounts:
    return Amounts(seats=1, cents=sum(item.cap_cents for item in application.to_fund))


def _needed(past: Past, application: Application, moment: datetime) -> Amounts:
    elsewhere = past.funded_elsewhere(application, moment)
    return Amounts(seats=1, cents=sum(item.cap_cents for item in application.to_fund if item.item not in elsewhere))


def _suspended(past: Past, moment: datetime) -> bool:
    close = past.close
    return any(start + close < moment and (end is None or moment < end - close) for start, end in past.suspended)


def _held_back(past: Past, stay: _Stay, moment: datetime) -> bool:
    until = past.priority_until(moment)
    return until is not None and stay.tier != 1 and pacific_date(moment) <= until


def _unposted(stays: Sequence[_Stay], posted: set[int], past: Past) -> Iterator[Disagreement]:
    elsewhere = [past.award_of.get(award) for award in past.served_elsewhere]
    for stay in stays:
        if not stay.picked or id(stay) in posted:
            continue
        if stay.application.id in elsewhere:
            elsewhere.remove(stay.application.id)
        else:
            yield Disagreement(seq=None, application_id=stay.application.id, finding=Finding.NO_POSTING)


def _left_standing(past: Past, stays: Sequence[_Stay]) -> Iterator[Disagreement]:
    """In the end: the first, where the pool could serve it."""
    if past.until is None or past.regions:
        return
    waiting = [stay for stay in stays if stay.until is None]
    if not waiting or waiting[0].since + past.close >= past.until or _suspended(past, past.until):
        return
    first, available = waiting[0], sum((move.available for move in past.moves), Amounts())
    fits = _needed(past, first.application, past.until).fits_in(available)
    if fits and not _held_back(past, first, past.until):
        yield Disagreement(seq=None, application_id=first.application.id, finding=Finding.LEFT_STANDING)
