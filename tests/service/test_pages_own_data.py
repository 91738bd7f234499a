"""The page with everything that is kept about a person, and the same as a file: own, never kept, in both languages."""

import json
import re
from collections.abc import Iterator

import pytest

from chalicelib.domain.roles import Role
from tests.service.visitor import Shown, Visitor
from tests.service.world import World, whole_site

pytestmark = pytest.mark.xdist_group("pages-own-data")


@pytest.fixture(scope="module")
def world() -> Iterator[World]:
    with whole_site() as made:
        yield made


def shown(visitor: Visitor) -> Shown:
    """By the link of the status page, and a tap."""
    return visitor.post(visitor.get(visitor.get("/status").link("/my-data")).form("/my-data"))


def filed(visitor: Visitor) -> Shown:
    return visitor.post(shown(visitor).form("/my-data/file"))


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", ("Fresno", "Yes", "We received your application.")), ("es", ("Fresno", "Sí", "Recibimos su solicitud."))],
)
def test_it_is_readable(world: World, language: str, words: tuple[str, ...]) -> None:
    name = f"O'Brien-Núñez 李 {language}"
    visitor, _ = world.applied(name, language=language, email="ana@example.com", chosen_name="<b>Ana</b>")
    page = shown(visitor)
    assert (page.status, page.headers["cache-control"]) == (200, "no-store")
    for each in (*words, name, "ana@example.com", "<b>Ana</b>"):
        assert each in page.words
    assert "<b>Ana</b>" not in page.text


def test_states_are_said_to_the_person(world: World) -> None:
    visitor, _ = world.applied("Asked Sample", id_expires_year="2020")
    assert "State Waiting for your answer" in shown(visitor).words
    visitor.post(visitor.get("/status").form("/withdraw"))
    assert "State You withdrew your application" in shown(visitor).words


def test_the_file_is_json_to_be_saved_and_never_kept_on_the_way(world: World) -> None:
    visitor, _ = world.applied("Ñandú O'Neil")
    answer = filed(visitor)
    assert answer.headers["content-disposition"] == 'attachment; filename="my-data.json"'
    assert (answer.headers["cache-control"], answer.headers["content-type"]) == ("no-store", "application/json")
    assert json.loads(answer.text)["person"]["contact"]["legal_name"] == "Ñandú O'Neil"
    assert "Ñandú" in answer.text


def test_a_form_that_was_not_sent_is_in_it(world: World) -> None:
    visitor, _ = world.filled("Drafty Sample", until="papers")
    page = shown(visitor)
    assert "Not sent yet" in page.words
    assert "Fresno" in page.words
    assert json.loads(filed(visitor).text)["forms_not_sent"][0]["answers"]["county"] == ["fresno"]


def test_it_is_for_the_person_alone(world: World) -> None:
    assert world.visitor().get("/my-data").path == "/sign-in"
    assert world.person(Role.REVIEWER).get("/my-data").status == 403
    visitor, _ = world.applied("Forged Sample")
    for path in ("/my-data", "/my-data/file"):
        assert world.visitor().send("POST", path, {}).headers["location"].endswith("/sign-in?ended=1")
        assert visitor.send("POST", path, {"token": "x"}).status == 403


def test_no_code_is_in_it(world: World) -> None:
    visitor, received = world.applied("Code Sample")
    code = re.search(r'<p class="code">([0-9A-Z-]+)</p>', received.text)
    assert code
    for answer in (shown(visitor), filed(visitor)):
        assert answer.status == 200
        assert code[1] not in answer.text


def test_papers_are_listed_with_who_looked_at_them(world: World) -> None:
    visitor, _ = world.applied("Papers Sample")
    world.hand_in(visitor)
    application = world.application_of(visitor)
    world.staff(Role.REVIEWER, name="rosa").get(f"/staff/applications/{application}/documents/photo_id")
    page = shown(visitor)
    assert "Your papers" in page.words
    assert "Proof of school" in page.words
    papers = json.loads(filed(visitor).text)["papers"]
    assert {paper["kind"] for paper in papers} == {"photo_id", "education"}
    assert {paper["application"] for paper in papers} == {application}


def test_what_the_county_wrote_is_on_the_page_too(world: World) -> None:
    visitor, _ = world.applied("Named O'Ñ", language="es")
    people = [{"legal_name": "NAMED O'Ñ", "birth_date": "1985-05-17"}]
    headers = world.api.staff_headers("county", "fresno") | {"Idempotency-Key": "named-own-data"}
    assert world.api.send("POST", "v1/nominations", headers, {"people": people}).refused is None
    world.aws.settle()
    page = shown(visitor)
    assert "El condado de Fresno dio su nombre" in page.words
    assert "Nombre, como lo escribió el condado NAMED O'Ñ" in page.words
    assert json.loads(filed(visitor).text)["named_by_counties"][0]["legal_name"] == "NAMED O'Ñ"
