"""The sample round, played once: it holds, it stays within its budget of states, and nothing personal leaks from it."""

import io
import json
import logging
import re
from dataclasses import dataclass, field
from typing import Any

import pytest
from aws_lambda_powertools.logging.formatter import LambdaPowertoolsFormatter

from chalicelib.domain.person import normalized_name
from chalicelib.gateways import aws as clients
from chalicelib.gateways.settings import setting
from chalicelib.store import keys
from local.player.people import email_of
from local.player.play import Player
from local.player.story import read_story
from tests.service.site import Site, requests_of_their_own
from tests.service.test_scenarios import SCENARIOS

pytestmark = pytest.mark.xdist_group("sample-round")

PHONE, NICKNAME, NUMBER = "916-555-0142", "Xiomara la Primera", "MPSS-7741-ZETA"
NOTE = "Spoke with Xiomara Quetzal on the phone."
MAY_HOLD_PERSONAL_DATA = re.compile(rf"PERSON#\w+/{keys.PROFILE}|APPLICATION#\w+/({keys.STATE}|NOTE#\d+)")
"""Rows of the table. What a person says about themselves is kept in these three kinds, and nowhere else."""
CARRIED = {"application_id", "claim_id", "place", "task_token", "execution"}


@dataclass
class Traces:
    """What the sample left behind, as text."""

    failures: list[str]
    personal: dict[str, str]
    """What must not be found → whose it is."""
    tokens: set[str]
    histories: dict[str, list[dict[str, Any]]]
    rows: list[dict[str, Any]]
    files: dict[str, str]
    logs: str = field(default="")

    def leaks(self, text: str) -> dict[str, str]:
        return {whose: value for value, whose in self.personal.items() if value in text or as_ascii(value) in text}


@pytest.fixture(scope="module")
def traces() -> Traces:
    told = io.StringIO()
    listener = logging.StreamHandler(told)
    listener.setFormatter(LambdaPowertoolsFormatter())
    logging.getLogger().addHandler(listener)
    player = Player(read_story(SCENARIOS / "sample-round.yaml"), lambda _: None)
    try:
        with requests_of_their_own(), player.on_stage():
            player.play()
            site = Site(player)
            say_more_than_most(site)
            fail_in_every_way(site)
            found = traces_of(site)
    finally:
        logging.getLogger().removeHandler(listener)
    found.logs = told.getvalue()
    return found


def say_more_than_most(site: Site) -> None:
    """The sample's people tell the least; this one fills in everything, and is spoken about."""
    body = site.form("Xiomara Quetzal", "specialization-crisis-care", county="Los Angeles", pathway="reciprocity")
    body["contact"] |= {"phone": PHONE, "chosen_name": NICKNAME}
    body["answers"]["documents"]["photo_id"]["name"] = NICKNAME
    body["answers"]["certification"]["number"] = NUMBER
    site.know("Xiomara Quetzal", site.post("/v1/applications", body).body)
    site.aws.settle()
    site.do(
        "reviewer rosa", "review", application="Xiomara Quetzal", finding="revise", reasons=["ID-EXPIRED"], note=NOTE
    )


def fail_in_every_way(site: Site) -> None:
    """Refusals and wrong input are logged too."""
    body = site.form("Xiomara Quetzal")
    site.post("/v1/applications", body | {"contact": {"legal_name": NICKNAME, "phone": [PHONE]}})
    site.post("/v1/applications", json.dumps(body)[:-5])
    site.post("/v1/applications", site.form("Xiomara Quetzal", birth_date="1781-01-01"))
    wrong = {"Access-Code": "ABCD-EFGH-JKLM-NPQR", "Birth-Date": "1985-05-05"}
    assert site.get("/v1/status", **wrong).status == 403
    assert site.get("/v1/status", Authorization="Bearer not.a.token").status == 401
    assert site.attempt("applicant Xiomara Quetzal", "accept", award="Xiomara Quetzal").refused == "NOT-FOUND"


def traces_of(site: Site) -> Traces:
    names = {name: person for name, person in site.stage.applicants.items() if person.access_code}
    personal = {
        PHONE: "phone",
        NICKNAME: "chosen name",
        NUMBER: "certification",
        NOTE: "note",
        "1985-05-05": "birth date",
    }
    for name, person in names.items():
        personal |= {name: name, normalized_name(name): name, email_of(name): f"e-mail of {name}"}
        personal |= {str(person.access_code): f"code of {name}", person.birth_date: f"birth date of {name}"}
    histories = site.aws.histories()
    listed = clients.s3().list_objects_v2(Bucket=setting("REPORTS_BUCKET"))["Contents"]
    read = {each["Key"]: clients.s3().get_object(Bucket=setting("REPORTS_BUCKET"), Key=each["Key"]) for each in listed}
    return Traces(
        failures=site._player.failures,
        personal=personal,
        tokens=set(re.findall(r'task_token[\\": ]+([^"\\]+)', text_of(histories))),
        histories=histories,
        rows=site.rows(),
        files={key: answer["Body"].read().decode() for key, answer in read.items()},
    )


def text_of(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, default=str)


def as_ascii(value: str) -> str:
    """As JSON spells it that keeps to ASCII."""
    return json.dumps(value)[1:-1]


def test_the_story_holds(traces: Traces) -> None:
    assert traces.failures == []


def test_what_is_looked_for_is_there_to_be_found(traces: Traces) -> None:
    """Or the tests below would find nothing anywhere."""
    assert len(traces.personal) > 60 * 4
    assert len(traces.histories) > 70
    assert len(traces.tokens) > 100
    assert traces.logs.count("Request refused") >= 4
    assert traces.files
    kept = text_of([row for row in traces.rows if MAY_HOLD_PERSONAL_DATA.fullmatch(place_of(row))])
    hidden = {whose for whose in traces.personal.values() if whose.startswith("code of ")}
    assert set(traces.leaks(kept)) == set(traces.personal.values()) - hidden


def test_no_execution_carries_anything_personal(traces: Traces) -> None:
    for name, events in traces.histories.items():
        assert traces.leaks(text_of(events)) == {}, name


def test_executions_carry_ids_and_places_alone(traces: Traces) -> None:
    for events in traces.histories.values():
        for details in (value for event in events for key, value in event.items() if key.endswith("EventDetails")):
            for part in ("input", "output", "parameters"):
                carried = json.loads(details.get(part) or "{}")
                # What Lambda answers, and what it is asked, is wrapped.
                assert set(carried.get("Payload", carried)) <= CARRIED, details


def test_no_log_tells_anything_personal_or_a_token(traces: Traces) -> None:
    assert traces.leaks(traces.logs) == {}
    assert [token for token in traces.tokens if token in traces.logs] == []


def test_audit_events_postings_and_all_other_rows_hold_nothing_personal(traces: Traces) -> None:
    others = [row for row in traces.rows if not MAY_HOLD_PERSONAL_DATA.fullmatch(place_of(row))]
    kinds = {re.split("#", row["sk"]["S"])[0] for row in others}
    assert {"EVENT", "POSTING", "NOTICE", "DETERMINATION", "LINE", "CLAIM", "BALANCE"} <= kinds
    for row in others:
        assert traces.leaks(text_of(row)) == {}, place_of(row)


def test_access_codes_are_kept_nowhere(traces: Traces) -> None:
    codes = {value for value, whose in traces.personal.items() if whose.startswith("code of ")}
    assert len(codes) > 60
    text = text_of(traces.rows)
    assert [code for code in codes if code in text or code.replace("-", "") in text] == []


def test_tokens_are_kept_with_their_run_alone(traces: Traces) -> None:
    for row in traces.rows:
        if not row["sk"]["S"].startswith("RUN#"):
            assert [token for token in traces.tokens if token in text_of(row)] == []


def test_reports_name_nobody(traces: Traces) -> None:
    for key, text in traces.files.items():
        assert traces.leaks(text) == {}, key


def test_every_execution_stays_within_its_budget(traces: Traces) -> None:
    for name, events in traces.histories.items():
        claim = '"claim_id"' in text_of(events[0]).replace("\\", "")
        entered = sum(event["type"].endswith("StateEntered") for event in events)
        assert entered <= (8 if claim else 18), name
        assert len(events) < 100, name


def place_of(row: dict[str, Any]) -> str:
    return f"{row['pk']['S']}/{row['sk']['S']}"
