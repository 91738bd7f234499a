"""Queues, forecasts, what-if and warnings through the API: what they say is what happens, and they write nothing."""

import csv
import io
import json
from collections import Counter
from collections.abc import Iterator
from datetime import datetime

import pytest

from chalicelib.domain.forecast import WarningKind
from chalicelib.domain.pacific import PACIFIC
from chalicelib.domain.program import PoolId
from chalicelib.domain.warning import WarningStatus
from chalicelib.gateways import aws as clients
from chalicelib.gateways.settings import setting
from chalicelib.services.forecast_pools import evidence_of
from chalicelib.store import pools, warnings
from tests.service.site import INITIAL, Site, calls_seen
from tests.service.test_budgets import asks_who
from tests.service.waiting_site import (
    BENEFIT,
    CAP,
    CRISIS,
    DHCS,
    FEE,
    MANAGER,
    WAIVER,
    five_waiting,
    move,
    outcome,
    what_if,
)

pytestmark = pytest.mark.xdist_group("funds")


@pytest.fixture
def site() -> Iterator[Site]:
    with five_waiting() as opened:
        yield opened
        opened.check_books()


class TestQueue:
    def test_a_nomination_moves_the_place_and_keeps_what_it_says(self, site: Site) -> None:
        site.do("county fresno", "nominate", people=["waits 3"])
        site.job("RelayOutbox")
        first = pools.waiting(WAIVER)[0]
        assert (first.application_id, first.tier) == (site.application("waits 3"), 1)
        assert (first.language, first.county, first.cents) == ("es", "fresno", FEE)
        assert len(pools.waiting(WAIVER)) == 5

    def test_what_waits_costs_what_is_funded_nowhere_else(self, site: Site) -> None:
        site.do("dhcs dana", "allot", pool=INITIAL, seats=-5, cents=-925_000)
        site.apply("has a fee paid", other_funding=["application_fee"])
        assert [place.cents for place in pools.waiting(PoolId(INITIAL))] == [175_000]

    def test_the_language_is_that_of_the_last_answers(self, site: Site) -> None:
        site.do("dhcs dana", "allot", pool=INITIAL, seats=-5, cents=-925_000)
        site.apply("changes", ethics_signed=False)
        site.do("applicant changes", "revise", application="changes", ethics_signed=True, language="es")
        assert [place.language for place in pools.waiting(PoolId(INITIAL))] == ["es"]


class TestWhatIf:
    def test_it_foresees_whom_the_allocator_then_serves(self, site: Site) -> None:
        site.do("county fresno", "nominate", people=["waits 3"])
        site.job("RelayOutbox")
        found = outcome(what_if(site, move()), WAIVER)
        assert found["before"]["served"]["people"] == 0
        served = found["after"]["served"]
        assert (served["people"], served["cents"]) == (3, 3 * FEE)
        assert served["by_region"] == {"central": 2, "southern": 1}
        assert served["by_tier"] == {"1": 1, "2": 2}
        assert served["by_language"] == {"en": 1, "es": 2}
        assert found["after"]["stop"] == "does_not_fit"
        assert found["after"]["stays"]["by_region"] == {"central": 1, "superior": 1}
        site.do("dhcs dana", "allot", pool=CRISIS, seats=-1, cents=-3 * FEE)
        site.do("dhcs dana", "allot", pool=WAIVER, seats=3, cents=3 * FEE)
        picked = [n for n in range(5) if site.folder(f"waits {n}").award]
        assert picked == [0, 1, 3]
        assert len(pools.waiting(WAIVER)) == found["after"]["stays"]["people"]

    def test_a_round_on_hold_serves_nobody_unless_it_would_be_reopened(self, site: Site) -> None:
        site.do(MANAGER, "suspend_round", benefit="waiver-renewal-fee")
        held = outcome(what_if(site, move()), WAIVER)["after"]
        assert (held["served"]["people"], held["stop"]) == (0, "suspended")
        reopened = outcome(what_if(site, move(), reopen=["waiver-renewal-fee"]), WAIVER)["after"]
        assert reopened["served"]["people"] == 3


class TestForecast:
    def used(self, site: Site, weeks: int, a_week: int) -> None:
        """So many awards a week, taken on one day of each."""
        for week in range(weeks):
            for n in range(a_week):
                site.apply(f"uses {week} {n}", BENEFIT, county="Fresno")
            site.jump(7)

    def test_a_pool_that_is_used_has_a_pace_and_an_end(self, site: Site) -> None:
        self.used(site, 5, 3)
        answer = site.get("/v1/forecast", who=DHCS)
        found = next(each for each in answer.body["pools"] if each["pool"] == CRISIS)
        forecast = found["prospect"]["forecast"]
        assert (forecast["confidence"], forecast["days"], forecast["taken"]) == ("enough", 36, 15)
        # 15 seats in 36 days are 2.92 a week.
        assert forecast["pace"]["expected"] == 292
        assert forecast["pace"]["low"] < 292 < forecast["pace"]["high"]
        assert forecast["cents_per_seat"] == CAP
        # 40 seats are left: 96 days at that pace.
        out = forecast["runs_out"]
        days = datetime.fromisoformat(out["expected"]).date() - site.clock.now().astimezone(PACIFIC).date()
        assert days.days == 96
        assert out["early"] < out["expected"] < out["late"]

    def test_weeks_on_hold_do_not_count(self, site: Site) -> None:
        self.used(site, 5, 3)
        before = evidence_of([CRISIS])[0].prospect.forecast
        site.do(MANAGER, "suspend_round", benefit=BENEFIT)
        site.jump(28)
        after = evidence_of([CRISIS])[0].prospect.forecast
        assert (before.days, after.days) == (36, 36)
        assert before.pace == after.pace
        assert after.outlook.suspended

    def test_evidence_says_what_the_pool_is_at_that_moment(self, site: Site) -> None:
        site.award("has one", BENEFIT, county="Fresno")
        waiver, crisis = evidence_of([WAIVER, CRISIS])
        assert (waiver.waiting.seats, waiver.waiting.cents) == (5, 5 * FEE)
        assert waiver.prospect.forecast.confidence == "none"
        assert crisis.in_use.seats == 1
        assert crisis.target_seats == 275
        assert crisis.at == site.clock.now()
        assert crisis.balance == pools.load_pool(CRISIS).balance

    def test_it_reads_one_journal_and_one_queue_a_pool(self, site: Site) -> None:
        self.used(site, 1, 8)
        with calls_seen() as seen:
            assert site.get("/v1/forecast", who="reconciler ren").status == 200
        counted = Counter(call.operation for call in seen if call.service == "dynamodb" and not asks_who(call))
        assert counted == {"Query": 2 * len(site.pool_ids), "BatchGetItem": 1}


def waiting_warnings(site: Site) -> list[tuple[str, str]]:
    items = site.get("/v1/work/warnings", who=MANAGER).body["items"]
    return [(each["pool"], each["warning"]) for each in items]


def weeks_pass(site: Site, weeks: int) -> None:
    """Mondays, each with its job."""
    for _ in range(weeks):
        site.jump(7)
        site.job("AllocationReport")


class TestEarlyWarning:
    """A specialization that hardly anybody asks for: seen in weeks, not when everything has to stop."""

    def test_low_use_is_warned_of_once_answered_and_over_when_it_is_mended(self, site: Site) -> None:
        site.do(MANAGER, "extend_round", benefit=BENEFIT, until=site.in_days(180))
        site.apply("the only one", BENEFIT, county="Fresno")
        weeks_pass(site, 3)
        assert waiting_warnings(site) == [], "three weeks say nothing yet"
        weeks_pass(site, 2)
        assert waiting_warnings(site) == [(CRISIS, "unspent")]
        weeks_pass(site, 1)
        assert waiting_warnings(site) == [(CRISIS, "unspent")], "told once"

        warning = site.get("/v1/work/warnings", who=MANAGER).body["items"][0]["id"]
        path = f"/v1/warnings/{warning}/acknowledgment"
        assert site.post(path, {"reason": "  "}, who=MANAGER).body["field"] == "reason"
        assert site.post(path, {"reason": "No."}, who=DHCS).code == "NOT-ALLOWED"
        assert site.post(path, {"reason": "We write to the counties."}, who=MANAGER).status == 200
        assert site.post(path, {"reason": "Again."}, who="manager moe").code == "WRONG-STATE"
        kept = warnings.load_warning(warning)
        assert (kept.status, kept.reason) == (WarningStatus.ACKNOWLEDGED, "We write to the counties.")
        assert kept.acknowledged_by
        weeks_pass(site, 2)
        assert waiting_warnings(site) == [], "answered, and still true: not told again"

        site.do(DHCS, "allot", pool=CRISIS, seats=-54, cents=-54 * CAP)
        weeks_pass(site, 1)
        over = warnings.load_warning(warning)
        assert (over.status, over.reason) == (WarningStatus.OVER, "We write to the counties.")
        site.do(DHCS, "allot", pool=CRISIS, seats=54, cents=54 * CAP)
        weeks_pass(site, 1)
        assert waiting_warnings(site) == [(CRISIS, "unspent")], "true again: another warning"
        assert warnings.load_warning(warning).status is WarningStatus.OVER

    def test_a_pool_that_is_used_up_fast_is_warned_of_too(self, site: Site) -> None:
        for week in range(5):
            for n in range(8):
                site.apply(f"fast {week} {n}", BENEFIT, county="Fresno")
            site.jump(7)
        site.job("AllocationReport")
        assert waiting_warnings(site) == [(CRISIS, "runs_out")]
        still = warnings.still_true([CRISIS])
        assert set(still) == {(CRISIS, WarningKind.RUNS_OUT)}

    def test_a_run_that_died_before_it_warned_is_made_good(self, site: Site) -> None:
        site.do(MANAGER, "extend_round", benefit=BENEFIT, until=site.in_days(90))
        site.jump(35)
        made = site.job("AllocationReport")
        before = site.fingerprint()
        assert site.job("AllocationReport") == made
        assert site.fingerprint() == before
        table_rows = [row for row in site.rows() if row["pk"]["S"].startswith("WARNING#")]
        assert len(table_rows) == 1

    def test_the_report_says_it_in_every_format(self, site: Site) -> None:
        site.do(MANAGER, "extend_round", benefit=BENEFIT, until=site.in_days(90))
        site.jump(35)
        key = site.job("AllocationReport")["report_key"]
        files = {kind: report_file(f"{key}/allocation.{kind}") for kind in ("json", "csv", "html")}
        row = next(each for each in json.loads(files["json"])["rows"] if each["pool"] == CRISIS)
        assert row["prospect"]["warnings"] == ["unspent"]
        left = row["prospect"]["forecast"]["left_seats"]
        line = next(each for each in csv.DictReader(io.StringIO(files["csv"])) if each["pool"] == CRISIS)
        assert line["warnings"] == "unspent"
        assert (line["left_seats_low"], line["left_seats_expected"]) == (str(left["low"]), "")
        assert line["left_seats_high"] == str(left["high"]) == "55"
        total = list(csv.DictReader(io.StringIO(files["csv"])))[-1]
        assert (total["pool"], total["warnings"], total["forecast_days"]) == ("total", "", "")
        assert f"<td>{left['low']}–{left['high']}</td>" in files["html"]
        assert "Much will be left unspent" in files["html"]
        assert "Quedará mucho sin usar" in files["html"]


def report_file(key: str) -> str:
    return clients.s3().get_object(Bucket=setting("REPORTS_BUCKET"), Key=key)["Body"].read().decode()
