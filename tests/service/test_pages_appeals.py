"""The pages of an appeal: filed from the status page, decided by an officer, read again by the person."""

import re
from collections.abc import Iterator

import pytest

from chalicelib.domain.actors import Actor
from chalicelib.domain.receipt import Request
from chalicelib.domain.roles import Role
from chalicelib.services.declare_conflict import declare_conflict
from tests.service.test_pages import code_on, signed_in
from tests.service.visitor import Visitor
from tests.service.world import World, whole_site

pytestmark = pytest.mark.xdist_group("pages-appeals")
WHY = "<b>O'Brien-Ñandú</b>: my papers were complete."


@pytest.fixture(scope="module")
def world() -> Iterator[World]:
    with whole_site() as made:
        yield made


def refused(world: World, name: str, language: str = "en") -> tuple[Visitor, str]:
    """Someone whose award was refused, and their application."""
    visitor, _ = world.applied(name, language=language)
    application = world.application_of(visitor)
    world.call(
        "approver", f"v1/applications/{application}/award-refusal", {"reasons": ["STAFF-ERROR"]}, f"no-{application}"
    )
    return visitor, application


def test_from_the_status_page_to_the_answer(world: World) -> None:
    visitor, application = refused(world, "Ana Sample")
    status = visitor.get("/status")
    assert "may ask for it to be looked at again by someone new" in status.words
    page = visitor.get(status.link("/appeal"))
    sent = visitor.post(page.form("/appeal").say(text=WHY))
    assert "We received your appeal." in sent.words
    assert "<b>O'Brien" not in visitor.get(f"/applications/{application}/appeal").text
    officer = world.staff(Role.APPEALS_OFFICER, name="lee")
    case = officer.get(officer.get("/staff/work/decide_appeal").link(f"/staff/appeals/{application}"))
    assert "my papers were complete" in case.words
    assert "Choose a decision" in officer.post(case.form("/decision").say(text="They were.")).words
    done = officer.post(case.form("/decision").say(outcome="overturn", text="They were."))
    assert "Your decision on the appeal is recorded." in done.words
    world.aws.settle()
    mine = visitor.get("/status")
    assert "Someone new looked at it: our first decision does not count any more" in mine.words
    assert "They were." in visitor.get(f"/applications/{application}/appeal").words


def test_in_spanish(world: World) -> None:
    visitor, application = refused(world, "Luz Sample", "es")
    page = visitor.get(f"/applications/{application}/appeal")
    assert "¿Por qué piensa que está mal?" in page.words
    assert "Recibimos su apelación." in visitor.post(page.form("/appeal").say(text="No es así.")).words


def test_nothing_typed_is_lost(world: World) -> None:
    visitor, application = refused(world, "Bo Sample")
    page = visitor.get(f"/applications/{application}/appeal")
    answer = visitor.post(page.form("/appeal").say(text="x" * 4001))
    assert answer.status == 422
    assert "x" * 4001 in answer.text


def test_where_there_is_nothing_to_appeal(world: World) -> None:
    visitor, _ = world.applied("Cy Sample")
    application = world.application_of(visitor)
    assert "/appeal" not in visitor.get("/status").text
    assert "There is nothing here that can be appealed now" in visitor.get(f"/applications/{application}/appeal").words


def test_staff_write_it_down_for_the_person(world: World) -> None:
    _, application = refused(world, "Di Sample")
    reviewer = world.staff(Role.REVIEWER, name="rosa")
    page = reviewer.get(f"/staff/applications/{application}/appeal")
    filed = reviewer.post(page.form("/appeal").say(text="She called us."))
    assert "She called us." in filed.words


def test_who_took_part_sees_no_case(world: World) -> None:
    _, application = refused(world, "Ed Sample")
    reviewer = world.staff(Role.REVIEWER, name="lou")
    page = reviewer.get(f"/staff/applications/{application}/appeal")
    reviewer.post(page.form("/appeal").say(text="He called us."))
    both = world.staff(Role.APPEALS_OFFICER, name="lou").get(f"/staff/appeals/{application}")
    assert both.status == 403
    assert "SAME-PERSON" in both.words


def test_who_has_a_tie_to_the_person_decides_no_appeal(world: World) -> None:
    visitor, application = refused(world, "Flo Sample")
    visitor.post(visitor.get(f"/applications/{application}/appeal").form("/appeal").say(text=WHY))
    staff = world.staff(Role.REVIEWER, Role.APPEALS_OFFICER, name="tia")
    other = world.staff(Role.REVIEWER, Role.APPEALS_OFFICER, name="tio")
    page = staff.get(f"/staff/appeals/{application}")
    actor = Actor(id="staff-tia", roles=frozenset({Role.REVIEWER}))
    declare_conflict(actor, application, "My cousin", Request(key="tie", actor=actor.id, fingerprint="tie"))
    answer = staff.post(page.form("/decision").say(outcome="uphold", text="It stands."))
    assert "SAME-PERSON" in answer.words
    assert staff.get(f"/staff/appeals/{application}").status == 403
    page = other.get(f"/staff/appeals/{application}")
    stale = other.post(page.form("/decision").say(outcome="uphold", text="It stands, Ñ.", version="2"))
    assert (stale.status, stale.form("/decision").fields["text"].strip()) == (409, "It stands, Ñ.")
    assert "file_appeal (applicant)" in stale.words.partition("What changed meanwhile")[2]
    done = other.post(page.form("/decision").say(outcome="uphold", text="It stands."))
    assert "Your decision on the appeal is recorded." in done.words


def test_whoever_was_overruled_is_told_so_before_they_decide_again(world: World) -> None:
    visitor, _ = world.applied("Gus Sample", county="alpine")
    application = world.application_of(visitor)
    first = world.staff(Role.REVIEWER, name="una")
    case = first.get(f"/staff/work/review/{application}")
    first.post(case.form("/review").say(finding="ineligible", reasons=["COUNTY-NOT-PARTICIPATING"]))
    visitor.post(visitor.get(f"/applications/{application}/appeal").form("/appeal").say(text=WHY))
    officer = world.staff(Role.APPEALS_OFFICER, name="lee")
    page = officer.get(f"/staff/appeals/{application}")
    officer.post(page.form("/decision").say(outcome="overturn", text="Look again."))
    again = first.get(f"/staff/work/review/{application}")
    assert "You decided a step of this application" in again.words
    answer = first.post(again.form("/review").say(finding="eligible", note="Known."))
    assert "SAME-PERSON" in answer.words
    other = world.staff(Role.REVIEWER, name="uwe").get(f"/staff/work/review/{application}")
    assert "You decided a step of this application" not in other.words


def test_after_the_last_day_the_page_says_so_and_nothing_of_an_award_that_was_never_promised(world: World) -> None:
    visitor, _ = refused(world, "Late Sample")
    status = visitor.get("/status").words
    last = re.search(r"\(an appeal\), until (\w+ \d+, \d+)\.", status)
    assert last
    assert not re.search(r"A-\w{4}-\w{4}|What it pays", status), "the person never heard of it"
    code = code_on(visitor.get("/received"))
    world.clock.tick(31 * 86_400)
    _, later = signed_in(world, code)
    assert f"The last day to ask for an appeal was {last[1]}." in later.words
    assert "/appeal" not in later.text
