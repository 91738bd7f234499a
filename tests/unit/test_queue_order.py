"""Who is served next: tier, first submission, id, by a key that sorts as text."""

from datetime import UTC, datetime, timedelta, timezone

from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.application import Application, ApplicationId
from tests.unit.builders import application, pacific

moments = st.datetimes(datetime(2024, 1, 1), datetime(2032, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - hypothesis wants naive bounds
zones = st.sampled_from([UTC, timezone(timedelta(hours=-8)), timezone(timedelta(hours=-7))])
waiting = st.builds(
    lambda tier, at, number: waits(tier, at, f"app-{number}"), st.sampled_from([1, 2]), moments, st.integers(0, 9)
)


def waits(tier: int, at: datetime, name: str) -> Application:
    return application(tier=tier, submitted_at=at, id=ApplicationId(name))


def served(*queue: Application) -> list[str]:
    return [one.id for one in sorted(queue, key=lambda one: one.queue_key)]


def test_nominated_people_come_first_then_the_earliest() -> None:
    """DOMAIN.md 7.9, Priority: four nominated, six not (from 08:00)."""
    nominated = [waits(1, pacific(2026, 3, 2, *at), name) for at, name in [((15, 30), "n4"), ((9, 2), "n1")]]
    others = [waits(2, pacific(2026, 3, 2, *at), name) for at, name in [((8, 5), "o2"), ((8, 0), "o1")]]
    assert served(*others, *nominated) == ["n1", "n4", "o1", "o2"]


def test_of_two_submissions_in_the_same_instant_the_lower_id_comes_first() -> None:
    at = pacific(2026, 3, 2, 9)
    assert served(waits(2, at, "app-b"), waits(2, at, "app-a")) == ["app-a", "app-b"]


def test_a_fraction_of_a_second_counts() -> None:
    at = pacific(2026, 3, 2, 9)
    later = [waits(2, at + timedelta(microseconds=count), f"app-{9 - count}") for count in (0, 1, 2)]
    assert served(*reversed(later)) == ["app-9", "app-8", "app-7"]


def test_the_hour_that_comes_twice_keeps_its_order() -> None:
    """November 1, 2026, 1:50 am daylight saving time is before 1:10 am standard time."""
    first = waits(2, datetime(2026, 11, 1, 8, 50, tzinfo=UTC), "app-2")
    second = waits(2, datetime(2026, 11, 1, 9, 10, tzinfo=UTC), "app-1")
    assert served(second, first) == ["app-2", "app-1"]


@given(st.lists(waiting, max_size=8))
def test_the_key_sorts_like_tier_moment_id(queue: list[Application]) -> None:
    wanted = sorted(queue, key=lambda one: (one.tier, one.submitted_at, one.id))
    assert served(*queue) == [one.id for one in wanted]


@given(moments, moments, zones, zones)
def test_the_zone_in_which_a_moment_is_written_does_not_matter(
    one: datetime, other: datetime, zone: timezone, another: timezone
) -> None:
    queue = [waits(2, one.astimezone(zone), "app-1"), waits(2, other.astimezone(another), "app-2")]
    wanted = sorted(queue, key=lambda waiting_one: (waiting_one.submitted_at, waiting_one.id))
    assert served(*queue) == [one.id for one in wanted]


@given(waiting)
def test_the_key_survives_being_stored(stored: Application) -> None:
    assert Application.model_validate_json(stored.model_dump_json()).queue_key == stored.queue_key
