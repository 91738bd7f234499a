"""Whoever asked is told once when a round opens, and nobody else; then nothing is left of them."""

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from unittest.mock import patch

import pytest
from botocore.exceptions import ClientError

from chalicelib.domain.opening_alert import AlertState
from chalicelib.domain.pacific import pacific_date
from chalicelib.gateways import aws as clients
from chalicelib.gateways import clock as program_clock
from chalicelib.services import ask_to_be_told as asking
from chalicelib.store import alerts, programs
from tests.service.site import AwsCall, calls_seen
from tests.service.test_access_codes import code_on, table_text
from tests.service.visitor import BASE, Shown, Visitor
from tests.service.world import World, whole_site

pytestmark = pytest.mark.xdist_group("alerts")

BENEFIT, DAY = "grandparenting", 86_400


@pytest.fixture(scope="module")
def world() -> Iterator[World]:
    with whole_site() as made:
        yield made


@pytest.fixture(autouse=True)
def _on_hold(world: World) -> Iterator[None]:
    """The round is on hold at 10 in the morning, and goes on again after the test."""
    world.clock.tick(DAY)
    change(world, "suspend")
    yield
    change(world, "reopen")
    world.aws.invoke("SendNotices", {})


def change(world: World, event: str) -> None:
    world.clock.tick()
    body = {"change": event, "reason": "Waiting"}
    headers = world.api.staff_headers("manager", "mia") | {"Idempotency-Key": f"{event}-{world.clock.now()}"}
    world.api.send("POST", f"v1/rounds/{BENEFIT}/events", headers, body)
    world.aws.settle()


def run(world: World) -> list[AwsCall]:
    with calls_seen() as seen:
        world.aws.invoke("SendNotices", {})
    return [call for call in seen if call.operation in ("SendEmail", "Publish")]


def text_of(call: AwsCall) -> str:
    return str(call.params.get("Message") or call.params["Content"]["Simple"]["Body"]["Text"]["Data"])


def to(call: AwsCall) -> str:
    return str(call.params.get("PhoneNumber") or call.params["Destination"]["ToAddresses"][0])


def asks(world: World, contact: str, language: str = "en") -> tuple[Visitor, Shown]:
    visitor = world.visitor(language)
    closed = visitor.get(f"/apply/{BENEFIT}")
    page = visitor.get(closed.link("/tell-me/"))
    return visitor, visitor.post(page.form(f"/tell-me/{BENEFIT}").say(contact=contact))


def link_in(call: AwsCall) -> str:
    found = re.search(r"/(told/[0-9a-f]{40})\b", text_of(call))
    assert found, text_of(call)
    return f"/{found[1]}"


def says_yes(world: World, visitor: Visitor) -> str:
    (call,) = run(world)
    page = visitor.get(link_in(call))
    assert "We tell you once" in visitor.post(page.form("/confirm")).words
    return link_in(call)


class TestVisitor:
    @pytest.mark.parametrize(
        ("contact", "address"),
        [("o'brien@example.com", "o'brien@example.com"), ("(559) 555-0100", "+15595550100")],
    )
    def test_is_asked_told_once_and_forgotten(self, world: World, contact: str, address: str) -> None:
        visitor, asked = asks(world, contact)
        assert "Open its link and say yes." in asked.words
        link = says_yes(world, visitor)
        assert run(world) == []
        change(world, "reopen")
        (call,) = run(world)
        assert to(call) == address
        assert "only message" in text_of(call)
        assert run(world) == []
        change(world, "suspend")
        change(world, "reopen")
        assert run(world) == []
        assert visitor.get(link).status == 404
        assert address not in table_text()

    def test_who_never_says_yes_is_never_told_and_forgotten_within_days(self, world: World) -> None:
        asks(world, "silent@example.com")
        (call,) = run(world)
        kept = alerts.find_alert(link_in(call).rsplit("/", 1)[1])
        assert kept
        assert kept.alert.state is AlertState.UNCONFIRMED
        row = table_text()
        assert "expires_at" in row
        assert (kept.alert.kept_until - kept.alert.asked_at.date()).days <= 7
        change(world, "reopen")
        assert run(world) == []

    def test_one_tap_takes_it_back(self, world: World) -> None:
        visitor, _ = asks(world, "stop@example.com")
        link = says_yes(world, visitor)
        done = visitor.post(visitor.get(link).form("/removal"))
        assert "We deleted your address." in done.words
        assert "stop@example.com" not in table_text()
        again = visitor.send("POST", f"{link}/removal", {})
        assert again.headers["location"] == f"{BASE}/?done=alert_removed"
        change(world, "reopen")
        assert run(world) == []

    def test_looking_at_the_link_changes_nothing(self, world: World) -> None:
        visitor, _ = asks(world, "scanner@example.com")
        (call,) = run(world)
        visitor.get(link_in(call))
        kept = alerts.find_alert(link_in(call).rsplit("/", 1)[1])
        assert kept
        assert kept.alert.state is AlertState.UNCONFIRMED

    def test_asking_again_sends_no_second_question_and_gets_the_same_answer(self, world: World) -> None:
        _, first = asks(world, "twice@example.com")
        _, second = asks(world, " TWICE@example.com")
        assert second.words == first.words
        assert len(run(world)) == 1
        asks(world, "twice@example.com")
        assert run(world) == []
        world.clock.tick(DAY)
        asks(world, "twice@example.com")
        assert len(run(world)) == 1

    def test_messages_speak_the_language_of_the_page_and_name_nothing_outside(self, world: World) -> None:
        asks(world, "hola@example.com", "es")
        asks(world, "559-555-0123", "es")
        calls = {call.operation: call for call in run(world)}
        mailed = calls["SendEmail"].params["Content"]["Simple"]
        assert mailed["Subject"]["Data"] == "Por favor, confirme una vez"
        benefit = programs.program_at(program_clock.now()).benefit(BENEFIT)
        assert benefit
        assert benefit.name.es in text_of(calls["SendEmail"])
        assert text_of(calls["Publish"]).startswith("Usted nos pidió un aviso.")
        assert BENEFIT not in text_of(calls["Publish"])

    def test_nobody_is_written_to_at_night(self, world: World) -> None:
        asks(world, "night@example.com")
        world.clock.tick(12 * 3600)
        assert run(world) == []
        world.clock.tick(12 * 3600)
        assert len(run(world)) == 1

    def test_asking_for_many_is_refused_for_the_hour(self, world: World) -> None:
        limit = programs.program_at(program_clock.now()).policy.alert_asks_an_hour
        for _ in range(limit):
            assert asks(world, "bombed@example.com")[1].status == 200
        assert asks(world, "bombed@example.com")[1].status == 429
        assert asks(world, "other@example.com")[1].status == 200
        assert len(run(world)) == 2

    @pytest.mark.parametrize("contact", ["", "no address", "a@b", "123", "x" * 10_000, "a@example.com b@example.com"])
    @pytest.mark.parametrize("language", ["en", "es"])
    def test_what_is_no_contact_is_asked_about(self, world: World, contact: str, language: str) -> None:
        _, page = asks(world, contact, language)
        assert page.status == 422
        assert page.form(f"/tell-me/{BENEFIT}").fields["contact"] == contact
        assert ("Write one e-mail" in page.words) is (language == "en")

    def test_a_service_that_stays_away_is_tried_again_and_given_up(self, world: World) -> None:
        asks(world, "away@example.com")
        busy = {"Error": {"Code": "TooManyRequestsException"}, "ResponseMetadata": {"HTTPStatusCode": 429}}
        refused: Any = ClientError(busy, "SendEmail")  # type: ignore[arg-type]
        with patch.object(clients.email(), "send_email", side_effect=refused):
            for _ in range(5):
                run(world)
                world.clock.tick(4000)
        assert "away@example.com" not in table_text()


class TestPerson:
    def test_is_told_at_the_contact_on_file_then_and_not_in_their_notices(self, world: World) -> None:
        visitor, _ = world.applied("Told Sample", email="before@example.com")
        run(world)
        page = visitor.get(f"/tell-me/{BENEFIT}")
        done = visitor.post(page.form(f"/tell-me/{BENEFIT}").say(on_file="yes"))
        assert "We tell you once, when it opens." in done.words
        visitor.post(visitor.get("/contact").form("/contact").say(email="after@example.com"))
        assert run(world) == []
        change(world, "reopen")
        (call,) = run(world)
        assert to(call) == "after@example.com"
        found = re.search(r'aria-labelledby="a-(\w+)"', visitor.get("/status").text)
        assert found
        assert "News that you asked for" not in visitor.get("/status").words
        assert run(world) == []

    def test_gets_no_message_twice_because_another_one_failed(self, world: World) -> None:
        visitor, _ = world.applied("Both Ways", email="both@example.com", phone="(559) 555-0174")
        visitor.post(visitor.get("/contact").form("/contact").say(may_text="yes"))
        run(world)
        visitor.post(visitor.get(f"/tell-me/{BENEFIT}").form(f"/tell-me/{BENEFIT}").say(on_file="yes"))
        change(world, "reopen")
        busy = {"Error": {"Code": "Throttling"}, "ResponseMetadata": {"HTTPStatusCode": 429}}
        refused: Any = ClientError(busy, "Publish")  # type: ignore[arg-type]
        with patch.object(clients.text_messages(), "publish", side_effect=refused):
            assert [to(call) for call in run(world)] == ["both@example.com"]
        world.clock.tick(4000)
        assert run(world) == []

    def test_takes_it_back_on_the_page(self, world: World) -> None:
        visitor, _ = world.applied("Back Sample", email="back@example.com")
        run(world)
        page = visitor.post(visitor.get(f"/tell-me/{BENEFIT}").form(f"/tell-me/{BENEFIT}").say(on_file="yes"))
        visitor.post(page.form("/removal"))
        change(world, "reopen")
        assert run(world) == []

    def test_without_email_and_texts_names_another_contact(self, world: World) -> None:
        visitor, _ = world.applied("Paper Sample")
        page = visitor.get(f"/tell-me/{BENEFIT}")
        assert "on file" not in page.words
        forged = visitor.post(page.form(f"/tell-me/{BENEFIT}").say(on_file="yes"))
        assert forged.status == 422

    def test_a_form_of_no_session_counts_as_a_visitors(self, world: World) -> None:
        visitor, _ = world.applied("Forged Sample", email="forged@example.com")
        run(world)
        form = visitor.get(f"/tell-me/{BENEFIT}").form(f"/tell-me/{BENEFIT}")
        assert visitor.post(form.say(on_file="yes", token="x")).status == 422
        assert run(world) == []


class TestRound:
    def test_of_an_open_one_nobody_is_told(self, world: World) -> None:
        change(world, "reopen")
        page = world.visitor().get(f"/tell-me/{BENEFIT}")
        assert "It is open now." in page.words
        answer = world.visitor().send("POST", f"/tell-me/{BENEFIT}", {"contact": "late@example.com"})
        assert answer.status == 409
        assert world.visitor().get("/tell-me/lottery").status == 404

    def test_only_those_of_the_one_that_opens_are_told(self, world: World) -> None:
        other = {"change": "suspend", "reason": "Waiting"}
        world.call("manager", "v1/rounds/initial/events", other, "suspend-initial")
        asking.ask_as_visitor("initial", "initial@example.com", None, "en", None)
        run(world)
        asking.confirm_alert(asking.alert_id("initial", "email:initial@example.com"))
        visitor, _ = asks(world, "mine@example.com")
        says_yes(world, visitor)
        change(world, "reopen")
        assert [to(call) for call in run(world)] == ["mine@example.com"]
        world.call("manager", "v1/rounds/initial/events", other | {"change": "reopen"}, "reopen-initial")
        assert [to(call) for call in run(world)] == ["initial@example.com"]

    def test_two_jobs_at_once_tell_once(self, world: World) -> None:
        visitor, _ = asks(world, "once@example.com")
        says_yes(world, visitor)
        change(world, "reopen")
        real = alerts.alerts_for

        def both(benefit: str) -> Any:
            for kept in list(real(benefit)):
                yield kept
                yield kept

        with patch.object(alerts, "alerts_for", both):
            assert len(run(world)) == 1


def adult_in(world: World, days: int) -> dict[str, str]:
    """A birth date, as a form says it, of somebody who is 18 in so many days."""
    day = pacific_date(world.clock.now()) + timedelta(days=days)
    return {"birth_date_year": str(day.year - 18), "birth_date_month": str(day.month), "birth_date_day": str(day.day)}


def waiting_for_18(
    world: World, name: str, benefit: str, language: str = "en", may_text: str = "", **said: str
) -> tuple[Visitor, Shown]:
    """Someone who is 18 in three days, with the page that shows all answers."""
    visitor, check = world.filled(name, benefit, language, **adult_in(world, 3), **said)
    if may_text:
        safe = visitor.get(check.path.replace("check", "pages/safe"))
        check = visitor.post(safe.main.say(may_text=may_text))
    return visitor, check


def alert_rows() -> list[str]:
    return re.findall(r"ALERT#[0-9a-f]+", table_text())


class TestBirthday:
    """A form that waits for its person to be 18 (domain/draft.sends_from)."""

    def test_is_told_of_by_day_once_and_not_at_night(self, world: World) -> None:
        before = alert_rows()
        visitor, check = waiting_for_18(world, "Joven O'Ñ", "initial", "es", email="joven@example.com")
        assert "Ese día le escribiremos." in check.words
        assert "Puede enviar esto a partir del" in visitor.get("/status").words
        world.clock.tick(2 * DAY)
        assert run(world) == []
        world.clock.tick(DAY - 9 * 3_600)  # one in the morning of the birthday
        assert run(world) == []
        world.clock.tick(9 * 3_600)
        (call,) = run(world)
        assert to(call) == "joven@example.com"
        assert "Desde hoy puede enviar su formulario" in text_of(call)
        assert "sign-in" in text_of(call)
        assert run(world) == []
        assert alert_rows() == before

    def test_by_text_message_only_where_that_is_allowed(self, world: World) -> None:
        waiting_for_18(world, "Caller Young", "initial", phone="(559) 555-0171")
        _, page = waiting_for_18(world, "Texter Young", "initial", phone="(559) 555-0172", may_text="yes")
        assert "We will write to you on that day." in page.words
        world.clock.tick(3 * DAY)
        (call,) = run(world)
        assert to(call) == "+15595550172"
        assert "You can send your form now." in text_of(call)

    def test_nobody_is_told_of_a_form_that_was_sent_deleted_or_mended(self, world: World) -> None:
        before = alert_rows()
        deleted, _ = waiting_for_18(world, "Deleted Young", "initial", email="deleted@example.com")
        deleted.post(deleted.get("/status").form("/removal"))
        mended, check = waiting_for_18(world, "Mended Young", "initial", email="mended@example.com")
        you = mended.get(check.path.replace("check", "pages/you"))
        mended.post(you.main.say(birth_date_year="1985"))
        assert alert_rows() == before
        early, check = waiting_for_18(world, "Early Young", "initial", email="early@example.com")
        code, born = code_on(early.get("/code")), adult_in(world, 3)
        world.clock.tick(3 * DAY - 9 * 3_600)
        again = world.visitor()
        again.post(again.get("/sign-in").form("/sign-in").say(access_code=code, **born))
        assert "We received your application" in again.post(again.get(check.path).form("/send")).words
        world.clock.tick(9 * 3_600)
        assert [call for call in run(world) if "send your form" in text_of(call)] == []

    def test_of_a_round_on_hold_they_are_told_when_it_goes_on(self, world: World) -> None:
        change(world, "reopen")
        waiting_for_18(world, "Held Young", BENEFIT, email="held@example.com")
        change(world, "suspend")
        world.clock.tick(4 * DAY)
        assert run(world) == []
        change(world, "reopen")
        assert [to(call) for call in run(world)] == ["held@example.com"]


def test_it_is_in_ones_own_data(world: World) -> None:
    visitor, _ = world.applied("Data Sample", email="data@example.com")
    visitor.post(visitor.get(f"/tell-me/{BENEFIT}").form(f"/tell-me/{BENEFIT}").say(on_file="yes"))
    page = visitor.post(visitor.get("/my-data").form("/my-data"))
    assert "We tell you when these open" in page.words
