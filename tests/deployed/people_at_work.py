"""What the tests of the staff's pages find on the site: people at every stage, brought there by the API.

They use pools, regions and a round that no other test on the shared site counts.
"""

from __future__ import annotations

import time
from datetime import UTC, datetime

import yaml

from chalicelib.program.load import load_version_one
from local.laptop.http import SiteClient
from local.player.calls import ApiCall, allotment
from local.player.people import Applicant
from local.player.sample import OverHttp, play_step, shifted
from local.player.stage import Stage
from local.player.story import story_of
from tests.deployed.browser import PATIENCE_SECONDS

UNHOUSED = "specialization-unhoused"
GIVER, TAKER = "specialization-justice-involved/southern", "specialization-justice-involved/central"
STORY = """
today: "2027-01-11 09:00"
pools:
  specialization-unhoused/bay-area: {seats: 9, cents: 1440000}
  specialization-justice-involved/southern: {seats: 2, cents: 320000}
steps:
  - {who: applicant Alba Billed, do: submit, benefit: specialization-unhoused, county: Alameda}
  - {who: applicant Bea Class, do: submit, benefit: specialization-unhoused, county: Alameda, language: es}
  - {who: applicant Cleo Single, do: submit, benefit: specialization-unhoused, county: Alameda}
  - {who: applicant Dora Several, do: submit, benefit: specialization-unhoused, county: Alameda}
  - {who: applicant Eve Doubt, do: submit, benefit: initial, county: Fresno, pathway: reciprocity}
  - {who: applicant Flor Papers, do: submit, benefit: initial, county: Fresno, pathway: reciprocity, language: es}
  - {who: applicant Gil Denied, do: submit, benefit: initial, county: Fresno, pathway: reciprocity, language: es}
  - {who: applicant Hal Late, do: submit, benefit: specialization-crisis-care, county: Fresno, language: es}
  - {who: approver ari, do: approve_award, application: Alba Billed}
  - {who: applicant Alba Billed, do: accept, award: Alba Billed}
  - {who: provider dbsa, do: enroll, award: Alba Billed, item: specialization_training, cents: 150000,
     starts: "2027-01-20"}
  - {who: provider dbsa, do: claim, award: Alba Billed, item: specialization_training, cents: 150000}
  - {who: approver ari, do: approve_award, application: Bea Class}
  - {who: applicant Bea Class, do: accept, award: Bea Class}
  - {who: reviewer rosa, do: review, application: Gil Denied, finding: ineligible, reasons: [RECIPROCITY-PATHWAY]}
"""


def people_at_work(client: SiteClient) -> Stage:
    """Everybody of the story where it leaves them."""
    story = shifted(story_of(yaml.safe_load(STORY), "people at work"), datetime.now(UTC).date())
    stage = Stage(OverHttp(client), load_version_one(), story.today.date(), "at-work")
    for pool, amounts in story.pools.items():
        call = allotment(pool, amounts["seats"], amounts["cents"])
        assert stage.send("dhcs", "", call, f"at-work-{pool}").refused is None
    for step in story.steps:
        play_step(stage, step)
    return stage


def now_applies(stage: Stage, name: str, benefit: str, email: str = "") -> str:
    """One more person, in Alameda, whose application has been looked at by the rules. Its id."""
    program = load_version_one()
    person = Applicant(name, given={"county": "Alameda"})
    contact = person.contact() | ({"email": email} if email else {})
    answers = person.answers(program.benefit(benefit), datetime.now(UTC).date())
    call = ApiCall("v1/applications", {"benefit": benefit, "contact": contact, "answers": answers})
    reply = stage.send("applicant", name, call, f"at-work-{name.encode().hex()}"[:60])
    assert reply.refused is None, reply.body
    person.access_code = reply.body["access_code"]
    stage.applicants[name], stage.names.owners[name] = person, name
    stage.names.applications[name] = reply.body["application_id"]
    until = time.monotonic() + PATIENCE_SECONDS
    while stage.status_of(name)["status"] == "submitted":
        assert time.monotonic() < until, name
        time.sleep(0.1)
    return stage.names.application(name)


def code_of(stage: Stage, name: str) -> str:
    """Somebody's access code."""
    return str(stage.applicants[name].access_code)
