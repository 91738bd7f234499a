"""The whole path by HTTP alone, on the deployed package: stopped in the middle, started again, gone on with."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest

from chalicelib.program.load import load_version_one
from local.laptop.bring_up import Laptop, bring_up
from local.laptop.http import SiteClient
from local.laptop.site import Site
from local.player.calls import ApiCall
from local.player.sample import OverHttp, play_step, shifted
from local.player.stage import Stage
from local.player.story import read_story
from tests.deployed.conftest import new_laptop

STORY = """
name: Stopped in the middle
today: "2027-01-11 09:00"
pools: {grandparenting/statewide: {seats: 3, cents: 75000}, initial/statewide: {seats: 2, cents: 370000}}
steps:
  - {who: applicant Ana Díaz, do: submit, benefit: initial, county: Fresno, nexus: live, language: es}
  - {who: applicant Bo O'Neil, do: submit, benefit: grandparenting, county: Yolo, nexus: work}
  - {who: applicant Cy Reed, do: submit, benefit: grandparenting, county: Yolo, nexus: work, pathway: reciprocity}
  - {who: applicant Di Ruiz, do: submit, benefit: grandparenting, county: Kern, nexus: live, ethics_signed: false}
  - {who: applicant Ed Luna, do: submit, benefit: initial, county: Napa, nexus: live}
  - {who: approver ari, do: approve_award, application: Ana Díaz}
  - {who: applicant Ana Díaz, do: accept, award: Ana Díaz}
  - {who: provider dbsa, do: enroll, award: Ana Díaz, item: core_training, cents: 150000, starts: "2027-01-20"}
  - {who: provider dbsa, do: claim, award: Ana Díaz, item: core_training, cents: 150000}
  - {who: approver ari, do: approve_award, application: Ed Luna}
  # ---- the site is stopped and started again here
  - {who: reviewer rosa, do: review, application: Cy Reed, finding: eligible}
  - {who: applicant Di Ruiz, do: revise, application: Di Ruiz, ethics_signed: true}
  - {who: approver ari, do: approve_award, application: Bo O'Neil}
  - {who: applicant Bo O'Neil, do: accept, award: Bo O'Neil}
  - {who: applicant Ed Luna, do: accept, award: Ed Luna}
  - {who: payment_approver max, do: approve_claim, award: Ana Díaz, item: core_training}
  - {who: preparer pat, do: prepare_batch, as: b1}
  - {who: payment_approver max, do: approve_batch, batch: b1}
  - {who: reconciler ren, do: settle, batch: b1}
  - {who: approver ari, do: approve_award, application: Di Ruiz}
"""
HALF = 10
ROW = {"pk": {"S": "test#restart"}, "sk": {"S": "test"}}


@pytest.fixture(scope="module")
def laptop(tmp_path_factory: pytest.TempPathFactory) -> Laptop:
    """A site of its own: the story counts every seat, and it is stopped while others would be at work."""
    return new_laptop(tmp_path_factory)


@pytest.fixture(scope="module")
def site(laptop: Laptop) -> Iterator[Site]:
    """That site, up."""
    yield bring_up(laptop, print)
    laptop.emulator.stop()


@dataclass
class Played:
    """The story, played to its end over a restart."""

    stage: Stage
    again: Site
    """The site as it came back."""
    told: list[str]
    """What was said while it did."""


@pytest.fixture(scope="module")
def played(site: Site, laptop: Laptop, tmp_path_factory: pytest.TempPathFactory) -> Played:
    file = tmp_path_factory.mktemp("story") / "story.yaml"
    file.write_text(STORY, encoding="utf-8")
    story = shifted(read_story(file), datetime.now(UTC).date())
    stage = Stage(OverHttp(SiteClient(site)), load_version_one(), story.today.date(), "spine")
    for pool, amounts in story.pools.items():
        call = ApiCall(f"v1/pools/{pool}/allotments", {**amounts, "reference": "SAMPLE-LETTER"})
        assert stage.send("dhcs", "", call, f"spine-{pool}").refused is None
    for step in story.steps[:HALF]:
        play_step(stage, step)
    site.aws("dynamodb").put_item(TableName=site.outputs["TableName"], Item=ROW)
    site.aws("s3").put_object(Bucket=site.outputs["ReportsBucketName"], Key="test/restart", Body=b"kept")
    laptop.emulator.stop()
    told: list[str] = []
    again = bring_up(laptop, told.append)
    for step in story.steps[HALF:]:
        play_step(stage, step)
    return Played(stage, again, told)


@pytest.fixture
def stage(played: Played) -> Stage:
    return played.stage


def test_a_restart_brings_everything_back(played: Played, site: Site) -> None:
    assert played.again == site
    assert "Deploying" not in played.told
    stored = site.aws("dynamodb").get_item(TableName=site.outputs["TableName"], Key=ROW)
    assert stored["Item"] == ROW
    kept = site.aws("s3").get_object(Bucket=site.outputs["ReportsBucketName"], Key="test/restart")["Body"].read()
    assert kept == b"kept"
    assert SiteClient(played.again).staff_token("reviewer")


@pytest.mark.parametrize(
    ("who", "status", "award"),
    [
        ("Ana Díaz", "awarded", "active"),
        ("Bo O'Neil", "awarded", "active"),
        ("Cy Reed", "queued", "pending_approval"),
        ("Di Ruiz", "awarded", "offered"),
        ("Ed Luna", "awarded", "active"),
    ],
)
def test_whoever_waited_when_the_site_was_stopped_could_go_on(stage: Stage, who: str, status: str, award: str) -> None:
    seen = stage.status_of(who)
    assert (seen["status"], seen["award"]["status"]) == (status, award)


def test_the_claim_made_before_the_stop_was_paid_after_it(stage: Stage) -> None:
    items = {item["item"]: item for item in stage.status_of("Ana Díaz")["award"]["items"]}
    assert (items["core_training"]["status"], items["core_training"]["cents"]) == ("paid", 150000)


def test_the_report_shows_the_money_to_the_cent(stage: Stage, site: Site) -> None:
    made = stage.send("manager", "", ApiCall("v1/reports", {}), "spine-report")
    assert made.refused is None
    report = stage.send("manager", "", ApiCall("v1/reports/latest", {}, method="GET")).body
    row = next(row for row in report["rows"] if row["pool"] == "initial/statewide")
    assert row["expended"] == {"seats": 1, "cents": 150000}
    assert row["committed"] == {"seats": 1, "cents": 25000 + 185000}
    assert row["available"] == {"seats": 0, "cents": 10000}
    keys = [
        item["Key"] for item in site.aws("s3").list_objects_v2(Bucket=site.outputs["ReportsBucketName"])["Contents"]
    ]
    folder = made.body["report_key"]
    assert {f"{folder}/allocation.{kind}" for kind in ("csv", "html", "json")} <= set(keys)


def test_no_execution_is_left_behind(stage: Stage, site: Site) -> None:
    """After the restart each open subject has exactly one running execution."""
    machines = site.aws("stepfunctions").list_state_machines()["stateMachines"]
    running = [
        execution["name"].rsplit("-r", 1)[0]
        for machine in machines
        for execution in site.aws("stepfunctions").list_executions(
            stateMachineArn=machine["stateMachineArn"], statusFilter="RUNNING"
        )["executions"]
    ]
    assert len(running) == len(set(running))
