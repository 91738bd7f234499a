"""Paper and phone by the round as it was when they came in, to the second."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from chalicelib.domain.states import ApplicationStatus
from chalicelib.store import intakes
from tests.service.intake_desk import decide, filed, typed, work
from tests.service.site import Site, open_site

pytestmark = pytest.mark.xdist_group("intake-rounds")


class TestRounds:
    """By the round as it was when the paper came in, to the second."""

    BENEFIT = "waiver-exam-fee"

    @pytest.fixture
    def own(self) -> Iterator[Site]:
        with open_site({}) as opened:
            yield opened

    def at(self, site: Site, hours: float) -> str:
        return (site.clock.now() + timedelta(hours=hours)).isoformat()

    def test_what_came_while_it_was_open_is_filed_though_it_is_on_hold_or_closed_now(self, own: Site) -> None:
        first, second = self.at(own, -1), self.at(own, -0.5)
        own.do("manager mia", "suspend_round", benefit=self.BENEFIT)
        filed(own, "before the pause", self.BENEFIT, received_at=first)
        own.do("manager mia", "close_round", benefit=self.BENEFIT)
        filed(own, "before the end", self.BENEFIT, received_at=second)
        assert own.folder("before the end").application.status is ApplicationStatus.QUEUED

    def test_what_came_while_it_was_on_hold_is_refused_and_kept(self, own: Site) -> None:
        own.do("manager mia", "suspend_round", benefit=self.BENEFIT)
        own.jump(1)
        during = self.at(own, -3)
        own.do("manager mia", "reopen_round", benefit=self.BENEFIT)
        own.jump(1)
        made = typed(own, "in the pause", self.BENEFIT, received_at=during)
        assert decide(own, made).code == "ROUND-SUSPENDED"
        kept = intakes.load_intake(made)
        assert kept.version == 1
        assert kept.given is not None
        assert [row["id"] for row in work(own, "intake")] == [made]
        assert not [row for row in own.rows() if row["sk"]["S"] == "PROFILE"]

    def test_what_came_after_the_end_is_refused_also_after_an_extension_that_came_later(self, own: Site) -> None:
        own.do("manager mia", "close_round", benefit=self.BENEFIT)
        own.jump(1)
        made = typed(own, "too late", self.BENEFIT, received_at=self.at(own, -1))
        assert decide(own, made).code == "ROUND-CLOSED"

    def test_the_last_second_of_the_last_day_counts(self, own: Site) -> None:
        own.do("manager mia", "extend_round", benefit=self.BENEFIT, until="2026-03-03")
        own.jump(3)
        late = typed(own, "one second late", self.BENEFIT, received_at="2026-03-04T00:00:00")
        assert decide(own, late).code == "ROUND-CLOSED"
        filed(own, "in the last second", self.BENEFIT, received_at="2026-03-03T23:59:59")

    def test_a_scheduled_pause_counts_from_its_time_though_nobody_looked(self, own: Site) -> None:
        ahead = own.clock.now() + timedelta(hours=1)
        event = {"change": "suspend", "reason": "Waiting", "effective_at": ahead.isoformat()}
        assert own.post(f"/v1/rounds/{self.BENEFIT}/events", event, who="manager mia").status == 201
        own.jump(1)
        made = typed(own, "after it began", self.BENEFIT, received_at=(ahead + timedelta(minutes=1)).isoformat())
        assert decide(own, made).code == "ROUND-SUSPENDED"

    def test_a_round_that_is_over_for_good_takes_nothing(self, own: Site) -> None:
        early = self.at(own, -1)
        own.do("manager mia", "close_round", benefit=self.BENEFIT)
        event = {"change": "close_out", "reason": "Over"}
        assert own.post(f"/v1/rounds/{self.BENEFIT}/events", event, who="manager mia").status == 201
        made = typed(own, "for an ended round", self.BENEFIT, received_at=early)
        assert decide(own, made).code == "ROUND-CLOSED"
