"""A program that wants the papers together with the application (`documents_when: at_submission`)."""

from collections.abc import Iterator

import pytest

from chalicelib.domain.policy import DocumentsWhen
from chalicelib.domain.states import IntakeStatus
from chalicelib.store import intakes
from tests.service.next_program import next_policy
from tests.service.papers import JPEG, PDF, SCHOOL, Person
from tests.service.test_pages_intake import ivy, noe, record_of, typed
from tests.service.world import World, whole_site

pytestmark = [pytest.mark.xdist_group("documents-at-submission"), pytest.mark.usefixtures("laptop")]


@pytest.fixture
def strict() -> Iterator[World]:
    with whole_site() as opened:
        next_policy(documents_when=DocumentsWhen.AT_SUBMISSION)
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


def test_a_paper_is_not_filed_before_staff_saw_what_the_program_wants_with_it(strict: World) -> None:
    assert "Bring this form together with your photo ID" in strict.visitor().get("/paper/initial").words
    assert "Do not send your ID" in strict.visitor().get("/paper/waiver-exam-fee").words
    made = record_of(typed(strict, "Eh Sample"))
    staff = noe(strict)
    shown = staff.post(staff.get(f"/staff/intake/{made}").forms[-2])
    assert "We do not have the photo ID or the proof of school yet" in shown.words
    assert intakes.load_intake(made).status is IntakeStatus.ENTERED
    mender = ivy(strict)
    mended = mender.get(f"/staff/intake/{made}/correction").form("/correction")
    assert "It is mended" in mender.post(mended.say(id_seen="yes", education_seen="yes")).words
    assert "The application is filed." in staff.post(staff.get(f"/staff/intake/{made}").forms[-2]).words
