"""Dates and deadlines of the program, all in America/Los_Angeles (DESIGN.md section 5, SCENARIOS.md Defaults)."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

PACIFIC = ZoneInfo("America/Los_Angeles")


def pacific_date(moment: datetime) -> date:
    """The calendar day in California at a moment."""
    return moment.astimezone(PACIFIC).date()


def deadline_passed(last_day: date | None, now: datetime) -> bool:
    """True from midnight Pacific after the last day: a deadline ends at 11:59:59 pm."""
    return last_day is not None and pacific_date(now) > last_day


def last_valid_day(start: date, months: int) -> date:
    """The day before the same date `months` later; from Feb 29 that is Feb 28 (DOMAIN.md 7.9, Use-by)."""
    years, month_index = divmod(start.month - 1 + months, 12)
    year, month = start.year + years, month_index + 1
    try:
        anniversary = date(year, month, start.day)
    except ValueError:
        # No such day in that month (Feb 29 to a common year): the month's last day is still inside the period.
        return _last_of_month(year, month)
    return anniversary - timedelta(days=1)


def _last_of_month(year: int, month: int) -> date:
    following = date(year + month // 12, month % 12 + 1, 1)
    return following - timedelta(days=1)


def days_before(last_day: date, days: tuple[int, ...], after: date) -> tuple[date, ...]:
    """So many days before a deadline each, earliest first; those that are not after a day are left out."""
    found = {last_day - timedelta(days=number) for number in days}
    return tuple(sorted(day for day in found if day > after))


def age_on(birth_date: date, day: date) -> int:
    """Full years on a day. Born on Feb 29, a person turns a year older on Mar 1 of a common year."""
    had_birthday = (day.month, day.day) >= (birth_date.month, birth_date.day)
    return day.year - birth_date.year - (0 if had_birthday else 1)


def birthday(birth_date: date, age: int) -> date:
    """The day on which a person becomes so old; the same reading of Feb 29 as `age_on`."""
    year = birth_date.year + age
    try:
        return birth_date.replace(year=year)
    except ValueError:
        return date(year, 3, 1)


def end_of_day(day: date) -> datetime:
    """The moment at which a Pacific day is over."""
    return datetime.combine(day + timedelta(days=1), time(), PACIFIC)


def last_due(weekday: int, at: time, now: datetime) -> datetime:
    """The latest moment not after `now` that falls on a weekday (Monday is 0) at a Pacific wall-clock time."""
    today = pacific_date(now)
    day = today - timedelta(days=(today.weekday() - weekday) % 7)
    due = datetime.combine(day, at, PACIFIC)
    return due if due <= now else datetime.combine(day - timedelta(days=7), at, PACIFIC)
