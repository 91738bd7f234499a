"""A program that wants the papers together with the application (`documents_when: at_submission`)."""

from collections.abc import Iterator

import pytest

from chalicelib.domain.policy import DocumentsWhen
from chalicelib.store import programs
from tests.service.papers import JPEG, PDF, SCHOOL, Person
from tests.service.world import World, whole_site

pytestmark = pytest.mark.xdist_group("documents-at-submission")


@pytest.fixture(autouse=True)
def _laptop(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MALWARE_SCAN", "built-in")


@pytest.fixture
def strict() -> Iterator[World]:
    with whole_site() as opened:
        now = opened.clock.now()
        program = programs.program_at(now)
        policy = program.policy.model_copy(update={"documents_when": DocumentsWhen.AT_SUBMISSION})
        changes = {"version": program.version + 1, "effective_from": now, "policy": policy}
        programs.publish(program.model_copy(update=changes))
        programs.forget_programs()
        yield opened


def test_the_form_is_not_sent_without_what_the_program_wants_with_it(strict: World) -> None:
    person = Person(strict, "Ef Sample")
    assert "We need both with your application." in person.visitor.get(person.path).words
    shown = person.submit()
    assert shown.path.endswith("/send")
    assert "We do not have the photo ID or the proof of school yet" in shown.words
    person.send(JPEG)
    assert person.submit().path.endswith("/send")
    person.send(PDF, SCHOOL)
    assert person.submit().path == "/received"
    assert "You cannot send papers for this application now." in person.visitor.get(person.path).words


def test_a_fee_waiver_needs_none(strict: World) -> None:
    person = Person(strict, "Eg Sample", "waiver-exam-fee", fee_paid="no")
    assert "For this help you do not have to send papers." in person.visitor.get(person.path).words
    assert person.submit().path == "/received"
