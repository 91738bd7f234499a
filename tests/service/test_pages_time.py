"""Pages as time passes: reminders in words, and the button to ask for a lapsed offer again."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from tests.service.test_pages import code_on, signed_in
from tests.service.visitor import Visitor
from tests.service.world import World, whole_site

pytestmark = pytest.mark.xdist_group("pages-time")


@pytest.fixture
def world() -> Iterator[World]:
    with whole_site() as made:
        yield made


def later(world: World, days: int) -> None:
    """So many days go by; the sweep runs at the end of them."""
    world.clock.jump_to(world.clock.now() + timedelta(days=days))
    world.aws.invoke("DailySweep", {})
    world.aws.settle()


def back(world: World, code: str, language: str) -> Visitor:
    """The person comes back after their session has ended, and sees their page in their language."""
    visitor, _ = signed_in(world, code)
    visitor.language = language
    return visitor


@pytest.mark.parametrize("language", ["en", "es"])
def test_an_offer_is_remembered_lapses_and_is_asked_for_again(world: World, language: str) -> None:
    person, received = world.applied(f"Late {language} Sample", language=language)
    code, award = code_on(received), world.award_of(person)
    world.approve(award)
    later(world, 8)
    page = back(world, code, language).get("/status")
    reminder = {"en": "Your offer of up to $1,850.00 is still open.", "es": "hasta $1,850.00 para usted sigue abierta."}
    assert reminder[language] in page.words
    later(world, 8)
    visitor = back(world, code, language)
    page = visitor.get("/status")
    told = {"en": "You can ask for it again until", "es": "Puede pedirla otra vez hasta"}
    assert told[language] in page.words
    done = visitor.post(page.form("/return"))
    kept = {"en": "You are back in line, at your old place.", "es": "en el lugar que tenía."}
    assert kept[language] in done.words
    assert told[language] not in done.words
    again = visitor.post(page.form("/return").say(key="01HZZZZZZZZZZZZZZZZZZZZZZZ"))
    assert again.status == 409
    assert not [form for form in visitor.get("/status").forms if form.action.endswith("/return")]
    world.approve(world.award_of(visitor))
    assert world.award_of(visitor) != award


@pytest.mark.parametrize("language", ["en", "es"])
def test_an_award_is_remembered_with_what_is_left_of_it(world: World, language: str) -> None:
    person, received = world.applied(f"Unused {language} Sample", language=language)
    code, award = code_on(received), world.award_of(person)
    world.approve(award)
    person.post(person.get("/status").form("/accept"))
    world.call("system", f"v1/awards/{award}/fees", {"item": "application_fee"}, f"fee-{award}")
    later(world, 300)
    words = back(world, code, language).get("/status").words
    left = {
        "en": "Not used yet: Core training (80 hours), Exam fee ($1,750.00).",
        "es": "Aún no se ha usado: Capacitación básica (80 horas), Cuota del examen ($1,750.00).",
    }
    assert left[language] in words
