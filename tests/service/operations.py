"""Every decision that people and staff can make: how to bring someone to it, and how to see how often it was made."""

import itertools
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from chalicelib.domain.actors import Actor
from chalicelib.domain.document import Document
from chalicelib.domain.person import Contact
from chalicelib.domain.receipt import Request
from chalicelib.domain.roles import Role
from chalicelib.services.open_session import open_session
from chalicelib.services.start_draft import FirstPage, start_draft
from chalicelib.store import (
    access_log,
    audit_trail,
    intakes,
    keys,
    person_events,
    proposals,
    staff,
    table,
)
from local.player.people import Applicant, email_of, mark
from tests.service.endpoints import class_of, on_paper, reviewed
from tests.service.good_requests import LETTER
from tests.service.papers import handed_in
from tests.service.site import INITIAL, Answer, Site


@dataclass(frozen=True)
class Ask:
    """One request that can be made again and again."""

    path: str
    body: Any
    who: str | None

    def send(self, site: Site, key: str) -> Answer:
        return site.post(self.path, self.body, key=key, who=self.who)

    @property
    def said_differently(self) -> "Ask":
        """Another body that means the same: not the same request."""
        return Ask(self.path, json.dumps(self.body) + " ", self.who)


@dataclass(frozen=True)
class Operation:
    """How to bring a new subject to the point of being decided on, and how often it then was."""

    prepare: Callable[[Site, str], Ask]
    effects: Callable[[Site, str], int]
    refusals: frozenset[str]
    """What everybody but the first is told who asks for the same with another key."""


def event(action: str) -> Callable[[Site, str], int]:
    return lambda site, name: len(site.events(name, action))


def lines(site: Site, name: str) -> int:
    """Batches that the claim of this person's award is in."""
    claim = site.folder(name).claims[0]
    return sum(row["sk"]["S"] == keys.line(claim.id) for row in site.rows())


def approvals(site: Site, name: str) -> int:
    """Receipts for the approval of this person's batch."""
    batch, receipt = site.stage.names.batches[name], '"status":"approved"'
    bodies = [row["body"]["S"] for row in site.rows() if row["pk"]["S"].startswith("REQUEST#")]
    return sum(batch in body and receipt in body for body in bodies)


def people_called(site: Site, name: str) -> int:
    profiles = [row["body"]["S"] for row in site.rows() if row["sk"]["S"] == keys.PROFILE and "body" in row]
    return sum(f'"legal_name":"{name}"' in profile for profile in profiles)


def applications_of(site: Site, name: str) -> int:
    """Applications that this person ever made."""
    person = keys.person(site.folder(name).application.person_id)
    return sum(row["pk"]["S"] == person and row["sk"]["S"].startswith("APPLICATION#") for row in site.rows())


def codes_replaced(site: Site, name: str) -> int:
    """How often this person got a new access code."""
    found = person_events.events_of(site.folder(name).application.person_id)
    return sum(event.action == "replace_code" for event in found)


def lost_code(site: Site, name: str) -> Ask:
    site.apply(name)
    person = site.folder(name).application.person_id
    return Ask(f"/v1/people/{person}/access-code", {"note": "Knew the birth date."}, "reviewer rosa")


def new_person(site: Site, name: str) -> Ask:
    return Ask("/v1/applications", site.form(name), None)


def second_benefit(site: Site, name: str) -> Ask:
    site.apply(name)
    return Ask("/v1/applications", site.form(name, "grandparenting"), f"applicant {name}")


def pending(verb: str, body: Any, who: str) -> Callable[[Site, str], Ask]:
    def prepare(site: Site, name: str) -> Ask:
        return Ask(f"/v1/applications/{site.apply(name)}/{verb}", body, who)

    return prepare


def offered(verb: str) -> Callable[[Site, str], Ask]:
    def prepare(site: Site, name: str) -> Ask:
        return Ask(f"/v1/awards/{site.award(name, accepted=False)}/{verb}", {}, f"applicant {name}")

    return prepare


def active(verb: str, body: Any, who: str) -> Callable[[Site, str], Ask]:
    def prepare(site: Site, name: str) -> Ask:
        return Ask(f"/v1/awards/{site.award(name)}/{verb}", body, who)

    return prepare


def revision(site: Site, name: str) -> Ask:
    application = site.apply(name, ethics_signed=False)
    body = {key: part for key, part in site.form(name).items() if key != "benefit"}
    return Ask(f"/v1/applications/{application}/revision", body, f"applicant {name}")


def review(site: Site, name: str) -> Ask:
    body = {"finding": "eligible", "note": "Seen."}
    return Ask(f"/v1/applications/{site.apply(name, pathway='reciprocity')}/review", body, "reviewer rosa")


def invoice(site: Site, name: str) -> Ask:
    award = site.award(name)
    site.do("provider dbsa", "enroll", award=name, item="core_training", cents=150_000, starts=site.in_days(3))
    body = {"item": "core_training", "cents": 140_000, "certificate": True}
    return Ask(f"/v1/awards/{award}/claims", body, "provider dbsa")


def approved_claim(site: Site, name: str) -> Ask:
    return Ask(f"/v1/awards/{site.claimed(name)}/claim-approvals", {"item": "core_training"}, "payment_approver max")


def to_be_paid(site: Site, name: str) -> Ask:
    site.claimed(name)
    site.do("payment_approver max", "approve_claim", award=name, item="core_training")
    return Ask("/v1/batches", {}, "preparer pat")


def prepared(site: Site, name: str) -> Ask:
    to_be_paid(site, name)
    return Ask(f"/v1/batches/{site.prepared(name)}/approval", {}, "payment_approver max")


def released(site: Site, name: str) -> Ask:
    to_be_paid(site, name)
    return Ask(f"/v1/batches/{site.batch(name)}/settlement", {"returned": {}}, "reconciler ren")


def proposed(verb: str, body: Any, who: str) -> Callable[[Site, str], Ask]:
    def prepare(site: Site, name: str) -> Ask:
        return Ask(f"/v1/proposals/{site.proposal(name)}/{verb}", body, who)

    return prepare


def lapsed(site: Site, name: str) -> Ask:
    site.award(name, accepted=False)
    site.jump(15)
    site.job("DailySweep")
    return Ask(f"/v1/applications/{site.application(name)}/return", {}, f"applicant {name}")


def paid(site: Site, name: str) -> Ask:
    ask = released(site, name)
    assert ask.send(site, f"settle {name}").status == 200
    site.aws.settle()
    body = {"award_id": site.award_id(name), "item": "core_training", "code": "R03"}
    return Ask(ask.path.replace("settlement", "returns"), body, "reconciler ren")


def more_time(verb: str, body: Any) -> Callable[[Site, str], Ask]:
    def prepare(site: Site, name: str) -> Ask:
        asked = active("extensions", EXTENSION, "manager mia")(site, name)
        assert asked.send(site, f"ask {name}").status == 201
        return Ask(asked.path.replace("extensions", verb), body, "approver ari")

    return prepare


def terms(site: Site, name: str) -> Ask:
    body = {"from": INITIAL, "to": "grandparenting/statewide", "seats": 1, "cents": 185_000, "reason": name}
    return Ask("/v1/proposals", body, "manager mia")


def proposed_for(site: Site, name: str) -> int:
    return sum(proposal.terms.reason == name for proposal in proposals.latest())


def proposal_event(action: str) -> Callable[[Site, str], int]:
    def count(site: Site, name: str) -> int:
        events = proposals.proposal_events(site.stage.names.proposals[name])
        return sum(event["action"] == action for event in events)

    return count


def recorded_letter(site: Site, name: str) -> Ask:
    path = f"/v1/proposals/{site.proposal(name)}"
    body = {"decision": "approve", "reason": "Agreed", "reference": "LETTER-1", "pdf": LETTER}
    assert site.post(f"{path}/letters", body, who="manager olu").status == 201
    digest = site.get(path, who="manager max").body["letter"]["digest"]
    return Ask(f"{path}/letters/confirmation", {"letter": digest}, "manager max")


VERDICT = {"decision": "approve", "reason": "Agreed"}
_UNUSED = itertools.cycle(["waiver-reinstatement-fee", "waiver-exam-retake", "waiver-renewal-fee"])


def warned(site: Site, name: str) -> Ask:
    """Each time another pool that nobody uses."""
    return Ask(
        f"/v1/warnings/{site.warned(next(_UNUSED))}/acknowledgment", {"reason": f"Seen by {name}"}, "manager mia"
    )


def answers_to_warnings(site: Site, name: str) -> int:
    bodies = [row["body"]["S"] for row in site.rows() if row["pk"]["S"].startswith("WARNING#")]
    return sum(f'"reason":"Seen by {name}"' in body for body in bodies)


def uncertain_name(site: Site, name: str) -> Ask:
    """A county named someone whose name is nearly this person's."""
    site.apply(f"{name} sample", "specialization-justice-involved", county="Sonoma")
    site.know_as(name, f"{name} sample")
    site.do("county sonoma", "nominate", people=[f"{name} samples"])
    asked = [json.loads(row["body"]["S"]) for row in site.rows() if row["pk"]["S"].startswith("MATCH#")]
    match = max(asked, key=lambda each: each["found_at"])["id"]
    return Ask(f"/v1/nomination-matches/{match}/decision", {"same": True, "note": "Seen."}, "reviewer rosa")


def bounced_notice(site: Site, name: str) -> Ask:
    site.apply(name)
    path = f"/v1/notices/{site.bounced(name).id}/deliveries"
    return Ask(path, {"way": "again", "reason": "The address is right"}, "reviewer rosa")


def paper(site: Site, name: str) -> Ask:
    came = {"medium": "paper", "received_at": "2026-03-01T09:00", "reference": "SCAN-1"}
    return Ask("/v1/intakes", site.form(name) | came, "intake ivy")


def intakes_of(site: Site, name: str) -> int:
    bodies = [row["body"]["S"] for row in site.rows() if row["pk"]["S"].startswith("INTAKE#")]
    return sum(f'"legal_name":"{name}"' in body for body in bodies)


def intake_step(action: str) -> Callable[[Site, str], int]:
    """Of the record that was made for this person."""

    def count(site: Site, name: str) -> int:
        history = intakes.load_intake(_INTAKES[name]).history
        return sum(step.action == action for step in history)

    return count


_INTAKES: dict[str, str] = {}


def entered(verb: str, body: Any, who: str) -> Callable[[Site, str], Ask]:
    def prepare(site: Site, name: str) -> Ask:
        _INTAKES[name] = on_paper(site, name)
        whole = body if verb == "decision" else paper(site, name).body | body
        return Ask(f"/v1/intakes/{_INTAKES[name]}/{verb}", whole, who)

    return prepare


CLASSES: dict[str, str] = {}
"""By the name of whoever needs one."""


def new_class(site: Site, name: str) -> Ask:
    said = {
        "item": "core_training",
        "starts": site.in_days(9),
        "language": "en",
        "online": True,
        "seats": 2,
        "cents": 90_000,
        "joining": name,
    }
    return Ask("/v1/classes", said, "provider dbsa")


def classes_posted(site: Site, name: str) -> int:
    bodies = [row["body"]["S"] for row in site.rows() if row["pk"]["S"].startswith("CLASS#")]
    return sum(f'"joining":"{name}"' in body for body in bodies)


def a_class(verb: str, body: Any) -> Callable[[Site, str], Ask]:
    def prepare(site: Site, name: str) -> Ask:
        CLASSES[name] = class_of(site)
        return Ask(f"/v1/classes/{CLASSES[name]}/{verb}", body, "provider dbsa")

    return prepare


def class_event(action: str) -> Callable[[Site, str], int]:
    def count(_: Site, name: str) -> int:
        records = audit_trail.all_records(keys.training_class(CLASSES[name]))
        return sum(record["action"] == action for record in records)

    return count


def place(site: Site, name: str) -> Ask:
    award = site.award(name)
    CLASSES[name] = class_of(site)
    return Ask(f"/v1/awards/{award}/places", {"class_id": CLASSES[name]}, f"applicant {name}")


def asked_place(verb: str, who: str | None) -> Callable[[Site, str], Ask]:
    def prepare(site: Site, name: str) -> Ask:
        asked = place(site, name)
        assert asked.send(site, f"place {name}").status == 201
        said = {"item": "core_training"} | ({} if who is None else {"class_id": CLASSES[name]})
        return Ask(asked.path.replace("places", verb), said, who or asked.who)

    return prepare


def sent_form(path: str, body: Any) -> Callable[[Site, str], Ask]:
    """A request of somebody who has applied."""

    def prepare(site: Site, name: str) -> Ask:
        site.apply(name)
        return Ask(path, body, f"applicant {name}")

    return prepare


def code_letter(site: Site, name: str) -> Ask:
    answer = entered("decision", {"decision": "confirm", "version": 1}, "intake noe")(site, name).send(
        site, f"file {name}"
    )
    site.aws.settle()
    site.know(name, answer.body | {"access_code": "in the letter"})
    return Ask(f"/v1/people/{answer.body['person_id']}/code-letter", {"way": "mailed"}, "reviewer rosa")


def person_event(action: str) -> Callable[[Site, str], int]:
    def count(site: Site, name: str) -> int:
        found = person_events.events_of(site.folder(name).application.person_id)
        return sum(event.action == action for event in found)

    return count


def absence(site: Site, name: str) -> Ask:
    """Rosa is away, a week later for every name."""
    first = 8 * next(_WEEKS)
    site.identity(f"preparer {name}")
    days = {"starts": site.in_days(first), "ends": site.in_days(first + 7)}
    body = {"role": "reviewer", "stand_in": email_of(name), **days, "reason": "On leave"}
    return Ask("/v1/delegations", body, "reviewer rosa")


def stood_in(site: Site, name: str) -> Ask:
    made = absence(site, name).send(site, f"delegate {name}")
    return Ask(f"/v1/delegations/{made.body['delegation_id']}/end", {}, "reviewer rosa")


def delegations_to(site: Site, name: str) -> int:
    return sum(each.stand_in.account == mark(name) for each in staff.delegations())


def access_event(action: str, about: str) -> Callable[[Site, str], int]:
    """Events of the trail of who may do what; `about` is what of the detail names the account."""

    def count(_: Site, name: str) -> int:
        told = [event for event in access_log.access_events() if event["action"] == action]
        return sum(mark(name) in event["detail"][about] for event in told)

    return count


CONTACT = {"email": "new@example.org", "language": "es"}


def adverse(site: Site, name: str) -> Ask:
    site.apply(name)
    site.do("approver ari", "refuse_award", application=name, reasons=["STAFF-ERROR"])
    path = f"/v1/applications/{site.application(name)}/appeals"
    return Ask(path, {"text": "My papers were complete."}, f"applicant {name}")


def appealed(site: Site, name: str) -> Ask:
    asked = adverse(site, name)
    assert asked.send(site, f"appeal {name}").status == 201
    return Ask(f"{asked.path}/decision", {"outcome": "overturn", "text": "They were."}, "appeals_officer lee")


def tied(site: Site, name: str) -> Ask:
    """Rosa has a tie to this person."""
    return Ask(f"/v1/applications/{site.apply(name)}/conflicts", {"note": "A cousin."}, "reviewer rosa")


def tie(site: Site, name: str) -> Ask:
    asked = tied(site, name)
    assert asked.send(site, f"tie {name}").status == 201
    (declared,) = site.get(asked.path, who="manager mia").body["conflicts"]
    body = {"by": declared["by"], "at": declared["at"], "reason": "Another person of that name."}
    return Ask(f"{asked.path}/taken-back", body, "manager mia")


def lost_laptop(site: Site, name: str) -> Ask:
    stood_in(site, name)
    return Ask(f"/v1/staff/staff-{mark(name)}/sign-out", {}, "admin ada")


def signed_in(site: Site, name: str) -> Ask:
    site.apply(name)
    person = site.folder(name).application.person_id
    open_session(Actor(id=person, roles=frozenset({Role.APPLICANT})))
    return Ask("/v1/sign-out-everywhere", {}, f"applicant {name}")


def sign_outs(site: Site, name: str) -> int:
    """One when no session of theirs is left."""
    return int(not list(table.query(keys.sessions_of(site.folder(name).application.person_id))))


def access_row(site: Site, name: str) -> Ask:
    site.identity(f"preparer {name}")
    body = {"row": f"staff-{mark(name)}.preparer", "verdict": "remove"}
    return Ask(f"/v1/access-reviews/{reviewed(site)}/decisions", body, "admin ada")


DRAFTS: dict[str, str] = {}
"""By person, the form that they began and did not send."""


def unsent_paper(site: Site, name: str) -> Ask:
    """A photo ID handed in for a form that is not sent."""
    contact = Contact.model_validate(site.form(name)["contact"])
    request = Request(key=f"begins-{name}", actor="anyone", fingerprint=name)
    begun = start_draft(None, "initial", FirstPage("you", {}, contact), request)
    DRAFTS[name] = str(begun.receipt.application_id)
    site.stage.applicants[name] = Applicant(name, begun.access_code)
    handed_in(site, str(begun.receipt.person_id), DRAFTS[name], b"%PDF-1.7")
    return Ask(f"/v1/applications/{DRAFTS[name]}/documents/photo_id/removal", {}, f"applicant {name}")


def papers_removed(site: Site, name: str) -> int:
    """One when it is gone; it came in two steps."""
    (body,) = [row["body"]["S"] for row in site.rows() if row["sk"]["S"].startswith(f"DOCUMENT#{DRAFTS[name]}#")]
    found = Document.model_validate_json(body)
    return found.version - 2 if found.kept is None else 0


_WEEKS = itertools.count(1)
FEE = {"item": "application_fee"}
TRAINING = {"item": "core_training", "cents": 150_000, "starts": "2026-12-01"}
EXTENSION = {"until": "2028-12-31", "reason": "program_delay", "note": "The list came late."}
WRONG_STATE = frozenset({"WRONG-STATE"})
OPERATIONS = {
    "submit": Operation(new_person, people_called, frozenset()),
    "submit a second": Operation(
        second_benefit,
        lambda site, name: applications_of(site, name) - 1,
        frozenset({"DUPLICATE-APPLICATION"}),
    ),
    "revise": Operation(revision, event("revise"), WRONG_STATE),
    "withdraw": Operation(
        lambda site, name: Ask(f"/v1/applications/{site.apply(name)}/withdrawal", {}, f"applicant {name}"),
        event("withdraw"),
        WRONG_STATE,
    ),
    "remove_document": Operation(unsent_paper, papers_removed, frozenset()),
    "change_contact": Operation(sent_form("/v1/contact", CONTACT), person_event("change_contact"), frozenset()),
    "report_funding": Operation(
        lambda site, name: Ask(
            f"/v1/applications/{site.apply(name)}/other-funding", {"other_funding": ["exam"]}, f"applicant {name}"
        ),
        event("report_funding"),
        WRONG_STATE,
    ),
    "replace_code": Operation(lost_code, codes_replaced, frozenset()),
    "review": Operation(review, event("review_eligible"), WRONG_STATE),
    "approve_award": Operation(pending("award-approval", {}, "approver ari"), event("approve_award"), WRONG_STATE),
    "refuse_award": Operation(
        pending("award-refusal", {"reasons": ["STAFF-ERROR"]}, "approver ari"), event("refuse_award"), WRONG_STATE
    ),
    "accept": Operation(offered("acceptance"), event("accept_award"), WRONG_STATE),
    "decline": Operation(offered("decline"), event("decline_award"), WRONG_STATE),
    "revoke_award": Operation(
        active("revocation", {"reasons": ["STAFF-ERROR"]}, "approver ari"), event("revoke_award"), WRONG_STATE
    ),
    "request_extension": Operation(
        active("extensions", EXTENSION, "manager mia"), event("request_extension"), WRONG_STATE
    ),
    "approve_extension": Operation(more_time("extension-approval", {}), event("extend_award"), WRONG_STATE),
    "refuse_extension": Operation(
        more_time("extension-refusal", {"note": "No."}), event("refuse_extension"), WRONG_STATE
    ),
    "charge_fee": Operation(active("fees", FEE, "system certification"), event("charge_fee"), WRONG_STATE),
    "post_class": Operation(new_class, classes_posted, frozenset()),
    "change_seats": Operation(a_class("seats", {"seats": 5}), class_event("change_seats"), frozenset()),
    "cancel_class": Operation(a_class("cancellation", {}), class_event("cancel_class"), WRONG_STATE),
    "ask_place": Operation(place, event("ask_place"), WRONG_STATE),
    "take_place_back": Operation(asked_place("place-withdrawals", None), event("take_place_back"), WRONG_STATE),
    "confirm_place": Operation(asked_place("place-confirmations", "provider dbsa"), event("enroll"), WRONG_STATE),
    "refuse_place": Operation(asked_place("place-refusals", "provider dbsa"), event("decline_place"), WRONG_STATE),
    "enroll": Operation(active("enrollments", TRAINING, "provider dbsa"), event("enroll"), WRONG_STATE),
    "claim": Operation(invoice, event("claim"), WRONG_STATE),
    "approve_claim": Operation(approved_claim, event("approve_claim"), WRONG_STATE),
    "prepare_batch": Operation(to_be_paid, lines, frozenset({"NOT-FOUND"})),
    "approve_batch": Operation(prepared, approvals, WRONG_STATE),
    "settle": Operation(released, event("settle"), WRONG_STATE),
    "propose_reallocation": Operation(terms, proposed_for, frozenset()),
    "withdraw_proposal": Operation(
        proposed("withdrawal", {}, "manager max"), proposal_event("withdraw_proposal"), WRONG_STATE
    ),
    "decide_reallocation": Operation(
        proposed("decision", VERDICT, "dhcs dana"), proposal_event("approve_reallocation"), WRONG_STATE
    ),
    "record_letter": Operation(
        proposed("letters", VERDICT | {"reference": "LETTER-1", "pdf": LETTER}, "manager olu"),
        proposal_event("record_letter"),
        frozenset(),
    ),
    "confirm_letter": Operation(recorded_letter, proposal_event("approve_reallocation"), WRONG_STATE),
    "return_payment": Operation(paid, event("return_payment"), WRONG_STATE),
    "ask_again": Operation(lapsed, event("ask_again"), WRONG_STATE),
    "acknowledge_warning": Operation(warned, answers_to_warnings, WRONG_STATE),
    "decide_match": Operation(uncertain_name, event("nominate"), WRONG_STATE),
    "enter_intake": Operation(paper, intakes_of, frozenset()),
    "correct_intake": Operation(
        entered("correction", {"version": 1}, "intake ivy"), intake_step("correct"), frozenset({"STALE"})
    ),
    "confirm_intake": Operation(
        entered("decision", {"decision": "confirm", "version": 1}, "intake noe"), intake_step("confirm"), WRONG_STATE
    ),
    "send_back_intake": Operation(
        entered("decision", {"decision": "send_back", "reason": "x", "version": 1}, "intake noe"),
        intake_step("send_back"),
        WRONG_STATE,
    ),
    "set_aside_intake": Operation(
        entered("decision", {"decision": "set_aside", "reason": "x", "version": 1}, "intake noe"),
        intake_step("set_aside"),
        WRONG_STATE,
    ),
    "record_code_letter": Operation(code_letter, person_event("code_mailed"), frozenset({"NOT-FOUND"})),
    "file_appeal": Operation(adverse, event("file_appeal"), WRONG_STATE),
    "decide_appeal": Operation(appealed, event("overturn_appeal"), WRONG_STATE),
    "declare_conflict": Operation(tied, person_event("declare_conflict"), frozenset()),
    "take_back_conflict": Operation(tie, person_event("take_back_conflict"), frozenset({"NOT-FOUND"})),
    "deliver_notice": Operation(bounced_notice, event("notice_again"), WRONG_STATE),
    "delegate_role": Operation(absence, delegations_to, WRONG_STATE),
    "end_delegation": Operation(stood_in, access_event("end_delegation", "stand_in"), WRONG_STATE),
    "end_sessions": Operation(lost_laptop, access_event("end_sessions", "account"), frozenset()),
    "sign_out_everywhere": Operation(signed_in, sign_outs, frozenset()),
    "decide_access": Operation(access_row, access_event("decide_access", "row"), frozenset()),
}
