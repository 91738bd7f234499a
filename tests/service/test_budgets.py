"""What the straight path costs, measured: growth fails here, and whoever wants it writes the new number down."""

from collections import Counter
from collections.abc import Iterator
from typing import Any, NamedTuple

import pytest

from tests.service.site import AwsCall, Site, calls_seen, open_site

pytestmark = pytest.mark.xdist_group("budgets")

SCHOLARSHIP_TO_ACTIVE = 9
"""States entered from submission to an active award; at most 14 were asked for."""
WAIVER_TO_CREDIT = 9
ITEM_TO_SETTLED = 7
"""States entered for one disbursed item; at most 8 were asked for."""


class Cost(NamedTuple):
    """Calls of AWS that one request makes itself; what the workflow does that it wakes is not in it."""

    reads: int = 0
    transactions: int = 0
    rows: int = 0
    """Rows in all its transactions together: each costs twice the write units of its size."""
    executions: int = 0
    """Calls of Step Functions."""
    files: int = 0
    """Calls of S3."""


BUDGET = {
    "GET /v1/program": Cost(),
    "GET /v1/rounds": Cost(reads=1),
    "POST /v1/applications": Cost(reads=4, transactions=2, rows=15, executions=1),
    "GET /v1/status": Cost(reads=9),
    "GET /v1/work/{list}": Cost(reads=2),
    "POST award-approval": Cost(reads=6, transactions=3, rows=9, executions=1),
    "POST acceptance": Cost(reads=10, transactions=4, rows=11, executions=1),
    "POST fees": Cost(reads=5, transactions=1, rows=6),
    "POST enrollments": Cost(reads=6, transactions=2, rows=10),
    "POST claims": Cost(reads=5, transactions=2, rows=8, executions=1),
    "POST claim-approvals": Cost(reads=7, transactions=3, rows=7, executions=1),
    "POST batches": Cost(reads=2, transactions=1, rows=5),
    "POST batch approval": Cost(reads=6, transactions=1, rows=3),
    "POST settlement": Cost(reads=12, transactions=7, rows=18, executions=1),
    "POST /v1/proposals": Cost(reads=10, transactions=2, rows=9, executions=1),
    "GET /v1/proposals": Cost(reads=2),
    "GET /v1/proposals/{proposal_id}": Cost(reads=1),
    "POST proposal decision": Cost(reads=8, transactions=4, rows=12, executions=1),
    "POST reports": Cost(reads=58, transactions=1, rows=2, files=3),
    "GET /v1/reports/latest": Cost(reads=1, files=1),
    "GET /v1/forecast": Cost(reads=57),
    "POST what-if": Cost(reads=5),
}
"""With one claim in the batch, and nobody waiting where a proposal takes from. A change that makes a line cheaper
belongs here too."""


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    with open_site() as opened:
        opened.award("warm")  # the program is read once a minute, the secret once a process
        yield opened


def test_a_scholarship_is_active_after_so_many_states(site: Site) -> None:
    site.award("ana")
    run = f"{site.application('ana')}-r1"
    assert site.aws.executions()[run] == "SUCCEEDED"
    assert site.aws.transitions(run) == SCHOLARSHIP_TO_ACTIVE <= 14


def test_a_claim_is_settled_after_so_many_states(site: Site) -> None:
    site.claimed("ben")
    site.do("payment_approver max", "approve_claim", award="ben", item="core_training")
    site.batch("b1")
    site.do("reconciler ren", "settle", batch="b1")
    run = f"{site.folder('ben').claims[0].id}-r1"
    assert site.aws.executions()[run] == "SUCCEEDED"
    assert site.aws.transitions(run) == ITEM_TO_SETTLED <= 8


def test_a_fee_waiver_is_credited_after_so_many_states(site: Site) -> None:
    site.do("dhcs dana", "allot", pool="waiver-exam-fee/statewide", seats=1, cents=15000)
    site.award("cyn", "waiver-exam-fee", accepted=False)
    run = f"{site.application('cyn')}-r1"
    assert site.aws.executions()[run] == "SUCCEEDED"
    assert site.aws.transitions(run) == WAIVER_TO_CREDIT


def cost_of(seen: list[AwsCall]) -> Cost:
    mine = [call for call in seen if call.function == "APIHandler" and not asks_who(call)]
    services = Counter(call.service for call in mine)
    written = [call.params["TransactItems"] for call in mine if call.operation == "TransactWriteItems"]
    return Cost(
        reads=services["dynamodb"] - len(written),
        transactions=len(written),
        rows=sum(map(len, written)),
        executions=services["states"],
        files=services["s3"],
    )


def asks_who(call: AwsCall) -> bool:
    """What every request of staff costs besides, whatever it does: test_staff_standing.py counts it."""
    noted = [each.get("Update", {}).get("Key", {}).get("pk") for each in call.params.get("TransactItems", ())]
    return noted == [{"S": "STAFF"}] or call.params.get("ExpressionAttributeValues", {}).get(":pk") == {"S": "STAFF"}


Request = tuple[str, str, Any, str | None]


def straight_path(site: Site) -> Iterator[Request]:
    """From the home page's data to a report, in order: budget line, path, body, who. Each needs the one before."""
    yield "GET /v1/program", "/v1/program", None, None
    yield "GET /v1/rounds", "/v1/rounds", None, None
    yield "POST /v1/applications", "/v1/applications", site.form("dee"), None
    application = f"/v1/applications/{site.application('dee')}"
    yield "GET /v1/status", "/v1/status", None, "applicant dee"
    yield "GET /v1/work/{list}", "/v1/work/approve_award", None, "approver ari"
    yield "POST award-approval", f"{application}/award-approval", {}, "approver ari"
    award = f"/v1/awards/{site.award_id('dee')}"
    yield "POST acceptance", f"{award}/acceptance", {}, "applicant dee"
    yield "POST fees", f"{award}/fees", {"item": "application_fee"}, "system certification"
    training = {"item": "core_training", "cents": 150_000}
    yield "POST enrollments", f"{award}/enrollments", training | {"starts": site.in_days(7)}, "provider dbsa"
    yield "POST claims", f"{award}/claims", training | {"certificate": True}, "provider dbsa"
    yield "POST claim-approvals", f"{award}/claim-approvals", {"item": "core_training"}, "payment_approver max"
    yield "POST batches", "/v1/batches", {}, "preparer pat"
    batch = f"/v1/batches/{site.stage.names.batches['dee']}"
    yield "POST batch approval", f"{batch}/approval", {}, "payment_approver max"
    yield "POST settlement", f"{batch}/settlement", {"returned": {}}, "reconciler ren"
    terms = {"from": "initial/statewide", "to": "grandparenting/statewide", "seats": 1, "cents": 185_000, "reason": "x"}
    yield "POST /v1/proposals", "/v1/proposals", terms, "manager mia"
    proposal = f"/v1/proposals/{site.stage.names.proposals['dee']}"
    yield "GET /v1/proposals", "/v1/proposals", None, "auditor abe"
    yield "GET /v1/proposals/{proposal_id}", proposal, None, "dhcs dana"
    yield "POST proposal decision", f"{proposal}/decision", {"decision": "approve", "reason": "x"}, "dhcs dana"
    yield "POST reports", "/v1/reports", {}, "manager mia"
    yield "GET /v1/reports/latest", "/v1/reports/latest", None, "manager mia"
    yield "GET /v1/forecast", "/v1/forecast", None, "dhcs dana"
    moves = [{"from": "initial/statewide", "to": "grandparenting/statewide", "seats": 1, "cents": 25_000}]
    yield "POST what-if", "/v1/what-if", {"moves": moves}, "dhcs dana"


def test_each_request_of_the_straight_path_makes_so_many_calls(site: Site) -> None:
    measured: dict[str, Cost] = {}
    for name, path, body, who in straight_path(site):
        key = {"Idempotency-Key": name} if name.startswith("POST") else {}
        with calls_seen() as seen:
            answer = site.send(name.split(" ")[0], path, body, who=who, headers=key)
            site.aws.settle()
        assert answer.status < 300, answer
        measured[name] = cost_of(seen)
        if name == "POST /v1/applications":
            site.know("dee", answer.body)
        if name == "POST /v1/proposals":
            site.stage.names.proposals["dee"] = answer.body["proposal_id"]
        if name == "POST batches":
            site.stage.names.batches["dee"] = answer.body["batch_id"]
    assert measured == BUDGET
