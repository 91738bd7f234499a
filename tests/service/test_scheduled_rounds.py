"""Events of rounds that come into force at a stated time: to the second, whichever job looks first, and told once."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest

from chalicelib.domain.chain import verifies
from chalicelib.domain.pacific import PACIFIC
from chalicelib.domain.states import ApplicationStatus
from chalicelib.store import rounds
from tests.service.site import INITIAL, Answer, Site, open_site

pytestmark = pytest.mark.xdist_group("scheduled-rounds")

ROUND = "/v1/rounds/initial"
AT = datetime(2026, 3, 20, 17, 0, tzinfo=PACIFIC)
TEXT = {"en": "On hold from Friday.", "es": "En pausa desde el viernes."}


@pytest.fixture
def site() -> Iterator[Site]:
    with open_site({INITIAL: {"seats": 1, "cents": 185_000}}) as opened:
        yield opened
        opened.check_books()
        events, state = rounds.round_events("initial"), rounds.load_round("initial")
        assert verifies(events, state.chain)


def event(site: Site, change: str, at: str | None = None, **given: Any) -> Answer:
    body = {"change": change, "reason": "Sample", "effective_at": at, **given}
    answer = site.post(f"{ROUND}/events", body, who="manager mia")
    site.aws.settle()
    return answer


def go_to(site: Site, moment: datetime) -> None:
    """Only the clock moves: no job runs."""
    site.clock.jump_to(moment)


def shown(site: Site) -> dict[str, Any]:
    found = site.get("/v1/rounds").body["rounds"]
    return next(each for each in found if each["benefit"] == "initial")


def actions(site: Site) -> list[str]:
    return [each["action"] for each in rounds.round_events("initial")]


def told(site: Site, name: str) -> list[str]:
    notices = site.get("/v1/status", who=f"applicant {name}").body["notices"]
    return [notice["kind"] for notice in notices]


def test_a_suspension_stops_intake_and_allocation_to_the_second(site: Site) -> None:
    site.apply("ana")
    site.apply("ben")
    answer = event(site, "suspend", "2026-03-20T17:00", public_text=TEXT)
    assert (answer.status, answer.body["status"]) == (201, "scheduled")
    assert shown(site)["status"] == "open"
    assert shown(site)["scheduled"] == {
        "change": "suspend",
        "effective_at": "2026-03-21T00:00:00Z",
        "public_text": TEXT,
    }
    go_to(site, AT - timedelta(seconds=5))
    site.apply("carla")
    go_to(site, AT)
    assert site.post("/v1/applications", site.form("dora")).code == "ROUND-SUSPENDED"
    assert shown(site)["status"] == "suspended"
    assert "scheduled" not in shown(site)
    # No job has run. A seat comes back, and stays where it is.
    site.do("applicant ana", "withdraw", application="ana")
    assert site.folder("ben").award is None
    site.job("RelayOutbox")
    site.job("RelayOutbox")
    assert actions(site) == ["schedule_suspend", "suspend"]
    assert told(site, "ben") == ["receipt", "queued", "round_suspended"]
    recorded = rounds.round_events("initial")[1]
    assert (recorded["actor"], recorded["effective_at"]) == ("system", "2026-03-21T00:00:00+00:00")


def test_a_reopening_takes_people_at_once_and_serves_the_queue(site: Site) -> None:
    site.apply("ana")
    site.apply("ben")
    assert event(site, "suspend").body["status"] == "suspended"
    site.do("applicant ana", "withdraw", application="ana")
    assert event(site, "reopen", "2026-03-20T17:00:00-07:00").body["status"] == "scheduled"
    go_to(site, AT - timedelta(seconds=5))
    assert site.post("/v1/applications", site.form("carla")).code == "ROUND-SUSPENDED"
    go_to(site, AT + timedelta(seconds=1))
    # Whoever comes first after it finds those before them served: nobody is passed over, no job is waited for.
    site.apply("carla")
    assert site.folder("ben").award
    assert site.stage.status_of("carla")["queue_position"] == 1
    site.job("RelayOutbox")
    assert told(site, "ben").count("round_reopened") == 1
    assert "round_suspended" not in told(site, "ben"), "it is over before anybody was told"
    assert actions(site) == ["suspend", "schedule_reopen", "reopen"]


def test_the_sweeper_serves_when_nobody_comes(site: Site) -> None:
    site.apply("ana")
    site.apply("ben")
    event(site, "suspend")
    site.do("applicant ana", "withdraw", application="ana")
    event(site, "reopen", "2026-03-20T17:00")
    go_to(site, AT + timedelta(minutes=4))
    site.job("RelayOutbox")
    assert site.folder("ben").award


def test_a_revision_is_not_closed_between_a_reopening_and_its_announcement(site: Site) -> None:
    site.apply("rita", ethics_signed=False)  # until April 1
    event(site, "suspend")
    event(site, "reopen", "2026-04-13T00:00")
    go_to(site, datetime(2026, 4, 13, 0, 5, tzinfo=PACIFIC))
    site.job("DailySweep")
    assert site.folder("rita").application.status is ApplicationStatus.REVISION_REQUESTED
    assert actions(site) == ["suspend", "schedule_reopen"]
    site.job("RelayOutbox")
    assert actions(site) == ["suspend", "schedule_reopen", "reopen"]
    assert str(site.folder("rita").application.revise_by) == "2026-04-27"


def test_one_is_ahead_at_a_time_and_can_be_taken_back(site: Site) -> None:
    cancel = f"{ROUND}/cancellation"
    assert site.post(cancel, {"reason": "None there"}, who="manager mia").code == "WRONG-STATE"
    event(site, "suspend", "2026-03-20T17:00")
    second = event(site, "close", "2026-03-25T17:00")
    assert (second.code, second.body["field"]) == ("WRONG-STATE", "effective_at")
    assert site.post(cancel, {"reason": " "}, who="manager mia").body["field"] == "reason"
    assert site.post(cancel, {"reason": "Not needed"}, who="reviewer rosa").code == "NOT-ALLOWED"
    assert site.post(cancel, {"reason": "Not needed"}, who="manager mia").body["status"] == "open"
    go_to(site, AT)
    site.job("RelayOutbox")
    assert shown(site)["status"] == "open"
    assert actions(site) == ["schedule_suspend", "cancel_scheduled"]
    # Once it is in force there is nothing left to take back.
    event(site, "suspend", "2026-03-21T17:00")
    go_to(site, AT + timedelta(days=2))
    assert site.post(cancel, {"reason": "Too late"}, who="manager mia").code == "WRONG-STATE"
    assert shown(site)["status"] == "suspended"


def test_what_becomes_impossible_is_dropped(site: Site) -> None:
    event(site, "suspend", "2026-03-20T17:00")
    assert event(site, "close").body["status"] == "closed"
    assert "scheduled" not in shown(site)
    go_to(site, AT)
    site.job("RelayOutbox")
    assert actions(site) == ["schedule_suspend", "close"]
    event(site, "close_out", "2026-04-01T09:00")
    assert rounds.load_round("initial").scheduled


@pytest.mark.parametrize(
    "at",
    [
        "2026-03-02T08:59",  # past
        "2027-03-20T09:00",  # more than a year
        "2026-03-08T02:30",  # left out by summer time
        "9999-12-31T23:59",
        "0001-01-01T00:00+12:00",
        "next Friday",
        "2026-02-30T09:00",
    ],
)
def test_a_time_that_cannot_be_is_refused(site: Site, at: str) -> None:
    before = site.fingerprint()
    refused = event(site, "suspend", at)
    assert (refused.code, refused.body["field"]) == ("INVALID", "effective_at")
    assert site.fingerprint() == before


def test_a_time_that_comes_twice_is_its_first(site: Site) -> None:
    assert event(site, "suspend", "2026-11-01T01:30").status == 201
    assert rounds.load_round("initial").scheduled
    assert shown(site)["scheduled"]["effective_at"] == "2026-11-01T08:30:00Z"
