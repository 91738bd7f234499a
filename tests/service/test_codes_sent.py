"""A lost access code goes to the contact on file by itself: the old one dies, and the code is in the message alone."""

import logging
import re
from collections.abc import Iterator
from typing import Any
from unittest.mock import patch

import pytest
from botocore.exceptions import ClientError, ReadTimeoutError

from chalicelib.domain.roles import Role
from chalicelib.gateways import aws as clients
from chalicelib.services import send_codes
from chalicelib.store import code_requests, folders, person_events
from tests.service.site import AwsCall, calls_seen
from tests.service.test_access_codes import asks, code_on, table_text, tries
from tests.service.visitor import Shown, Visitor
from tests.service.world import World, whole_site

pytestmark = pytest.mark.xdist_group("codes-sent")

_CODE = re.compile(r"\b[0-9A-Z]{4}(?:-[0-9A-Z]{4}){3}\b")
DAY = 86_400


@pytest.fixture(scope="module")
def world() -> Iterator[World]:
    with whole_site() as made:
        yield made


@pytest.fixture(autouse=True)
def _new_day(world: World) -> None:
    """Each test begins at 10 in the morning, with nothing left to be sent."""
    world.clock.tick(DAY)
    run(world)


def run(world: World) -> list[AwsCall]:
    """What the job hands to the mail and text services."""
    with calls_seen() as seen:
        world.aws.invoke("SendNotices", {})
    return [call for call in seen if call.operation in ("SendEmail", "Publish")]


def codes(sent: list[AwsCall]) -> list[tuple[str, str]]:
    """Receiver and code of every message that has one."""
    found = []
    for call in sent:
        to = call.params.get("PhoneNumber") or call.params["Destination"]["ToAddresses"][0]
        text = call.params.get("Message") or call.params["Content"]["Simple"]["Body"]["Text"]["Data"]
        found += [(to, code) for code in _CODE.findall(text)]
    return found


def person_of(world: World, visitor: Visitor) -> str:
    return folders.load_folder(world.application_of(visitor)).application.person_id


def lost(world: World, name: str, **said: Any) -> tuple[Visitor, str]:
    """Somebody who applied, whose messages so far went out; with their code."""
    visitor, received = world.applied(name, **said)
    run(world)
    return visitor, code_on(received)


def on_the_list(world: World, name: str) -> bool:
    return name in world.staff(Role.REVIEWER).get("/staff/work/codes").words


class TestSent:
    def test_by_mail_to_the_address_on_file_and_the_old_code_dies(self, world: World) -> None:
        visitor, old = lost(world, "José O'Brien-Núñez", email="jose@example.com", language="es")
        person = person_of(world, visitor)
        assert "If we know you" in asks(world.visitor(), "jose obrien nunez", "JOSE@example.com").words
        assert tries(world.visitor(), old).status == 200, "until the new one is sent, the old one is good"
        (call,) = run(world)
        ((to, code),) = codes([call])
        simple = call.params["Content"]["Simple"]
        assert to == "jose@example.com"
        assert simple["Subject"]["Data"] == "Lo que usted nos pidió"
        assert simple["Body"]["Text"]["Data"].startswith("Hola, José O'Brien-Núñez")
        assert code != old
        assert tries(world.visitor(), old).status == 403
        assert visitor.get("/status").path == "/sign-in", "whoever had opened it with the old code is out"
        assert "José O'Brien-Núñez" in tries(world.visitor(), code).words
        events = person_events.events_of(person)
        assert [(event.action, event.actor) for event in events] == [
            ("ask_for_code", "system"),
            ("replace_code", "system"),
        ]
        assert run(world) == []

    def test_by_text_message_only_where_that_is_safe(self, world: World) -> None:
        texter, old = lost(world, "Texter Sample", phone="(559) 555-0101")
        texter.post(texter.get("/contact").form("/contact").say(may_text="yes"))
        lost(world, "Caller Sample", phone="(559) 555-0102")
        for name, number in (("Texter Sample", "+1 559 555 0101"), ("Caller Sample", "559-555-0102")):
            asks(world.visitor(), name, number)
        (call,) = run(world)
        assert codes([call])[0][0] == "+15595550101"
        assert "Sign in with it and your birth date" in call.params["Message"]
        assert codes([call])[0][1] != old
        assert on_the_list(world, "Caller Sample")
        assert not on_the_list(world, "Texter Sample")

    def test_a_form_that_was_never_sent_gets_its_code_too(self, world: World) -> None:
        world.filled("Drafty Sample", until="county", email="drafty@example.com")
        asks(world.visitor(), "Drafty Sample", "drafty@example.com")
        ((to, code),) = codes(run(world))
        assert to == "drafty@example.com"
        assert tries(world.visitor(), code).status == 200

    def test_the_code_is_nowhere_but_in_the_message(self, world: World, caplog: pytest.LogCaptureFixture) -> None:
        visitor, _ = lost(world, "Secret Sample", email="secret@example.com")
        person = person_of(world, visitor)
        with caplog.at_level(logging.DEBUG):
            asks(world.visitor(), "Secret Sample", "secret@example.com")
            (call,) = run(world)
        ((_, code),) = codes([call])
        bare = code.replace("-", "")
        assert bare not in table_text().replace("-", "")
        logged = " ".join(str(record.__dict__) for record in caplog.records if not record.name.startswith("boto"))
        assert bare not in logged.replace("-", "")
        simple = call.params["Content"]["Simple"]
        assert code not in simple["Subject"]["Data"]
        assert not re.search(rf"https?://\S*{code}", simple["Body"]["Html"]["Data"])
        tags = {each["Name"]: each["Value"] for each in call.params["EmailTags"]}
        assert tags == {"about": "new_code", "person": person}, "ids come back, never a code"

    def test_nothing_that_a_code_could_be_derived_from_is_left(self, world: World) -> None:
        visitor, _ = lost(world, "Rest Sample", email="rest@example.com")
        person = person_of(world, visitor)
        asks(world.visitor(), "Rest Sample", "rest@example.com")
        before = code_requests.find_request(person)
        assert before
        assert before.request.key
        run(world)
        kept = code_requests.find_request(person)
        assert kept
        assert (kept.request.key, kept.request.to) == (None, None)
        assert before.request.key not in table_text()


class TestWaits:
    def test_until_the_morning(self, world: World) -> None:
        _, old = lost(world, "Night Sample", email="night@example.com")
        world.clock.tick(12 * 3600)
        asks(world.visitor(), "Night Sample", "night@example.com")
        assert run(world) == []
        assert tries(world.visitor(), old).status == 200
        world.clock.tick(12 * 3600)
        assert len(codes(run(world))) == 1

    def test_and_asking_twice_before_it_is_sent_sends_it_once(self, world: World) -> None:
        lost(world, "Twice Sample", email="twice@example.com")
        for _ in range(3):
            asks(world.visitor(), "Twice Sample", "twice@example.com")
        assert len(codes(run(world))) == 1
        assert run(world) == []

    def test_a_lost_reply_of_the_service_brings_the_same_code_again(self, world: World) -> None:
        visitor, old = lost(world, "Unsure Sample", email="unsure@example.com")
        person = person_of(world, visitor)
        asks(world.visitor(), "Unsure Sample", "unsure@example.com")
        with patch.object(clients.email(), "send_email", side_effect=ReadTimeoutError(endpoint_url="ses")):
            run(world)
        assert tries(world.visitor(), old).status == 403
        assert run(world) == [], "after a pause"
        world.clock.tick(301)
        ((_, code),) = codes(run(world))
        assert tries(world.visitor(), code).status == 200
        actions = [event.action for event in person_events.events_of(person)]
        assert actions == ["ask_for_code", "replace_code"]

    def test_whoever_dies_while_sending_leaves_it_to_the_next(self, world: World) -> None:
        lost(world, "Crash Sample", email="crash@example.com")
        asks(world.visitor(), "Crash Sample", "crash@example.com")
        with patch.object(send_codes, "_by_channel", side_effect=ZeroDivisionError), pytest.raises(ZeroDivisionError):
            send_codes.send_codes()
        assert run(world) == []
        world.clock.tick(901)
        ((_, code),) = codes(run(world))
        assert tries(world.visitor(), code).status == 200


class TestStaff:
    def test_see_to_whoever_asks_again_within_a_day(self, world: World) -> None:
        lost(world, "Again Sample", email="again@example.com")
        asks(world.visitor(), "Again Sample", "again@example.com")
        assert len(codes(run(world))) == 1
        assert not on_the_list(world, "Again Sample")
        world.clock.tick(3600)
        asks(world.visitor(), "Again Sample", "again@example.com")
        assert run(world) == []
        assert on_the_list(world, "Again Sample")
        staff = world.staff(Role.REVIEWER)
        form = staff.get("/staff/work/codes").row("Again Sample").form("/access-code")
        assert code_on(staff.post(form.say(note="Called.")))
        asks(world.visitor(), "Again Sample", "again@example.com")
        assert len(codes(run(world))) == 1

    def test_a_day_later_it_is_a_new_request(self, world: World) -> None:
        lost(world, "Later Sample", email="later@example.com")
        found = []
        for _ in range(2):
            asks(world.visitor(), "Later Sample", "later@example.com")
            found += codes(run(world))
            world.clock.tick(DAY)
        assert len(set(found)) == 2

    def test_see_to_it_when_the_address_is_none(self, world: World) -> None:
        lost(world, "Wrong Sample", email="wrong@example.com")
        asks(world.visitor(), "Wrong Sample", "wrong@example.com")
        refused = {"Error": {"Code": "BadRequestException"}, "ResponseMetadata": {"HTTPStatusCode": 400}}
        with patch.object(clients.email(), "send_email", side_effect=ClientError(refused, "SendEmail")):  # type: ignore[arg-type]
            run(world)
        assert on_the_list(world, "Wrong Sample")

    def test_see_to_it_when_the_service_stays_away(self, world: World) -> None:
        lost(world, "Away Sample", email="away@example.com")
        asks(world.visitor(), "Away Sample", "away@example.com")
        busy = {"Error": {"Code": "TooManyRequestsException"}, "ResponseMetadata": {"HTTPStatusCode": 429}}
        with patch.object(clients.email(), "send_email", side_effect=ClientError(busy, "SendEmail")):  # type: ignore[arg-type]
            for _ in range(5):
                run(world)
                world.clock.tick(5000)
        assert on_the_list(world, "Away Sample")

    def test_see_to_it_when_the_contact_was_changed_meanwhile(self, world: World) -> None:
        visitor, old = lost(world, "Moved Sample", email="moved@example.com")
        asks(world.visitor(), "Moved Sample", "moved@example.com")
        visitor.post(visitor.get("/contact").form("/contact").say(email="elsewhere@example.com"))
        assert codes(run(world)) == []
        assert on_the_list(world, "Moved Sample")
        assert tries(world.visitor(), old).status == 200

    def test_see_to_all_of_it_without_a_mail_domain(self, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
        lost(world, "Laptop Sample", email="laptop@example.com")
        asks(world.visitor(), "Laptop Sample", "laptop@example.com")
        monkeypatch.delenv("MAIL_FROM")
        assert send_codes.send_codes() == {"codes_staff": 1}
        assert on_the_list(world, "Laptop Sample")

    def test_who_hand_over_a_code_meanwhile_have_the_last_word(self, world: World) -> None:
        visitor, _ = lost(world, "Both Sample", email="both@example.com")
        asks(world.visitor(), "Both Sample", "both@example.com")
        headers = world.api.staff_headers("reviewer", "rosa") | {"Idempotency-Key": "both"}
        path = f"v1/people/{person_of(world, visitor)}/access-code"
        answer = world.api.send("POST", path, headers, {"note": "Saw the ID."})
        assert codes(run(world)) == []
        assert tries(world.visitor(), answer.body["access_code"]).status == 200


class TestCopy:
    def test_goes_out_only_when_it_is_wanted(self, world: World) -> None:
        visitor, received = world.applied("Copy Sample", email="copy@example.com")
        assert codes(run(world)) == []
        done = visitor.post(received.form("/code/mail"))
        assert "We send the code to your e-mail" in done.words
        visitor.post(received.form("/code/mail"))
        assert codes(run(world)) == [("copy@example.com", code_on(received))]
        assert run(world) == []
        assert [event.action for event in person_events.events_of(person_of(world, visitor))] == ["mail_code"]
        assert visitor.get("/status").path == "/status", "a copy replaces no code and ends no session"

    def test_is_not_offered_without_an_email_or_another_day(self, world: World) -> None:
        visitor, received = world.applied("Paper Sample")
        assert "/code/mail" not in received.text
        token = visitor.get("/status").form("/sign-out").fields["token"]
        assert visitor.send("POST", "/code/mail", {"token": token}).status == 409
        back, page = self._back(world)
        token = page.form("/sign-out").fields["token"]
        assert back.send("POST", "/code/mail", {"token": token}).status == 409
        assert codes(run(world)) == []

    def _back(self, world: World) -> tuple[Visitor, Shown]:
        """Somebody with an e-mail who signs in with their code: the session shows it no more."""
        _, received = world.applied("Back Sample", email="back@example.com")
        run(world)
        visitor = world.visitor()
        return visitor, tries(visitor, code_on(received))

    def test_of_a_code_that_was_replaced_is_dropped(self, world: World) -> None:
        visitor, received = world.applied("Stale Sample", email="stale@example.com")
        run(world)
        visitor.post(received.form("/code/mail"))
        headers = world.api.staff_headers("reviewer", "rosa") | {"Idempotency-Key": "stale"}
        world.api.send("POST", f"v1/people/{person_of(world, visitor)}/access-code", headers, {"note": "Saw the ID."})
        assert codes(run(world)) == []


def test_a_record_that_is_gone_leaves_the_list_of_staff(world: World) -> None:
    visitor, _ = world.filled("Deleted Sample", until="county", phone="559-555-0177")
    asks(world.visitor(), "Deleted Sample", "559-555-0177")
    assert on_the_list(world, "Deleted Sample")
    visitor.post(visitor.get("/status").form("/removal"))
    assert world.staff(Role.REVIEWER).get("/staff/work/codes").status == 200
    assert not on_the_list(world, "Deleted Sample")


def test_a_request_of_a_record_that_is_gone_is_dropped(world: World) -> None:
    visitor, _ = world.filled("Gone Sample", until="county", email="gone@example.com")
    asks(world.visitor(), "Gone Sample", "gone@example.com")
    status = visitor.get("/status")
    visitor.post(status.form("/removal"))
    assert codes(run(world)) == []
    assert "gone@example.com" not in table_text()
