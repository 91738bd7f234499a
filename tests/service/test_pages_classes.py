"""Pages about classes: of the person who looks for one, the provider who gives it, the manager who misses one."""

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from chalicelib.domain.pacific import pacific_date
from chalicelib.domain.roles import Role
from chalicelib.messages import facts
from tests.service.papers import certificate_sent
from tests.service.site import calls_seen
from tests.service.test_pages_form import HELD
from tests.service.visitor import Shown, Visitor
from tests.service.world import World, whole_site

pytestmark = pytest.mark.xdist_group("pages-classes")


@pytest.fixture(scope="module")
def world() -> Iterator[World]:
    with whole_site() as made:
        yield made


def provider(world: World, name: str = "dbsa") -> Visitor:
    return world.staff(Role.PROVIDER, name=f"at-{name}", organization=name)


def in_days(world: World, days: int) -> str:
    return (pacific_date(world.clock.now()) + timedelta(days=days)).isoformat()


def said(world: World, **changes: Any) -> dict[str, Any]:
    """What a provider types for a class in three weeks."""
    form = {
        "course": "core_training",
        "starts": in_days(world, 21),
        "language": "en",
        "where": "place",
        "county": "fresno",
        "city": "Fresno",
        "access": ["wheelchair", "captions"],
        "seats": "2",
        "price": "$1,500.00",
        "joining": "Ask for Sam at the front desk.",
    }
    return {**form, **changes}


def post_class(world: World, staff: Visitor | None = None, **changes: Any) -> Shown:
    staff = staff or provider(world)
    form = staff.get("/staff/classes").forms[-1]
    assert form.action.endswith("/staff/classes")
    return staff.post(form.say(**said(world, **changes)))


def holder(world: World, name: str, language: str = "en") -> tuple[Visitor, str]:
    """Somebody with an award ready to use."""
    person, _ = world.applied(name, language=language)
    world.hand_in(person)
    award = world.award_of(person)
    world.approve(award)
    page = person.post(person.get("/status").form("/accept"))
    assert page.status == 200
    return person, award


def request_of(page: Shown, award: str) -> Shown:
    return page.row(award)


@pytest.mark.parametrize("language", ["en", "es"])
def test_from_a_class_to_a_paid_bill(world: World, language: str) -> None:
    person, award = holder(world, f"Learner {language} O'Ñ", language)
    staff = provider(world)
    town = f"Paid Town {language}"
    assert "The class is posted." in post_class(world, language=language, city=town, starts=in_days(world, 2)).words
    page = person.get("/status")
    fits = {"en": "Classes that fit: Core training (80 hours)", "es": "Clases que le sirven: Capacitación básica"}
    assert fits[language] in page.words
    assert "Ask for Sam" not in page.text
    asked = person.post(page.row(town).form(f"/awards/{award}/places"))
    waits = {"en": "The provider has not answered yet.", "es": "El proveedor todavía no responde."}
    assert waits[language] in asked.words
    assert not [form for form in asked.forms if form.action.endswith("/places")]
    places = staff.get("/staff/places")
    assert "Learner" not in places.text
    done = staff.post(request_of(places, award).form("/confirm-place"))
    assert "the training is booked" in done.words
    page = person.get("/status")
    told = {"en": "Your place is confirmed", "es": "Su lugar está confirmado"}
    assert told[language] in page.words
    assert "Ask for Sam at the front desk." in page.words
    bookings = staff.get("/staff/bookings")
    assert "Booked, no bill yet" in bookings.row(award).words
    form = certificate_sent(world, staff, award).form("/claim")
    assert form.fields["price"] == "$1,500.00"
    billed = staff.post(form.say(price="1400"))
    assert "Billed, not checked yet" in billed.row(award).words
    assert "$1,400.00" in billed.row(award).words


@pytest.mark.parametrize("language", ["en", "es"])
def test_a_request_is_taken_back_declined_and_cancelled(world: World, language: str) -> None:
    person, award = holder(world, f"Again {language} Sample", language)
    staff = provider(world, "sample-academy")
    town = f"Again Town {language}"
    post_class(world, staff, language=language, city=town, starts=in_days(world, 1))
    mine = person.get("/status").row(town).form("/places")
    page = person.post(mine)
    taken_back = person.post(page.form("/place-withdrawal"))
    assert {"en": "You took your request back.", "es": "Usted canceló su petición."}[language] in taken_back.words
    person.post(taken_back.row(town).form("/places"))
    staff.post(request_of(staff.get("/staff/places"), award).form("/refuse-place"))
    page = person.get("/status")
    no = {"en": "There was no place for you in this class.", "es": "No hubo lugar para usted en esta clase."}
    assert no[language] in page.words
    person.post(page.row(town).form("/places"))
    cancelled = staff.post(staff.get("/staff/classes").row(town).form("/cancel"))
    assert "The class is cancelled." in cancelled.words
    page = person.get("/status")
    gone = {"en": "This class will not take place.", "es": "Esta clase no se va a dar."}
    assert gone[language] in page.words
    again = person.post(mine.say(key="01HZZZZZZZZZZZZZZZZZZZZZZZ"))
    assert again.status == 409


def test_a_class_is_posted_without_mistakes_and_nothing_typed_is_lost(world: World) -> None:
    mistakes: tuple[tuple[dict[str, Any], str], ...] = (
        ({"course": ""}, "Choose the training."),
        ({"starts": "soon"}, "Write the first day like 2026-12-01"),
        ({"starts": "2020-01-01"}, "Write the first day like 2026-12-01"),
        ({"county": ""}, "say that the class is online"),
        ({"city": "x" * 61}, "Write the city"),
        ({"seats": "many"}, "Write a number from 1 to 200"),
        ({"price": "9,99"}, "Write the price in dollars"),
        ({"price": "1600.01"}, "Write the price in dollars"),
        ({"joining": "x" * 301}, "Write how to join"),
        ({"language": "fr"}, "Choose a language"),
    )
    for change, told in mistakes:
        refused = post_class(world, **change)
        assert refused.status in (409, 422), change
        assert told in refused.words, change
        typed = refused.forms[-1].fields
        if "city" not in change:
            assert typed["city"] == "Fresno"
    shown = post_class(world, city="<b>Ñ'</b>")
    assert "&lt;b&gt;Ñ" in shown.text


def test_a_provider_sees_its_own_alone(world: World) -> None:
    person, award = holder(world, "Private Sample")
    post_class(world)
    person.post(person.get("/status").form("/places"))
    other = provider(world, "sample-english-only")
    for path, none in (
        ("/staff/classes", "You have posted no class yet."),
        ("/staff/places", "Nobody waits for your answer."),
        ("/staff/bookings", "No training is booked with you."),
    ):
        page = other.get(path)
        assert none in page.words
        assert award not in page.text
    nobody = world.staff(Role.PROVIDER, name="nobody", organization="not-approved")
    for path in ("/staff/classes", "/staff/places", "/staff/bookings", "/staff/open-award"):
        assert nobody.get(path).status == 422
        assert world.staff(Role.REVIEWER).get(path).status == 403
    assert world.staff(Role.REVIEWER).get("/staff/awards-without-class").status == 403


def test_an_award_opens_by_number_and_birth_date_and_is_booked(world: World) -> None:
    person, award = holder(world, "Walks In")
    staff = provider(world, "sample-academy")
    form = staff.get("/staff/open-award").form("/staff/open-award")
    for wrong in (
        {"award_id": award, "birth_date": "1985-05-18"},
        {"award_id": "A-2222-2222", "birth_date": "1985-05-17"},
    ):
        page = staff.post(form.say(**wrong))
        assert (page.status, "Walks In" in page.text) == (404, False)
    assert staff.post(form.say(award_id=award, birth_date="May")).status == 422
    opened = staff.post(form.say(award_id=award.lower(), birth_date="1985-05-17"))
    assert "Walks In" in opened.words
    book = opened.form("/staff/open-award/book")
    starts = in_days(world, 9)
    refused = staff.post(book.say(starts=starts, price="1,700"))
    assert "That did not work" in refused.words
    assert refused.form("/book").fields["starts"] == starts
    other = book.say(starts=starts, price="900", birth_date="1985-05-18")
    assert staff.post(other).status == 404, "the number alone books nothing here"
    done = staff.post(book.say(starts=starts, price="900"))
    assert "$900.00" in done.row(award).words
    assert "Your training is booked." in person.get("/status").words
    undone = staff.post(done.row(award).form("/undo-booking"))
    assert award not in undone.text


def test_the_manager_sees_for_whom_there_is_no_class(world: World) -> None:
    person, award = holder(world, "No Class", "es")
    page = person.get("/status")
    manager = world.staff(Role.MANAGER, name="mia")
    assert "No class in time" in manager.get("/staff").words
    path = "/staff/awards-without-class?course=core_training&language=es"
    if "ninguna clase con lugar" in page.words:
        assert award in manager.get(path).words
    post_class(world, language="es")
    with calls_seen() as seen:
        shown = manager.get(path)
    assert award not in shown.words
    assert len([call for call in seen if call.service == "dynamodb"]) <= 8
    assert "There is a class in time for everybody here." in shown.words
    assert manager.get("/staff/awards-without-class?language=fr").status == 422


def test_all_classes_are_listed_in_either_language_page_after_page(world: World) -> None:
    person, award = holder(world, "Many Classes")
    for _ in range(22):
        post_class(world, provider(world, "sample-academy"), language="es", where="online")
    link = person.get("/status").link("language=es")
    page = person.get(link.replace("&amp;", "&"))
    assert "Classes for your award" in page.words
    assert page.text.count("Ask for a place<") == 20
    more = person.get(page.link("after=").replace("&amp;", "&"))
    assert more.text.count("Ask for a place<") >= 2
    done = person.post(more.forms[-1] if "/places" in more.forms[-1].action else more.form("/places"))
    assert "You asked for a place." in done.words
    stranger, _ = holder(world, "Stranger Sample")
    assert stranger.get(link.replace("&amp;", "&")).status == 404
    assert person.get(f"/awards/{award}/classes?item=exam").status == 422


def test_the_status_page_stays_within_its_requests(world: World) -> None:
    person, _ = holder(world, "Counted Sample")
    waiting, _ = world.applied("Counted Waiting", "waiver-application-fee", fee_paid="no")
    for visitor, most in ((person, 11), (waiting, 12)):
        visitor.get("/status")
        with calls_seen() as seen:
            page = visitor.get("/status")
        assert page.status == 200
        found = [call.operation for call in seen if call.service == "dynamodb"]
        assert len(found) <= most, found
        assert "Scan" not in found


def test_a_place_in_line_is_a_band_with_its_reason(world: World) -> None:
    for n in range(7):
        held = {**HELD, "certification_number": f"PSS-{n}", "fee_paid": "no"}
        last, _ = world.applied(f"In Line {n}", "waiver-renewal-fee", **held)
    words = last.get("/status").words
    assert re.search(r"Your place in line Between number 6 and number 10", words)
    assert "Group 2. People named by a county go first." in words
    assert "Places with money now 0" in words
    assert "People who got money from here since yesterday: 0. That is too little to say" in words
    last.language = "es"
    assert "Entre el número 6 y el número 10" in last.get("/status").words


def test_a_review_says_by_when_and_when_it_is_late(world: World) -> None:
    held = {**HELD, "certification_number": "PSS-TWICE", "fee_paid": "no"}
    world.applied("The Same", "waiver-renewal-fee", **held)
    person, _ = world.applied("The Same", "waiver-renewal-fee", **held)
    came = pacific_date(world.clock.now())
    by = facts.day_words("en", came + timedelta(days=30))
    assert f"You can expect our answer here by {by}." in person.get("/status").words


def test_a_reason_says_what_was_looked_at(world: World) -> None:
    person, _ = world.applied("Old Card", id_expires_year="2020")
    words = person.get("/status").words
    assert "The photo ID that we have for you has expired." in words
    assert "What we looked at: The ID is good until August 31, 2020." in words
    person.language = "es"
    assert "La identificación vence el 31 de agosto de 2020." in person.get("/status").words
