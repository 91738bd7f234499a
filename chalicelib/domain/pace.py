"""How fast a pool is used, learned from its own journal (docs/decisions/0011-forecast.md).

A week counts as far as the pool could have been used in it: its round was open and there was a seat to give. Seats are
whole numbers, rates are hundredths of a seat a week: what is stored or shown is never a float.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import reduce
from math import sqrt
from statistics import NormalDist

from chalicelib.domain.funds import Amounts, Balance, Posting
from chalicelib.domain.pacific import pacific_date
from chalicelib.domain.part import Part
from chalicelib.domain.policy import Policy
from chalicelib.domain.program import Round
from chalicelib.domain.rounds import RoundChange

_AWARD_NUMBER = "A-"
"""What the subject of a posting begins with when an award moved; proposals and allotments are not use."""
LOW, HIGH = 0.1, 0.9
"""The ends of every interval: 80 of 100 such forecasts should lie between them."""
_WEEKS_FOR_SPREAD = 4


class Confidence(StrEnum):
    NONE = "none"
    """The pool was open, with seats to give, for too short a time: nothing is forecast."""
    FEW = "few"
    """Too few awards for one figure: an interval only."""
    ENOUGH = "enough"


class RoundEvent(Part):
    """One entry of a round's history, as far as it opens or closes it."""

    at: datetime
    change: RoundChange
    closes: date | None


class Day(Part):
    """One Pacific day of a pool in which it could be used, and what was taken and came back on it."""

    day: date
    taken: int = 0
    returned: int = 0
    cents: int = 0
    """Of the awards taken."""


class Pace(Part):
    """What a pool's past says."""

    days: int
    """Days in which the pool could be used."""
    taken: int
    returned: int
    cents_per_seat: int
    """The mean of the awards taken, or without any the caps of what the benefit pays."""
    spread_percent: int
    """How much more the weekly counts scatter than mere chance would make them: 100 = no more. Bursts widen it."""
    confidence: Confidence

    @property
    def weeks(self) -> float:
        return self.days / 7

    @property
    def kept(self) -> float:
        """The share of seats taken that did not come back."""
        return max(0.0, 1 - self.returned / self.taken) if self.taken else 1.0

    def expected_use(self, weeks: float) -> float:
        """Seats used for good in so many weeks at this pace; 0 when nothing is known."""
        return self.taken / self.weeks * self.kept * weeks if self.days else 0.0

    def use_quantile(self, share: float, weeks: float) -> float:
        """Seats used in so many weeks, so that this share of such forecasts lies below; it reaches the expected use.

        The rate is Gamma distributed (Jeffreys' prior 1/2), the count around it scatters by the observed spread; their
        mixture is taken for a Gamma of the same mean and variance. With nothing ever taken the lower end is 0.
        """
        if not self.days or weeks <= 0:
            return 0.0
        spread = self.spread_percent / 100
        shape, horizon = self.taken / spread + 0.5, weeks / self.weeks
        mean = shape * spread * horizon
        variance = mean * spread * (1 + horizon)
        found = gamma_quantile(share, mean * mean / variance, variance / mean) * self.kept
        expected = self.expected_use(weeks)
        return max(found, expected) if share > 0.5 else min(found, expected)

    def rate_quantile(self, share: float) -> float:
        """Seats a week: the same for the long run, without the chance of single weeks."""
        if not self.days:
            return 0.0
        spread = self.spread_percent / 100
        found = gamma_quantile(share, self.taken / spread + 0.5, spread / self.weeks) * self.kept
        expected = self.expected_use(1)
        return max(found, expected) if share > 0.5 else min(found, expected)


def gamma_quantile(share: float, shape: float, scale: float) -> float:
    """By Wilson and Hilferty's cube: within 3 % for shapes from 1/2 up at the upper end, and never below 0."""
    z = NormalDist().inv_cdf(share)
    root = 1 - 1 / (9 * shape) + z * sqrt(1 / (9 * shape))
    return max(0.0, root) ** 3 * shape * scale


def usable_days(
    postings: Iterable[Posting], before: Balance, open_on: frozenset[date], since: date, until: date
) -> tuple[Day, ...]:
    """The days from `since` to `until`, both included, on which the round was open and the pool had a seat to give.

    `postings` are those of these days, oldest first; `before` is the balance ahead of them.
    """
    by_day: dict[date, list[Posting]] = {}
    for posting in postings:
        by_day.setdefault(pacific_date(posting.recorded_at), []).append(posting)
    found, available = [], before.available
    for offset in range((until - since).days + 1):
        day = since + timedelta(days=offset)
        moved = by_day.get(day, [])
        could = [available, *[posting.balance.available for posting in moved]]
        if day in open_on and any(_has_a_seat(amounts) for amounts in could):
            found.append(_day(day, moved))
        available = could[-1]
    return tuple(found)


def _has_a_seat(available: Amounts) -> bool:
    return available.seats > 0 and available.cents > 0


def _day(day: date, postings: list[Posting]) -> Day:
    taken = returned = cents = 0
    for posting in postings:
        seats, money = _into_available(posting)
        if posting.kind == "pick":
            taken, cents = taken - seats, cents - money
        elif seats > 0 and posting.subject.startswith(_AWARD_NUMBER):
            returned += seats
    return Day(day=day, taken=taken, returned=returned, cents=cents)


def _into_available(posting: Posting) -> tuple[int, int]:
    moved = [entry for entry in posting.entries if entry.account == "available"]
    return sum(entry.seats for entry in moved), sum(entry.cents for entry in moved)


def pace_of(days: Sequence[Day], policy: Policy, cap_cents: int) -> Pace:
    """What these days say; `cap_cents` stands for an award's amount while there was none."""
    taken = sum(day.taken for day in days)
    return Pace(
        days=len(days),
        taken=taken,
        returned=sum(day.returned for day in days),
        cents_per_seat=sum(day.cents for day in days) // taken if taken else cap_cents,
        spread_percent=_spread_percent(days),
        confidence=_confidence(len(days), taken, policy),
    )


def _confidence(days: int, taken: int, policy: Policy) -> Confidence:
    if days < policy.warn_min_weeks * 7:
        return Confidence.NONE
    return Confidence.FEW if taken < policy.warn_min_awards else Confidence.ENOUGH


def _spread_percent(days: Sequence[Day]) -> int:
    """Pearson's dispersion of the weekly counts, never below 100; so many weeks are needed to tell it from chance."""
    weeks = len(days) // 7
    counts = [sum(day.taken for day in days[week * 7 : week * 7 + 7]) for week in range(weeks)]
    mean = sum(counts) / weeks if weeks else 0.0
    if weeks < _WEEKS_FOR_SPREAD or not mean:
        return 100
    scatter = sum((count - mean) ** 2 for count in counts) / mean / (weeks - 1)
    return max(100, round(scatter * 100))


class RoundStanding(Part):
    """Where a round is on a day, as its window and its events say."""

    on_hold: bool = False
    ended: date | None = None
    """The day on which it was closed before its time."""
    closes: date | None
    opened: bool = False
    """By an event, before its window's first day."""

    @property
    def last_day(self) -> date | None:
        return self.ended or self.closes

    def after(self, event: RoundEvent) -> "RoundStanding":
        changes: dict[str, object] = {"closes": event.closes or self.closes}
        if event.change in (RoundChange.SUSPEND, RoundChange.REOPEN):
            changes["on_hold"] = event.change is RoundChange.SUSPEND
        if event.change is RoundChange.OPEN:
            changes["opened"] = True
        if event.change in (RoundChange.CLOSE, RoundChange.CLOSE_OUT):
            changes |= {"ended": self.ended or pacific_date(event.at), "on_hold": False}
        return self.model_copy(update=changes)

    def takes_applications(self, window: Round, day: date) -> bool:
        begun = self.opened or window.opens is None or window.opens <= day
        return begun and not self.on_hold and self.ended is None and (self.closes is None or day <= self.closes)


def standing_after(window: Round, events: Sequence[RoundEvent]) -> RoundStanding:
    """Where the round is after these events, in order of time."""
    return reduce(RoundStanding.after, events, RoundStanding(closes=window.closes))


def open_days(window: Round, events: Sequence[RoundEvent], since: date, until: date) -> frozenset[date]:
    """The Pacific days from `since` to `until` on which the round took applications, if only for a part of the day.

    `events` are all of the round's, in order of time.
    """
    left, standing, found = list(events), RoundStanding(closes=window.closes), set()
    while left and pacific_date(left[0].at) < since:
        standing = standing.after(left.pop(0))
    for offset in range((until - since).days + 1):
        day = since + timedelta(days=offset)
        was_open = standing.takes_applications(window, day)
        while left and pacific_date(left[0].at) == day:
            standing = standing.after(left.pop(0))
            was_open = was_open or standing.takes_applications(window, day)
        if was_open:
            found.add(day)
    return frozenset(found)
