"""When and how a notice may go out, and what may become of it."""

from datetime import UTC, date, datetime, timedelta

import pytest

from chalicelib.domain.notice import MOST_ATTEMPTS, Channel, Delivery, channels_of, is_night
from chalicelib.domain.pacific import PACIFIC
from chalicelib.domain.person import Contact, text_number
from chalicelib.domain.policy import Policy
from chalicelib.domain.states import DeliveryState

NOW = datetime(2026, 3, 2, 18, 0, tzinfo=UTC)
S = DeliveryState


@pytest.mark.parametrize(
    ("local", "night"),
    [
        ("2026-03-02 20:59:59", False),
        ("2026-03-02 21:00", True),
        ("2026-03-02 23:59", True),
        ("2026-03-03 07:59:59", True),
        ("2026-03-03 08:00", False),
        # Clocks go forward on March 8, 2026, and back on November 1: night ends by the clock on the wall.
        ("2026-03-08 07:59", True),
        ("2026-03-08 08:00", False),
        ("2026-11-01 07:59", True),
        ("2026-11-01 08:00", False),
    ],
)
def test_the_night_is_by_clocks_in_california(local: str, night: bool) -> None:
    moment = datetime.fromisoformat(local).replace(tzinfo=PACIFIC)
    assert is_night(moment.astimezone(UTC), Policy()) is night


def test_on_days_of_a_clock_change_eight_is_eight() -> None:
    """16:00 UTC is 8 am before the spring change and 9 am after it; 15:00 UTC is 8 am after."""
    assert is_night(datetime(2026, 3, 7, 15, 59, tzinfo=UTC), Policy())
    assert not is_night(datetime(2026, 3, 8, 15, 0, tzinfo=UTC), Policy())
    assert is_night(datetime(2026, 11, 1, 15, 59, tzinfo=UTC), Policy())
    assert not is_night(datetime(2026, 11, 1, 16, 0, tzinfo=UTC), Policy())


def test_quiet_hours_are_a_setting() -> None:
    noon = datetime(2026, 3, 2, 12, 0, tzinfo=PACIFIC)
    assert is_night(noon, Policy(quiet_from_hour=11, quiet_until_hour=13))
    assert not is_night(noon, Policy(quiet_from_hour=13, quiet_until_hour=14))
    never = Policy(quiet_from_hour=0, quiet_until_hour=0)
    assert not any(is_night(noon + timedelta(hours=n), never) for n in range(24))


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("(559) 555-0100", "+15595550100"),
        ("1 559 555 0100", "+15595550100"),
        ("+1 559.555.0100", "+15595550100"),
        ("+52 55 1234 5678", "+525512345678"),
        ("555-0100", None),
        ("159 555 0100", None),
        ("+1", None),
        ("+" + "1" * 20, None),
        ("call my sister", None),
        ("٥٥٩٥٥٥٠١٠٠", None),
        ("", None),
        (None, None),
    ],
)
def test_a_number_is_understood_as_people_write_it(written: str | None, number: str | None) -> None:
    assert text_number(written) == number


def test_people_are_written_to_as_they_chose() -> None:
    def channels(**given: object) -> tuple[Channel, ...]:
        contact = {"legal_name": "Ana", "birth_date": date(1990, 1, 1)} | given
        return channels_of(Contact.model_validate(contact))

    number = {"phone": "559-555-0100"}
    assert channels() == ()
    assert channels(**number) == (), "a number alone is no permission"
    assert channels(**number, text_messages=True) == (Channel.TEXT,)
    assert channels(text_messages=True) == ()
    assert channels(email="a@example.org", **number, text_messages=True) == (Channel.EMAIL, Channel.TEXT)


def test_what_is_put_off_comes_later_every_time_and_then_ends() -> None:
    delivery, pauses = Delivery(), []
    while delivery.state is S.PENDING:
        delivery = delivery.claimed(NOW, "w", "en").put_off(NOW, "Throttling")
        pauses.append(delivery.due_at - NOW if delivery.due_at else None)
    assert len(pauses) == MOST_ATTEMPTS
    waits = [pause for pause in pauses if pause]
    assert waits == sorted(waits)
    assert (waits[0], waits[-1]) == (timedelta(minutes=5), timedelta(hours=6))
    assert delivery.state is S.FAILED
