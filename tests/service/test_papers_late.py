"""Documents that came after an application was found eligible: no reviewer has looked at them, and one has to."""

from collections.abc import Iterator

import pytest

from chalicelib.domain.actors import Actor
from chalicelib.domain.codes import Code
from chalicelib.domain.notice import NoticeKind
from chalicelib.domain.receipt import Request
from chalicelib.domain.refusal import Refused
from chalicelib.domain.roles import Role
from chalicelib.services.approve_award import approve_award
from chalicelib.services.check_document import Looked, check_document
from chalicelib.store import folders, notices
from tests.service.papers import JPEG, PDF, PHOTO, SCHOOL, Person
from tests.service.visitor import Shown, Visitor
from tests.service.world import World, whole_site

pytestmark = [pytest.mark.xdist_group("papers-late"), pytest.mark.usefixtures("laptop")]
LIST = "/staff/work/papers"


@pytest.fixture(scope="module")
def world() -> Iterator[World]:
    with whole_site() as opened:
        yield opened


def rosa(world: World) -> Visitor:
    return world.staff(Role.REVIEWER, name="rosa")


def check(staff: Visitor, person: Person, kind: str, finding: str, page: Shown | None = None) -> Shown:
    form = (page or staff.get(f"{LIST}/{person.id}")).form(f"/documents/{kind}/check")
    return staff.post(form.say(finding=finding))


def waiting(world: World, person: Person) -> bool:
    return person.id in rosa(world).get(LIST).text


def told(person: Person) -> list[NoticeKind]:
    return [kept.notice.kind for kept in notices.of_person(person.person_id)]


def test_what_is_sent_after_the_award_waits_until_a_reviewer_has_seen_all_of_it(world: World) -> None:
    person = Person(world, "Ana Late")
    person.submit()
    world.approve(world.award_of(person.visitor))
    assert not waiting(world, person), "nothing came yet"
    person.send(JPEG)
    person.send(PDF, SCHOOL)
    staff = rosa(world)
    row = staff.get(LIST).row(person.id)
    assert "To be done by December 31, 2026" in row.words
    assert "Papers to look at" in staff.get("/staff").words
    page = staff.get(f"{LIST}/{person.id}")
    assert page.words.count("Nobody has looked at it yet.") == 2
    assert "Ana Late" in page.words
    after = check(staff, person, "photo_id", "accepted", page)
    assert after.path == f"{LIST}/{person.id}"
    assert "It is recorded what you found in the paper." in after.words
    assert "It can be used." in after.words
    assert "You cannot decide this" not in after.words, "one reviewer may look at all of it"
    assert waiting(world, person)
    stale = check(staff, person, "education", "accepted", page)
    assert stale.status == 409
    done = check(staff, person, "education", "accepted")
    assert done.path == LIST
    assert not waiting(world, person)
    assert person.actions[-2:] == ["accept_document", "accept_document"]
    assert NoticeKind.PAPER_REFUSED not in told(person)
    assert "A reviewer looked at your paper: it is fine" in person.visitor.get("/status").words


def test_one_that_cannot_be_used_is_asked_for_again_and_nothing_else_changes(world: World) -> None:
    person = Person(world, "Bo Late")
    person.submit()
    world.approve(world.award_of(person.visitor))
    person.visitor.post(person.visitor.get("/status").form("/accept"))
    person.send(JPEG)
    before, staff = folders.load_folder(person.id), rosa(world)
    check(staff, person, "photo_id", "ID-EXPIRED")
    after = folders.load_folder(person.id)
    assert (after.award, after.application.status) == (before.award, before.application.status)
    assert told(person)[-1] is NoticeKind.PAPER_REFUSED
    assert "Photo ID" in person.visitor.get("/status").words.split("We still need papers from you")[1]
    page = person.visitor.get(person.path).words
    assert "We cannot use the one that you sent. The photo ID that we have for you has expired." in page
    assert "Please send a photo ID that has not expired." in page
    (key,) = person.s3
    assert "We have your file" in person.send(PDF).words
    assert key not in person.s3, "a newer one takes the place of one that was refused"
    assert waiting(world, person)
    check(staff, person, "photo_id", "accepted")
    assert not waiting(world, person)
    assert "You cannot send papers for this application now" not in person.visitor.get(person.path).words


def test_one_that_nobody_needed_can_be_sent_again_from_the_status_page(world: World) -> None:
    person = Person(world, "Bea Waiver", "waiver-exam-fee", fee_paid="no", county="alpine")
    person.send(JPEG)
    person.submit()
    staff = rosa(world)
    check(staff, person, "photo_id", "ID-UNREADABLE", staff.get(f"/staff/work/review/{person.id}"))
    status = person.visitor.get("/status")
    assert "We still need papers from you" not in status.words
    assert status.link("/documents/") == person.path
    assert person.form(PHOTO).fields["key"]


def test_papers_of_a_form_that_the_rules_find_eligible_wait_too(world: World) -> None:
    person = Person(world, "Cy Early")
    person.send(JPEG)
    assert not waiting(world, person), "a form that nobody sent is nobody's business"
    person.submit()
    award = world.award_of(person.visitor)
    assert not waiting(world, person), "it waits for an approver first"
    world.approve(award)
    assert waiting(world, person)
    person.visitor.post(person.visitor.get("/status").form("/decline"))
    assert not waiting(world, person), "what has ended needs no look"


def test_a_reviewer_of_the_whole_application_looks_there_and_what_they_left_waits_afterwards(world: World) -> None:
    person = Person(world, "Di Review", county="alpine")
    person.send(JPEG)
    person.send(PDF, SCHOOL)
    person.submit()
    assert not waiting(world, person)
    staff, review = rosa(world), f"/staff/work/review/{person.id}"
    after = check(staff, person, "education", "EDU-UNREADABLE", staff.get(review))
    assert after.path == review
    assert "Cannot be used: We cannot read the diploma or degree that you sent." in after.words
    staff.post(after.form("/review").say(finding="eligible", note="Works in Fresno."))
    world.approve(world.award_of(person.visitor))
    assert waiting(world, person)


def test_who_may_look_and_what_stands_in_the_way(world: World) -> None:
    person = Person(world, "Ed Late")
    person.submit()
    award = world.award_of(person.visitor)
    person.send(JPEG)
    kept = person.document().kept
    assert kept is not None
    wanda = Actor(id="staff-wanda", roles=frozenset({Role.REVIEWER, Role.APPROVER}))
    looked = Looked(PHOTO, kept.id, None)

    def refused(actor: Actor, found: Looked = looked) -> Code:
        with pytest.raises(Refused) as caught:
            check_document(actor, person.id, found, Request(key=f"{actor.id}{found}", actor=actor.id, fingerprint="x"))
        return caught.value.code

    application = folders.load_folder(person.id).application
    assert refused(Actor(id="staff-ari", roles=frozenset({Role.APPROVER}))) is Code.NOT_ALLOWED
    assert refused(wanda.model_copy(update={"id": application.person_id})) is Code.SAME_PERSON
    assert refused(wanda, Looked(SCHOOL, kept.id, None)) is Code.STALE
    assert refused(wanda, Looked(PHOTO, "another", None)) is Code.STALE
    assert refused(wanda, Looked(PHOTO, kept.id, Code.UNDER_18)) is Code.INVALID
    once = Request(key="once", actor=wanda.id, fingerprint="once")
    receipts = [check_document(wanda, person.id, looked, once) for _ in range(2)]
    assert receipts[0] == receipts[1]
    assert person.actions.count("accept_document") == 1
    with pytest.raises(Refused, match="SAME-PERSON"):
        approve_award(wanda, person.id, once.model_copy(update={"key": "approve"}))
    world.approve(award)
    person.visitor.post(person.visitor.get("/status").form("/decline"))
    assert refused(wanda) is Code.WRONG_STATE


def test_nothing_chosen_and_a_kind_that_there_is_not(world: World) -> None:
    person = Person(world, "Fe Late")
    person.submit()
    world.approve(world.award_of(person.visitor))
    person.send(JPEG)
    staff = rosa(world)
    form = staff.get(f"{LIST}/{person.id}").form("/documents/photo_id/check")
    shown = staff.post(form)
    assert (shown.status, "Choose what you found." in shown.words) == (422, True)
    form.action = form.action.replace("photo_id", "diary")
    assert staff.post(form.say(finding="accepted")).status == 404
