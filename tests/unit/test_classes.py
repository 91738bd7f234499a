"""Places in classes as an award keeps them, and what is said of a place in line."""

from datetime import date, timedelta
from typing import Any

import pytest
from pydantic import ValidationError

from chalicelib.domain.asking_place import (
    ask,
    confirm,
    decline_place,
    held_place,
    open_courses,
    take_back,
    without_class,
)
from chalicelib.domain.award import Award, end
from chalicelib.domain.award_use import cancel_enrollment, enroll
from chalicelib.domain.codes import Code
from chalicelib.domain.policy import Policy
from chalicelib.domain.refusal import Refused
from chalicelib.domain.states import AwardStatus, ItemStatus
from chalicelib.domain.training_class import (
    ClassId,
    ClassState,
    ClassTerms,
    PlaceState,
    TrainingClass,
    courses,
    refuse_unpostable,
)
from chalicelib.domain.waiting import band_of, usual_wait
from tests.unit.builders import TODAY, active_award, enrollment, offered_award, pacific, shipped

CORE = "core_training"
NOW = pacific(2026, 3, 2, 9)


def terms(**changes: Any) -> ClassTerms:
    given: dict[str, Any] = {
        "item": CORE,
        "starts": date(2026, 4, 6),
        "language": "es",
        "online": True,
        "seats": 5,
        "cents": 150_000,
        "joining": "Call us.",
    }
    return ClassTerms(**given | changes)


def a_class(class_id: str = "c1", state: ClassState = ClassState.OPEN, **changes: Any) -> TrainingClass:
    return TrainingClass(id=ClassId(class_id), provider="dbsa", terms=terms(**changes), state=state)


def asked(award: Award | None = None, **changes: Any) -> Award:
    return ask(award or active_award(), a_class(**changes), shipped(), NOW, TODAY)


def refused(code: Code, attempt: Any) -> None:
    with pytest.raises(Refused) as found:
        attempt()
    assert found.value.code is code


class TestAPlace:
    def test_is_kept_with_the_price_and_start_of_its_class(self) -> None:
        place = held_place(asked().item(CORE))
        assert place
        assert (place.cents, place.starts, place.state, place.provider) == (
            150_000,
            date(2026, 4, 6),
            PlaceState.ASKED,
            "dbsa",
        )

    @pytest.mark.parametrize(
        ("changes", "code"),
        [
            ({"starts": date(2026, 3, 1)}, Code.DEADLINE_PASSED),
            ({"starts": date(2027, 3, 2)}, Code.CLASS_AFTER_USE_BY),
            ({"cents": 160_001}, Code.PRICE_OVER_CAP),
            ({"item": "specialization_training", "area": "unhoused"}, Code.INVALID),
            ({"state": ClassState.CANCELLED}, Code.WRONG_STATE),
        ],
    )
    def test_is_refused_in_a_class_that_does_not_fit(self, changes: dict[str, Any], code: Code) -> None:
        refused(code, lambda: asked(**changes))

    @pytest.mark.parametrize("starts", [TODAY, date(2027, 3, 1)])
    def test_may_be_in_a_class_of_today_and_of_the_last_day(self, starts: date) -> None:
        assert held_place(asked(starts=starts).item(CORE))

    def test_is_for_an_award_in_force_with_a_training_to_book(self) -> None:
        booked = enroll(active_award(), CORE, enrollment())
        for award in (offered_award(), booked, asked()):
            refused(Code.WRONG_STATE, lambda award=award: asked(award))
        assert [item.item for item, _course in open_courses(active_award(), shipped())] == [CORE]
        assert open_courses(offered_award(), shipped()) == ()
        assert open_courses(None, shipped()) == ()

    def test_that_nobody_answered_in_time_does_not_stand_in_the_way(self) -> None:
        later = date(2026, 4, 7)
        other = ask(asked(), a_class("c2", starts=date(2026, 5, 4)), shipped(), NOW, later)
        place = other.item(CORE).place
        assert place
        assert place.class_id == "c2"

    def test_confirmed_books_the_training_and_declined_or_taken_back_does_not(self) -> None:
        booked = confirm(asked(), CORE, "c1", TODAY).item(CORE)
        assert booked.enrollment
        assert (booked.enrollment.cents, booked.cents, booked.place and booked.place.state) == (
            150_000,
            150_000,
            PlaceState.CONFIRMED,
        )
        for award in (decline_place(asked(), CORE, "c1"), take_back(asked(), CORE)):
            assert (award.item(CORE).enrollment, held_place(award.item(CORE))) == (None, None)

    def test_is_answered_once_for_its_own_class_and_before_it_begins(self) -> None:
        for award in (confirm(asked(), CORE, "c1", TODAY), decline_place(asked(), CORE, "c1"), active_award()):
            refused(Code.WRONG_STATE, lambda award=award: confirm(award, CORE, "c1", TODAY))
            refused(Code.WRONG_STATE, lambda award=award: decline_place(award, CORE, "c1"))
            refused(Code.WRONG_STATE, lambda award=award: take_back(award, CORE))
        refused(Code.WRONG_STATE, lambda: confirm(asked(), CORE, "c2", TODAY))
        refused(Code.DEADLINE_PASSED, lambda: confirm(asked(), CORE, "c1", date(2026, 4, 7)))

    def test_goes_with_whatever_ends_the_item_or_books_it_elsewhere(self) -> None:
        declined = end(asked(), AwardStatus.DECLINED).item(CORE)
        assert (declined.status, declined.place) == (ItemStatus.RELEASED, None)
        assert enroll(asked(), CORE, enrollment()).item(CORE).place is None
        confirmed = confirm(asked(), CORE, "c1", TODAY)
        assert cancel_enrollment(confirmed, CORE, past_use_by=False).item(CORE).place is None

    def test_of_a_cancelled_class_is_remembered_and_held_no_more(self) -> None:
        award = asked()
        place = award.item(CORE).place
        assert place
        gone = without_class(award, CORE, place).item(CORE)
        assert gone.place
        assert (gone.place.state, held_place(gone)) == (PlaceState.CANCELLED, None)


class TestTerms:
    def test_every_course_of_the_program_can_be_taught(self) -> None:
        found = [course for course, _item, _area in courses(shipped())]
        assert found[0] == CORE
        assert len([course for course in found if course.startswith("specialization_training/")]) == 4
        assert len(found) == 5

    def test_somewhere_that_is_not_online_is_said(self) -> None:
        with pytest.raises(ValidationError):
            terms(online=False)
        with pytest.raises(ValidationError):
            terms(online=False, county="fresno")
        assert terms(online=False, county="fresno", city="Fresno").city == "Fresno"

    def test_two_years_ahead_is_the_farthest(self) -> None:
        far = TODAY + timedelta(days=730)
        refuse_unpostable(terms(starts=far), shipped(), ("es",), TODAY)
        refused(
            Code.INVALID, lambda: refuse_unpostable(terms(starts=far + timedelta(days=1)), shipped(), ("es",), TODAY)
        )
        refused(Code.COURSE_LANGUAGE_NOT_APPROVED, lambda: refuse_unpostable(terms(), shipped(), ("en",), TODAY))


class TestAPlaceInLine:
    @pytest.mark.parametrize(
        ("position", "first", "last"),
        [(1, 1, 1), (2, 2, 5), (5, 2, 5), (6, 6, 10), (11, 11, 20), (20, 11, 20), (500, 201, 500), (501, 501, None)],
    )
    def test_is_told_as_a_band(self, position: int, first: int, last: int | None) -> None:
        band = band_of(position)
        assert (band.first, band.last) == (first, last)

    def test_has_no_usual_wait_after_too_little_past(self) -> None:
        assert usual_wait(5, 9, 84, Policy()) is None
        assert usual_wait(5, 100, 27, Policy()) is None

    def test_waits_the_longer_the_farther_back_and_the_slower_it_goes(self) -> None:
        near, far = usual_wait(10, 84, 84, Policy()), usual_wait(100, 84, 84, Policy())
        slow = usual_wait(10, 12, 84, Policy())
        assert near
        assert far
        assert slow
        # Seven a week: place 10 is reached in about a week and a half.
        assert near.least <= 2 <= near.most
        assert near.most < far.least <= far.most
        assert slow.least > near.least
