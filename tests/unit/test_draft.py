"""Drafts: which of two tabs counts, how long a draft is kept, from when it can be sent."""

from datetime import UTC, date, datetime, timedelta

import pytest

from chalicelib.domain.application import ApplicationId
from chalicelib.domain.codes import Code
from chalicelib.domain.draft import PAGE_LIMIT, Draft, kept_until, saved, sends_from
from chalicelib.domain.pacific import age_on, birthday
from chalicelib.domain.person import PersonId, same_phone
from chalicelib.domain.policy import Policy
from chalicelib.domain.program import BenefitId
from chalicelib.domain.refusal import Refused

NOW = datetime(2026, 12, 2, 7, 59, 59, tzinfo=UTC)
"""11:59:59 pm on December 1 in California."""
TODAY = date(2026, 12, 1)
ONE, TWO = {"phone": ("1",)}, {"phone": ("2",)}


def empty() -> Draft:
    return Draft(
        id=ApplicationId("d"),
        person_id=PersonId("p"),
        benefit=BenefitId("initial"),
        created_at=NOW,
        changed_at=NOW,
        kept_until=TODAY,
    )


class TestSaving:
    def test_the_first_time_makes_the_page(self) -> None:
        draft = saved(empty(), "reach", ONE, form="a", seen=0)
        assert (draft.said, draft.page_version("reach"), draft.page_version("you")) == (ONE, 1, 0)

    def test_the_same_again_changes_nothing(self) -> None:
        draft = saved(empty(), "reach", ONE, form="a", seen=0)
        assert saved(draft, "reach", ONE, form="b", seen=0) is draft

    def test_another_form_that_has_not_seen_it_is_refused_and_one_that_has_is_not(self) -> None:
        draft = saved(empty(), "reach", ONE, form="a", seen=0)
        with pytest.raises(Refused) as refusal:
            saved(draft, "reach", TWO, form="b", seen=0)
        assert (refusal.value.code, refusal.value.field) == (Code.STALE, "reach")
        assert saved(draft, "reach", TWO, form="b", seen=1).said == TWO

    def test_the_same_form_may_change_its_mind(self) -> None:
        draft = saved(empty(), "reach", ONE, form="a", seen=0)
        assert saved(draft, "reach", TWO, form="a", seen=0).said == TWO

    def test_other_pages_are_left_alone(self) -> None:
        draft = saved(saved(empty(), "reach", ONE, form="a", seen=0), "county", {"county": ("kern",)}, form="b", seen=0)
        assert draft.said == {**ONE, "county": ("kern",)}

    @pytest.mark.parametrize("letter", ["x", "é", "李"])
    def test_what_is_too_long_to_keep_leaves_what_was_there(self, letter: str) -> None:
        draft = saved(empty(), "reach", ONE, form="a", seen=0)
        too_long = {"phone": (letter * PAGE_LIMIT,)}
        assert saved(draft, "reach", too_long, form="a", seen=1).said == ONE
        fits = {"phone": (letter * ((PAGE_LIMIT - len("phone")) // len(letter.encode())),)}
        assert saved(draft, "reach", fits, form="a", seen=1).said == fits


class TestTime:
    def test_it_is_kept_ninety_days_counted_in_california(self) -> None:
        assert kept_until(NOW, None, Policy()) == date(2027, 3, 1)
        assert kept_until(NOW + timedelta(seconds=1), None, Policy()) == date(2027, 3, 2)

    def test_one_that_waits_for_a_birthday_is_kept_beyond_it(self) -> None:
        assert kept_until(NOW, date(2027, 6, 1), Policy()) == date(2027, 8, 30)
        assert kept_until(NOW, date(2026, 11, 1), Policy()) == date(2027, 3, 1)

    @pytest.mark.parametrize(
        ("born", "closes", "expected"),
        [
            (date(2008, 12, 1), None, None),  # 18 today
            (date(2008, 12, 2), None, date(2026, 12, 2)),
            (date(2008, 12, 2), date(2026, 12, 2), date(2026, 12, 2)),
            (date(2008, 12, 2), date(2026, 12, 1), None),  # the round is over by then
            (date(2009, 12, 1), None, date(2027, 12, 1)),  # in exactly a year
            (date(2009, 12, 2), None, None),  # in more than a year: a person decides
            (date(1950, 1, 1), None, None),
        ],
    )
    def test_it_can_be_sent_from_an_18th_birthday_that_is_near(
        self, born: date, closes: date | None, expected: date | None
    ) -> None:
        assert sends_from(born, closes, TODAY, Policy()) == expected

    @pytest.mark.parametrize("born", [date(2008, 2, 29), date(2008, 2, 28), date(2008, 3, 1), date(2008, 12, 31)])
    def test_a_birthday_is_the_first_day_of_the_new_age(self, born: date) -> None:
        day = birthday(born, 18)
        assert (age_on(born, day), age_on(born, day - timedelta(days=1))) == (18, 17)

    def test_of_february_29_it_is_march_1(self) -> None:
        assert birthday(date(2008, 2, 29), 18) == date(2026, 3, 1)
        assert birthday(date(2008, 2, 29), 20) == date(2028, 2, 29)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("(559) 555-0100", "+1 559-555-0100", True),
        ("5595550100", "559.555.0100", True),
        ("5595550100", "5595550101", False),
        ("", "", False),
        (None, "none", False),
        ("ext", "", False),
    ],
)
def test_a_phone_number_is_its_digits(one: str | None, other: str | None, same: bool) -> None:
    assert same_phone(one, other) is same
