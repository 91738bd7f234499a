"""Mail with an access code, or about a round that opened, that comes back is followed up like a notice."""

import logging
from collections.abc import Iterator
from typing import Any

import pytest

from chalicelib.domain.actors import Actor
from chalicelib.domain.receipt import Request
from chalicelib.domain.refusal import Refused
from chalicelib.domain.roles import Role
from chalicelib.services.ask_for_code import Lost, ask_for_code
from chalicelib.services.ask_to_be_told import alert_id, ask_as_visitor, ask_with_record, confirm_alert
from chalicelib.services.declare_conflict import declare_conflict
from chalicelib.services.list_work import list_work
from chalicelib.services.search_applications import read_person
from chalicelib.services.settle_returned_mail import settle_returned_mail
from chalicelib.store import people, person_events, readings
from chalicelib.store.readings import Purpose
from tests.service.site import AwsCall, Site, calls_seen, mail_report, open_site

pytestmark = pytest.mark.xdist_group("returned-mail")
BENEFIT, LIST = "grandparenting", "/v1/work/undelivered"


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    with open_site() as opened:
        yield opened


def sent(site: Site) -> list[AwsCall]:
    with calls_seen() as seen:
        site.job("SendNotices")
    return [call for call in seen if call.operation == "SendEmail"]


def tags_of(call: AwsCall) -> dict[str, str]:
    return {each["Name"]: each["Value"] for each in call.params["EmailTags"]}


def code_lost(site: Site, name: str) -> tuple[str, dict[str, str]]:
    """Somebody whose new code was mailed: their id, and the tags of that mail."""
    site.apply(name)
    sent(site)
    person = people.load_person(site.folder(name).application.person_id)
    contact = person.contact
    ask_for_code(Lost(contact.legal_name, contact.birth_date, contact.email or "", None))
    (mail,) = sent(site)
    return person.id, tags_of(mail)


def waiting(site: Site) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = site.get(LIST, who="reviewer rosa").body["items"]
    return found


def settle(mail_id: str, actor: Actor, reason: str = "Called them", key: str = "settle") -> str:
    asked = Request(key=f"{key} {mail_id}", actor=actor.id, fingerprint=key)
    return settle_returned_mail(actor, mail_id, reason, asked).status


ROSA = Actor(id="staff-rosa", roles=frozenset({Role.REVIEWER}))


def test_a_new_code_that_came_back_is_listed_once_with_its_person_until_staff_saw_to_it(
    site: Site, caplog: pytest.LogCaptureFixture
) -> None:
    person, tags = code_lost(site, "Núñez O'Lost")
    assert tags == {"about": "new_code", "person": person}
    with caplog.at_level(logging.INFO):
        for kind in ("Bounce", "Bounce", "Complaint"):
            assert site.job("MailEvents", mail_report(tags, kind, "one")) == {"events": 1}
    assert "Núñez" not in caplog.text
    (mail,) = waiting(site)
    assert (mail["delivery"], "Núñez" in str(mail)) == ("bounced", False)
    assert readings.readings_of(person).entries[-1].purpose is Purpose.UNDELIVERED
    for reason in ("", " ", "x" * 501):
        with pytest.raises(Refused, match="INVALID"):
            settle(mail["id"], ROSA, reason)
    assert [settle(mail["id"], ROSA) for _ in range(2)] == ["settled"] * 2
    assert waiting(site) == []
    site.job("MailEvents", mail_report(tags, message="one"))
    assert waiting(site) == [], "a late report of what was seen to"
    (event,) = [each for each in person_events.events_of(person) if each.action == "settle_returned_mail"]
    assert (event.actor, event.note) == ("staff-rosa", "Called them")
    with pytest.raises(Refused, match="WRONG-STATE"):
        settle(mail["id"], ROSA, key="again")


def test_only_reviewers_who_are_not_and_do_not_know_the_person(site: Site) -> None:
    person, tags = code_lost(site, "Ana Knows")
    site.job("MailEvents", mail_report(tags, message="two"))
    (mail,) = waiting(site)
    cousin = Actor(id="staff-cora", roles=frozenset({Role.REVIEWER}))
    asked = Request(key="tie", actor=cousin.id, fingerprint="tie")
    declare_conflict(cousin, site.application("Ana Knows"), None, asked)
    assert list_work(cousin, "undelivered").returned == []
    assert [shown for _, shown in list_work(ROSA, "undelivered").returned] == [people.load_person(person)]
    with pytest.raises(Refused, match="SAME-PERSON"):
        read_person(cousin, person)
    for actor in (cousin, ROSA.model_copy(update={"id": person})):
        with pytest.raises(Refused, match="SAME-PERSON"):
            settle(mail["id"], actor)
    with pytest.raises(Refused, match="NOT-ALLOWED"):
        settle(mail["id"], Actor(id="staff-ari", roles=frozenset({Role.APPROVER})))
    for unknown in ("", "nothing", "x" * 3000):
        with pytest.raises(Refused, match="NOT-FOUND"):
            settle(unknown, ROSA)
    settle(mail["id"], ROSA)


def test_who_was_to_be_told_of_a_round_is_listed_with_a_record_and_without(site: Site) -> None:
    site.apply("Told With Record")
    sent(site)
    person = site.folder("Told With Record").application.person_id
    site.do("manager mia", "suspend_round", benefit=BENEFIT)
    ask_as_visitor(BENEFIT, "curious@example.org", None, "en", None)
    ask_with_record(Actor(id=person, roles=frozenset({Role.APPLICANT})), BENEFIT)
    (question,) = [call for call in sent(site) if "curious" in str(call.params["Destination"])]
    assert tags_of(question) == {}, "nobody confirmed it: whoever asked may have named any address"
    confirm_alert(alert_id(BENEFIT, "email:curious@example.org"))
    site.do("manager mia", "reopen_round", benefit=BENEFIT)
    told = [tags_of(call) for call in sent(site) if "about" in tags_of(call)]
    assert sorted(told, key=len) == [
        {"about": "round_open", "benefit": BENEFIT},
        {"about": "round_open", "benefit": BENEFIT, "person": person},
    ]
    for n, tags in enumerate(told):
        site.job("MailEvents", mail_report(tags, message=f"told {n}"))
    assert [each["benefit"] for each in waiting(site)] == [BENEFIT] * 2
    assert "curious" not in str(site.rows())
    for mail in waiting(site):
        settle(mail["id"], ROSA, "Nobody to reach")
    assert waiting(site) == []


def test_what_says_nothing_of_ours_is_left_alone(site: Site) -> None:
    before = waiting(site)
    site.job("MailEvents", mail_report({"about": "pigeons", "person": "x"}, message="strange"))
    assert site.job("MailEvents", mail_report({"about": "new_code"}, message="")) == {"events": 0}
    site.job("MailEvents", mail_report({"about": "new_code", "person": "x"}, "Delivery", "fine"))
    assert waiting(site) == before
