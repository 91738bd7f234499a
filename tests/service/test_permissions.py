"""Each function may do exactly what it does: a missing permission fails here, and one that nothing uses."""

from collections.abc import Callable
from contextlib import ExitStack
from typing import Any

import pytest

import app as chalice_app
from chalicelib.domain.actors import Actor
from chalicelib.domain.application import ApplicationId, AwardId
from chalicelib.domain.codes import Code
from chalicelib.domain.document import DocumentKind, Training
from chalicelib.domain.notice import NoticeKind
from chalicelib.domain.person import Contact, PersonId
from chalicelib.domain.program import ItemId
from chalicelib.domain.receipt import Request
from chalicelib.domain.roles import Role
from chalicelib.domain.subject import Subject
from chalicelib.gateways import secret
from chalicelib.services import relay_outbox
from chalicelib.services.ask_for_code import Lost, ask_for_code
from chalicelib.services.ask_to_be_told import alert_id, ask_as_visitor, confirm_alert
from chalicelib.services.check_document import Looked, check_document
from chalicelib.services.draw_sample import draw_sample
from chalicelib.services.read_audit import read_period
from chalicelib.services.read_certificate import read_certificate
from chalicelib.services.read_document import read_document
from chalicelib.services.settle_returned_mail import settle_returned_mail
from chalicelib.services.start_draft import FirstPage, start_draft
from chalicelib.services.submit_claim import submit_claim
from chalicelib.store import documents, people, programs, runs
from chalicelib.web.oversight_events import HAPPENED
from chalicelib.web.record_words import RECORD
from chalicelib.web.words import STEP
from local.player.play import handlers
from local.virtual import OUTSIDE
from tests.service.audited import UNAUDITED, actions, excused, unaudited
from tests.service.next_program import next_program
from tests.service.operations import CLASSES, OPERATIONS
from tests.service.papers import certified, handed_in
from tests.service.policies import LOGS, Right, granted, needed
from tests.service.site import INITIAL, PLENTY, AwsCall, Site, calls_seen, crash_in, mail_report, open_site

pytestmark = pytest.mark.xdist_group("permissions")

FUNCTIONS = sorted(handlers(chalice_app.app))
WAIVER, REGION = "waiver-exam-fee/statewide", "specialization-crisis-care/central"
POOLS = {INITIAL: PLENTY, "grandparenting/statewide": {"seats": 2, "cents": 50_000}}
FAMILY = "specialization-parent-caregiver-family"
FAMILY_POOL = f"{FAMILY}/central"
TERMS = {"from": INITIAL, "to": "grandparenting/statewide", "seats": 1, "cents": 185_000}
LISTS = {
    "review": "reviewer rosa",
    "papers": "reviewer rosa",
    "approve_award": "approver ari",
    "extend_award": "approver ari",
    "approve_claim": "payment_approver max",
    "prepare_batch": "preparer pat",
    "approve_batch": "payment_approver max",
    "settle": "reconciler ren",
    "codes": "reviewer rosa",
    "decide_reallocation": "dhcs dana",
    "warnings": "manager mia",
    "nomination_match": "reviewer rosa",
    "letters": "reviewer rosa",
    "undelivered": "reviewer rosa",
    "code_letters": "reviewer rosa",
    "intake": "intake ivy",
    "intake_returned": "intake ivy",
    "decide_appeal": "appeals_officer lee",
}
WHAT_IF = {"moves": [{"from": INITIAL, "to": "grandparenting/statewide", "seats": 1, "cents": 25_000}]}
WRITES_ALONE = {"PutItem", "UpdateItem", "DeleteItem", "BatchWriteItem"}
TOLD_BY_THE_SWEEPER = ("submit", "accept", "claim", "approve_claim", "settle")


@pytest.fixture(scope="module")
def seen() -> list[AwsCall]:
    """What each function did while everything was done that can be done, each function starting cold every time."""
    with ExitStack() as stack:
        # From the very beginning: loading the program and the first allotments count.
        calls = stack.enter_context(calls_seen())
        site = stack.enter_context(open_site(POOLS))
        start_cold_every_time(site)
        do_everything(site)
        site.check_books()
    return calls


@pytest.fixture(scope="module")
def used(seen: list[AwsCall]) -> dict[str, set[Right]]:
    """The rights that each function needed for it."""
    found: dict[str, set[Right]] = {}
    for call in (each for each in seen if each.function != OUTSIDE):
        found.setdefault(call.function, set()).update(needed(call.service, call.operation, call.params))
    return found


@pytest.mark.parametrize("function", FUNCTIONS)
def test_a_function_may_do_exactly_what_it_does(used: dict[str, set[Right]], function: str) -> None:
    assert sorted(granted(function) - LOGS) == sorted(used[function])
    assert granted(function) >= LOGS


def test_whatever_changes_a_record_is_in_the_audit(seen: list[AwsCall]) -> None:
    """In the same transaction, whoever does it: people, workflows, scheduled jobs."""
    mine = [call for call in seen if call.service == "dynamodb" and call.function != OUTSIDE]
    written = [call.params["TransactItems"] for call in mine if call.operation == "TransactWriteItems"]
    assert sorted(set().union(*map(unaudited, written))) == []
    assert {call.operation for call in mine} & WRITES_ALONE == set()
    assert [pattern for pattern in UNAUDITED if pattern not in excused(written)] == [], "needs no excuse any more"


def test_the_audit_view_has_words_for_whatever_happened(seen: list[AwsCall]) -> None:
    assert {*actions(seen), *STEP, *RECORD} - set(HAPPENED) == set()


def test_nothing_is_allowed_on_everything() -> None:
    """Nor on anything else that is not named: a star, another table."""
    assert {resource for function in FUNCTIONS for _, resource in granted(function)} <= {
        "table",
        "index/work",
        "index/pool",
        "index/due",
        "index/open",
        "application",
        "disbursement",
        "reallocation",
        "reports",
        "documents",
        "documents bucket",
        "secret",
        "staff",
        "logs",
        "phones",
        "identity/${MailDomain}",
        "configuration-set/peer-funding-${Stage}",
    }


def start_cold_every_time(site: Site) -> None:
    """On AWS every function is a process of its own: nothing that another one read is there already."""

    def cold(handler: Callable[..., Any]) -> Callable[..., Any]:
        def call(event: Any, context: Any) -> Any:
            programs.forget_programs()
            secret.forget_secret()
            return handler(event, context)

        return call

    functions = site.aws._functions
    functions._handlers = {name: cold(handler) for name, handler in functions._handlers.items()}
    site.transport._handler = cold(site.transport._handler)


def do_everything(site: Site) -> None:
    for name, operation in OPERATIONS.items():
        assert operation.prepare(site, name).send(site, name).status < 300, name
        site.aws.settle()
    read_everything(site)
    wait_in_vain(site)
    finish_by_the_sweeper(site)
    serve_others(site)
    move_money(site)
    name_and_suspend(site)
    hand_in_documents(site)
    finish_a_training(site)
    run_out(site)
    restart_everything(site)
    end_a_warning(site)
    write_and_hear_back(site)
    lose_a_code(site)
    be_told(site)
    look_at_decisions(site)


def look_at_decisions(site: Site) -> None:
    """What there are pages for and no API: a sample of decisions, a day's audit."""
    month, manager = f"{site.clock.now():%Y-%m}", Actor(id="staff-mia", roles=frozenset({Role.MANAGER}))
    with site.aws.running_as("APIHandler"):
        asked = Request(key="sample", actor=manager.id, fingerprint="sample")
        assert draw_sample(manager, month, month, 5, None, asked).status
        auditor, today = Actor(id="staff-abe", roles=frozenset({Role.AUDITOR})), site.clock.now().date()
        assert read_period(auditor, today, today).goes_on is None


def end_a_warning(site: Site) -> None:
    """A warning that is true no longer: nothing of the money is left to be unspent."""
    site.warned("waiver-application-fee")
    site.do("dhcs dana", "allot", pool="waiver-application-fee/statewide", seats=-10, cents=-80_000)
    site.job("AllocationReport")
    left = site.get("/v1/work/warnings", who="manager mia").body["items"]
    assert "waiver-application-fee/statewide" not in [each["pool"] for each in left]


def move_money(site: Site) -> None:
    """Proposals read, decided with executions that wait and with none, left to the sweeper, and lapsed; people served
    and told."""
    decide_by_letter(site)
    for gone in (False, True):
        serve_whom_a_move_reopens(site, gone=gone)
    for gone in (False, True):
        leave_a_move_to_the_sweeper(site, gone=gone)
    replace_a_proposals_run(site)
    for gone in (False, True):
        let_a_proposal_lapse(site, gone=gone)
    site.job("RelayOutbox", {"restart": True})


def decide_by_letter(site: Site) -> None:
    assert site.get("/v1/proposals", who="auditor abe").status == 200
    recorded = OPERATIONS["confirm_letter"].prepare(site, "with a letter")
    assert site.get(recorded.path.replace("letters/confirmation", "letter"), who="dhcs dana").status == 200
    assert recorded.send(site, "with a letter").status == 200
    site.award("moved")


def serve_whom_a_move_reopens(site: Site, *, gone: bool) -> None:
    waiting = [f"waits for money {n} {gone}" for n in range(2)]
    site.do("manager mia", "suspend_round", benefit=FAMILY)
    site.do("manager mia", "reopen_round", benefit=FAMILY)
    for name in waiting:
        site.apply(name, FAMILY, county="Fresno")
    site.do("manager mia", "suspend_round", benefit=FAMILY)
    site.proposal(f"moved {gone}", to=FAMILY_POOL, cents=320_000, seats=2, reopen=[FAMILY])
    if gone:
        site.aws.stop_all_executions()
    site.do("dhcs dana", "decide_reallocation", proposal=f"moved {gone}", decision="approve")
    assert all(site.folder(name).award for name in waiting)


def leave_a_move_to_the_sweeper(site: Site, *, gone: bool) -> None:
    site.apply(f"left waiting {gone}", FAMILY, county="Fresno")
    site.do("manager mia", "suspend_round", benefit=FAMILY)
    site.do("dhcs dana", "allot", pool=FAMILY_POOL, seats=1, cents=160_000)
    site.proposal(f"left {gone}", **{"from": FAMILY_POOL, "cents": 160_000, "leaves_queue": True})
    site.do("manager mia", "reopen_round", benefit=FAMILY)
    if gone:
        site.aws.stop_all_executions()
    with crash_in(relay_outbox, "_carry_out"):
        site.attempt("dhcs dana", "decide_reallocation", proposal=f"left {gone}", decision="approve")
    with crash_in(relay_outbox, "_carry_out"):
        site.attempt("manager mia", "propose_reallocation", **{**TERMS, "as": f"unstarted {gone}"})
    site.job("RelayOutbox")


def replace_a_proposals_run(site: Site) -> None:
    site.proposal("replaced proposal")
    run = runs.load_run(Subject(proposal_id=site.stage.names.proposals["replaced proposal"]))
    relay_outbox.restart_run(run)
    site.aws.settle()
    site.aws.time_out_waits(run.execution_name)
    site.aws.settle()


def let_a_proposal_lapse(site: Site, *, gone: bool) -> None:
    site.proposal(f"lapses {gone}")
    if gone:
        site.aws.stop_all_executions()
    site.jump(91)
    site.job("DailySweep")


def write_and_hear_back(site: Site) -> None:
    """Messages by mail and by text, one that comes back and is sent again, and one that only a letter reaches."""
    contact = site.form("texted")["contact"] | {"phone": "(559) 555-0100", "text_messages": True}
    form = site.form("texted") | {"contact": contact}
    site.know("texted", site.post("/v1/applications", form, who=None).body)
    site.aws.settle()
    site.do("approver ari", "approve_award", application="texted")
    offer = site.bounced("texted", NoticeKind.AWARD_OFFER)
    path = f"/v1/notices/{offer.id}/deliveries"
    assert site.post(path, {"way": "again", "reason": "Asked"}, who="reviewer rosa").status == 201
    assert site.job("SendNotices")["sent"] == 1


def lose_a_code(site: Site) -> None:
    """A new code by itself, to the e-mail on file."""
    site.apply("forgetful")
    contact = people.load_person(site.folder("forgetful").application.person_id).contact
    with site.aws.running_as("APIHandler"):
        ask_for_code(Lost(contact.legal_name, contact.birth_date, contact.email or "", "192.0.2.1"))
    assert site.job("SendNotices")["codes_sent"] == 1
    person = site.folder("forgetful").application.person_id
    tags = {"about": "new_code", "person": person}
    assert site.job("MailEvents", mail_report(tags, message="lost")) == {"events": 1}
    listed = site.get("/v1/work/undelivered", who="reviewer rosa").body["items"]
    mail = next(each for each in listed if "application_id" not in each)
    rosa = Actor(id="rosa", roles=frozenset({Role.REVIEWER}))
    with site.aws.running_as("APIHandler"):
        settle_returned_mail(rosa, mail["id"], "Called", Request(key="called", actor=rosa.id, fingerprint="called"))


def be_told(site: Site) -> None:
    """A round that opens again, and somebody who wanted to know."""
    site.do("manager mia", "suspend_round", benefit="grandparenting")
    with site.aws.running_as("APIHandler"):
        ask_as_visitor("grandparenting", "curious@example.org", None, "en", "192.0.2.1")
    assert site.job("SendNotices")["alerts_asked"] == 1
    with site.aws.running_as("APIHandler"):
        confirm_alert(alert_id("grandparenting", "email:curious@example.org"))
    site.do("manager mia", "reopen_round", benefit="grandparenting")
    assert site.job("SendNotices")["alerts_told"] == 1


def hand_in_documents(site: Site) -> None:
    """A file for an application, scanned and opened by a reviewer, and a wrong one; and one for a form that is never
    sent, which the daily sweep deletes."""
    applied = site.apply("has papers")
    person = site.folder("has papers").application.person_id
    contact = Contact.model_validate(site.form("never sends")["contact"])
    request = Request(key="never-sends", actor="anyone", fingerprint="never sends")
    begun = start_draft(None, "grandparenting", FirstPage("you", {}, contact), request).receipt
    handed_in(site, person, applied, b"no picture")
    handed_in(site, person, applied, b"%PDF-1.7")
    handed_in(site, str(begun.person_id), str(begun.application_id), b"%PDF-1.7")
    rosa = Actor(id="rosa", roles=frozenset({Role.REVIEWER}))
    with site.aws.running_as("APIHandler"):
        read_document(rosa, applied, DocumentKind.PHOTO_ID)
        kept = documents.documents_of(PersonId(person), ApplicationId(applied))[DocumentKind.PHOTO_ID].kept
        assert kept is not None
        looked = Looked(DocumentKind.PHOTO_ID, kept.id, Code.ID_EXPIRED)
        check_document(rosa, applied, looked, Request(key="looked", actor=rosa.id, fingerprint="looked"))


def finish_a_training(site: Site) -> None:
    """A certificate, sent, replaced after the bill and opened by who approves it; papers asked for through the API."""
    award = site.award("finishes")
    site.do("provider dbsa", "enroll", award="finishes", item="core_training", cents=150_000, starts=site.in_days(7))
    certified(site, award)
    with site.aws.running_as("APIHandler"):
        bill = Request(key="bill", actor="dbsa", fingerprint="bill")
        dbsa = Actor(id="dbsa", roles=frozenset({Role.PROVIDER}), organization="dbsa")
        submit_claim(dbsa, award, "core_training", 150_000, bill, certificate=False, takes_file=True)
    certified(site, award)
    max_ = Actor(id="max", roles=frozenset({Role.PAYMENT_APPROVER}))
    with site.aws.running_as("APIHandler"):
        read_certificate(max_, Training(award_id=AwardId(award), item=ItemId("core_training")))
    papers = f"/v1/applications/{site.application('finishes')}/documents"
    assert site.get(papers, who="applicant finishes").status == 200
    assert site.send("POST", f"{papers}/education", {}, who="applicant finishes", headers={}).status == 409


def name_and_suspend(site: Site) -> None:
    """A round on hold, its people told, one of them with more time; seats that only the daily sweep sees."""
    site.apply("named later", county="Fresno", ethics_signed=False)
    site.do("county fresno", "nominate", people=["named later"], benefit="initial")
    site.do("manager mia", "suspend_round", benefit="initial")
    site.job("RelayOutbox")
    site.jump(31)
    site.do("manager mia", "reopen_round", benefit="initial")
    site.job("RelayOutbox")
    for job, benefit in (("RelayOutbox", "specialization-unhoused"), ("DailySweep", "specialization-justice-involved")):
        site.apply(f"seen by {job}", benefit, county="Fresno")
        with crash_in(relay_outbox, "_carry_out"):
            site.attempt("dhcs dana", "allot", pool=f"{benefit}/central", seats=1, cents=160_000)
        site.job(job)
        assert site.folder(f"seen by {job}").award


def read_everything(site: Site) -> None:
    for path in ("/v1/program", "/v1/rounds", "/v1/openapi.json"):
        assert site.get(path).status == 200
    assert site.get("/v1/status", who="applicant submit a second").status == 200
    for name, who in LISTS.items():
        assert site.get(f"/v1/work/{name}", who=who).status == 200
    assert site.post("/v1/reports", {}, who="manager mia").status == 201
    assert site.get("/v1/reports/latest", who="manager mia").status == 200
    assert site.get("/v1/forecast", who="dhcs dana").status == 200
    teach(site)
    assert site.post("/v1/what-if", WHAT_IF, who="dhcs dana").status == 200
    site.job("AllocationReport")
    site.job("AllocationReport")


def teach(site: Site) -> None:
    """Lists of classes, places and bookings; an award opened; and classes cancelled by the sweeper's hand, with people
    in them: one who only asked, and one who was booked so late that nothing of the award can be used any more."""
    award = site.award("learns")
    for path, who in (
        ("/v1/classes", "provider dbsa"),
        ("/v1/places", "provider dbsa"),
        ("/v1/bookings", "provider dbsa"),
        (f"/v1/awards/{award}/classes?item=core_training", "applicant learns"),
        ("/v1/awards-without-class?course=core_training", "manager mia"),
    ):
        assert site.get(path, who=who).status == 200, path
    shown = {"award_id": award, "birth_date": "1970-01-01"}
    assert site.send("POST", "/v1/award-lookups", shown, who="provider dbsa", headers={}).code == "NOT-FOUND"
    for name in ("confirm_place", "ask_place"):
        person = f"{name} in a cancelled class"
        assert OPERATIONS[name].prepare(site, person).send(site, person).status == 201
        with crash_in(relay_outbox, "_carry_out"):
            site.post(f"/v1/classes/{CLASSES[person]}/cancellation", {}, who="provider dbsa")
        site.job("RelayOutbox")
    assert OPERATIONS["ask_place"].prepare(site, "asks in vain").send(site, "asks in vain").status == 201


def wait_in_vain(site: Site) -> None:
    """A wait whose decision was made before it begins is answered by the waiting function itself."""
    site.apply("replaced")
    site.claimed("replaced claim")
    for run in (site.run("replaced"), site.run("replaced claim", site.folder("replaced claim").claims[0].id)):
        relay_outbox.restart_run(run)
        site.aws.settle()
        site.aws.time_out_waits(run.execution_name)
        site.aws.settle()
        assert site.states(run.execution_name)[-1] == "Superseded"


def finish_by_the_sweeper(site: Site) -> None:
    """What a crashed request left to tell; told to executions that wait, and to those that are gone."""
    for gone in (False, True):
        for name in TOLD_BY_THE_SWEEPER:
            person = f"{name} left {gone}"
            ask = OPERATIONS[name].prepare(site, person)
            if gone:
                site.aws.stop_all_executions()
            with crash_in(relay_outbox, "_carry_out"):
                ask.send(site, person)
        site.job("RelayOutbox")
        site.job("RelayOutbox", {"restart": True})


def serve_others(site: Site) -> None:
    """Seats that nobody was told of go to whoever waits, by the next function that looks: also when that execution is
    gone. And a fee below its cap gives the rest back at once."""
    for gone in (False, True):
        first, second = f"waits {gone}", f"comes {gone}"
        site.apply(first, "specialization-crisis-care", county="Fresno")
        with crash_in(relay_outbox, "_carry_out"):
            site.attempt("dhcs dana", "allot", pool=REGION, seats=1, cents=160_000)
        if gone:
            site.aws.stop_all_executions()
        site.apply(second, "specialization-crisis-care", county="Fresno")
        assert site.folder(first).award
        assert site.job("RelayOutbox", {"restart": True})
        site.do(f"applicant {second}", "withdraw", application=second)
    lower_the_exam_fee(site)
    for gone in (False, True):
        first, second = f"credited {gone}", f"after the credit {gone}"
        site.do("dhcs dana", "allot", pool=WAIVER, seats=2, cents=25_000)
        for name in (first, second):
            site.apply(name, "waiver-exam-fee")
        assert site.folder(second).award is None
        if gone:
            site.aws.stop_all_executions()
        site.do("approver ari", "approve_award", application=first)
        assert site.folder(second).award
        site.do("approver ari", "approve_award", application=second)
        site.job("RelayOutbox", {"restart": True})
        site.do("dhcs dana", "allot", pool=WAIVER, seats=0, cents=-5_000)


def lower_the_exam_fee(site: Site) -> None:
    fees = programs.program_at(site.clock.now()).fees
    next_program(fees=[fee.model_dump() | ({"cents": 10_000} if fee.item == "exam" else {}) for fee in fees])


def run_out(site: Site) -> None:
    """Deadlines pass, with executions that wait and with none."""
    for gone in (False, True):
        for name in (f"lapses {gone}", f"unanswered {gone}", f"unused {gone}"):
            if name.startswith("unanswered"):
                site.apply(name, ethics_signed=False)
            else:
                site.award(name, accepted=name.startswith("unused"))
        if gone:
            site.aws.stop_all_executions()
        site.jump(32)
        site.job("DailySweep")
    site.claimed("stopped claim")
    site.aws.stop_all_executions()
    site.jump(400)
    site.job("DailySweep")
    site.job("AllocationReport")


def restart_everything(site: Site) -> None:
    site.apply("stopped")
    site.claimed("stopped with a claim")
    site.aws.stop_all_executions()
    site.job("RelayOutbox", {"restart": True})
