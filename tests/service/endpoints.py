"""Every endpoint by its path, and something for each to be asked about."""

import json
from collections.abc import Mapping
from typing import Any

from chalicelib.domain.access_review import quarter_of
from chalicelib.domain.pacific import pacific_date
from chalicelib.services.open_access_review import open_access_review
from chalicelib.store import keys, table
from chalicelib.web.api import ENDPOINTS
from chalicelib.web.endpoint import Endpoint
from local.player.people import email_of, mark
from tests.service.site import Site

DECIDING = {endpoint.path: endpoint for endpoint in ENDPOINTS if endpoint.decides}
READING = {endpoint.path: endpoint for endpoint in ENDPOINTS if not endpoint.decides}


CLASS: dict[str, Any] = {
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
        "subject": site.application("rita"),
        "kind": "photo_id",
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
    said = {**CLASS, "item": "core_training", "area": None, "starts": site.in_days(21), **changes}
    answer = site.post("/v1/classes", said, who="provider dbsa")
    assert answer.status == 201, answer
    return str(answer.body["class_id"])


def absence(role: str, stand_in: str, site: Site) -> dict[str, Any]:
    site.identity(f"{'manager' if stand_in == 'mia' else 'preparer'} {stand_in}")  # so that there is such an account
    days = {"starts": site.in_days(0), "ends": site.in_days(7)}
    return {"role": role, "stand_in": email_of(stand_in), **days, "reason": "On leave"}


def delegated(site: Site) -> str:
    """Pat stands in for rosa, from today on; the id of that."""
    made = site.post("/v1/delegations", absence("reviewer", "pat", site), who="reviewer rosa")
    return str(made.body["delegation_id"])


def reviewed_row(name: str) -> str:
    """The row of an access review about this reviewer."""
    return f"staff-{mark(name)}.reviewer"


def reviewed(site: Site) -> str:
    """This quarter, with its access review as if it were opened now, whatever it was before."""
    today = pacific_date(site.clock.now())
    table.transact([table.delete(keys.ACCESS_REVIEWS, quarter_of(today))])
    with site.aws.running_as("DailySweep"):
        open_access_review(today)
    return quarter_of(today)


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
