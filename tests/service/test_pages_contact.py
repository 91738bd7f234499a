"""The page on which a person says how to reach them: nothing typed is lost, and it is their own alone."""

from collections.abc import Iterator
from typing import Any

import pytest

from chalicelib.domain.roles import Role
from chalicelib.gateways import aws as clients
from chalicelib.gateways.settings import setting
from chalicelib.store import folders, people
from tests.service.visitor import Shown, Visitor
from tests.service.world import World, whole_site

pytestmark = pytest.mark.xdist_group("pages-contact")


@pytest.fixture(scope="module")
def world() -> Iterator[World]:
    with whole_site() as made:
        yield made


def reached(world: World, name: str, **said: Any) -> tuple[Visitor, Shown]:
    visitor, _ = world.applied(name, **said)
    return visitor, visitor.get("/contact")


def on_file(world: World, visitor: Visitor) -> Any:
    return people.load_person(folders.load_folder(world.application_of(visitor)).application.person_id).contact


class TestPage:
    def test_it_shows_what_we_know_and_keeps_what_is_said(self, world: World) -> None:
        visitor, page = reached(world, "Ana O'Brien-Ñuñez", email="ana@example.com", phone="559-555-0100")
        form = page.form("/contact")
        assert (form.fields["email"], form.fields["phone"]) == ("ana@example.com", "559-555-0100")
        said = {"email": "", "chosen_name": "李", "may_text": "yes", "contact_language": "es"}
        done = visitor.post(
            form.say(**said, address_kind="general_delivery", address="Fresno CA 93701", may_mail="yes")
        )
        assert "We saved how to reach you." in done.words
        assert "Hello, 李" in done.words
        contact = on_file(world, visitor)
        assert (contact.email, contact.language, contact.text_messages) == (None, "es", True)
        assert contact.reach.takes_letters
        assert contact.legal_name == "Ana O'Brien-Ñuñez"

    def test_it_is_linked_from_the_status_page(self, world: World) -> None:
        visitor, _ = reached(world, "Linked Sample")
        assert visitor.get("/status").link("/contact") == "/contact"

    @pytest.mark.parametrize("language", ["en", "es"])
    def test_what_is_wrong_is_said_and_nothing_typed_is_lost(self, world: World, language: str) -> None:
        visitor, page = reached(world, f"Wrong Sample {language}", language=language)
        said = {"email": "no address", "chosen_name": "x" * 10_000, "phone": "5" * 41, "address": "y" * 301}
        answer = visitor.post(page.form("/contact").say(**said))
        assert answer.status == 422
        assert answer.text.count("field wrong") == 4
        again = answer.form("/contact").fields
        assert {name: again[name].strip() for name in said} == said

    def test_a_way_that_leads_nowhere_is_asked_about(self, world: World) -> None:
        visitor, page = reached(world, "Nowhere Sample")
        answer = visitor.post(page.form("/contact").say(may_text="yes", phone=""))
        assert "empty the box for text messages" in answer.words
        answer = visitor.post(page.form("/contact").say(may_mail="yes", address_kind="none"))
        assert "empty the box for letters" in answer.words

    def test_changing_the_language_of_the_page_loses_nothing(self, world: World) -> None:
        visitor, page = reached(world, "Switch Sample")
        answer = visitor.post(page.form("/contact").say(email="half@", switch_to="es"))
        assert "Cómo comunicarnos con usted" in answer.words
        assert answer.form("/contact").fields["email"] == "half@"
        assert on_file(world, visitor).email is None

    def test_a_session_that_ended_meanwhile_loses_nothing(self, world: World) -> None:
        visitor, received = world.applied("Late Sample")
        code = received.text.split('<p class="code">')[1].split("<")[0]
        form = visitor.get("/contact").form("/contact").say(email="late@example.com")
        world.clock.tick(1900)
        asked = visitor.post(form)
        assert asked.status == 403
        said = {"access_code": code, "birth_date_month": "5", "birth_date_day": "17", "birth_date_year": "1985"}
        back = visitor.post(asked.form("/sign-in").say(**said))
        assert back.form("/contact").fields["email"] == "late@example.com"
        visitor.post(back.form("/contact"))
        assert on_file(world, visitor).email == "late@example.com"

    def test_while_nothing_was_sent_the_form_itself_says_it(self, world: World) -> None:
        visitor, _ = world.filled("Drafty Sample", until="county")
        assert visitor.get("/contact").path.endswith("/pages/reach")

    def test_it_is_ones_own_alone(self, world: World) -> None:
        assert world.visitor().get("/contact").path == "/sign-in"
        assert world.person(Role.REVIEWER).get("/contact").status == 403
        visitor, page = reached(world, "Forged Sample")
        assert visitor.post(page.form("/contact").say(token="x" * 32, email="evil@example.com")).status == 403
        assert on_file(world, visitor).email is None
        assert "evil@example.com" not in repr(clients.dynamodb().scan(TableName=setting("TABLE_NAME"))["Items"])
