"""A good request to each endpoint that decides something: what is wrong is changed by the tests."""

import base64
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from local.player.people import email_of
from tests.service.endpoints import CLASS, absence, reviewed_row
from tests.service.site import Site


@dataclass(frozen=True)
class Good:
    """A good request: who makes it, with every field that there is; the fields that it cannot do without."""

    who: str
    body: Mapping[str, Any] = field(default_factory=dict)
    required: tuple[str, ...] = ()


Requests = dict[str, Good]
_APPLICATION, _AWARD, _BATCH = "/v1/applications/{application_id}", "/v1/awards/{award_id}", "/v1/batches/{batch_id}"
_PROPOSAL = "/v1/proposals/{proposal_id}"
_TRAINING = {"item": "core_training", "cents": 150_000}
_TEXT = {"en": "On hold.", "es": "En pausa."}
LETTER = base64.b64encode(b"%PDF-1.7\nSample letter: approved.").decode()


def good_requests(site: Site) -> Requests:
    """By path, for the subjects that `open_subjects` makes."""
    return {
        **_of_people(site),
        **_of_appeals(),
        **_of_classes(site),
        **_of_reviews(),
        **_of_awards(),
        **_of_payments(site),
        **_of_access(site),
        **_of_funds(),
        **_of_rounds(),
        **_of_counties(),
        **_of_letters(),
        **_of_paper(site),
    }


def _of_people(site: Site) -> Requests:
    form = site.form("olga") | {"invitation_code": ""}
    revision = {key: form[key] for key in ("contact", "answers", "invitation_code")}
    details = {"chosen_name": "Rita", "email": "rita@example.org", "phone": "559-555-0100", "language": "es"}
    return {
        "/v1/applications": Good("applicant olga", form, ("benefit", "answers")),
        f"{_APPLICATION}/revision": Good("applicant rita", revision, ("answers",)),
        f"{_APPLICATION}/withdrawal": Good("applicant rita"),
        f"{_APPLICATION}/other-funding": Good("applicant rita", {"other_funding": ["exam"]}, ("other_funding",)),
        "/v1/contact": Good("applicant rita", details | {"text_messages": False, "reach": {"may_mail": False}}),
        f"{_APPLICATION}/return": Good("applicant rita"),
        f"{_APPLICATION}/documents/{{kind}}/removal": Good("applicant rita"),
        f"{_APPLICATION}/carry-over": Good("applicant rita", {"benefit": "initial"}),
        f"{_AWARD}/acceptance": Good("applicant olga"),
        f"{_AWARD}/decline": Good("applicant olga"),
    }


def _of_appeals() -> Requests:
    decision = {"outcome": "uphold", "text": "We looked again.", "version": 1}
    return {
        f"{_APPLICATION}/appeals": Good("applicant rita", {"text": "I sent it in time."}, ("text",)),
        f"{_APPLICATION}/appeals/decision": Good("appeals_officer lee", decision, ("outcome", "text")),
    }


def _of_classes(site: Site) -> Requests:
    posted = CLASS | {"starts": site.in_days(30)}
    required = ("item", "starts", "language", "online", "seats", "cents", "joining")
    answer = {"item": "core_training", "class_id": "a class"}
    enrollment = _TRAINING | {"starts": site.in_days(7)}
    return {
        "/v1/classes": Good("provider dbsa", posted, required),
        "/v1/classes/{class_id}/seats": Good("provider dbsa", {"seats": 9}, ("seats",)),
        "/v1/classes/{class_id}/cancellation": Good("provider dbsa"),
        f"{_AWARD}/places": Good("applicant olga", {"class_id": "a class"}, ("class_id",)),
        f"{_AWARD}/place-withdrawals": Good("applicant olga", {"item": "core_training"}, ("item",)),
        f"{_AWARD}/place-confirmations": Good("provider dbsa", answer, tuple(answer)),
        f"{_AWARD}/place-refusals": Good("provider dbsa", answer, tuple(answer)),
        f"{_AWARD}/enrollments": Good("provider dbsa", enrollment, tuple(enrollment)),
        f"{_AWARD}/cancellations": Good("provider dbsa", {"item": "core_training"}, ("item",)),
    }


def _of_reviews() -> Requests:
    review = {"finding": "eligible", "reasons": [], "note": "Seen.", "version": 1}
    tie = {"by": "staff-rosa", "at": "2026-03-01T09:00:00Z", "reason": "Another person of that name."}
    return {
        f"{_APPLICATION}/review": Good(
            "reviewer rosa", review | {"own_words": {"ID-EXPIRED": "A new one."}}, ("finding",)
        ),
        f"{_APPLICATION}/conflicts": Good("reviewer rosa", {"note": "A cousin."}),
        f"{_APPLICATION}/conflicts/taken-back": Good("manager mia", tie, tuple(tie)),
        "/v1/people/{person_id}/access-code": Good("reviewer rosa", {"note": "Knew the birth date."}, ("note",)),
    }


def _of_awards() -> Requests:
    reasoned = {"reasons": ["STAFF-ERROR"], "version": 1}
    extension = {"until": "2028-01-01", "reason": "program_delay", "note": "The list came late.", "version": 1}
    return {
        "/v1/work/{list}/{subject}/taking": Good("reviewer rosa"),
        "/v1/work/{list}/{subject}/release": Good("reviewer rosa"),
        "/v1/approvals": Good("approver ari", {"rows": [{"application_id": "x", "version": 1}]}, ("rows",)),
        f"{_APPLICATION}/award-approval": Good("approver ari", {"version": 1}),
        f"{_APPLICATION}/award-refusal": Good("approver ari", reasoned, ("reasons",)),
        f"{_AWARD}/revocation": Good("approver ari", reasoned, ("reasons",)),
        f"{_AWARD}/extensions": Good("manager mia", extension, ("until", "reason", "note")),
        f"{_AWARD}/extension-approval": Good("approver ari", {"version": 1}),
        f"{_AWARD}/extension-refusal": Good("approver ari", {"note": "No class was missed.", "version": 1}, ("note",)),
    }


def _of_payments(site: Site) -> Requests:
    returned = {"award_id": site.award_id("clara"), "item": "core_training", "code": "R03"}
    return {
        f"{_AWARD}/claims": Good("provider dbsa", _TRAINING | {"certificate": True}, (*_TRAINING, "certificate")),
        f"{_AWARD}/claim-approvals": Good("payment_approver max", {"item": "core_training"}, ("item",)),
        f"{_AWARD}/fees": Good("system certification", {"item": "application_fee", "cents": 10_000}, ("item",)),
        "/v1/batches": Good("preparer pat"),
        f"{_BATCH}/approval": Good("payment_approver max"),
        f"{_BATCH}/settlement": Good("reconciler ren", {"returned": {}}),
        f"{_BATCH}/returns": Good("reconciler ren", returned, tuple(returned)),
    }


def _of_access(site: Site) -> Requests:
    delegation = absence("preparer", "mia", site) | {"absent": email_of("pat")}
    decision = {"row": reviewed_row("rosa"), "verdict": "confirm"}
    return {
        "/v1/sign-out-everywhere": Good("auditor abe"),
        "/v1/staff/{staff_id}/sign-out": Good("admin ada"),
        "/v1/delegations": Good("preparer pat", delegation, ("role", "stand_in", "starts", "ends", "reason")),
        "/v1/delegations/{delegation_id}/end": Good("reviewer rosa"),
        "/v1/access-reviews/{quarter}/decisions": Good("admin ada", decision, ("row", "verdict")),
    }


def _of_funds() -> Requests:
    allotment = {"seats": 1, "cents": 185_000, "reference": "LETTER-1"}
    terms = {"from": "initial/statewide", "to": "grandparenting/statewide", "seats": 1, "cents": 185_000}
    told = {"reason": "Few applications", "reopen": ["grandparenting"], "leaves_queue": True, "public_text": _TEXT}
    verdict = {"decision": "approve", "reason": "Agreed"}
    letter = verdict | {"reference": "LETTER-7", "pdf": LETTER}
    return {
        "/v1/pools/{benefit}/{region}/allotments": Good("dhcs dana", allotment, tuple(allotment)),
        "/v1/proposals": Good("manager mia", terms | told | {"to_seats": 7}, (*terms, "reason")),
        f"{_PROPOSAL}/withdrawal": Good("manager mia"),
        f"{_PROPOSAL}/decision": Good("dhcs dana", verdict, tuple(verdict)),
        f"{_PROPOSAL}/letters": Good("manager olu", letter, tuple(letter)),
        f"{_PROPOSAL}/letters/confirmation": Good("manager max", {"letter": "0" * 64}, ("letter",)),
        "/v1/reports": Good("manager mia"),
        "/v1/warnings/{warning_id}/acknowledgment": Good("manager mia", {"reason": "Known."}, ("reason",)),
    }


def _of_rounds() -> Requests:
    event = {"change": "suspend", "reason": "Waiting", "until": "2030-01-01", "public_text": _TEXT}
    event |= {"effective_at": "2026-12-01T09:00"}
    return {
        "/v1/rounds/{benefit}/events": Good("manager mia", event, ("change", "reason")),
        "/v1/rounds/{benefit}/cancellation": Good("manager mia", {"reason": "Not needed"}, ("reason",)),
    }


def _of_counties() -> Requests:
    nominee = {"legal_name": "Somebody Else", "birth_date": "1990-01-01"}
    named = {"benefit": "initial", "people": [nominee], "codes": True}
    sheet = {"csv": "Somebody Else,1990-01-01", "benefit": "initial", "rows": "all", "codes": True}
    return {
        "/v1/nominations": Good("county fresno", named, ("people",)),
        "/v1/nominations/csv": Good("county fresno", sheet, ("csv",)),
        "/v1/nomination-matches/{match_id}/decision": Good("reviewer rosa", {"same": True, "note": "Seen."}, ("same",)),
    }


def _of_letters() -> Requests:
    delivery, mailed = {"way": "again", "reason": "New address"}, {"way": "mailed", "reason": ""}
    return {
        "/v1/notices/{notice_id}/deliveries": Good("reviewer rosa", delivery, ("way",)),
        "/v1/people/{person_id}/code-letter": Good("reviewer rosa", mailed, ("way",)),
    }


def _of_paper(site: Site) -> Requests:
    paper = site.form("paula") | {"invitation_code": "", "medium": "paper"}
    paper |= {"received_at": "2026-03-01T09:00", "reference": "SCAN-1"}
    must = ("benefit", "contact", "answers", "medium", "received_at")
    verdict = {"decision": "confirm", "reason": "Seen.", "version": 1}
    return {
        "/v1/intakes": Good("intake ivy", paper, must),
        "/v1/intakes/{intake_id}/correction": Good("intake ivy", paper | {"version": 1}, (*must, "version")),
        "/v1/intakes/{intake_id}/decision": Good("intake noe", verdict, ("decision", "version")),
    }
