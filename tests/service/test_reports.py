"""The allocation report: made once for each Monday, as of its due time however late, the same in every format."""

import csv
import io
import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import pytest

from chalicelib.domain.funds import BUCKETS
from chalicelib.domain.pacific import PACIFIC
from chalicelib.gateways import aws as clients
from chalicelib.gateways.settings import setting
from chalicelib.gateways.templates import dollars
from chalicelib.services.make_report import compute_report
from tests.service.site import INITIAL, Site, at_once, open_site

pytestmark = pytest.mark.xdist_group("reports")

MONDAY = datetime(2026, 3, 2, 6, 0, tzinfo=PACIFIC)
SCARCE = "specialization-unhoused/superior"
POOLS = {INITIAL: {"seats": 100, "cents": 18_500_000}, SCARCE: {"seats": 1, "cents": 160_000}}
COLUMNS = ("allotted", *BUCKETS)
FORMATS = ("csv", "html", "json")


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    with open_site(POOLS, MONDAY - timedelta(hours=1)) as opened:
        yield opened
        opened.check_books()


@pytest.fixture(scope="module")
def due_report(site: Site) -> dict[str, Any]:
    """What the report of that Monday must say: read at its due time, before anything later happened."""
    assert site.get("/v1/reports/latest", who="manager mia").code == "NOT-FOUND"
    site.claimed("early claim")
    site.award("early offer", accepted=False)
    site.apply("early review", pathway="reciprocity")
    for name in ("early first", "early second"):
        site.apply(name, "specialization-unhoused", county="Shasta")
    site.clock.jump_to(MONDAY)
    read: dict[str, Any] = json.loads(compute_report(MONDAY.astimezone(UTC)).model_dump_json())
    site.apply("a second late")
    site.do("applicant early offer", "decline", award="early offer")
    site.do("dhcs dana", "allot", pool=SCARCE, seats=3, cents=480_000)
    site.do("payment_approver max", "approve_claim", award="early claim", item="core_training")
    site.batch("late")
    site.do("reconciler ren", "settle", batch="late")
    site.apply("late")
    site.jump(2)
    site.apply("later")
    return read


@pytest.fixture(scope="module")
def files(site: Site, due_report: dict[str, Any]) -> dict[str, str]:
    """The weekly report's files, by format; made on Wednesday."""
    key = site.job("AllocationReport")["report_key"]
    assert key == "allocation/weekly/2026-03-02"
    return {kind: file(f"{key}/allocation.{kind}") for kind in FORMATS}


def file(key: str) -> str:
    return clients.s3().get_object(Bucket=setting("REPORTS_BUCKET"), Key=key)["Body"].read().decode()


def versions() -> list[tuple[str, str]]:
    """Every version of every file in the bucket."""
    found = clients.s3().list_object_versions(Bucket=setting("REPORTS_BUCKET")).get("Versions", [])
    return sorted((each["Key"], each["VersionId"]) for each in found)


class TestWeekly:
    def test_a_late_run_reports_the_time_it_was_due_for(
        self, site: Site, due_report: dict[str, Any], files: dict[str, str]
    ) -> None:
        read = json.loads(files["json"])
        assert read == due_report
        assert datetime.fromisoformat(read["as_of"]) == MONDAY
        rows = {row["pool"]: row for row in read["rows"]}
        assert rows[INITIAL]["applications"] == {"awarded": 2, "under_review": 1}
        assert rows[INITIAL]["expended"]["cents"] == 0
        assert rows[INITIAL]["committed"] == {"seats": 1, "cents": 175_000}
        assert rows[INITIAL]["reserved"] == {"seats": 1, "cents": 185_000}
        assert rows[SCARCE]["applications"] == {"queued": 2}
        assert rows[SCARCE]["waiting_by_tier"] == {"2": 1}
        assert rows[SCARCE]["allotted"] == {"seats": 1, "cents": 160_000}

    def test_a_second_run_changes_nothing(self, site: Site, files: dict[str, str]) -> None:
        made = site.job("AllocationReport")
        before, stored = site.fingerprint(), versions()
        assert site.job("AllocationReport") == made
        assert (site.fingerprint(), versions()) == (before, stored)

    def test_eight_runs_at_once_leave_one_report(self, site: Site, files: dict[str, str]) -> None:
        site.jump(7)
        keys = at_once([partial(site.aws.invoke, "AllocationReport", {})] * 8)
        assert len({str(key) for key in keys}) == 1
        key = keys[0]["report_key"]  # type: ignore[index]
        contents = set()
        for name, version in versions():
            if name == f"{key}/allocation.json":
                bucket = setting("REPORTS_BUCKET")
                contents.add(clients.s3().get_object(Bucket=bucket, Key=name, VersionId=version)["Body"].read())
        assert len(contents) == 1
        assert sum(row["sk"]["S"].startswith(f"{due_of(key).isoformat()[:10]}T") for row in report_rows(site)) == 1

    def test_weeks_that_nobody_ran_are_not_made_up(self, site: Site, files: dict[str, str]) -> None:
        site.jump(21)
        before = len(report_rows(site))
        key = site.job("AllocationReport")["report_key"]
        now = site.clock.now().astimezone(PACIFIC)
        assert due_of(key).weekday() == 0
        assert now - due_of(key) < timedelta(days=7)
        assert len(report_rows(site)) == before + 1

    def test_it_is_due_at_six_in_california_all_year(self, site: Site, files: dict[str, str]) -> None:
        """Daylight saving time begins on March 8 and ends on November 1 of that year."""
        for _ in range(2):
            site.jump(150)
            key = site.job("AllocationReport")["report_key"]
            as_of = datetime.fromisoformat(json.loads(file(f"{key}/allocation.json"))["as_of"])
            assert as_of.astimezone(PACIFIC).strftime("%A %H:%M") == "Monday 06:00"


def report_rows(site: Site) -> list[dict[str, Any]]:
    return [row for row in site.rows() if row["pk"]["S"] == "REPORT#allocation"]


def due_of(key: str) -> datetime:
    return datetime.combine(datetime.fromisoformat(key.rsplit("/", 1)[-1]), MONDAY.timetz())


class TestFormats:
    """CSV, JSON and HTML of one report say the same, to the cent."""

    def test_the_columns_of_each_pool_add_up(self, files: dict[str, str]) -> None:
        read = json.loads(files["json"])
        assert len(read["rows"]) > 20
        for row in (*read["rows"], read["total"]):
            for unit in ("seats", "cents"):
                assert row["allotted"][unit] == sum(row[bucket][unit] for bucket in BUCKETS), row["pool"]
        for column in COLUMNS:
            for unit in ("seats", "cents"):
                assert read["total"][column][unit] == sum(row[column][unit] for row in read["rows"])
        assert read["total"]["allotted"]["cents"] == 18_500_000 + 160_000

    def test_csv_says_what_json_says(self, files: dict[str, str]) -> None:
        read = json.loads(files["json"])
        lines = list(csv.DictReader(io.StringIO(files["csv"])))
        for line, row in zip(lines, (*read["rows"], read["total"]), strict=True):
            assert line["pool"] == row["pool"]
            assert datetime.fromisoformat(line["as_of"]) == MONDAY
            for column in COLUMNS:
                assert int(line[f"{column}_seats"]) == row[column]["seats"]
                assert int(line[f"{column}_cents"]) == row[column]["cents"]
            counted = {key.removeprefix("applications_"): int(line[key]) for key in line if key.startswith("applic")}
            assert {status: count for status, count in counted.items() if count} == row["applications"]
            assert int(line["waiting_tier_2"]) == row["waiting_by_tier"].get("2", 0)

    def test_no_cell_of_the_csv_is_a_formula(self, files: dict[str, str]) -> None:
        cells = [cell for line in csv.reader(io.StringIO(files["csv"])) for cell in line]
        assert [cell for cell in cells if cell[:1] in "=+@\t\r" and cell] == []

    def test_html_says_what_json_says(self, files: dict[str, str]) -> None:
        read = json.loads(files["json"])
        shown = [
            re.findall(r"<td>(-?\d+)<small>(-?\$[\d,.]+)</small></td>", row) for row in files["html"].split("<tr>")[1:]
        ]
        money = [cells for cells in shown if cells]
        for cells, row in zip(money, (*read["rows"], read["total"]), strict=True):
            expected = [(str(row[column]["seats"]), dollars(row[column]["cents"])) for column in COLUMNS]
            assert cells == expected, row["pool"]

    def test_html_is_a_page_of_its_own_in_both_languages(self, files: dict[str, str]) -> None:
        page = files["html"]
        assert page.startswith("<!doctype html>")
        assert 'lang="es"' in page
        assert not re.search(r"<(script|img|link|iframe)|https?://", page)


class TestOnRequest:
    def test_it_says_what_is_now_and_is_the_latest(self, site: Site, files: dict[str, str]) -> None:
        made = site.post("/v1/reports", {}, who="manager mia")
        assert made.status == 201
        key = made.body["report_key"]
        assert key.startswith("allocation/on-request/")
        latest = site.get("/v1/reports/latest", who="auditor abe")
        assert latest.body == json.loads(file(f"{key}/allocation.json"))
        assert latest.body == json.loads(compute_report(site.clock.now()).model_dump_json())

    def test_the_same_request_makes_one_report(self, site: Site, files: dict[str, str]) -> None:
        answers = at_once([partial(site.post, "/v1/reports", {}, who="system timer", key="one report")] * 8)
        assert {answer.status for answer in answers} == {201}
        assert len({answer.text for answer in answers}) == 1
        before = versions()
        site.clock.tick()
        assert site.post("/v1/reports", {}, who="system timer", key="one report").text == answers[0].text
        assert versions() == before
