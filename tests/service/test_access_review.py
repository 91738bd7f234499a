"""Once a quarter it is looked at who may do what: the list makes itself, waits for those who answer, and is late."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from functools import partial
from typing import Any
from unittest.mock import patch

import pytest

from chalicelib.domain.access_review import due_of, quarter_of
from chalicelib.domain.pacific import PACIFIC, end_of_day, pacific_date
from chalicelib.domain.roles import Role
from chalicelib.gateways import staff_accounts
from chalicelib.store import access_log, access_reviews
from local.player.people import mark
from local.virtual.directory import take_out
from tests.pages.stock import staff_member
from tests.service.site import Site, at_once, crash_in, open_site
from tests.service.test_staff_standing import absence

pytestmark = pytest.mark.xdist_group("access-review")

JUST_AFTER_MIDNIGHT = time(0, 5)


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    with open_site() as opened:
        for who in ("admin ada", "privacy_officer pia", "reviewer rosa"):
            opened.identity(who)
        yield opened


def last_day(site: Site) -> Any:
    """Of the quarter that it is."""
    return due_of(pacific_date(site.clock.now()), 400)


def next_quarter(site: Site) -> str:
    """Five past midnight on its first day."""
    day = last_day(site) + timedelta(days=1)
    site.clock.jump_to(datetime.combine(day, JUST_AFTER_MIDNIGHT, PACIFIC))
    return quarter_of(day)


def opened(site: Site) -> str:
    quarter = next_quarter(site)
    site.job("DailySweep")
    return f"/v1/access-reviews/{quarter}"


def answer(site: Site, path: str, row: str, verdict: str = "confirm", who: str = "admin ada") -> str | None:
    done = site.post(f"{path}/decisions", {"row": row, "verdict": verdict}, who=who)
    return done.code if done.status >= 400 else None


def rows_of(site: Site, path: str) -> dict[str, dict[str, Any]]:
    return {row["id"]: row for row in site.get(path, who="auditor abe").body["rows"]}


class TestOpening:
    def test_in_the_first_night_of_a_quarter_and_once(self, site: Site) -> None:
        site.clock.jump_to(end_of_day(last_day(site)) - timedelta(seconds=30))
        site.job("DailySweep")
        before = [each.quarter for each in access_reviews.reviews()]
        assert quarter_of(pacific_date(site.clock.now())) in before
        quarter = next_quarter(site)
        at_once([partial(site.aws.invoke, "DailySweep", {})] * 4)
        assert [each.quarter for each in access_reviews.reviews()] == [quarter, *before]
        told = [each for each in access_log.access_events() if each["detail"].get("quarter") == quarter]
        assert [(each["action"], each["actor"]) for each in told] == [("open_access_review", "system")]
        path, row = f"/v1/access-reviews/{quarter}", f"staff-{mark('rosa')}.reviewer"
        assert answer(site, path, row) is None
        before_again = site.fingerprint()
        site.job("DailySweep")
        assert site.fingerprint() == before_again
        assert rows_of(site, path)[row]["verdict"] == "confirm"
        assert access_log.access_log_verifies()

    def test_a_night_that_was_missed_is_caught_up(self, site: Site) -> None:
        next_quarter(site)
        site.clock.jump_to(end_of_day(last_day(site)) - timedelta(days=3))
        site.job("DailySweep")
        review = access_reviews.reviews()[0]
        assert review.quarter == quarter_of(pacific_date(site.clock.now()))
        assert review.due == last_day(site), "afterwards it takes no answer any more"

    def test_a_run_that_dies_in_the_middle_leaves_nothing_behind(self, site: Site) -> None:
        site.identity("preparer gone")
        quarter, row = next_quarter(site), f"staff-{mark('gone')}.preparer"
        with crash_in(access_reviews, "review_write", function="DailySweep"):
            site.job("DailySweep")
        assert site.get(f"/v1/access-reviews/{quarter}", who="admin ada").code == "NOT-FOUND"
        assert row in [each.id for each in access_reviews.rows_of(quarter)]
        take_out(mark("gone"), "preparer")
        site.job("DailySweep")
        review = site.get(f"/v1/access-reviews/{quarter}", who="admin ada").body
        assert row not in [each["id"] for each in review["rows"]]
        assert review["left"] == len(review["rows"])

    def test_where_nobody_has_a_role_yet_a_later_day_opens_it(self, site: Site) -> None:
        quarter = next_quarter(site)
        with patch.object(staff_accounts, "members_of", return_value=iter(())):
            site.job("DailySweep")
        assert access_reviews.find_review(quarter) is None
        site.job("DailySweep")
        assert access_reviews.find_review(quarter)


class TestWaiting:
    def test_it_waits_for_those_who_answer_until_every_row_has_one(self, site: Site) -> None:
        path = opened(site)
        admin, officer = staff_member(site, Role.ADMIN), staff_member(site, Role.PRIVACY_OFFICER)
        quarter = path.rpartition("/")[2]
        due = pacific_date(site.clock.now()) + timedelta(days=30)
        for visitor in (admin, officer):
            assert f"/staff/access/{quarter}" in visitor.get("/staff").text
        assert f"Access review {quarter}" not in staff_member(site, Role.AUDITOR).get("/staff").words
        site.clock.jump_to(end_of_day(due) - timedelta(seconds=1))
        for page in ("/staff", "/staff/access", f"/staff/access/{quarter}"):
            assert "Overdue" not in staff_member(site, Role.ADMIN).get(page).words
        site.clock.tick(1)
        for page in ("/staff", "/staff/access", f"/staff/access/{quarter}"):
            assert "Overdue" in staff_member(site, Role.ADMIN).get(page).words
        own = f"staff-{mark('ada')}.admin"
        others = [row for row in rows_of(site, path) if row != own]
        assert {answer(site, path, row) for row in others} == {None}
        assert answer(site, path, others[0]) is None, "the last word counts, and no row twice"
        assert site.get(path, who="admin ada").body["left"] == 1
        assert answer(site, path, own) == "SAME-PERSON"
        assert answer(site, path, own, who="privacy_officer pia") is None
        assert site.get(path, who="admin ada").body["left"] == 0
        assert f"Access review {quarter}" not in staff_member(site, Role.ADMIN).get("/staff").words
        assert "Overdue" not in staff_member(site, Role.ADMIN).get("/staff/access").words

    def test_answers_at_the_same_moment_are_all_counted(self, site: Site) -> None:
        path = opened(site)
        names = [f"staff-{mark('rosa')}.reviewer", f"staff-{mark('pia')}.privacy_officer"]
        said = [{"row": row, "verdict": "confirm"} for row in names * 2]
        done = at_once([partial(site.post, f"{path}/decisions", each, who="admin ada") for each in said])
        assert [each.status for each in done] == [200] * 4
        review = site.get(path, who="admin ada").body
        assert review["left"] == len(review["rows"]) - 2

    def test_after_its_quarter_it_takes_no_answer_and_is_not_overdue(self, site: Site) -> None:
        path = opened(site)
        next_quarter(site)
        assert answer(site, path, f"staff-{mark('rosa')}.reviewer") == "WRONG-STATE"
        page = staff_member(site, Role.ADMIN).get(f"/staff/access/{path.rpartition('/')[2]}")
        assert "The quarter is over: no more answers." in page.words
        assert "Overdue" not in page.words
        assert "Mark for removal" not in page.words


def test_the_report_shows_row_by_row_what_is_left_to_do(site: Site) -> None:
    for who in ("approver leaver", "preparer stays", "approver holder"):
        site.identity(who)
    next_quarter(site)
    made = site.post("/v1/delegations", absence(site, "approver", "stays"), who="approver holder")
    site.job("DailySweep")
    line = site.get("/v1/access-reviews", who="auditor abe").body["reviews"][0]
    path = f"/v1/access-reviews/{line['quarter']}"
    rows = rows_of(site, path)
    assert len(rows) == line["count"] == line["left"]
    leaver, stays = f"staff-{mark('leaver')}.approver", f"staff-{mark('stays')}.preparer"
    covered = f"staff-{mark('stays')}.approver.{made.body['delegation_id']}"
    assert rows[covered]["until"] == site.in_days(6)
    for row, verdict in ((leaver, "remove"), (stays, "confirm"), (covered, "remove")):
        assert answer(site, path, row, verdict) is None
    assert rows_of(site, path)[leaver]["still_held"] is True
    take_out(mark("leaver"), "approver")
    assert rows_of(site, path)[leaver]["still_held"] is False
    assert "still_held" not in rows_of(site, path)[stays]
    assert answer(site, path, "staff-x.admin") == "NOT-FOUND"
    assert answer(site, "/v1/access-reviews/1999-Q1", stays) == "NOT-FOUND"
    assert answer(site, path, stays, who="auditor abe") == "NOT-ALLOWED"
