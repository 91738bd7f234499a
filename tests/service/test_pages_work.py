"""Work lists: deadlines, filters, pages that cost the same however many wait; taking up and standing aside."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from chalicelib.domain.actors import Actor
from chalicelib.domain.application import Step
from chalicelib.domain.folder import Folder
from chalicelib.domain.receipt import Request
from chalicelib.domain.roles import Role
from chalicelib.domain.states import ApplicationStatus
from chalicelib.services.list_work import PAGE
from chalicelib.services.take_work import take_work
from chalicelib.store import folder_rows, folders, table
from tests.service.site import calls_seen
from tests.service.visitor import Shown, Visitor
from tests.service.world import World, whole_site

pytestmark = pytest.mark.xdist_group("pages-work")

REVIEW = "/staff/work/review"
MOST_CALLS, MOST_BYTES = 8, 100_000
ELSEWHERE = {"county": "alpine"}
"""A county that does not take part: such an application goes to a reviewer."""


@pytest.fixture
def world() -> Iterator[World]:
    with whole_site() as made:
        yield made


def in_review(world: World, name: str, benefit: str = "grandparenting") -> tuple[Visitor, str]:
    person, _ = world.applied(name, benefit, **ELSEWHERE)
    return person, world.application_of(person)


def rows(page: Shown) -> list[str]:
    """The applications of a list, in its order."""
    return re.findall(r'/staff/work/review/(\w+)"', page.text)


def copies(folder: Folder, first: int, end: int) -> list[str]:
    """As many more applications under review, from one number up to another, a minute apart, each of a person of
    their own, of three counties in turn."""
    everywhere = ("alpine", "fresno", "kern")
    made: list[str] = []
    for n in range(first, end):
        at = datetime(2026, 11, 1, 12, tzinfo=UTC) + timedelta(minutes=n)
        answers = folder.application.answers.model_copy(update={"county": everywhere[n % 3]})
        history = (Step(at=at, status=ApplicationStatus.UNDER_REVIEW, tier=2, waiting=False, action="determine"),)
        changed = {"id": f"01COPY{n:020d}", "person_id": f"person-{n}", "answers": answers, "history": history}
        copy = Folder(application=folder.application.model_copy(update=changed))
        table.transact(folder_rows.state_writes(None, copy))
        made.append(copy.application.id)
    return made


QUERIES = ("", "?county=fresno", "?county=fresno&benefit=grandparenting", "?due=overdue", "?due=week")


def cost(staff: Visitor, path: str) -> int:
    """Requests of DynamoDB that a page makes; under eight, and under 100 KB."""
    with calls_seen() as seen:
        page = staff.send("GET", path)
    calls = [call for call in seen if call.service == "dynamodb"]
    assert page.status == 200
    assert len(calls) < MOST_CALLS
    assert len(page.text.encode()) < MOST_BYTES
    return len(calls)


def walked(staff: Visitor, query: str) -> list[str]:
    """All entries of a list, page after page."""
    page = staff.get(REVIEW + query)
    found = rows(page)
    while following := re.search(r'rel="next"[^>]*href="/local([^"]+)"', page.text):
        page = staff.get(following[1].replace("&amp;", "&"))
        assert len(rows(page)) <= PAGE
        found += rows(page)
    return found


class TestPages:
    def test_a_page_costs_the_same_with_a_few_and_with_a_thousand(self, world: World) -> None:
        _, known = in_review(world, "First Sample")
        staff, folder = world.staff(Role.REVIEWER, name="rosa"), folders.load_folder(known)
        costs = []
        for first, end in ((0, 4 * PAGE), (4 * PAGE, 1_000)):
            copies(folder, first, end)
            costs.append([cost(staff, f"{REVIEW}{query}") for query in QUERIES] + [cost(staff, "/staff")])
        assert costs[0] == costs[1]
        assert f"{PAGE}+" in staff.get("/staff").words

    def test_all_entries_are_on_the_pages_once_the_oldest_first(self, world: World) -> None:
        _, known = in_review(world, "Walk Sample")
        made = copies(folders.load_folder(known), 0, 3 * PAGE)
        staff = world.staff(Role.REVIEWER, name="rosa")
        assert walked(staff, "") == [*made, known]
        assert walked(staff, "?county=fresno") == made[1::3]
        assert walked(staff, "?county=fresno&benefit=grandparenting") == made[1::3]
        assert walked(staff, "?county=fresno&benefit=initial") == []
        assert walked(staff, "?due=week") == made

    def test_overdue_is_marked_and_filtered(self, world: World) -> None:
        _, known = in_review(world, "Late Sample")
        made = copies(folders.load_folder(known), 0, 1)  # since November 1, so due on December 1: today
        staff = world.staff(Role.REVIEWER, name="rosa")
        assert walked(staff, "?due=overdue") == []
        assert walked(staff, "?due=week") == made
        assert "December 1, 2026 Overdue" not in staff.get(REVIEW).words
        world.clock.tick(24 * 60 * 60)
        staff = world.staff(Role.REVIEWER, name="rosa")
        assert walked(staff, "?due=overdue") == made
        assert walked(staff, "?due=week") == []
        assert "December 1, 2026 Overdue" in staff.get(REVIEW).words

    @pytest.mark.parametrize("tampered", ["x", "AAAA.BBBB", "é.ü", "." * 500, "MDFDT1BZ.0123456789abcdef0123"])
    def test_a_cursor_that_nobody_gave_out_shows_the_beginning_and_says_so(self, world: World, tampered: str) -> None:
        _, known = in_review(world, "Cursor Sample")
        page = world.staff(Role.REVIEWER, name="rosa").get(f"{REVIEW}?after={tampered}")
        assert page.status == 422
        assert "This address is not complete any more." in page.words
        assert rows(page) == [known]

    def test_a_cursor_is_of_its_list_and_its_filters(self, world: World) -> None:
        _, known = in_review(world, "Other Sample")
        copies(folders.load_folder(known), 0, PAGE + 5)
        staff = world.staff(Role.REVIEWER, name="rosa")
        after = re.search(r"after=([^\"&]+)", staff.get(REVIEW).text)
        assert after
        assert staff.get(f"{REVIEW}?after={after[1]}").status == 200
        assert staff.get(f"{REVIEW}?county=alpine&after={after[1]}").status == 422

    def test_a_filter_that_is_none_is_refused(self, world: World) -> None:
        staff = world.staff(Role.REVIEWER, name="rosa")
        assert staff.get(f"{REVIEW}?due=yesterday").status == 422
        assert staff.get(f"{REVIEW}?county=no-such-county").status == 200
        assert "Nothing waits here now." in staff.get(f"{REVIEW}?benefit={'x' * 400}").words

    def test_what_was_decided_leaves_every_filter(self, world: World) -> None:
        _, known = in_review(world, "Gone Sample")
        staff = world.staff(Role.REVIEWER, name="rosa")
        assert (
            rows(staff.get(f"{REVIEW}?county=alpine")) == rows(staff.get(f"{REVIEW}?benefit=grandparenting")) == [known]
        )
        form = staff.get(f"{REVIEW}/{known}").form("/review")
        staff.post(form.say(finding="eligible", note="The county joined."))
        for query in ("", "?county=alpine", "?benefit=grandparenting"):
            assert rows(staff.get(REVIEW + query)) == []
        award = world.staff(Role.APPROVER, name="ari").get("/staff/work/approve_award?county=alpine")
        assert known in award.text


class TestTaking:
    def test_what_a_colleague_has_taken_up_is_refused_and_nothing_typed_is_lost(self, world: World) -> None:
        _, known = in_review(world, "Taken Sample")
        rosa, rudi = world.staff(Role.REVIEWER, name="rosa"), world.staff(Role.REVIEWER, name="rudi")
        early = rudi.get(f"{REVIEW}/{known}").form("/review")
        assert "It is yours for now." in rosa.post(rosa.get(f"{REVIEW}/{known}").form("/take")).words
        refused = rudi.post(early.say(finding="eligible", note="Worth keeping."))
        assert (refused.status, "A colleague is working on this now." in refused.words) == (409, True)
        assert refused.form("/review").fields["note"] == "Worth keeping."

    def test_given_back_or_run_out_it_is_anybodys(self, world: World) -> None:
        _, known = in_review(world, "Returned Sample")
        rosa, rudi = world.staff(Role.REVIEWER, name="rosa"), world.staff(Role.REVIEWER, name="rudi")
        item = rosa.post(rosa.get(f"{REVIEW}/{known}").form("/take"))
        assert "It is given back." in rosa.post(item.form("/release")).words
        assert "It is yours for now." in rudi.post(rudi.get(f"{REVIEW}/{known}").form("/take")).words
        rosa.post(item.form("/release"))  # no longer hers: nothing happens
        stale = rosa.post(item.form("/take"))
        assert stale.status == 409
        world.clock.tick(31 * 60)
        rosa = world.staff(Role.REVIEWER, name="rosa")
        assert "It is yours for now." in rosa.post(rosa.get(f"{REVIEW}/{known}").form("/take")).words

    def test_an_expired_one_stops_nobody_though_its_row_is_still_there(self, world: World) -> None:
        _, known = in_review(world, "Expired Sample")
        request = Request(key="takes", actor="staff-rosa", fingerprint="takes")
        take_work(Actor(id="staff-rosa", roles=frozenset({Role.REVIEWER})), "review", known, request)
        world.clock.tick(31 * 60)
        rudi = world.staff(Role.REVIEWER, name="rudi")
        form = rudi.get(f"{REVIEW}/{known}").form("/review")
        assert "Your finding is recorded." in rudi.post(form.say(finding="eligible", note="Known.")).words

    def test_two_who_decide_at_once_decide_once(self, world: World) -> None:
        _, known = in_review(world, "Twice Sample")
        rosa, rudi = world.staff(Role.REVIEWER, name="rosa"), world.staff(Role.REVIEWER, name="rudi")
        hers, his = (staff.get(f"{REVIEW}/{known}").form("/review") for staff in (rosa, rudi))
        first = rosa.post(hers.say(finding="eligible", note="Yes."))
        second = rudi.post(his.say(finding="ineligible", reasons=["COUNTY-NOT-PARTICIPATING"], note="No, because."))
        assert "Your finding is recorded." in first.words
        assert second.status == 409
        assert "What changed meanwhile" in second.words
        assert "review_eligible" in second.words
        assert "No, because." in second.words


class TestStandingAside:
    def test_who_has_a_tie_decides_nothing_of_that_person_and_sees_why(self, world: World) -> None:
        person, known = in_review(world, "Cousin Sample")
        both = world.staff(Role.REVIEWER, Role.APPROVER, name="cora")
        early = both.get(f"{REVIEW}/{known}").form("/review")
        item = both.get(f"{REVIEW}/{known}")
        assert (
            "Others will decide about this person." in both.post(item.form("/conflict").say(tie="A cousin's ñ")).words
        )
        seen = both.get(f"{REVIEW}/{known}")
        assert "You cannot decide this (SAME-PERSON)." in seen.words
        assert "Cousin Sample" not in seen.words
        person_id = folders.load_folder(known).application.person_id
        for closed in (f"/staff/applications/{known}/documents", f"/staff/people/{person_id}"):
            assert both.get(closed).status == 403
        refused = both.post(early.say(finding="eligible", note="Fine."))
        assert (refused.status, "You took part in an earlier step here" in refused.words) == (403, True)
        rosa = world.staff(Role.REVIEWER, name="rosa")
        rosa.post(rosa.get(f"{REVIEW}/{known}").form("/review").say(finding="eligible", note="Known."))
        award = world.award_of(person)
        refused = both.post(both.get("/staff/work/approve_award").row(award).form("/approve-award"))
        assert refused.status == 403
        assert "You said that you have a tie to this person." in refused.words
        world.approve(award)

    def test_a_long_note_is_refused_and_kept(self, world: World) -> None:
        _, known = in_review(world, "Long-Note Sample")
        staff = world.staff(Role.REVIEWER, name="rosa")
        form = staff.get(f"{REVIEW}/{known}").form("/conflict")
        refused = staff.post(form.say(tie="x" * 501))
        assert (refused.status, refused.form("/conflict").fields["tie"]) == (422, "x" * 501)
        review = staff.get(f"{REVIEW}/{known}").form("/review").say(finding="eligible", note="y" * 4001)
        refused = staff.post(review)
        assert (refused.status, refused.form("/review").fields["note"]) == (422, "y" * 4001)
