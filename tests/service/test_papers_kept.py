"""Documents go some time after their application has ended: once, recorded, told to the person, and never early."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from chalicelib.domain.actors import Actor
from chalicelib.domain.pacific import pacific_date
from chalicelib.domain.receipt import Request
from chalicelib.domain.roles import Role
from chalicelib.gateways import documents as files
from chalicelib.messages.facts import day_words
from chalicelib.services import discard_documents
from chalicelib.services.file_appeal import file_appeal
from chalicelib.services.open_session import open_session
from chalicelib.services.read_own_data import read_own_data
from chalicelib.store import folders
from tests.service.next_program import next_policy
from tests.service.papers import JPEG, PDF, SCHOOL, Person
from tests.service.site import calls_seen
from tests.service.visitor import BASE
from tests.service.world import World, whole_site

pytestmark = [pytest.mark.xdist_group("papers-kept"), pytest.mark.usefixtures("laptop")]
DAYS = 40
MOST_CALLS = 15
"""Of AWS, for an application whose papers go, the reading of the list included; however many are due."""


@pytest.fixture(scope="module")
def world() -> Iterator[World]:
    with whole_site() as opened:
        next_policy(documents_kept_days=DAYS)
        yield opened


def withdrawn(world: World, name: str) -> Person:
    person = going_on(world, name)
    person.visitor.post(person.visitor.get("/status").form("/withdraw"))
    world.aws.settle()
    return person


def going_on(world: World, name: str) -> Person:
    """With both papers, one handed in before the form was sent and one after; with a reviewer."""
    person = Person(world, name, county="alpine")
    person.send(JPEG)
    person.submit()
    assert person.document().look_on == pacific_date(world.clock.now()) + timedelta(days=DAYS + 1)
    person.send(PDF, SCHOOL)
    return person


def sweep_after(world: World, days: int) -> None:
    world.clock.jump_to(world.clock.now() + timedelta(days=days))
    world.aws.invoke("DailySweep", {})


def deletions(person: Person) -> int:
    return person.actions.count("delete_documents")


def test_they_go_on_the_day_after_the_last_once_and_the_person_reads_it(world: World) -> None:
    person, other = withdrawn(world, "Ana Gone"), going_on(world, "Bo Stays")
    sweep_after(world, DAYS)
    assert (len(person.s3), deletions(person)) == (2, 0), "the last day is a day on which they are kept"
    sweep_after(world, 1)
    assert (person.s3, deletions(person)) == ({}, 1)
    for days in (0, 1, 200):
        sweep_after(world, days)
    assert (person.s3, deletions(person)) == ({}, 1)
    assert (len(other.s3), deletions(other)) == (2, 0)
    event = folders.load_events(person.id)[-1]
    assert (event["action"], event["actor"], set(event["detail"])) == (
        "delete_documents",
        "system",
        {"photo_id", "education"},
    )


def test_the_person_reads_that_they_are_gone_and_when(world: World) -> None:
    person = withdrawn(world, "Cy Told")
    sweep_after(world, DAYS + 1)
    actor = Actor(id=person.person_id, roles=frozenset({Role.APPLICANT}))
    assert [each.deleted_at for each in read_own_data(actor).documents] == [world.clock.now()] * 2
    back = world.visitor("es")
    back.cookies["visit"] = (open_session(actor).id, f"{BASE}/")
    day = day_words("es", pacific_date(world.clock.now()))
    assert f"{day}" in back.get(person.path).words
    assert "Borramos sus documentos: ya no los necesitamos" in back.get("/status").words
    staff = world.staff(Role.REVIEWER, name="rosa").get(f"/staff/applications/{person.id}/documents").words
    assert staff.count("Deleted: ") == 2


def test_never_while_an_appeal_waits(world: World) -> None:
    person = going_on(world, "Di Appeals")
    staff = world.staff(Role.REVIEWER, name="rosa")
    form = staff.get(f"/staff/work/review/{person.id}").form("/review")
    staff.post(form.say(finding="ineligible", reasons=["COUNTY-NOT-PARTICIPATING"]))
    actor = Actor(id=person.person_id, roles=frozenset({Role.APPLICANT}))
    file_appeal(actor, person.id, "Please look again", Request(key="appeal", actor=actor.id, fingerprint="appeal"))
    sweep_after(world, DAYS + 1)
    sweep_after(world, DAYS + 50)
    assert (len(person.s3), deletions(person)) == (2, 0)


def test_a_sweep_that_died_in_the_middle_is_finished_by_the_next(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    person, day = withdrawn(world, "Ed Interrupted"), pacific_date(world.clock.now()) + timedelta(days=DAYS + 1)
    world.clock.jump_to(world.clock.now() + timedelta(days=DAYS + 1))
    with monkeypatch.context() as broken:
        broken.setattr(files, "drop_all", crash)
        assert {str(each) for each in discard_documents.discard_due(day)} == {"S3 is away"}
    assert (len(person.s3), deletions(person), person.document().kept) == (2, 1, None)
    world.aws.invoke("DailySweep", {})
    assert (person.s3, deletions(person), person.document().look_on) == ({}, 1, None)


def crash(_person: str, _application: str, but: object) -> None:
    raise ConnectionError("S3 is away")


def test_a_sweep_looks_at_so_many_and_the_next_one_goes_on_at_the_same_cost_each(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    people = [withdrawn(world, f"Fe Many {n}") for n in range(3)]
    world.clock.jump_to(world.clock.now() + timedelta(days=DAYS + 1))
    today = pacific_date(world.clock.now())
    monkeypatch.setattr(discard_documents, "AT_ONCE", 1)
    costs = []
    while any(person.s3 for person in people):
        with calls_seen() as seen:
            assert discard_documents.discard_due(today) == []
        costs.append(len(seen))
    assert len(costs) >= len(people), "one at a time"
    assert max(costs) <= MOST_CALLS
    assert [deletions(person) for person in people] == [1, 1, 1]
