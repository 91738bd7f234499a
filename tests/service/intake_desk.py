"""Applications on paper and by phone, for tests: what staff type, and the way from there to an application."""

from datetime import timedelta
from typing import Any

from chalicelib.domain.actors import Actor
from chalicelib.domain.pacific import PACIFIC
from chalicelib.domain.roles import Role
from chalicelib.services.hand_over_code import read_code_letter
from chalicelib.store import intakes
from tests.service.site import Answer, Site

MAKER, CHECKER = "intake ivy", "intake noe"
REVIEWER = Actor(id="staff-r", roles=frozenset({Role.REVIEWER}))


def paper(site: Site, name: str, benefit: str = "initial", **changes: Any) -> dict[str, Any]:
    """What staff type from the paper of someone new, who needs nothing more to be eligible."""
    given = {key: changes.pop(key) for key in list(changes) if key in ("county", "ethics_signed", "documents")}
    arrived = site.clock.now().astimezone(PACIFIC) - timedelta(hours=2)
    body = site.form(name, benefit, **given)
    return body | {"medium": "paper", "received_at": arrived.isoformat(), "reference": "SCAN-7"} | changes


def typed(site: Site, name: str, benefit: str = "initial", who: str = MAKER, **changes: Any) -> str:
    answer = site.post("/v1/intakes", paper(site, name, benefit, **changes), who=who)
    assert answer.status == 201, answer
    return str(answer.body["intake_id"])


def decide(site: Site, intake_id: str, decision: str = "confirm", who: str = CHECKER, **body: Any) -> Answer:
    given = {"decision": decision, "version": intakes.load_intake(intake_id).version, **body}
    answer = site.post(f"/v1/intakes/{intake_id}/decision", given, who=who)
    site.aws.settle()
    return answer


def filed(site: Site, name: str, benefit: str = "initial", **changes: Any) -> str:
    """From the paper to the application; known by its person's name from then on. Their code is in the letter."""
    answer = decide(site, typed(site, name, benefit, **changes))
    assert answer.status == 200, answer
    code = read_code_letter(REVIEWER, answer.body["person_id"]).code
    site.know(name, answer.body | {"access_code": code})
    return str(answer.body["application_id"])


def work(site: Site, name: str) -> list[dict[str, Any]]:
    who = "reviewer rosa" if name == "code_letters" else CHECKER
    found: list[dict[str, Any]] = site.get(f"/v1/work/{name}", who=who).body["items"]
    return found
