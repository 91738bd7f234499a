"""Classes and places in them: a seat is never given twice, nobody is booked too late, and whoever is freed is told."""

import functools
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest

from chalicelib.domain.notice import NoticeKind
from chalicelib.domain.states import AwardStatus
from chalicelib.domain.training_class import PlaceState
from chalicelib.services import free_places, relay_outbox
from chalicelib.store import classes
from tests.service.site import Answer, Site, at_once, calls_seen, crash_in, open_site
from tests.service.test_budgets import asks_who

pytestmark = pytest.mark.xdist_group("classes")

DBSA, ACADEMY, MANAGER = "provider dbsa", "provider sample-academy", "manager mia"
CORE = "core_training"


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    pool = "specialization-crisis-care/central"
    with open_site(
        {"initial/statewide": {"seats": 500, "cents": 92_500_000}, pool: {"seats": 5, "cents": 800_000}}
    ) as made:
        yield made
        made.check_books()
        made.check_workflows()


def terms(site: Site, **changes: Any) -> dict[str, Any]:
    """A class by a provider, in three weeks."""
    said: dict[str, Any] = {
        "item": CORE,
        "starts": site.in_days(21),
        "language": "en",
        "online": False,
        "county": "fresno",
        "city": "Fresno",
        "access": ["wheelchair"],
        "seats": 3,
        "cents": 150_000,
        "joining": "Ask at the desk.",
    }
    return said | changes


def posted(site: Site, who: str = DBSA, **changes: Any) -> str:
    answer = site.post("/v1/classes", terms(site, **changes), who=who)
    assert answer.status == 201, answer
    return str(answer.body["class_id"])


def asked(site: Site, name: str, class_id: str, key: str | None = None) -> Answer:
    path = f"/v1/awards/{site.award_id(name)}/places"
    return site.post(path, {"class_id": class_id}, who=f"applicant {name}", key=key)


def answered(site: Site, name: str, class_id: str, verb: str, who: str = DBSA, item: str = CORE) -> Answer:
    path = f"/v1/awards/{site.award_id(name)}/place-{verb}"
    return site.post(path, {"item": item, "class_id": class_id}, who=who)


def fitting(site: Site, name: str, language: str = "en", item: str = CORE) -> list[str]:
    """Every class that the person is shown, page after page."""
    found: list[str] = []
    path = f"/v1/awards/{site.award_id(name)}/classes?item={item}&language={language}"
    after: str | None = ""
    while after is not None:
        page = get(site, f"{path}&after={quote(after)}" if after else path, f"applicant {name}")
        found += [each["id"] for each in page["classes"]]
        after = page.get("next")
    return found


def get(site: Site, path: str, who: str) -> dict[str, Any]:
    """A GET with a query, as API Gateway hands it on."""
    answer = site.get(path, who=who)
    assert answer.status == 200, answer
    return answer.body


def place(site: Site, name: str, item: str = CORE) -> PlaceState | None:
    award = site.folder(name).award
    assert award
    known = award.item(item).place
    return known.state if known else None


def waiting(site: Site) -> list[str]:
    """The awards whose requests wait for dbsa."""
    return [each["award_id"] for each in get(site, "/v1/places", DBSA)["places"]]


def taken(class_id: str) -> int:
    return classes.load_class(class_id).taken


class TestAsking:
    def test_a_place_is_asked_for_confirmed_and_booked_at_the_price_of_the_class(self, site: Site) -> None:
        site.award("ana")
        course = posted(site)
        assert asked(site, "ana", course).status == 201
        assert (place(site, "ana"), taken(course)) == (PlaceState.ASKED, 1)
        assert site.award_id("ana") in waiting(site)
        assert answered(site, "ana", course, "confirmations").status == 201
        award = site.folder("ana").award
        assert award
        item = award.item(CORE)
        assert item.enrollment
        assert (item.cents, item.enrollment.provider, item.enrollment.starts.isoformat()) == (
            150_000,
            "dbsa",
            site.in_days(21),
        )
        assert (place(site, "ana"), taken(course)) == (PlaceState.CONFIRMED, 1)
        assert site.award_id("ana") not in waiting(site)
        booking = next(each for each in get(site, "/v1/bookings", DBSA)["bookings"] if each["award_id"] == award.id)
        assert (booking["award_id"], booking["status"], booking["cents"]) == (award.id, "committed", 150_000)
        assert [each.kind for each in site.notices("ana")][-1] is NoticeKind.ENROLLED

    def test_the_last_seat_goes_to_one_of_two_who_ask_at_once(self, site: Site) -> None:
        names = ["first", "second", "third", "fourth"]
        for name in names:
            site.award(name)
        course = posted(site, seats=1)
        answers = at_once([functools.partial(asked, site, name, course) for name in names])
        assert sorted(answer.code or "" for answer in answers) == ["", *["CLASS-FULL"] * 3]
        assert taken(course) == 1
        assert [place(site, name) for name in names].count(PlaceState.ASKED) == 1
        assert course not in fitting(site, "first")

    def test_asked_twice_takes_one_seat(self, site: Site) -> None:
        site.award("twice")
        course, other = posted(site), posted(site)
        again = [asked(site, "twice", course, key="tap") for _ in range(2)]
        assert again[0] == again[1]
        assert [asked(site, "twice", each).code for each in (course, other)] == ["WRONG-STATE"] * 2
        assert (taken(course), taken(other)) == (1, 0)

    def test_a_request_taken_back_frees_the_seat(self, site: Site) -> None:
        site.award("back")
        course = posted(site, seats=1)
        assert asked(site, "back", course).status == 201
        path = f"/v1/awards/{site.award_id('back')}/place-withdrawals"
        assert site.post(path, {"item": CORE}, who="applicant back").status == 201
        assert (place(site, "back"), taken(course)) == (None, 0)
        assert course in fitting(site, "back")
        assert site.post(path, {"item": CORE}, who="applicant back").code == "WRONG-STATE"
        assert answered(site, "back", course, "confirmations").code == "NOT-FOUND"

    def test_a_class_after_the_last_day_or_in_the_past_is_not_to_be_had(self, site: Site) -> None:
        site.award("late")
        in_time, on_the_day, too_late = (posted(site, starts=site.in_days(days)) for days in (30, 364, 365))
        shown = fitting(site, "late")
        assert in_time in shown
        assert (on_the_day in shown, too_late in shown) == (True, False)
        assert asked(site, "late", too_late).code == "CLASS-AFTER-USE-BY"
        site.jump(31)
        assert in_time not in fitting(site, "late")
        assert asked(site, "late", in_time).code == "DEADLINE-PASSED"

    def test_only_the_language_and_the_training_of_the_award_are_shown(self, site: Site) -> None:
        site.award("lang")
        spanish = posted(site, language="es")
        area = posted(site, item="specialization_training", area="crisis-care")
        assert spanish in fitting(site, "lang", "es")
        assert not {spanish, area} & set(fitting(site, "lang", "en"))
        assert asked(site, "lang", area).code == "INVALID"
        assert site.get(f"/v1/awards/{site.award_id('lang')}/classes?item=exam", who="applicant lang").code == "INVALID"

    def test_an_award_that_ends_frees_its_seat(self, site: Site) -> None:
        for name in ("gone", "went"):
            site.award(name)
        course = posted(site)
        for name in ("gone", "went"):
            assert asked(site, name, course).status == 201
        assert answered(site, "went", course, "confirmations").status == 201
        assert taken(course) == 2
        for name in ("gone", "went"):
            site.do(f"applicant {name}", "decline", award=name)
        assert (place(site, "gone"), place(site, "went")) == (None, PlaceState.CONFIRMED), "what is begun goes on"
        assert taken(course) == 1
        assert site.award_id("gone") not in waiting(site)

    def test_whoever_is_booked_elsewhere_holds_no_place(self, site: Site) -> None:
        site.award("elsewhere")
        course = posted(site)
        assert asked(site, "elsewhere", course).status == 201
        site.do(ACADEMY, "enroll", award="elsewhere", item=CORE, cents=100_000, starts=site.in_days(9))
        assert (place(site, "elsewhere"), taken(course)) == (None, 0)


class TestAnswering:
    def test_no_says_so_and_frees_the_seat(self, site: Site) -> None:
        site.award("no")
        course = posted(site)
        assert asked(site, "no", course).status == 201
        assert answered(site, "no", course, "refusals").status == 201
        assert (place(site, "no"), taken(course)) == (PlaceState.DECLINED, 0)
        assert site.notices("no")[-1].kind is NoticeKind.PLACE_DECLINED
        assert asked(site, "no", posted(site)).status == 201
        assert answered(site, "no", course, "refusals").code == "NOT-FOUND"

    def test_is_for_the_provider_of_the_class_alone(self, site: Site) -> None:
        site.award("mine")
        course = posted(site)
        assert asked(site, "mine", course).status == 201
        for verb in ("confirmations", "refusals"):
            assert answered(site, "mine", course, verb, ACADEMY).code == "NOT-FOUND"
        for path, body in ((f"/v1/classes/{course}/seats", {"seats": 9}), (f"/v1/classes/{course}/cancellation", {})):
            assert site.post(path, body, who=ACADEMY).code == "NOT-FOUND"
        assert course not in str(get(site, "/v1/classes", ACADEMY))
        assert course in str(get(site, "/v1/classes", DBSA))
        assert site.award_id("mine") not in str(get(site, "/v1/places", ACADEMY))

    def test_comes_too_late_once_the_class_has_begun(self, site: Site) -> None:
        site.award("begun")
        course = posted(site, starts=site.in_days(2))
        assert asked(site, "begun", course).status == 201
        site.jump(3)
        assert answered(site, "begun", course, "confirmations").code == "DEADLINE-PASSED"
        other = posted(site)
        assert asked(site, "begun", other).status == 201, "a class that began without an answer holds nobody back"
        assert (taken(course), taken(other)) == (0, 1)


class TestCancelling:
    def test_frees_the_people_and_tells_them_once(self, site: Site) -> None:
        for name in ("booked", "waits"):
            site.award(name)
        course = posted(site)
        for name in ("booked", "waits"):
            assert asked(site, name, course).status == 201
        assert answered(site, "booked", course, "confirmations").status == 201
        with crash_in(relay_outbox, "_carry_out"):
            site.post(f"/v1/classes/{course}/cancellation", {}, who=DBSA, key="cancel")
        assert site.post(f"/v1/classes/{course}/cancellation", {}, who=DBSA).code == "WRONG-STATE"
        assert asked(site, "waits", course).code == "WRONG-STATE"
        site.job("RelayOutbox")
        free_places.free_places(classes.load_class(course).id)
        for name in ("booked", "waits"):
            assert place(site, name) is PlaceState.CANCELLED
            kinds = [each.kind for each in site.notices(name)]
            assert kinds.count(NoticeKind.CLASS_CANCELLED) == 1
            award = site.folder(name).award
            assert award
            assert (award.status, award.item(CORE).enrollment) == (AwardStatus.ACTIVE, None)
        assert taken(course) == 0
        assert classes.places_of(course) == []
        assert course not in fitting(site, "waits")

    def test_leaves_what_was_taught_and_billed(self, site: Site) -> None:
        site.award("taught")
        course = posted(site, starts=site.in_days(0))
        assert asked(site, "taught", course).status == 201
        assert answered(site, "taught", course, "confirmations").status == 201
        site.do(DBSA, "claim", award="taught", item=CORE, cents=150_000, certificate=True)
        assert site.post(f"/v1/classes/{course}/cancellation", {}, who=DBSA).status == 200
        site.aws.settle()
        assert place(site, "taught") is PlaceState.CONFIRMED
        assert NoticeKind.CLASS_CANCELLED not in [each.kind for each in site.notices("taught")]

    def test_is_too_late_once_it_has_begun(self, site: Site) -> None:
        course = posted(site, starts=site.in_days(1))
        site.jump(2)
        assert site.post(f"/v1/classes/{course}/cancellation", {}, who=DBSA).code == "DEADLINE-PASSED"
        assert site.post(f"/v1/classes/{course}/seats", {"seats": 4}, who=DBSA).code == "DEADLINE-PASSED"


class TestPosting:
    @pytest.mark.parametrize(
        ("change", "code", "field"),
        [
            ({"item": "exam"}, "INVALID", "item"),
            ({"item": "lunch"}, "INVALID", "item"),
            ({"area": "crisis-care"}, "INVALID", "area"),
            ({"item": "specialization_training"}, "INVALID", "area"),
            ({"item": "specialization_training", "area": "none"}, "INVALID", "area"),
            ({"starts": "2026-03-01"}, "DEADLINE-PASSED", "starts"),
            ({"starts": "2028-02-30"}, "INVALID", "starts"),
            ({"starts": "9999-12-31"}, "INVALID", "starts"),
            ({"cents": 160_001}, "PRICE-OVER-CAP", "cents"),
            ({"cents": 0}, "INVALID", "cents"),
            ({"seats": 0}, "INVALID", "seats"),
            ({"seats": 201}, "INVALID", "seats"),
            ({"seats": 1.5}, "INVALID", "seats"),
            ({"county": "atlantis"}, "INVALID", "county"),
            ({"county": None}, "INVALID", None),
            ({"city": "x" * 61}, "INVALID", "city"),
            ({"language": "fr"}, "INVALID", "language"),
            ({"joining": " "}, "INVALID", "joining"),
            ({"access": ["lunch"]}, "INVALID", "access.0"),
        ],
    )
    def test_what_cannot_be_is_refused_with_its_field(
        self, site: Site, change: dict[str, Any], code: str, field: str | None
    ) -> None:
        answer = site.post("/v1/classes", terms(site, **change), who=DBSA)
        assert (answer.code, answer.body.get("field")) == (code, field or answer.body.get("field"))

    def test_is_for_providers_approved_for_the_language(self, site: Site) -> None:
        english_only = "provider sample-english-only"
        assert site.post("/v1/classes", terms(site), who=english_only).status == 201
        refused = site.post("/v1/classes", terms(site, language="es"), who=english_only)
        assert (refused.code, refused.body["field"]) == ("COURSE-LANGUAGE-NOT-APPROVED", "language")
        assert site.post("/v1/classes", terms(site), who="reviewer rosa").code == "NOT-ALLOWED"

    def test_seats_are_never_fewer_than_are_taken(self, site: Site) -> None:
        for name in ("one", "two"):
            site.award(name)
        course = posted(site)
        for name in ("one", "two"):
            assert asked(site, name, course).status == 201
        path = f"/v1/classes/{course}/seats"
        assert site.post(path, {"seats": 1}, who=DBSA).code == "INVALID"
        assert site.post(path, {"seats": 2}, who=DBSA).status == 200
        assert course not in fitting(site, "one")
        site.award("three")
        assert asked(site, "three", course).code == "CLASS-FULL"
        assert site.post(path, {"seats": 3}, who=DBSA).status == 200
        assert asked(site, "three", course).status == 201


class TestOpeningAnAward:
    def look_up(self, site: Site, award: str, born: str, who: str = ACADEMY) -> Answer:
        return site.send("POST", "/v1/award-lookups", {"award_id": award, "birth_date": born}, who=who, headers={})

    def test_needs_its_number_and_the_birth_date_and_is_slowed_down(self, site: Site) -> None:
        number = site.award("opened", birth_date="1985-05-05")
        opened = self.look_up(site, number, "1985-05-05")
        assert (opened.status, opened.body["award_id"]) == (200, number)
        assert [each["item"] for each in opened.body["trainings"]] == [CORE]
        assert "email" not in opened.text
        wrong = self.look_up(site, number, "1985-05-06")
        unknown = self.look_up(site, "A-2222-2222", "1985-05-05")
        assert (wrong.status, wrong.text) == (404, unknown.text)
        for _ in range(9):
            assert self.look_up(site, number, "1990-01-01").code == "NOT-FOUND"
        assert self.look_up(site, number, "1985-05-05", DBSA).code == "TOO-MANY-TRIES"
        assert self.look_up(site, number, "1985-05-05", MANAGER).code == "NOT-ALLOWED"


class TestNoneInTime:
    def unbooked(self, site: Site, language: str = "en") -> list[str]:
        path = f"/v1/awards-without-class?course=specialization_training/crisis-care&language={language}"
        return [each["award_id"] for each in get(site, path, MANAGER)["awards"]]

    def test_the_manager_sees_awards_without_a_class_in_time(self, site: Site) -> None:
        number = site.award("unbooked", "specialization-crisis-care", county="Fresno", language="es")
        assert self.unbooked(site, "es") == [number]
        assert self.unbooked(site, "en") == []
        late: dict[str, Any] = {
            "item": "specialization_training",
            "area": "crisis-care",
            "language": "es",
            "cents": 90_000,
        }
        posted(site, starts=site.in_days(366), **late)
        assert self.unbooked(site, "es") == [number]
        course = posted(site, starts=site.in_days(60), seats=1, **late)
        assert self.unbooked(site, "es") == []
        assert asked(site, "unbooked", course).status == 201
        assert self.unbooked(site, "es") == [], "who holds a place has one"
        assert site.get("/v1/awards-without-class?course=lunch", who=MANAGER).code == "INVALID"
        assert site.get("/v1/awards-without-class", who=DBSA).code == "NOT-ALLOWED"


def test_lists_are_paged_in_few_requests(site: Site) -> None:
    site.award("many")
    for _ in range(27):
        posted(site, ACADEMY, language="es", starts=site.in_days(100))
    path, who = f"/v1/awards/{site.award_id('many')}/classes?item={CORE}&language=es", "applicant many"
    with calls_seen() as seen:
        first = get(site, path, who)
    assert len([call for call in seen if call.operation == "Query"]) <= 2
    assert first["next"]
    second = get(site, f"{path}&after={quote(first['next'])}", who)
    ids = [each["id"] for each in (*first["classes"], *second["classes"])]
    assert len(ids) == len(set(ids)) >= 27
    own = get(site, "/v1/classes", ACADEMY)
    with calls_seen() as seen:
        rest = get(site, f"/v1/classes?after={quote(own['next'])}", ACADEMY)
    assert len([call for call in seen if call.service == "dynamodb" and not asks_who(call)]) <= 3
    assert not {each["id"] for each in own["classes"]} & {each["id"] for each in rest["classes"]}
    assert site.get("/v1/classes?after=%00", who=ACADEMY).code == "INVALID"
