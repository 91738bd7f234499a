"""Program dates: Pacific days, deadlines to 11:59:59 pm, months that end early, leap days and clock changes."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.pacific import PACIFIC, age_on, deadline_passed, last_due, last_valid_day, pacific_date
from tests.unit.builders import pacific

MONDAY, MONDAY_REPORT = 0, time(6, 0)
LAST_DAY = date(2026, 3, 16)


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (datetime(2026, 3, 3, 7, 59, 59, tzinfo=UTC), date(2026, 3, 2)),  # 11:59:59 pm, standard time
        (datetime(2026, 3, 3, 8, 0, 0, tzinfo=UTC), date(2026, 3, 3)),
        (datetime(2026, 7, 2, 6, 59, 59, tzinfo=UTC), date(2026, 7, 1)),  # 11:59:59 pm, daylight saving time
        (datetime(2026, 7, 2, 7, 0, 0, tzinfo=UTC), date(2026, 7, 2)),
        (datetime(2028, 3, 1, 7, 59, 59, tzinfo=UTC), date(2028, 2, 29)),
    ],
)
def test_a_day_begins_at_midnight_in_california(moment: datetime, day: date) -> None:
    assert pacific_date(moment) == day


@pytest.mark.parametrize(
    ("now", "passed"),
    [
        (pacific(2026, 3, 16, 0, 0, 0), False),
        (pacific(2026, 3, 16, 23, 59, 59), False),
        (pacific(2026, 3, 17, 0, 0, 0), True),
    ],
)
def test_a_deadline_ends_at_the_last_second_of_its_day(now: datetime, passed: bool) -> None:
    assert deadline_passed(LAST_DAY, now) is passed


def test_the_last_fraction_of_the_last_second_is_in_time() -> None:
    assert not deadline_passed(LAST_DAY, pacific(2026, 3, 16, 23, 59, 59) + timedelta(microseconds=999_999))


def test_what_has_no_deadline_never_passes() -> None:
    assert not deadline_passed(None, pacific(9000, 1, 1))


@pytest.mark.parametrize(("day", "hours"), [(date(2026, 3, 8), 23), (date(2026, 11, 1), 25), (date(2026, 3, 9), 24)])
def test_a_deadline_on_a_day_of_a_clock_change_has_the_whole_day(day: date, hours: int) -> None:
    begin = pacific(day.year, day.month, day.day)
    in_time = [begin + timedelta(hours=hour) for hour in range(hours)]
    assert not any(deadline_passed(day, moment) for moment in in_time)
    assert deadline_passed(day, begin + timedelta(hours=hours))


@pytest.mark.parametrize(
    ("approved", "last_day"),
    [
        (date(2026, 3, 2), date(2027, 3, 1)),
        (date(2024, 2, 29), date(2025, 2, 28)),  # DOMAIN.md 7.9
        (date(2024, 2, 28), date(2025, 2, 27)),
        (date(2024, 3, 1), date(2025, 2, 28)),
        (date(2023, 2, 28), date(2024, 2, 27)),
        (date(2023, 3, 1), date(2024, 2, 29)),
        (date(2026, 1, 1), date(2026, 12, 31)),
        (date(2026, 12, 31), date(2027, 12, 30)),
    ],
)
def test_twelve_months_end_the_day_before_the_same_date(approved: date, last_day: date) -> None:
    assert last_valid_day(approved, 12) == last_day


@pytest.mark.parametrize(
    ("start", "months", "last_day"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),  # no February 31: the whole of February is inside
        (date(2028, 1, 31), 1, date(2028, 2, 29)),
        (date(2026, 5, 31), 1, date(2026, 6, 30)),
        (date(2026, 11, 30), 3, date(2027, 2, 28)),
        (date(2026, 10, 31), 2, date(2026, 12, 30)),
        (date(2024, 2, 29), 48, date(2028, 2, 28)),
        (date(2026, 12, 1), 1, date(2026, 12, 31)),
    ],
)
def test_months_of_any_number_respect_the_ends_of_months(start: date, months: int, last_day: date) -> None:
    assert last_valid_day(start, months) == last_day


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(1, 36))
def test_a_period_of_months_never_shrinks_when_it_starts_later(start: date, months: int) -> None:
    ends = last_valid_day(start, months)
    assert start < ends <= last_valid_day(start + timedelta(days=1), months)
    assert ends < last_valid_day(start, months + 1)


@pytest.mark.parametrize(
    ("born", "day", "years"),
    [
        (date(2008, 3, 2), date(2026, 3, 1), 17),
        (date(2008, 3, 2), date(2026, 3, 2), 18),
        (date(2008, 2, 29), date(2026, 2, 28), 17),
        (date(2008, 2, 29), date(2026, 3, 1), 18),
        (date(2008, 2, 29), date(2028, 2, 29), 20),
        (date(2008, 12, 31), date(2026, 12, 30), 17),
        (date(2026, 3, 2), date(2026, 3, 2), 0),
    ],
)
def test_age_in_full_years(born: date, day: date, years: int) -> None:
    assert age_on(born, day) == years


@pytest.mark.parametrize(
    ("now", "due"),
    [
        (pacific(2026, 3, 9, 6, 0), pacific(2026, 3, 9, 6, 0)),  # on the very minute
        (pacific(2026, 3, 9, 5, 59, 59), pacific(2026, 3, 2, 6, 0)),
        (pacific(2026, 3, 9, 6, 0, 1), pacific(2026, 3, 9, 6, 0)),
        (pacific(2026, 3, 15, 23, 59), pacific(2026, 3, 9, 6, 0)),
        (pacific(2026, 3, 8, 12, 0), pacific(2026, 3, 2, 6, 0)),  # the clocks went forward that morning
        (pacific(2026, 11, 1, 12, 0), pacific(2026, 10, 26, 6, 0)),  # the clocks went back that morning
        (pacific(2026, 11, 2, 5, 59), pacific(2026, 10, 26, 6, 0)),
        (pacific(2026, 11, 2, 6, 0), pacific(2026, 11, 2, 6, 0)),
        (pacific(2027, 1, 1, 0, 0), pacific(2026, 12, 28, 6, 0)),
    ],
)
def test_the_last_monday_at_six(now: datetime, due: datetime) -> None:
    assert last_due(MONDAY, MONDAY_REPORT, now) == due


def test_six_in_the_morning_stays_six_through_a_clock_change() -> None:
    in_winter = last_due(MONDAY, MONDAY_REPORT, pacific(2026, 3, 2, 12))
    in_summer = last_due(MONDAY, MONDAY_REPORT, pacific(2026, 3, 9, 12))
    assert (in_winter.astimezone(UTC).hour, in_summer.astimezone(UTC).hour) == (14, 13)
    assert in_summer.astimezone(UTC) - in_winter.astimezone(UTC) == timedelta(days=6, hours=23)


@given(st.datetimes(datetime(2024, 1, 1), datetime(2032, 1, 1), timezones=st.just(UTC)), st.integers(0, 6))  # noqa: DTZ001 - hypothesis wants naive bounds
def test_the_last_due_moment_is_the_latest_one_not_after_now(now: datetime, weekday: int) -> None:
    due = last_due(weekday, MONDAY_REPORT, now).astimezone(PACIFIC)
    assert due <= now
    assert (due.weekday(), due.time()) == (weekday, MONDAY_REPORT)
    assert now - due.astimezone(UTC) <= timedelta(days=7, hours=1)
