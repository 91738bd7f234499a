"""The certificate of completion: sent by the provider as a file, seen by who approves the bill, and gone in time."""

import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
import requests

from chalicelib.domain.actors import Actor
from chalicelib.domain.application import AwardId
from chalicelib.domain.award import Award
from chalicelib.domain.document import Document, Training
from chalicelib.domain.folder import Folder
from chalicelib.domain.pacific import pacific_date
from chalicelib.domain.policy import Policy
from chalicelib.domain.program import ItemId
from chalicelib.domain.receipt import Request
from chalicelib.domain.refusal import Refused
from chalicelib.domain.roles import Role
from chalicelib.services.declare_conflict import declare_conflict
from chalicelib.services.hand_in_certificate import certificate_desk
from chalicelib.services.read_certificate import read_certificate
from chalicelib.services.read_own_data import read_own_data
from chalicelib.store import documents, folders, person_events, programs
from chalicelib.web.own_data import document_of
from tests.service.next_program import next_program
from tests.service.papers import (
    EICAR,
    JPEG,
    PDF,
    booking_of,
    certificate_form,
    certificate_sent,
    files_of,
    posted,
    scanned,
)
from tests.service.visitor import BASE, Form, Shown, Visitor
from tests.service.world import World, whole_site

pytestmark = pytest.mark.xdist_group("certificates")


DAYS = 61
"""More than the days in which a declined award could be asked for again."""


@pytest.fixture(scope="module")
def world() -> Iterator[World]:
    with whole_site() as made, policy(made, documents_kept_days=DAYS):
        yield made


@contextmanager
def policy(world: World, **settings: object) -> Iterator[None]:
    """Published for a while, as later versions of the program."""
    before = programs.program_at(world.clock.tick())
    _publish(world, before.policy.model_copy(update=settings))
    yield
    _publish(world, before.policy)


def _publish(world: World, changed: Policy) -> None:
    world.clock.tick()
    next_program(policy=changed.model_dump())


_numbers = itertools.count(1)


class Booking:
    """A training booked with dbsa for somebody, at $1,500."""

    def __init__(self, world: World, name: str) -> None:
        self.world = world
        self.staff, self.max = provider(world), approver(world)
        self.person, _ = world.applied(name)
        world.hand_in(self.person)
        self.award = world.award_of(self.person)
        world.approve(self.award)
        self.person.post(self.person.get("/status").form("/accept"))
        self.book()

    def book(self, key: str = "") -> None:
        starts = pacific_date(self.world.clock.now()) + timedelta(days=7)
        said = {"item": "core_training", "cents": 150_000, "starts": starts.isoformat()}
        self.world.call("provider", f"v1/awards/{self.award}/enrollments", said, f"book-{self.award}{key}")

    @property
    def page(self) -> Shown:
        return self.staff.get(booking_of(self.award))

    def send(self, content: bytes = PDF, result: str = "NO_THREATS_FOUND") -> Shown:
        return certificate_sent(self.world, self.staff, self.award, content, result)

    def bill(self, page: Shown, price: str = "1,400") -> Shown:
        """Sent also where the page has no form for it, as from one that was open before."""
        token = page.form("/staff/sign-out").fields["token"]
        said = {"token": token, "key": f"01BILL{next(_numbers):020d}", "item": "core_training", "price": price}
        return self.staff.post(Form(f"{BASE}/staff/awards/{self.award}/claim", said))

    @property
    def row(self) -> Shown:
        """As who approves bills sees it."""
        return self.max.get("/staff/work/approve_claim").row(self.award)

    @property
    def folder(self) -> Folder:
        return folders.load_folder_of_award(self.award)

    @property
    def certificate(self) -> Document:
        application = self.folder.application
        (found,) = [each for each in documents.all_documents(application.person_id, application.id) if each.training]
        return found

    @property
    def counts(self) -> str | None:
        """The file that counts for the training."""
        award = self.folder.award
        assert isinstance(award, Award)
        return award.item("core_training").certificate


def provider(world: World, name: str = "dbsa") -> Visitor:
    return world.staff(Role.PROVIDER, name=f"at-{name}", organization=name)


def approver(world: World, name: str = "max") -> Visitor:
    return world.staff(Role.PAYMENT_APPROVER, name=name)


@pytest.fixture(scope="module")
def only_booked(world: World) -> Booking:
    return Booking(world, "Only Booked")


@pytest.fixture
def booked(world: World, only_booked: Booking) -> Booking:
    """For tests that leave it as it is: nothing was sent. Whoever works there has just signed in."""
    only_booked.staff = provider(world)
    return only_booked


def test_a_bill_needs_the_file_and_nothing_typed_is_lost(world: World) -> None:
    booking = Booking(world, "Ana Núñez")
    assert "The certificate has to be here first." in booking.page.words
    assert "/claim" not in booking.page.text
    refused = booking.bill(booking.page)
    assert refused.status == 422
    assert "Send the certificate of completion first." in refused.words
    assert refused.form("/claim").fields["price"] == "1,400"

    form = certificate_form(refused)
    shown = booking.staff.get(posted(world, form, JPEG))
    assert "We are checking it for viruses." in shown.words
    assert booking.bill(shown).status == 422, "nobody knows yet that it is clean"
    key = form.fields["key"]
    assert key.startswith(f"incoming/certificates/{booking.award}/core_training/"), "no person"
    application = booking.folder.application
    assert not {application.person_id, application.id} & set(key.split("/"))
    scanned(world, key, "NO_THREATS_FOUND", files_of(booking.award)[key])
    assert list(files_of(booking.award)) == [key.replace("incoming", "kept")]

    assert "The certificate is here." in booking.staff.get("/staff/bookings").row(booking.award).words
    billed = booking.bill(booking.page)
    assert "Billed, not checked yet" in billed.row(booking.award).words
    events = folders.load_events(application.id)
    assert [event["action"] for event in events[-2:]] == ["hand_in_certificate", "claim"]
    assert events[-1]["detail"]["certificate"] == booking.counts == events[-2]["detail"]["file"]
    assert "Your provider sent your certificate of completion" in booking.person.get("/status").words


@pytest.mark.parametrize(
    ("content", "result", "told"),
    [
        (b"", "NO_THREATS_FOUND", "This file is empty."),
        (b"not a picture", "NO_THREATS_FOUND", "This is no PDF, JPEG, PNG or HEIC file."),
        (JPEG + b"x" * (10 * 1024 * 1024), "NO_THREATS_FOUND", "This file is larger than 10 MB."),
        (EICAR, "THREATS_FOUND", "This is no PDF"),
        (PDF + EICAR, "THREATS_FOUND", "We found a virus in this file"),
        (PDF, "UNSUPPORTED", "We could not look into this file."),
    ],
    ids=["empty", "no picture", "large", "a program", "virus", "locked"],
)
def test_what_is_wrong_is_told_and_not_kept(
    world: World, booked: Booking, content: bytes, result: str, told: str
) -> None:
    shown = booked.send(content, result)
    assert told in shown.words
    assert (booked.counts, files_of(booked.award)) == (None, {})


def test_a_newer_one_takes_its_place_until_the_bill_is_approved(world: World) -> None:
    booking = Booking(world, "Bo Replaced")
    booking.send(JPEG)
    first = booking.counts
    shown = booking.send(b"not a picture")
    assert "The one that you sent before is still here." in shown.words
    assert booking.counts == first
    booking.bill(shown)
    looked_at = booking.row
    assert "No file." not in looked_at.words
    booking.send(PDF)
    assert booking.counts not in (None, first)
    assert [key.rpartition("/")[2] for key in files_of(booking.award)] == [booking.counts]

    max_ = booking.max
    stale = max_.post(looked_at.form("/approve-claim"))
    assert (stale.status, "The provider sent another certificate meanwhile." in stale.words) == (409, True)
    open_page = booking.page
    assert "The bill is approved." in max_.post(booking.row.form("/approve-claim")).words
    late = booking.staff.get(posted(world, certificate_form(open_page), JPEG))
    assert [form for form in late.forms if "success_action_redirect" in form.fields] == []
    assert [key.rpartition("/")[2] for key in files_of(booking.award)] == [booking.counts]
    assert folders.load_events(booking.folder.application.id)[-1]["detail"]["certificate"] == booking.counts


def test_who_approves_opens_it_for_a_minute_and_that_is_recorded(world: World) -> None:
    booking = Booking(world, "Cy Opened")
    link = f"{booking_of(booking.award)}/certificate"
    assert booking.max.get(link).status == 404
    booking.bill(booking.send(PDF))
    assert booking.row.link("/certificate") == link
    answer = booking.max.send("GET", link)
    assert answer.status == 303
    assert requests.get(answer.headers["location"], timeout=5).content == PDF
    assert "X-Amz-Expires=60" in answer.headers["location"]
    person_id = booking.folder.application.person_id
    (event,) = [each for each in person_events.events_of(person_id) if each.action == "read_document"]
    assert (event.actor, event.roles) == ("staff-max", ("payment_approver",))
    assert event.detail["document"] == "certificate#core_training"

    cousin = Actor(id="staff-tied", roles=frozenset({Role.REVIEWER}))
    asked = Request(key="tie", actor=cousin.id, fingerprint="tie")
    declare_conflict(cousin, booking.folder.application.id, None, asked)
    for role in sorted(set(Role) - {Role.PAYMENT_APPROVER, Role.APPLICANT, Role.SYSTEM}):
        assert world.staff(role).get(link).status == 403, role
    training = Training(award_id=AwardId(booking.award), item=ItemId("core_training"))
    themselves = Actor(id=person_id, roles=frozenset({Role.PAYMENT_APPROVER, Role.PROVIDER}), organization="dbsa")
    with pytest.raises(Refused, match="SAME-PERSON"):
        read_certificate(themselves, training)
    with pytest.raises(Refused, match="SAME-PERSON"):
        certificate_desk(themselves, training, "https://site.invalid/")
    tied = world.staff(Role.PAYMENT_APPROVER, Role.REVIEWER, name="tied").send("GET", link)
    assert (tied.status, "location" in tied.headers) == (403, False)
    reviewers = world.staff(Role.REVIEWER).get(f"/staff/applications/{booking.folder.application.id}/documents")
    assert "Certificate" not in reviewers.words, "a reviewer has nothing to do with it"


def test_what_is_booked_with_another_provider_is_not_there(world: World, booked: Booking) -> None:
    for path in (booking_of(booked.award), booking_of(booked.award, "exam"), booking_of("A-2222-2222")):
        assert provider(world, "sample-academy").get(path).status == 404
    assert booked.staff.get(booking_of(booked.award, "exam")).status == 404
    assert world.staff(Role.REVIEWER).get(booking_of(booked.award)).status == 403


def test_it_goes_with_its_booking(world: World) -> None:
    booking = Booking(world, "Di Again")
    booking.send(PDF)
    staff = booking.staff
    staff.post(staff.get("/staff/bookings").row(booking.award).form("/undo-booking"))
    booking.book("again")
    assert booking.counts is None
    assert "Not sent yet" in booking.page.words
    assert booking.bill(booking.page).status == 422
    assert "Billed" in booking.bill(booking.send(JPEG)).words
    assert len(files_of(booking.award)) == 1


def test_its_person_is_told_of_it_and_it_goes_when_its_time_is_up(world: World) -> None:
    booking = Booking(world, "Ed Told")
    booking.send(PDF)
    application = booking.folder.application
    mine = Actor(id=application.person_id, roles=frozenset({Role.APPLICANT}))
    papers = document_of(read_own_data(mine), programs.program_at(world.clock.now()))["papers"]
    (told,) = [each for each in papers if each["kind"] == "certificate"]
    assert (told["award"], told["item"], told["id"]) == (booking.award, "core_training", booking.counts)
    assert "Certificate of completion" in booking.person.post(booking.person.get("/my-data").form("/my-data")).words

    booking.person.post(booking.person.get("/status").form("/decline"))
    staff = booking.staff
    staff.post(staff.get("/staff/bookings").row(booking.award).form("/undo-booking"))
    world.clock.jump_to(world.clock.now() + timedelta(days=DAYS))
    world.aws.invoke("DailySweep", {})
    assert booking.certificate.kept, "the last day is a day on which it is kept"
    for _ in range(2):
        world.clock.jump_to(world.clock.now() + timedelta(days=1))
        world.aws.invoke("DailySweep", {})
    assert files_of(booking.award) == {} == files_of(application.id)
    gone = booking.certificate
    assert (gone.kept, gone.look_on, gone.deleted_at is not None) == (None, None, True)
    detail = folders.load_events(application.id)[-1]["detail"]
    assert set(detail) == {"photo_id", "education", "certificate#core_training"}


def test_where_the_providers_word_is_enough(world: World) -> None:
    booking = Booking(world, "Fe Word")
    with policy(world, certificate_file_required=False):
        page = booking.page
        assert booking.bill(page).status == 422
        said = booking.staff.post(page.form("/claim").say(certificate="yes", price="x"))
        assert (said.status, said.form("/claim").fields["certificate"]) == (422, "yes"), "nothing typed is lost"
        booking.staff.post(page.form("/claim").say(certificate="yes", price="1400"))
    assert "No file. The provider says that the person has one." in booking.row.words
