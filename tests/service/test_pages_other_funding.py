"""The page on which a person says that another program pays for some of it."""

from collections.abc import Iterator

import pytest

from tests.service.visitor import Shown, Visitor
from tests.service.world import World, whole_site

pytestmark = pytest.mark.xdist_group("pages-other-funding")


@pytest.fixture(scope="module")
def world() -> Iterator[World]:
    with whole_site() as made:
        yield made


def opened(world: World, name: str, language: str = "en") -> tuple[Visitor, Shown]:
    visitor, _ = world.applied(name, language=language)
    return visitor, visitor.get(visitor.get("/status").link("/other-funding"))


def test_one_tap_of_a_box_and_the_award_leaves_it_out(world: World) -> None:
    visitor, page = opened(world, "Tap Sample")
    done = visitor.post(page.form("/other-funding").say(other_funding="exam"))
    assert "We do not pay for what the other program pays." in done.words
    assert "You told us that another program pays for some of this" in done.words
    again = visitor.get(page.path)
    assert 'value="exam"' not in again.text
    assert 'value="core_training"' in again.text


@pytest.mark.parametrize(
    ("language", "words"), [("en", "Check what the other program pays for."), ("es", "Marque lo que paga el otro")]
)
def test_nothing_checked_is_asked_about(world: World, language: str, words: str) -> None:
    visitor, page = opened(world, f"Empty Sample {language}", language)
    answer = visitor.post(page.form("/other-funding"))
    assert answer.status == 422
    assert words in answer.words


@pytest.mark.parametrize("said", [["lottery"], ["exam", "exam"], ["renewal_fee"], ["x" * 10_000]])
def test_what_was_not_offered_is_not_taken(world: World, said: list[str]) -> None:
    visitor, page = opened(world, "Odd Sample")
    assert visitor.post(page.form("/other-funding").say(other_funding=said)).status == 422
    assert "another program pays" not in visitor.get("/status").words.replace("Another program pays", "")


def test_all_of_it_leads_to_saying_no_with_the_boxes_as_they_were(world: World) -> None:
    visitor, page = opened(world, "All Sample")
    everything = ["application_fee", "core_training", "exam"]
    answer = visitor.post(page.form("/other-funding").say(other_funding=everything))
    assert answer.status == 422
    assert "say no to the award, or withdraw" in answer.words
    assert answer.text.count(" checked") == 3


def test_it_is_ones_own_alone(world: World) -> None:
    _, page = opened(world, "Own Sample")
    other, _ = opened(world, "Other Sample")
    assert other.get(page.path).status == 404
    form = page.form("/other-funding").say(
        other_funding="exam", token=other.get("/status").form("/sign-out").fields["token"]
    )
    assert other.post(form).status == 404
    assert world.visitor().get(page.path).path == "/sign-in"
