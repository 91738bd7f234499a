"""Whatever is changed leaves an event that says who did it, in a chain that shows when it is tampered with."""

import json
import runpy
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from chalicelib.domain.actors import SYSTEM, Actor
from chalicelib.domain.chain import verifies
from chalicelib.domain.codes import Code
from chalicelib.domain.document import DocumentKind
from chalicelib.domain.pacific import pacific_date
from chalicelib.domain.permissions import Operation
from chalicelib.domain.person import PersonId
from chalicelib.domain.receipt import Request
from chalicelib.domain.refusal import Refused
from chalicelib.domain.roles import Role
from chalicelib.services import draft_settings, publish_settings
from chalicelib.services.allow_county import allow_county
from chalicelib.services.answer_sample import answer_sample
from chalicelib.services.check_chains import broken_chains
from chalicelib.services.check_document import Looked, check_document
from chalicelib.services.draw_sample import draw_sample
from chalicelib.services.mail_letters import Chosen, print_letters
from chalicelib.services.read_audit import SubjectKind, export_trail, read_period, read_trail
from chalicelib.services.settle_returned_mail import settle_returned_mail
from chalicelib.store import documents, keys, samples, settings_draft, table
from chalicelib.store.audit_trail import Found
from chalicelib.web.oversight_events import HAPPENED
from local.player.people import mark
from tests.service.audited import BY_HAND, OF, SILENT, changing, told_by
from tests.service.endpoints import open_subjects
from tests.service.operations import OPERATIONS
from tests.service.papers import handed_in
from tests.service.site import INITIAL, PLENTY, Site, calls_seen, mail_report, open_site
from tests.service.test_carry_over import carry, close_out, next_round
from tests.service.visitor import Visitor
from tests.service.world import APPLICATION, fill

pytestmark = pytest.mark.xdist_group("audit-of-changes")
O = Operation  # noqa: E741 - the table below is read as a table
AUDITOR = Actor(id="staff-abe", roles=frozenset({Role.AUDITOR}))
MIA, OLU = (Actor(id=f"staff-{name}", roles=frozenset({Role.MANAGER})) for name in ("mia", "olu"))
RAJ = Actor(id="staff-raj", roles=frozenset({Role.REVIEWER}))
VERIFIER = Path(__file__).resolve().parents[2] / "local" / "verify_chain.py"
_count = iter(range(1, 1000))


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    with open_site({INITIAL: PLENTY, "grandparenting/statewide": PLENTY}) as opened:
        yield opened
        opened.check_books()


def request(actor: Actor) -> Request:
    return Request(key=f"k{next(_count)}", actor=actor.id, fingerprint="f")


# ---------------------------------------------------------------- every operation
def test_every_operation_that_changes_something_is_looked_at() -> None:
    """A new one fails here, until it is in one of the three tables of audited.py."""
    assert set(OF) == set(OPERATIONS)
    assert changing() == changing() & {*OF.values(), *BY_HAND, *SILENT}
    assert set(SILENT) - {O.SIGN_OUT_EVERYWHERE} & {*OF.values(), *BY_HAND} == set()
    assert set(HAND) == BY_HAND


def applicant(site: Site, name: str) -> Actor:
    return Actor(id=site.folder(name).application.person_id, roles=frozenset({Role.APPLICANT}))


def name_people(site: Site) -> None:
    site.do("county fresno", "nominate", people=["nobody yet"])


def suspend(site: Site) -> None:
    site.do("manager mia", "suspend_round", benefit="waiver-exam-fee")


def allot(site: Site) -> None:
    site.do("dhcs dana", "allot", pool="waiver-exam-fee/statewide", seats=1, cents=15_000)


def cancel(site: Site) -> None:
    site.award("cancels")
    site.do("provider dbsa", "enroll", award="cancels", item="core_training", cents=150_000, starts=site.in_days(7))
    site.do("provider dbsa", "cancel_enrollment", award="cancels", item="core_training")


def allow(site: Site) -> None:
    applied = site.apply("allows")
    person = applicant(site, "allows")
    allow_county(person, applied, may_see=True, request=request(person))


def carry_over(site: Site) -> None:
    benefit = "specialization-unhoused"
    site.apply("carried", benefit, county="Fresno")
    close_out(site, benefit)
    next_round(site, benefit)
    assert carry(site, "carried").status == 201


def hand_in(site: Site, name: str = "hands in") -> str:
    site.apply(name)
    handed_in(site, applicant(site, name).id, site.application(name), b"%PDF-1.7")
    return site.application(name)


def check(site: Site) -> None:
    applied = hand_in(site, "is checked")
    person = PersonId(applicant(site, "is checked").id)
    kept = documents.documents_of(person, site.folder("is checked").application.id)[DocumentKind.PHOTO_ID].kept
    assert kept
    check_document(RAJ, applied, Looked(DocumentKind.PHOTO_ID, kept.id, None), request(RAJ))


def read_own(site: Site) -> None:
    site.apply("reads")
    assert site.get("/v1/my-data", who="applicant reads").status == 200


def print_code(site: Site) -> None:
    OPERATIONS["record_code_letter"].prepare(site, "gets a letter")
    (printed,) = print_letters(RAJ, Chosen((), (applicant(site, "gets a letter").id,)))
    assert printed.code


def have_code_mailed(site: Site) -> None:
    visitor = Visitor(site.aws)
    said = APPLICATION | {"legal_name": "Copy Sample", "email": "copy@example.com"}
    received = visitor.post(fill(visitor, visitor.get("/apply/initial"), said).form("/send"))
    visitor.post(received.form("/code/mail"))


def edit(site: Site) -> None:
    draft_settings.save_part(MIA, "policy", lambda policy: policy | {"offer_days": 21}, request(MIA))
    draft_settings.set_effective(MIA, pacific_date(site.clock.now()), request(MIA))


def discard(site: Site) -> None:
    edit(site)
    draft_settings.discard_settings(MIA, request(MIA))


def publish(site: Site) -> None:
    edit(site)
    publish_settings.publish_settings(OLU, request(OLU), settings_draft.load_settings().version)


def draw(site: Site, name: str = "drawn") -> str:
    site.award(name, accepted=False)
    month = f"{pacific_date(site.clock.now()):%Y-%m}"
    return draw_sample(MIA, month, month, 1, "seed", request(MIA)).status


def answer(site: Site) -> None:
    sample = samples.load_sample(draw(site, "answered"))
    line = sample.lines[0]
    answer_sample(RAJ, sample.id, line.application_id, line.seq, True, "", request(RAJ))


HAND: dict[Operation, Callable[[Site], object]] = {
    O.NOMINATE: name_people,
    O.CHANGE_ROUND: suspend,
    O.ALLOT_FUNDS: allot,
    O.CANCEL_ENROLLMENT: cancel,
    O.ALLOW_COUNTY: allow,
    O.CARRY_OVER: carry_over,
    O.HAND_IN_DOCUMENT: hand_in,
    O.CHECK_DOCUMENT: check,
    O.READ_OWN_DATA: read_own,
    O.READ_LETTER: print_code,
    O.READ_OWN_STATUS: have_code_mailed,
    O.EDIT_SETTINGS: discard,
    O.PUBLISH_SETTINGS: publish,
    O.DRAW_SAMPLE: draw,
    O.ANSWER_SAMPLE: answer,
}
LAST: dict[Operation, str] = {
    O.NOMINATE: "nominate",
    O.CHANGE_ROUND: "suspend",
    O.ALLOT_FUNDS: "allot",
    O.CANCEL_ENROLLMENT: "cancel_enrollment",
    O.ALLOW_COUNTY: "allow_county",
    O.CARRY_OVER: "carry_over",
    O.HAND_IN_DOCUMENT: "hand_in_document",
    O.CHECK_DOCUMENT: "accept_document",
    O.READ_OWN_DATA: "read_own_data",
    O.READ_LETTER: "code_printed",
    O.READ_OWN_STATUS: "mail_code",
    O.EDIT_SETTINGS: "discard_settings",
    O.PUBLISH_SETTINGS: "publish_settings",
    O.DRAW_SAMPLE: "draw_sample",
    O.ANSWER_SAMPLE: "answer_sample",
}


@pytest.mark.parametrize("operation", HAND)
def test_each_leaves_an_event_that_says_who(site: Site, operation: Operation) -> None:
    with calls_seen() as seen:
        HAND[operation](site)
        site.aws.settle()
    assert told_by(seen, LAST[operation]) - {SYSTEM.id}
    assert LAST[operation] in HAPPENED


# ---------------------------------------------------------------- every chain
@pytest.fixture(scope="module")
def subjects(site: Site) -> dict[SubjectKind, str]:
    """Something of each kind that has a chain, and was changed since it was made."""
    made = open_subjects(site)
    intake, klass = made["intake_id"], made["class_id"]
    sent_back = {"decision": "send_back", "reason": "Petra wrote another year", "version": 1}
    decided = {"same": False, "note": "Another Marisol."}
    for path, body, who in (
        (f"/v1/warnings/{made['warning_id']}/acknowledgment", {"reason": "A late start"}, "manager mia"),
        (f"/v1/intakes/{intake}/decision", sent_back, "intake noe"),
        (f"/v1/classes/{klass}/seats", {"seats": 5}, "provider dbsa"),
        (f"/v1/classes/{klass}/cancellation", {}, "provider dbsa"),
        (f"/v1/nomination-matches/{made['match_id']}/decision", decided, "reviewer rosa"),
    ):
        assert site.post(path, body, who=who).status in (200, 201), path
    site.job("MailEvents", mail_report({"about": "round_open", "benefit": "initial"}, message="told"))
    returned = next(row["pk"]["S"] for row in site.rows() if row["pk"]["S"].startswith("RETURNED#"))
    settle_returned_mail(RAJ, returned.partition("#")[2], "Nobody Known moved", request(RAJ))
    sample = samples.load_sample(draw(site, "of every kind"))
    line = sample.lines[0]
    answer_sample(RAJ, sample.id, line.application_id, line.seq, False, "Olga was late", request(RAJ))
    edit(site)
    draft_settings.discard_settings(MIA, request(MIA))
    site.do("manager mia", "suspend_round", benefit="waiver-application-fee")
    return {
        SubjectKind.INTAKE: intake,
        SubjectKind.CLASS: klass,
        SubjectKind.NOMINATIONS: "fresno",
        SubjectKind.WARNINGS: "waiver-renewal-fee/statewide",
        SubjectKind.SAMPLE: sample.id,
        SubjectKind.MAIL: "mail",
        SubjectKind.BATCH: made["batch_id"],
        SubjectKind.PROPOSAL: made["proposal_id"],
        SubjectKind.ROUND: "waiver-application-fee",
        SubjectKind.PROGRAM: "program",
        SubjectKind.ACCESS: "access",
        SubjectKind.APPLICATION: made["application_id"],
        SubjectKind.POOL: INITIAL,
    }


TOLD: dict[SubjectKind, list[tuple[str, str, str]]] = {
    SubjectKind.INTAKE: [("enter", "ivy", "→ entered"), ("send_back", "noe", "entered → returned")],
    SubjectKind.CLASS: [
        ("post_class", "dbsa", "→ open 9"),
        ("change_seats", "dbsa", "open 9 → open 5"),
        ("cancel_class", "dbsa", "open 5 → cancelled 5"),
    ],
    SubjectKind.NOMINATIONS: [
        ("nominate", "fresno", "→"),
        ("find_match", "system", "→ open"),
        ("decide_match", "rosa", "open → other"),
    ],
    SubjectKind.WARNINGS: [
        ("raise_warning", "system", "→ raised"),
        ("acknowledge_warning", "mia", "raised → acknowledged"),
    ],
    SubjectKind.SAMPLE: [("draw_sample", "staff-mia", "→"), ("answer_sample", "staff-raj", "→")],
    SubjectKind.MAIL: [("mail_returned", "system", "→"), ("settle_returned_mail", "staff-raj", "→")],
}


@pytest.mark.parametrize("kind", TOLD)
def test_a_trail_says_who_did_what_from_what_to_what(
    site: Site, subjects: dict[SubjectKind, str], kind: SubjectKind
) -> None:
    trail, page = read_trail(AUDITOR, kind, subjects[kind])
    records = [each.record for each in page.entries]
    found = [(each["action"], each["actor"], _moves(each)) for each in records]
    said = [(action, _account(who), moves) for action, who, moves in TOLD[kind]]
    assert [each for each in said if each not in found] == []
    assert verifies(records, trail.head)
    today = pacific_date(site.clock.now())
    assert trail.pk in {each.subject for each in _of_period(today)}


def _of_period(today: date) -> Iterator[Found]:
    first, after = today - timedelta(days=60), ""
    while True:
        page = read_period(AUDITOR, first, today, after)
        yield from page.entries
        if page.goes_on is None:
            return
        first, after = page.goes_on, page.after


def _account(who: str) -> str:
    return who if who == "system" or who.startswith("staff-") else f"staff-{mark(who)}"


def _moves(record: dict[str, Any]) -> str:
    """The states alone: what else an event moves between, such as the time a paper came in, is left out."""
    told = [
        " ".join(str(record[side][name]) for name in ("status", "match", "state", "seats") if name in record[side])
        for side in ("from", "to")
    ]
    return "→".join((f"{told[0]} ", f" {told[1]}")).strip()


@pytest.mark.parametrize("kind", set(SubjectKind) - {SubjectKind.AWARD})
def test_every_chain_is_taken_away_and_verified(
    subjects: dict[SubjectKind, str], kind: SubjectKind, tmp_path: Path
) -> None:
    text, more = export_trail(AUDITOR, kind, subjects[kind])
    part = tmp_path / "part.jsonl"
    part.write_text(text)
    chain, count = runpy.run_path(str(VERIFIER))["verify"]([str(part)])
    assert (chain, count > 0, more) == (f"{kind}/{subjects[kind]}", True, None)
    for name in ("Petra", "Marisol", "Nobody Known", "Olga"):
        assert name not in text


@pytest.mark.parametrize("kind", set(SubjectKind) - {SubjectKind.AWARD, SubjectKind.POOL})
def test_a_changed_record_of_every_kind_shows(subjects: dict[SubjectKind, str], kind: SubjectKind) -> None:
    trail, _ = read_trail(AUDITOR, kind, subjects[kind])
    kept = table.get(trail.pk, keys.event(1))
    assert kept
    changed = json.loads(kept["body"]["S"]) | {"actor": "nobody"}
    table.transact([table.put({**kept, "body": {"S": json.dumps(changed)}})])
    try:
        assert broken_chains() == [f"{kind}/{subjects[kind]}"]
    finally:
        table.transact([table.put(kept)])
    assert broken_chains() == []


def test_an_application_that_belongs_to_no_pool_is_looked_at_too(site: Site) -> None:
    form = site.form("no county", "specialization-crisis-care")
    form["answers"]["county"] = None
    site.know("no county", site.post("/v1/applications", form).body)
    site.aws.settle()
    assert site.folder("no county").application.pool is None
    row = table.get(keys.application(site.application("no county")), keys.event(1))
    assert row
    table.transact([table.delete(row["pk"]["S"], row["sk"]["S"])])
    assert broken_chains() == [f"application/{site.application('no county')}"]
    table.transact([table.put(row)])


def test_single_answers_of_a_sample_are_for_auditors(subjects: dict[SubjectKind, str]) -> None:
    with pytest.raises(Refused) as refused:
        read_trail(MIA, SubjectKind.SAMPLE, subjects[SubjectKind.SAMPLE])
    assert refused.value.code is Code.NOT_ALLOWED
