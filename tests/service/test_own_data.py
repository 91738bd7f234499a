"""Everything kept about a person, for themselves alone: complete, without what opens a record, and noted when read."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from chalicelib.services.hand_over_code import EVENT, Handed
from chalicelib.store import folders, people, person_events
from chalicelib.web.record_words import RECORD
from tests.service.site import INITIAL, PLENTY, Site, open_site

pytestmark = pytest.mark.xdist_group("own-data")


@pytest.fixture
def site() -> Iterator[Site]:
    with open_site({INITIAL: PLENTY}) as made:
        yield made


def mine(site: Site, name: str) -> dict[str, Any]:
    answer = site.get("/v1/my-data", who=f"applicant {name}")
    assert answer.status == 200
    assert answer.headers["cache-control"] == "no-store"
    return answer.body


def test_it_has_what_was_said_decided_paid_and_written(site: Site) -> None:
    site.claimed("ana", other_funding=["exam"])
    person = people.load_person(site.folder("ana").application.person_id)
    data = mine(site, "ana")
    assert data["person"]["contact"] == person.contact.model_dump(mode="json")
    (application,) = data["applications"]
    assert application["id"] == site.application("ana")
    assert application["answers"]["county"] == site.folder("ana").application.answers.county
    assert application["award"]["id"] == site.award_id("ana")
    assert [(each["item"], each["cents"]) for each in application["payments"]] == [("core_training", 150_000)]
    actions = [event["action"] for event in application["events"]]
    assert actions == [event["action"] for event in folders.load_events(application["id"])]
    assert application["checks"][0]["results"]
    assert [message["kind"] for message in data["messages"]] == [notice.kind for notice in site.notices("ana")]
    assert data["messages"][0]["text"] == "We received your application."
    assert data["words"]["status"]["awarded"] == "Awarded"
    assert data["paid_by_others"] == [{"item": "exam", "occurrence": "1", "funder": "other"}]
    assert data["consents"][0]["agreed"] == {"self_identifies": True, "ethics_signed": True}


def test_its_codes_are_explained_in_the_persons_language(site: Site) -> None:
    site.claimed("ana", other_funding=["exam"], language="es")
    data = mine(site, "ana")
    words, (application,) = data["words"], data["applications"]
    assert words["county"][application["answers"]["county"]] == "Sacramento"
    assert words["education"][application["answers"]["education"]] == "Diploma de preparatoria (high school)"
    assert words["status"][application["status"]] == "Con ayuda"
    assert words["status"][application["payments"][0]["status"]] == "El proveedor nos envió una factura"
    assert words["item"][data["paid_by_others"][0]["item"]] == "Cuota del examen"
    assert {step["action"] for step in application["history"]} <= set(words["action"])


def test_nothing_opens_a_record_or_names_staff(site: Site) -> None:
    site.claimed("ana")
    folder = site.folder("ana")
    person = people.load_person(folder.application.person_id)
    text = json.dumps(mine(site, "ana"))
    secrets = {person.code_digest, person.email_digest, *person.fingerprints, folder.application.salt}
    assert not [each for each in secrets if each and each in text]
    assert "staff-" not in text
    assert {event["by"] for event in mine(site, "ana")["applications"][0]["events"]} == {
        "you",
        "system",
        "approver",
        "provider",
    }


def test_a_note_of_staff_is_not_in_it(site: Site) -> None:
    site.apply("ana")
    path = f"/v1/people/{site.folder('ana').application.person_id}/access-code"
    answer = site.post(path, {"note": "Called her sister Eva"}, who="reviewer rosa")
    headers = {"Access-Code": answer.body["access_code"], "Birth-Date": site.identity("applicant ana")["Birth-Date"]}
    text = site.send("GET", "/v1/my-data", None, who=None, headers=headers).text
    assert "replace_code" in text
    assert "Eva" not in text


def test_each_reading_is_an_event_of_the_record(site: Site) -> None:
    site.apply("ana")
    for number in (1, 2):
        assert [event["action"] for event in mine(site, "ana")["record"]] == ["read_own_data"] * number
        site.clock.tick()
    (first, _) = person_events.events_of(site.folder("ana").application.person_id)
    assert (first.actor, first.roles) == (site.folder("ana").application.person_id, ("applicant",))


def test_nobody_gets_anybody_elses(site: Site) -> None:
    for name in ("ana", "ben"):
        site.apply(name)
    assert site.application("ben") not in json.dumps(mine(site, "ana"))
    assert site.get("/v1/my-data").status == 401
    for who in ("reviewer rosa", "manager mia", "auditor abe", "county fresno"):
        assert site.get("/v1/my-data", who=who).code == "NOT-ALLOWED"


def test_every_event_of_a_record_has_words() -> None:
    """Read from where they are written: an action is the second argument of `event_write`, or the third of what
    returned mail leaves."""
    folders = (Path("chalicelib/services"), Path("chalicelib/store"))
    sources = "".join(path.read_text(encoding="utf-8") for each in folders for path in each.glob("*.py"))
    written = r'(?:person_events\.event_write\(\s*[\w.]+|_event_writes\(mail, [\w.]+),\s*"(\w+)"'
    actions = re.findall(written, sources)
    assert {*actions, *EVENT.values()} == set(RECORD)
    assert set(EVENT) == set(Handed)
