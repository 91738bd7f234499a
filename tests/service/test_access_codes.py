"""Access codes: guessing is slow, a lost one is replaced, and the old one dies."""

import re
from collections.abc import Iterator
from typing import Any

import pytest

from chalicelib.domain.actors import Actor
from chalicelib.domain.roles import Role
from chalicelib.gateways import aws as clients
from chalicelib.gateways import clock as program_clock
from chalicelib.gateways.settings import setting
from chalicelib.services.open_session import open_session
from chalicelib.store import folders, keys, person_events, programs, table
from tests.service.visitor import Shown, Visitor
from tests.service.world import APPLICATION, World, whole_site

pytestmark = pytest.mark.xdist_group("access-codes")

BIRTH_DATE = {name: value for name, value in APPLICATION.items() if name.startswith("birth_date")}
HOUR = 3600


@pytest.fixture(scope="module")
def world() -> Iterator[World]:
    with whole_site() as made:
        yield made


@pytest.fixture(autouse=True)
def _new_hour(world: World) -> None:
    world.clock.tick(HOUR)


def code_on(page: Shown) -> str:
    found = re.search(r'<p class="code">([0-9A-Z-]+)</p>', page.text)
    assert found, page.words
    return found[1]


def tries(visitor: Visitor, code: str, **said: str) -> Shown:
    form = visitor.get("/sign-in").form("/sign-in")
    return visitor.post(form.say(access_code=code, **{**BIRTH_DATE, **said}))


def asks(visitor: Visitor, name: str, contact: str, **said: str) -> Shown:
    form = visitor.get("/lost-code").form("/lost-code")
    return visitor.post(form.say(legal_name=name, contact=contact, **{**BIRTH_DATE, **said}))


def person_of(world: World, visitor: Visitor) -> str:
    return folders.load_folder(world.application_of(visitor)).application.person_id


def table_text() -> str:
    pages = clients.dynamodb().get_paginator("scan").paginate(TableName=setting("TABLE_NAME"))
    return repr([row for each in pages for row in each["Items"]])


class TestGuessing:
    def test_a_code_with_wrong_birth_dates_is_refused_for_the_hour_then_right_or_wrong(self, world: World) -> None:
        _, received = world.applied("Guessed Sample")
        code, limit = code_on(received), programs.program_at(program_clock.now()).policy.code_tries_an_hour
        guesser = world.visitor()
        for day in range(1, limit + 1):
            assert tries(guesser, code, birth_date_day=str(day)).status == 403
        refused = tries(guesser, code)
        assert refused.status == 429
        assert "Please wait an hour" in refused.words
        assert "visit" not in guesser.cookies
        # So it is for a code that nobody has: nothing is learned from being refused.
        for _ in range(limit):
            assert tries(guesser, "ABCD-EFGH-2345-6789").status == 403
        assert tries(guesser, "ABCD-EFGH-2345-6789").words == refused.words
        world.clock.tick(HOUR)
        assert "Hello, Guessed Sample" in tries(guesser, code).words

    def test_an_address_that_tries_many_codes_is_refused_and_no_other_one(self, world: World) -> None:
        _, received = world.applied("Many Sample")
        code, limit = code_on(received), programs.program_at(program_clock.now()).policy.address_tries_an_hour
        guesser, other = world.visitor(), world.visitor()
        guesser.address, other.address = "192.0.2.1", "192.0.2.2"
        for number in range(limit):
            assert tries(guesser, f"AAAA-BBBB-CCCC-{number:04d}").status == 403
        assert tries(guesser, code).status == 429
        assert "Hello, Many Sample" in tries(other, code).words

    def test_a_right_code_does_not_count_and_one_mistake_does_no_harm(self, world: World) -> None:
        _, received = world.applied("Often Sample")
        code = code_on(received)
        for _ in range(programs.program_at(program_clock.now()).policy.code_tries_an_hour + 2):
            assert tries(world.visitor(), code).status == 200
        assert tries(world.visitor(), code, birth_date_day="18").status == 403
        assert tries(world.visitor(), code).status == 200

    def test_the_api_counts_too(self, world: World) -> None:
        _, received = world.applied("Api Sample")
        code = code_on(received)
        for _ in range(programs.program_at(program_clock.now()).policy.code_tries_an_hour):
            wrong = world.api.send("GET", "v1/status", {"Access-Code": code, "Birth-Date": "1990-01-01"}, None)
            assert (wrong.status, wrong.refused) == (403, "NOT-ALLOWED")
        right = world.api.send("GET", "v1/status", {"Access-Code": code, "Birth-Date": "1985-05-17"}, None)
        assert (right.status, right.refused) == (429, "TOO-MANY-TRIES")

    def test_nothing_that_is_counted_can_be_read_back(self, world: World) -> None:
        guesser = world.visitor()
        guesser.address = "198.51.100.77"
        tries(guesser, "ZZZZ-YYYY-XXXX-WWWW")
        asks(guesser, "Nobody Known", "nobody@example.com")
        stored = table_text()
        assert "TRIES#" in stored
        assert not re.search(r"198\.51\.100\.77|ZZZZ-?YYYY|Nobody Known|nobody@example", stored)


class TestLost:
    def test_who_asks_gets_the_same_answer_whether_or_not_they_are_known(self, world: World) -> None:
        visitor, _ = world.applied("O'Brien-Núñez", email="obrien@example.com", phone="(559) 555-0100")
        known = asks(world.visitor(), "obrien nunez", "OBRIEN@example.com")
        answers = [
            known,
            asks(world.visitor(), "O'Brien-Núñez", "+1 559-555-0100"),
            asks(world.visitor(), "O'Brien-Núñez", "other@example.com"),
            asks(world.visitor(), "O'Brien-Núñez", "obrien@example.com", birth_date_day="18"),
            asks(world.visitor(), "Nobody At All", "obrien@example.com"),
        ]
        assert {(page.status, page.words) for page in answers} == {(200, known.words)}
        assert "If we know you" in known.words
        events = person_events.events_of(person_of(world, visitor))
        assert [event.action for event in events] == ["ask_for_code"] * 2

    def test_staff_check_the_person_and_hand_over_a_new_code_and_the_old_one_dies(self, world: World) -> None:
        visitor, received = world.applied("Loser Sample", phone="(559) 555-0107", language="es")
        person = person_of(world, visitor)
        asks(world.visitor("es"), "Loser Sample", "559 555 0107")
        staff = world.staff(Role.REVIEWER, name="rosa")
        desk = staff.get("/staff/work/codes").row("Loser Sample")
        assert "(559) 555-0107" in desk.words
        form = desk.form("/access-code")
        assert "Write how you checked who it is." in staff.post(form).words
        shown = staff.post(form.say(note="Called the number on file; knew birth date and county."))
        code = code_on(shown)
        assert code_on(staff.post(form.say(note="Called the number on file; knew birth date and county."))) == code
        assert code != code_on(received)
        assert "Loser Sample" not in staff.get("/staff/work/codes").words
        assert tries(world.visitor(), code_on(received)).status == 403
        out = visitor.get("/status")
        assert out.path == "/sign-in", "whoever had opened it with the old code is out"
        assert "solo sirve el nuevo" in out.words
        back = world.visitor()
        assert "Loser Sample" in tries(back, code).words
        assert code not in back.get("/code").words
        events = {event.action: event for event in person_events.events_of(person)}
        assert set(events) == {"ask_for_code", "replace_code"}
        assert (events["replace_code"].actor, events["replace_code"].roles) == ("staff-rosa", ("reviewer",))
        assert code.replace("-", "") not in table_text().replace("-", "")

    def test_every_session_that_the_old_code_opened_is_over_and_nobody_elses(self, world: World) -> None:
        visitor, _ = world.applied("Open Everywhere")
        person = Actor(id=person_of(world, visitor), roles=frozenset({Role.APPLICANT}))
        for helps in [*[None] * 80, "one of a helper"]:
            open_session(person, helps=helps)
        other, _ = world.applied("Somebody Else")
        headers = world.api.staff_headers("reviewer", "rosa") | {"Idempotency-Key": "open-everywhere"}
        path = f"v1/people/{person.id}/access-code"
        assert world.api.send("POST", path, headers, {"note": "Saw the ID."}).refused is None
        assert not list(table.query(keys.sessions_of(person.id)))
        assert visitor.get("/status").path == "/sign-in"
        assert other.get("/status").path == "/status"

    def test_a_form_that_was_never_sent_can_be_found_again_too(self, world: World) -> None:
        visitor, page = world.filled("Drafty Sample", until="county", phone="559-555-0108")
        asks(world.visitor(), "Drafty Sample", "559-555-0108")
        staff = world.staff(Role.REVIEWER)
        form = staff.get("/staff/work/codes").row("Drafty Sample").form("/access-code")
        code = code_on(staff.post(form.say(note="Knew the birth date.")))
        back = world.visitor()
        tries(back, code)
        assert back.get(page.path).status == 200
        assert back.get(page.path.replace("county", "reach")).main.fields["phone"] == "559-555-0108"
        assert visitor.get("/code").path == "/sign-in", "whoever was signed in with the old code is out"

    def test_a_record_that_is_half_gone_gets_the_same_answer(self, world: World) -> None:
        """DynamoDB removes the rows of a form that was never sent one by one, within days."""
        _, page = world.filled("Half Gone", email="half@example.com", until="county")
        draft = page.path.split("/")[2]
        person = re.search(rf"'(PERSON#\w+)'}}, 'sk': {{'S': 'DRAFT#{draft}'", table_text())
        assert person
        table.transact([table.delete(person[1], keys.PROFILE)])
        assert "If we know you" in asks(world.visitor(), "Half Gone", "half@example.com").words

    def test_two_people_with_one_contact_are_told_apart_by_name_and_birth_date(self, world: World) -> None:
        for name in ("First Twin", "Second Twin"):
            world.applied(name, phone="559-555-0109")
        asks(world.visitor(), "Second Twin", "559-555-0109")
        words = world.staff(Role.REVIEWER).get("/staff/work/codes").words
        assert "Second Twin" in words
        assert "First Twin" not in words

    def test_asking_again_and_again_is_refused_for_the_hour(self, world: World) -> None:
        limit = programs.program_at(program_clock.now()).policy.lost_code_asks_an_hour
        for _ in range(limit):
            assert asks(world.visitor(), "Again Sample", "again@example.com").status == 200
        refused = asks(world.visitor(), "Again Sample", "again@example.com")
        assert refused.status == 429
        assert "That was tried too often." in refused.words
        assert asks(world.visitor(), "Other Sample", "other@example.com").status == 200

    @pytest.mark.parametrize(
        "wrong", [{"legal_name": ""}, {"contact": " "}, {"birth_date_day": ""}, {"contact": "x" * 10_000}]
    )
    def test_what_is_missing_is_said_and_the_rest_stays(self, world: World, wrong: dict[str, Any]) -> None:
        visitor = world.visitor("es")
        said = {"legal_name": "Ñandú", "contact": "a@example.com", **BIRTH_DATE, **wrong}
        page = visitor.post(visitor.get("/lost-code").form("/lost-code").say(**said))
        assert page.status == 422
        assert page.text.count('class="field wrong"') == 1
        assert {name: page.form("/lost-code").fields[name] for name in said} == said


class TestStaff:
    def test_only_a_reviewer_replaces_a_code_and_says_how_it_was_checked(self, world: World) -> None:
        visitor, _ = world.applied("Api Person")
        path = f"v1/people/{person_of(world, visitor)}/access-code"
        for role, body, code in (
            ("approver", {"note": "Checked."}, "NOT-ALLOWED"),
            ("reviewer", {"note": "  "}, "INVALID"),
            ("reviewer", {"note": "x" * 501}, "INVALID"),
        ):
            headers = world.api.staff_headers(role, role) | {"Idempotency-Key": f"{role}-{code}-{len(body['note'])}"}
            assert world.api.send("POST", path, headers, body).refused == code
        headers = world.api.staff_headers("reviewer", "rosa") | {"Idempotency-Key": "good"}
        answer = world.api.send("POST", path, headers, {"note": "Saw the ID."})
        assert answer.status == 201
        signed_in = world.visitor()
        assert "Hello, Api Person" in tries(signed_in, answer.body["access_code"]).words
        assert (
            world.api.send(
                "POST", "v1/people/01HZZ/access-code", headers | {"Idempotency-Key": "n"}, {"note": "x"}
            ).refused
            == "NOT-FOUND"
        )
