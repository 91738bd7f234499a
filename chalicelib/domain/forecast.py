"""What will become of a pool at its own pace, and when that is a reason to warn (docs/decisions/0011-forecast.md)."""

from bisect import bisect_left
from collections.abc import Callable
from datetime import date, datetime, timedelta
from enum import StrEnum
from math import ceil

from chalicelib.domain.funds import Amounts, Balance
from chalicelib.domain.pace import HIGH, LOW, Confidence, Pace
from chalicelib.domain.part import Part
from chalicelib.domain.policy import Policy
from chalicelib.domain.program import PoolId


class Interval(Part):
    """80 of 100 such forecasts should lie from `low` to `high`. Without `expected` there are too few data for one."""

    low: int
    expected: int | None
    high: int


class RunOut(Part):
    """Pacific days on which the last seat is taken; None where that is not before the last day of promises."""

    early: date | None
    expected: date | None
    """None too where there are too few data for one figure."""
    late: date | None


class Outlook(Part):
    """How long promises can be made, which bounds every forecast."""

    promised_until: date
    """The earlier of the end of the source's period and the last day of the round: nothing is promised after it."""
    liquidated_by: date
    """What was not promised by then is unspent at the source's liquidation deadline for certain."""
    suspended: bool
    """The figures are those of a round that goes on; while it is on hold nothing is used."""


class Forecast(Part):
    pool: PoolId
    on: date
    confidence: Confidence
    days: int
    """Days of the past in which the pool could be used: what all this rests on."""
    taken: int
    returned: int
    cents_per_seat: int
    pace: Interval | None
    """Hundredths of a seat a week, without those that came back. None: too few data to say anything."""
    left_seats: Interval | None
    """Never promised by `outlook.promised_until`."""
    left_cents: Interval | None
    runs_out: RunOut | None
    outlook: Outlook


def forecast(pool: PoolId, pace: Pace, available: Amounts, outlook: Outlook, on: date) -> Forecast:
    """From what is available on a day, at this pace. It says nothing, rather than something unfounded."""
    known = pace.confidence is not Confidence.NONE
    days = max(0, (outlook.promised_until - on).days)
    return Forecast(
        pool=pool,
        on=on,
        confidence=pace.confidence,
        days=pace.days,
        taken=pace.taken,
        returned=pace.returned,
        cents_per_seat=pace.cents_per_seat,
        pace=_pace(pace) if known else None,
        left_seats=_left(pace, available, days, in_cents=False) if known else None,
        left_cents=_left(pace, available, days, in_cents=True) if known else None,
        runs_out=_runs_out(pace, available, on, days) if known else None,
        outlook=outlook,
    )


def _pace(pace: Pace) -> Interval:
    return Interval(
        low=int(pace.rate_quantile(LOW) * 100),
        expected=_if_enough(pace, round(pace.expected_use(1) * 100)),
        high=ceil(pace.rate_quantile(HIGH) * 100),
    )


def _if_enough(pace: Pace, figure: int) -> int | None:
    return figure if pace.confidence is Confidence.ENOUGH else None


def _seats_for_use(pace: Pace, available: Amounts) -> int:
    """Seats that both units have room for, at what an award takes on average."""
    by_cents = available.cents // pace.cents_per_seat if pace.cents_per_seat else available.seats
    return max(0, min(available.seats, by_cents))


def _left(pace: Pace, available: Amounts, days: int, *, in_cents: bool) -> Interval:
    """What nobody has been promised after so many days: much use leaves the low end."""
    room = _seats_for_use(pace, available)

    def left(use: int) -> int:
        used = min(use, room)
        return available.cents - used * pace.cents_per_seat if in_cents else available.seats - used

    weeks = days / 7
    return Interval(
        low=left(ceil(pace.use_quantile(HIGH, weeks))),
        expected=_if_enough(pace, left(round(pace.expected_use(weeks)))),
        high=left(int(pace.use_quantile(LOW, weeks))),
    )


def _runs_out(pace: Pace, available: Amounts, on: date, days: int) -> RunOut:
    room = _seats_for_use(pace, available)

    def day_of(use_in_weeks: Callable[[float], float]) -> date | None:
        # A seat is taken when its use is complete; the little is for sums of binary fractions.
        day = bisect_left(range(days + 1), room, key=lambda day: int(use_in_weeks(day / 7) + 1e-9))
        return on + timedelta(days=day) if day <= days else None

    return RunOut(
        early=day_of(lambda weeks: pace.use_quantile(HIGH, weeks)),
        expected=day_of(pace.expected_use) if pace.confidence is Confidence.ENOUGH else None,
        late=day_of(lambda weeks: pace.use_quantile(LOW, weeks)),
    )


class WarningKind(StrEnum):
    UNSPENT = "unspent"
    """More than the set share of what was allotted will be left when nothing may be promised any more."""
    RUNS_OUT = "runs_out"
    """The last seat will be taken before the set day."""


def warnings_of(found: Forecast, allotted: Amounts, policy: Policy) -> tuple[WarningKind, ...]:
    """What there is to warn of; with few data only what even the favourable end of the interval says."""
    if allotted.seats <= 0:
        return ()
    kinds = []
    if _too_much_left(found, allotted, policy):
        kinds.append(WarningKind.UNSPENT)
    if _out_too_soon(found, policy):
        kinds.append(WarningKind.RUNS_OUT)
    return tuple(kinds)


def _too_much_left(found: Forecast, allotted: Amounts, policy: Policy) -> bool:
    if found.left_cents is None:
        return False
    left = found.left_cents.low if found.left_cents.expected is None else found.left_cents.expected
    return left * 100 > allotted.cents * policy.warn_unspent_share


def _out_too_soon(found: Forecast, policy: Policy) -> bool:
    if found.runs_out is None or found.outlook.suspended or not found.taken:
        return False
    day = found.runs_out.late if found.confidence is Confidence.FEW else found.runs_out.expected
    last = found.on + timedelta(days=policy.warn_runs_out_before_days)
    return day is not None and day < min(last, found.outlook.promised_until)


class Prospect(Part):
    """A pool's forecast and what it warns of."""

    forecast: Forecast
    warnings: tuple[WarningKind, ...]


class PoolFigures(Part):
    """A pool at a moment, as whoever decides about its money should see it: the evidence kept with a proposal."""

    pool: PoolId
    at: datetime
    balance: Balance
    waiting: Amounts
    """Seats are people in the queue, cents what they would take."""
    target_seats: int | None
    """What the program published for the whole benefit, all regions together."""
    prospect: Prospect

    @property
    def in_use(self) -> Amounts:
        """Promised or paid: the awards so far, without those whose seat came back."""
        return self.balance.allotted - self.balance.available
