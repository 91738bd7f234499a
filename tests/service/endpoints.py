"""Each endpoint that decides something, with a request that would be good: what is wrong is changed by the tests."""

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from chalicelib.domain.access_review import quarter_of
from chalicelib.domain.pacific import pacific_date
from chalicelib.web.api import ENDPOINTS
from chalicelib.web.endpoint import Endpoint
from local.player.people import email_of, mark
from tests.service.site import Site

DECIDING = {endpoint.path: endpoint for endpoint in ENDPOINTS if endpoint.decides}
READING = {endpoint.path: endpoint for endpoint in ENDPOINTS if not endpoint.decides}


@dataclass(frozen=True)
class Good:
    """A good request: who makes it, with every field that there is; the fields that it cannot do without."""

    who: str
    body: Mapping[str, Any] = field(default_factory=dict)
    required: tuple[str, ...] = ()


_REASONED = {"reasons": ["STAFF-ERROR"], "version": 1}
_TEXT = {"en": "On hold.", "es": "En pausa."}
_ROUND_EVENT = {"change": "suspend", "reason": "Waiting", "until": "2030-01-01", "public_text": _TEXT}
_ROUND_EVENT |= {"effective_at": "2026-12-01T09:00"}
_NOMINEE = {"legal_name": "Somebody Else", "birth_date": "1990-01-01"}
_SHEET = {"csv": "Somebody Else,1990-01-01", "benefit": "initial", "rows": "all", "codes": True}
_TRAINING = {"item": "core_training", "cents": 150_000}
LETTER = base64.b64encode(b"%PDF-1.7\nSample letter: approved.").decode()
_PROPOSAL = "/v1/proposals/{proposal_id}"
_TERMS: Mapping[str, Any] = {
    "from": "initial/statewide",
    "to": "grandparenting/statewide",
    "seats": 1,
    "cents": 185_000,
    "to_seats": 7,
    "reason": "Few applications",
    "reopen": ["grandparenting"],
    "leaves_queue": True,
    "public_text": _TEXT,
}
_DETAILS: dict[str, Any] = {
    "chosen_name": "Rita",
    "email": "rita@example.org",
    "phone": "559-555-0100",
    "language": "es",
}
_DETAILS |= {"text_messages": False, "reach": {"may_mail": False}}
_VERDICT = {"decision": "approve", "reason": "Agreed"}
_LETTER = _VERDICT | {"reference": "LETTER-7", "pdf": LETTER}
_CLASS: dict[str, Any] = {
    "item": "specialization_training",
    "area": "crisis-care",
    "language": "en",
    "online": False,
    "county": "fresno",
    "city": "Fresno",
    "access": ["captions"],
    "seats": 9,
    "cents": 90_000,
    "joining": "Ask at the desk.",
}
_APPLICATION, _AWARD, _BATCH = "/v1/applications/{application_id}", "/v1/awards/{award_id}", "/v1/batches/{batch_id}"


def good_requests(site: Site) -> dict[str, Good]:
    """By path, for the subjects that `open_subjects` makes."""
    form = site.form("olga") | {"invitation_code": ""}
    revision = {key: form[key] for key in ("contact", "answers", "invitation_code")}
    review = {
        "finding": "eligible",
        "reasons": [],
        "note": "Seen.",
        "version": 1,
        "own_words": {"ID-EXPIRED": "A new one."},
    }
    delivery = {"way": "again", "reason": "New address"}
    enrollment = _TRAINING | {"starts": site.in_days(7)}
    extension = {"until": "2028-01-01", "reason": "program_delay", "note": "The list came late.", "version": 1}
    returned = {"award_id": site.award_id("clara"), "item": "core_training", "code": "R03"}
    delegation = _absence("preparer", "mia", site) | {"absent": email_of("pat")}
    allotment = {"seats": 1, "cents": 185_000, "reference": "LETTER-1"}
    paper = site.form("paula") | {"invitation_code": ""}
    paper |= {"medium": "paper", "received_at": "2026-03-01T09:00", "reference": "SCAN-1"}
    must = ("benefit", "contact", "answers", "medium", "received_at")
    verdict = {"decision": "confirm", "reason": "Seen.", "version": 1}
    posted = _CLASS | {"starts": site.in_days(30)}
    required = ("item", "starts", "language", "online", "seats", "cents", "joining")
    answer = {"item": "core_training", "class_id": "a class"}
    tie = {"by": "staff-rosa", "at": "2026-03-01T09:00:00Z", "reason": "Another person of that name."}
    return {
        "/v1/classes": Good("provider dbsa", posted, required),
        "/v1/classes/{class_id}/seats": Good("provider dbsa", {"seats": 9}, ("seats",)),
        "/v1/classes/{class_id}/cancellation": Good("provider dbsa"),
        f"{_AWARD}/places": Good("applicant olga", {"class_id": "a class"}, ("class_id",)),
        f"{_AWARD}/place-withdrawals": Good("applicant olga", {"item": "core_training"}, ("item",)),
        f"{_AWARD}/place-confirmations": Good("provider dbsa", answer, tuple(answer)),
        f"{_AWARD}/place-refusals": Good("provider dbsa", answer, tuple(answer)),
        "/v1/applications": Good("applicant olga", form, ("benefit", "answers")),
        f"{_APPLICATION}/revision": Good("applicant rita", revision, ("answers",)),
        f"{_APPLICATION}/withdrawal": Good("applicant rita"),
        "/v1/people/{person_id}/access-code": Good("reviewer rosa", {"note": "Knew the birth date."}, ("note",)),
        f"{_APPLICATION}/other-funding": Good("applicant rita", {"other_funding": ["exam"]}, ("other_funding",)),
        "/v1/contact": Good("applicant rita", _DETAILS),
        f"{_APPLICATION}/return": Good("applicant rita"),
        f"{_APPLICATION}/carry-over": Good("applicant rita", {"benefit": "initial"}),
        f"{_APPLICATION}/review": Good("reviewer rosa", review, ("finding",)),
        f"{_APPLICATION}/conflicts": Good("reviewer rosa", {"note": "A cousin."}),
        f"{_APPLICATION}/conflicts/taken-back": Good("manager mia", tie, tuple(tie)),
        f"{_APPLICATION}/award-approval": Good("approver ari", {"version": 1}),
        f"{_APPLICATION}/taking": Good("approver ari"),
        f"{_APPLICATION}/release": Good("approver ari"),
        "/v1/approvals": Good("approver ari", {"rows": [{"application_id": "x", "version": 1}]}, ("rows",)),
        f"{_APPLICATION}/award-refusal": Good("approver ari", _REASONED, ("reasons",)),
        f"{_AWARD}/acceptance": Good("applicant olga"),
        f"{_AWARD}/decline": Good("applicant olga"),
        f"{_AWARD}/revocation": Good("approver ari", _REASONED, ("reasons",)),
        f"{_AWARD}/extensions": Good("manager mia", extension, ("until", "reason", "note")),
        f"{_AWARD}/extension-approval": Good("approver ari", {"version": 1}),
        f"{_AWARD}/extension-refusal": Good("approver ari", {"note": "No class was missed.", "version": 1}, ("note",)),
        f"{_AWARD}/enrollments": Good("provider dbsa", enrollment, tuple(enrollment)),
        f"{_AWARD}/cancellations": Good("provider dbsa", {"item": "core_training"}, ("item",)),
        f"{_AWARD}/claims": Good("provider dbsa", _TRAINING | {"certificate": True}, (*_TRAINING, "certificate")),
        f"{_AWARD}/claim-approvals": Good("payment_approver max", {"item": "core_training"}, ("item",)),
        f"{_AWARD}/fees": Good("system certification", {"item": "application_fee", "cents": 10_000}, ("item",)),
        "/v1/batches": Good("preparer pat"),
        f"{_BATCH}/approval": Good("payment_approver max"),
        f"{_BATCH}/settlement": Good("reconciler ren", {"returned": {}}),
        "/v1/sign-out-everywhere": Good("auditor abe"),
        "/v1/staff/{staff_id}/sign-out": Good("admin ada"),
        "/v1/delegations": Good("preparer pat", delegation, ("role", "stand_in", "starts", "ends", "reason")),
        "/v1/delegations/{delegation_id}/end": Good("reviewer rosa"),
        "/v1/access-reviews": Good("admin ada"),
        "/v1/access-reviews/{quarter}/decisions": Good(
            "admin ada", {"row": reviewed_row("rosa"), "verdict": "confirm"}, ("row", "verdict")
        ),
        f"{_BATCH}/returns": Good("reconciler ren", returned, tuple(returned)),
        "/v1/pools/{benefit}/{region}/allotments": Good("dhcs dana", allotment, tuple(allotment)),
        "/v1/rounds/{benefit}/events": Good("manager mia", _ROUND_EVENT, ("change", "reason")),
        "/v1/proposals": Good("manager mia", _TERMS, ("from", "to", "seats", "cents", "reason")),
        f"{_PROPOSAL}/withdrawal": Good("manager mia"),
        f"{_PROPOSAL}/decision": Good("dhcs dana", _VERDICT, ("decision", "reason")),
        f"{_PROPOSAL}/letters": Good("manager olu", _LETTER, tuple(_LETTER)),
        f"{_PROPOSAL}/letters/confirmation": Good("manager max", {"letter": "0" * 64}, ("letter",)),
        "/v1/rounds/{benefit}/cancellation": Good("manager mia", {"reason": "Not needed"}, ("reason",)),
        "/v1/nominations": Good(
            "county fresno", {"benefit": "initial", "people": [_NOMINEE], "codes": True}, ("people",)
        ),
        "/v1/nominations/csv": Good("county fresno", _SHEET, ("csv",)),
        "/v1/nomination-matches/{match_id}/decision": Good("reviewer rosa", {"same": True, "note": "Seen."}, ("same",)),
        "/v1/reports": Good("manager mia"),
        "/v1/warnings/{warning_id}/acknowledgment": Good("manager mia", {"reason": "Known."}, ("reason",)),
        f"{_APPLICATION}/appeals": Good("applicant rita", {"text": "I sent it in time."}, ("text",)),
        f"{_APPLICATION}/appeals/decision": Good(
            "appeals_officer lee", {"outcome": "uphold", "text": "We looked again.", "version": 1}, ("outcome", "text")
        ),
        "/v1/notices/{notice_id}/deliveries": Good("reviewer rosa", delivery, ("way",)),
        "/v1/intakes": Good("intake ivy", paper, must),
        "/v1/intakes/{intake_id}/correction": Good("intake ivy", paper | {"version": 1}, (*must, "version")),
        "/v1/intakes/{intake_id}/decision": Good("intake noe", verdict, ("decision", "version")),
        "/v1/people/{person_id}/code-letter": Good("reviewer rosa", {"way": "mailed", "reason": ""}, ("way",)),
    }


def open_subjects(site: Site) -> dict[str, str]:
    """A person with an offer, one with something to revise, a prepared batch: by the names in the paths."""
    warning = site.warned("waiver-renewal-fee")
    site.apply("rita", ethics_signed=False)
    site.claimed("clara")
    site.do("payment_approver max", "approve_claim", award="clara", item="core_training")
    return {
        "proposal_id": site.proposal("r1"),
        **_access(site),
        "award_id": site.award("olga", accepted=False),
        "application_id": site.application("rita"),
        "batch_id": site.prepared("b1"),
        "person_id": site.folder("rita").application.person_id,
        "match_id": uncertain(site),
        "benefit": "initial",
        "region": "statewide",
        "list": "review",
        "warning_id": warning,
        "class_id": class_of(site),
        "notice_id": site.bounced("rita").id,
        "intake_id": on_paper(site, "petra"),
    }


def on_paper(site: Site, name: str) -> str:
    """An application of someone new that staff entered from a paper; the record's id."""
    came = {"medium": "paper", "received_at": "2026-03-01T09:00", "reference": "SCAN-2"}
    answer = site.post("/v1/intakes", site.form(name) | came, who="intake ivy")
    assert answer.status == 201, answer
    return str(answer.body["intake_id"])


def class_of(site: Site, **changes: Any) -> str:
    """A class by dbsa, in three weeks; its id."""
    said = {**_CLASS, "item": "core_training", "area": None, "starts": site.in_days(21), **changes}
    answer = site.post("/v1/classes", said, who="provider dbsa")
    assert answer.status == 201, answer
    return str(answer.body["class_id"])


def _absence(role: str, stand_in: str, site: Site) -> dict[str, Any]:
    site.identity(f"{'manager' if stand_in == 'mia' else 'preparer'} {stand_in}")  # so that there is such an account
    days = {"starts": site.in_days(0), "ends": site.in_days(7)}
    return {"role": role, "stand_in": email_of(stand_in), **days, "reason": "On leave"}


def delegated(site: Site) -> str:
    """Pat stands in for rosa, from today on; the id of that."""
    made = site.post("/v1/delegations", _absence("reviewer", "pat", site), who="reviewer rosa")
    return str(made.body["delegation_id"])


def reviewed_row(name: str) -> str:
    """The row of an access review about this reviewer."""
    return f"staff-{mark(name)}.reviewer"


def reviewed(site: Site) -> str:
    """This quarter, with its access review opened."""
    assert site.post("/v1/access-reviews", {}, who="admin ada").status == 201
    return quarter_of(pacific_date(site.clock.now()))


def _access(site: Site) -> dict[str, str]:
    """Who stands in for whom, and this quarter's review."""
    delegation = delegated(site)
    return {"delegation_id": delegation, "staff_id": f"staff-{mark('pat')}", "quarter": reviewed(site)}


def uncertain(site: Site, name: str = "Marisol Sample") -> str:
    """Someone who waits, and whom a county may have named; the id of the question."""
    site.apply(name, "specialization-unhoused", county="Fresno")
    site.do("county fresno", "nominate", people=[name.replace("Sample", "Samples")])
    asked = [json.loads(row["body"]["S"]) for row in site.rows() if row["pk"]["S"].startswith("MATCH#")]
    return str(max(asked, key=lambda match: match["found_at"])["id"])


def path_of(endpoint: Endpoint, subjects: Mapping[str, str], **others: str) -> str:
    return endpoint.path.format(**{**subjects, **others})
