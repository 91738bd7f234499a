"""Whoever waited in vain goes on at the original time: in the next round, or for another benefit that is open."""

from collections.abc import Iterator
from typing import Any

import pytest
import requests

from chalicelib.domain.actors import Actor
from chalicelib.domain.application import ApplicationId
from chalicelib.domain.codes import Code
from chalicelib.domain.document import DocumentKind, DocumentState
from chalicelib.domain.pacific import pacific_date
from chalicelib.domain.person import PersonId
from chalicelib.domain.program import PoolId
from chalicelib.domain.receipt import Request
from chalicelib.domain.roles import Role
from chalicelib.domain.states import ApplicationStatus
from chalicelib.services import discard_documents
from chalicelib.services.check_document import Looked, check_document
from chalicelib.services.read_document import read_document
from chalicelib.store import carry_overs, documents, folders, programs, table
from tests.service.next_program import next_policy, next_program
from tests.service.papers import JPEG, PDF, PHOTO, SCHOOL, files_of, handed_in
from tests.service.site import INITIAL, Answer, Site, open_site

pytestmark = pytest.mark.xdist_group("carry-over")

BENEFIT = "grandparenting"
POOL = f"{BENEFIT}/statewide"


@pytest.fixture
def site() -> Iterator[Site]:
    with open_site({INITIAL: {"seats": 1, "cents": 185_000}}) as opened:
        yield opened
        opened.check_books()
        opened.check_workflows()


def carry(site: Site, name: str, benefit: str | None = None, key: str | None = None, by: str = "") -> Answer:
    path = f"/v1/applications/{site.application(name)}/carry-over"
    answer = site.post(path, {"benefit": benefit}, key=key, who=f"applicant {by or name}")
    site.aws.settle()
    return answer


def shown(site: Site, name: str) -> dict[str, Any]:
    found = site.get("/v1/status", who=f"applicant {name}").body["applications"]
    return next(each for each in found if each["id"] == site.application(name))


def close_out(site: Site, benefit: str = BENEFIT) -> None:
    for change in ("close", "close_out"):
        site.clock.tick()
        body = {"change": change, "reason": "The money ends"}
        assert site.post(f"/v1/rounds/{benefit}/events", body, who="manager mia").status == 201
    site.job("RelayOutbox")


def next_round(site: Site, benefit: str = BENEFIT, **window: Any) -> None:
    """A later version of the program with the benefit's next window; it opens tomorrow, and tomorrow it is."""
    site.jump(1)
    now = site.clock.now()
    program = programs.program_at(now)
    rounds = [
        each.model_dump() | ({"opens": pacific_date(now), **window} if each.benefit == benefit else {})
        for each in program.rounds
    ]
    next_program(rounds=rounds)


class TestNextRound:
    def test_a_closed_out_application_goes_on_at_its_first_time(self, site: Site) -> None:
        for name in ("ana", "ben"):
            site.apply(name, BENEFIT)
        first = site.folder("ben").application
        close_out(site)
        assert site.folder("ben").application.status is ApplicationStatus.CLOSED
        assert shown(site, "ben")["carry_over"] == []
        assert carry(site, "ben").code == "ROUND-CLOSED"
        next_round(site)
        site.apply("newcomer", BENEFIT)
        assert shown(site, "ben")["carry_over"] == [BENEFIT]
        done = carry(site, "ben")
        assert done.status == 201
        site.stage.names.applications["ben again"] = done.body["application_id"]
        again = site.folder("ben again").application
        assert (again.submitted_at, again.answers, again.benefit) == (first.submitted_at, first.answers, first.benefit)
        # Before whoever came with the new round, however late he carries over.
        assert site.stage.status_of("newcomer")["queue_position"] == 2
        assert [step.action for step in again.history] == ["carry_over", "determine"]
        assert shown(site, "ben")["carry_over"] == []
        assert carry(site, "ben").code == "WRONG-STATE"

    def test_the_same_request_carries_over_once(self, site: Site) -> None:
        site.apply("ana", BENEFIT)
        close_out(site)
        next_round(site)
        first, second = carry(site, "ana", key="once"), carry(site, "ana", key="once")
        assert first.text == second.text
        assert len(site.get("/v1/status", who="applicant ana").body["applications"]) == 2

    def test_the_rules_are_put_to_it_anew(self, site: Site) -> None:
        site.apply("ana", BENEFIT)
        site.apply("exam", "initial")
        close_out(site)
        next_round(site, nomination_required=True)
        done = carry(site, "ana")
        site.stage.names.applications["ana again"] = done.body["application_id"]
        application = site.folder("ana again").application
        assert (application.status, [str(code) for code in application.reasons]) == (
            ApplicationStatus.UNDER_REVIEW,
            ["NOT-NOMINATED"],
        )

    def test_it_is_refused_to_others_and_where_it_is_not_due(self, site: Site) -> None:
        site.apply("ana", BENEFIT)
        site.apply("ben", BENEFIT)
        site.do("applicant ben", "withdraw", application="ben")
        assert carry(site, "ana").code == "WRONG-STATE"
        close_out(site)
        next_round(site)
        before = site.fingerprint()
        assert carry(site, "ana", by="ben").code == "NOT-FOUND"
        assert carry(site, "ben").code == "WRONG-STATE"
        refused = carry(site, "ana", "initial")
        assert (refused.code, refused.body["field"]) == ("INVALID", "benefit")
        assert carry(site, "ana", "nothing").code == "INVALID"
        assert site.fingerprint() == before
        given: dict[str, Any] = {"as": "ana2"}
        site.do("applicant ana", "submit", benefit=BENEFIT, **given)
        assert shown(site, "ana")["carry_over"] == []
        assert carry(site, "ana").code == "DUPLICATE-APPLICATION"

    def test_a_suspended_round_takes_nobody(self, site: Site) -> None:
        site.apply("ana", BENEFIT)
        close_out(site)
        next_round(site)
        body = {"change": "suspend", "reason": "Waiting"}
        assert site.post(f"/v1/rounds/{BENEFIT}/events", body, who="manager mia").status == 201
        assert shown(site, "ana")["carry_over"] == []
        assert carry(site, "ana").code == "ROUND-SUSPENDED"


class TestQueueThatWasLeft:
    def test_who_waits_moves_to_another_benefit_and_gives_up_the_place(self, site: Site) -> None:
        for name in ("ana", "ben"):
            site.apply(name, BENEFIT)
        first = site.folder("ana").application.submitted_at
        assert shown(site, "ana")["carry_over"] == []
        assert carry(site, "ana", "initial").code == "WRONG-STATE"
        site.clock.tick()
        table.transact([carry_overs.queue_left_write(PoolId(POOL), site.clock.now())])
        site.apply("later", BENEFIT)
        assert shown(site, "later")["carry_over"] == []
        assert "initial" in shown(site, "ana")["carry_over"]
        assert BENEFIT not in shown(site, "ana")["carry_over"]
        for benefit in (None, BENEFIT):
            assert carry(site, "ana", benefit).code == "INVALID"
        done = carry(site, "ana", "initial")
        site.stage.names.applications["ana moved"] = done.body["application_id"]
        assert site.folder("ana").application.status is ApplicationStatus.WITHDRAWN
        moved = site.folder("ana moved")
        assert (moved.application.submitted_at, moved.application.benefit) == (first, "initial")
        assert moved.award
        assert site.stage.status_of("ben")["queue_position"] == 1
        assert carry(site, "ana", "initial").code == "WRONG-STATE"

    def test_where_the_other_round_is_closed_the_place_is_kept(self, site: Site) -> None:
        site.apply("ana", BENEFIT)
        site.clock.tick()
        table.transact([carry_overs.queue_left_write(PoolId(POOL), site.clock.now())])
        body = {"change": "close", "reason": "Full"}
        assert site.post("/v1/rounds/initial/events", body, who="manager mia").status == 201
        before = site.fingerprint()
        assert carry(site, "ana", "initial").code == "ROUND-CLOSED"
        assert site.fingerprint() == before


DAYS = 40


class TestPapers:
    def test_what_can_be_used_goes_on_and_its_files_stay_as_long_as_one_needs_them(self, site: Site) -> None:
        papers_kept_for(site, DAYS)
        earlier = ApplicationId(site.apply("ana", BENEFIT))
        person = site.folder("ana").application.person_id
        handed_in(site, person, earlier, JPEG)
        handed_in(site, person, earlier, PDF, SCHOOL)
        looked(site, earlier, PHOTO, None)
        close_out(site)
        next_round(site)
        later = ApplicationId(carry(site, "ana").body["application_id"])
        site.stage.names.applications["later"] = later
        mine = documents.documents_of(person, later)
        assert [(each.counts, each.unseen) for each in mine.values()] == [(True, False), (True, True)]
        application = site.folder("later").application
        assert application.papers_since, "a reviewer has not looked at the proof of school"
        assert "rosa" in application.reviewers, "who looked at the photo ID does not approve the award"
        theirs = files_of(earlier)
        assert set(site.events("later", "carry_over")[0]["detail"]) == {"answers", "from", "photo_id", "education"}
        discard_documents.drop_unused(person, [(person, earlier), (person, later)])
        assert files_of(earlier) == theirs

        sweep_after(site, DAYS)
        assert [each.kept for each in documents.documents_of(person, earlier).values()] == [None, None]
        assert files_of(earlier) == theirs, "they are the later one's"
        with site.aws.running_as("APIHandler"):
            link = read_document(Actor(id="rosa", roles=frozenset({Role.REVIEWER})), later, PHOTO)
        assert requests.get(link, timeout=5).content == JPEG

        looked(site, later, PHOTO, Code.ID_EXPIRED)
        handed_in(site, person, later, PDF)
        assert [key.split("/")[3] for key in files_of(earlier)] == ["education"], "nobody needs the one before"
        assert len(files_of(later)) == 1
        site.do("applicant ana", "withdraw", application="later")
        sweep_after(site, DAYS)
        assert files_of(earlier) == {} == files_of(later)

    def test_what_was_refused_or_is_gone_has_to_be_sent_again(self, site: Site) -> None:
        papers_kept_for(site, 1)
        asked = {name: ApplicationId(site.apply(name, BENEFIT)) for name in ("ben", "cleo")}
        person = {name: site.folder(name).application.person_id for name in asked}
        for name, application in asked.items():
            handed_in(site, person[name], application, JPEG)
        looked(site, asked["ben"], PHOTO, Code.ID_UNREADABLE)
        close_out(site)
        next_round(site)
        assert missing(person["ben"], carry(site, "ben"))
        sweep_after(site, 1)
        assert missing(person["cleo"], carry(site, "cleo"))


def missing(person: PersonId, carried: Answer) -> bool:
    """Whether the photo ID did not go on."""
    found = documents.documents_of(person, ApplicationId(carried.body["application_id"]))[PHOTO]
    return (found.state, found.version) == (DocumentState.MISSING, 0)


def looked(site: Site, application: str, kind: DocumentKind, refused: Code | None) -> None:
    """What rosa found in the paper that is kept."""
    rosa = Actor(id="rosa", roles=frozenset({Role.REVIEWER}))
    person = folders.load_folder(application).application.person_id
    kept = documents.documents_of(person, ApplicationId(application))[kind].kept
    assert kept is not None
    asked = Request(key=f"looked {application} {kept.id}", actor=rosa.id, fingerprint=kept.id)
    check_document(rosa, application, Looked(kind, kept.id, refused), asked)
    site.aws.settle()


def papers_kept_for(site: Site, days: int) -> None:
    site.clock.tick()
    next_policy(documents_kept_days=days)


def sweep_after(site: Site, days: int) -> None:
    """On the day after so many more days."""
    site.jump(days + 1)
    site.job("DailySweep")
