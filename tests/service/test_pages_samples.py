"""The pages of samples: drawn by a manager, answered by a second person, with small counts hidden."""

from collections.abc import Iterator

import pytest

from chalicelib.domain.roles import Role
from tests.service.visitor import Shown, Visitor
from tests.service.world import World, whole_site

pytestmark = pytest.mark.xdist_group("pages-samples")


@pytest.fixture(scope="module")
def world() -> Iterator[World]:
    with whole_site() as made:
        yield made


def test_pages_from_the_draw_to_the_result(world: World) -> None:
    visitor, _ = world.applied("Ana Sample")
    world.approve(world.award_of(visitor))
    manager, reviewer = world.staff(Role.MANAGER, name="mia"), world.staff(Role.REVIEWER, name="raj")
    empty = manager.get("/staff/samples")
    assert "No sample was drawn yet." in empty.words
    wrong = manager.post(empty.form("/samples").say(size="many"))
    assert (wrong.status, 'value="many"' in wrong.text) == (422, True)
    shown = manager.post(empty.form("/samples").say(size="10", seed="abc"))
    assert "Nobody has answered yet." in shown.words
    assert "Drawn again, it is the same sample." in manager.get(shown.link("again=1")).words
    done = answered(reviewer, shown.path)
    assert "Your answer is recorded." in done.words
    assert "Ana Sample" not in done.text
    assert "under 11" in manager.get(shown.path).words
    assert world.staff(Role.PREPARER, name="pat").get("/staff/samples").status == 403


def answered(reviewer: Visitor, path: str) -> Shown:
    page = reviewer.get(path)
    line = reviewer.get(page.link(f"{path}/"))
    assert "Would you have decided the same?" in line.words
    again = reviewer.post(line.form(line.path).say(agrees="no"))
    assert "Choose an answer." in again.words
    return reviewer.post(line.form(line.path).say(agrees="no", note="The ID has expired."))
