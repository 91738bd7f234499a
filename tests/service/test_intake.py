"""Applications on paper and by phone: two people, the time of arrival as the place in line, and nothing lost."""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest

from chalicelib.domain.actors import Actor
from chalicelib.domain.folder import in_queue
from chalicelib.domain.notice import NoticeKind
from chalicelib.domain.pacific import PACIFIC
from chalicelib.domain.program import PoolId
from chalicelib.domain.roles import Role
from chalicelib.domain.states import ApplicationStatus
from chalicelib.services.hand_over_code import read_code_letter
from chalicelib.services.read_intake import read_intake
from chalicelib.services.replay_queue import replay_queue
from chalicelib.store import intakes, people, person_events
from tests.service.intake_desk import CHECKER, MAKER, REVIEWER, decide, filed, paper, typed, work
from tests.service.site import PLENTY, Site, open_site

pytestmark = pytest.mark.xdist_group("intake")

UNHOUSED = "specialization-unhoused/central"
POOLS = {"initial/statewide": PLENTY, UNHOUSED: {"seats": 0, "cents": 0}}
CLERK = Actor(id="staff-c", roles=frozenset({Role.INTAKE}))


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    with open_site(POOLS) as opened:
        yield opened
        opened.check_books()


class TestFiling:
    def test_it_is_filed_at_the_time_it_came_in_and_only_then(self, site: Site) -> None:
        made = typed(site, "María Ñúñez", received_at="2026-03-01T16:30")
        (waiting,) = [row for row in work(site, "intake") if row["id"] == made]
        assert (waiting["benefit"], waiting["since"][:16]) == ("initial", "2026-03-02T00:30")
        assert not [row for row in site.rows() if row["sk"]["S"] == "PROFILE" and "Ñúñez" in str(row)]
        answer = decide(site, made)
        assert (answer.status, answer.body["status"]) == (200, "submitted")
        assert "access_code" not in answer.body, "the code goes to its person alone"
        site.know("María Ñúñez", answer.body | {"access_code": "not known"})
        application = site.folder("María Ñúñez").application
        assert application.submitted_at == datetime(2026, 3, 1, 16, 30, tzinfo=PACIFIC)
        assert application.arrival is not None
        assert application.arrival.reference == "SCAN-7"
        assert application.status is ApplicationStatus.QUEUED
        (event,) = site.events("María Ñúñez", "file")
        assert event["detail"]["intake"] == made
        assert event["detail"]["medium"] == "paper"
        assert event["actor"] != event["detail"]["entered_by"]
        assert "Ñúñez" not in json.dumps(event, ensure_ascii=False)

    def test_once_filed_the_record_holds_nothing_personal(self, site: Site) -> None:
        made = typed(site, "Once Filed")
        assert read_intake(CLERK, made).intake.given is not None
        assert decide(site, made).status == 200
        bodies = [row["body"]["S"] for row in site.rows() if row["pk"]["S"] == f"INTAKE#{made}"]
        assert "Once Filed" not in "".join(bodies)
        assert [step.action for step in intakes.load_intake(made).history] == ["enter", "confirm"]

    def test_the_receipt_says_when_it_came_and_goes_out_as_a_letter(self, site: Site) -> None:
        filed(site, "Lettered Person", contact=site.form("Lettered Person")["contact"] | {"email": None})
        receipt = site.notice("Lettered Person", NoticeKind.RECEIPT)
        assert receipt.facts == {"benefit": "initial", "medium": "paper", "arrived": site.in_days(0)}
        site.job("SendNotices")
        assert site.notice("Lettered Person").delivery.state.value == "letter"

    def test_the_place_in_line_is_that_of_the_time_it_came_in(self, site: Site) -> None:
        site.apply("on the site", "specialization-unhoused", county="Fresno")
        filed(site, "on paper", "specialization-unhoused", county="Fresno")
        site.apply("later", "specialization-unhoused", county="Fresno")
        filed(site, "called", "specialization-unhoused", county="Fresno", medium="phone", reference=None)
        names = ("on paper", "called", "on the site", "later")
        assert all(in_queue(site.folder(name)) for name in names)
        positions = {name: site.stage.status_of(name)["queue_position"] for name in names}
        assert positions == {"on paper": 1, "called": 2, "on the site": 3, "later": 4}
        site.do("dhcs dana", "allot", pool=UNHOUSED, seats=1, cents=160_000)
        assert site.folder("on paper").award
        site.do("dhcs dana", "allot", pool=UNHOUSED, seats=1, cents=160_000)
        assert site.folder("called").award
        outcome = replay_queue(PoolId(UNHOUSED))
        assert (outcome.allocations, outcome.disagreements) == (2, ()), "whoever looks later finds the same order"

    def test_a_revision_keeps_the_place(self, site: Site) -> None:
        filed(site, "unsigned", ethics_signed=False)
        before = site.folder("unsigned").application
        assert before.status is ApplicationStatus.REVISION_REQUESTED
        site.do("applicant unsigned", "revise", application="unsigned", ethics_signed=True)
        after = site.folder("unsigned").application
        assert (after.submitted_at, after.arrival) == (before.submitted_at, before.arrival)
        assert after.award_id or after.status is ApplicationStatus.QUEUED

    def test_the_rules_look_at_the_day_it_came_in(self, site: Site) -> None:
        """The ID was good then; that it ran out while the paper lay on a desk is held against nobody."""
        documents = {"photo_id": {"expires": site.in_days(0)}}
        arrived = site.clock.now().isoformat()
        made = typed(site, "old card", documents=documents, received_at=arrived)
        site.jump(3)
        assert decide(site, made).status == 200
        site.know("old card", {"access_code": "x", "application_id": intakes.load_intake(made).application_id})
        assert site.folder("old card").application.reasons == ()

    def test_it_never_displaces_an_award(self, site: Site) -> None:
        """Somebody who came later was served while the paper lay on a desk: they keep it, and the paper is next."""
        made = typed(site, "lay on a desk", "specialization-justice-involved", county="Fresno")
        pool = "specialization-justice-involved/central"
        site.do("dhcs dana", "allot", pool=pool, seats=1, cents=160_000)
        site.apply("was served", "specialization-justice-involved", county="Fresno")
        assert site.folder("was served").award
        site.apply("comes after", "specialization-justice-involved", county="Fresno")
        answer = decide(site, made)
        code = read_code_letter(REVIEWER, answer.body["person_id"]).code
        site.know("lay on a desk", answer.body | {"access_code": code})
        assert site.folder("was served").award
        assert site.stage.status_of("lay on a desk")["queue_position"] == 1
        assert site.stage.status_of("comes after")["queue_position"] == 2
        assert replay_queue(PoolId(pool)).disagreements == ()

    def test_a_second_record_of_the_same_person_goes_to_a_reviewer(self, site: Site) -> None:
        site.apply("twice on file", "grandparenting")
        filed(site, "twice on file")
        assert "POSSIBLE-DUPLICATE" in site.folder("twice on file").application.reasons


class TestSecondPerson:
    def test_whoever_typed_it_confirms_nothing(self, site: Site) -> None:
        made = typed(site, "same hands")
        for decision in ("confirm", "send_back", "set_aside"):
            assert decide(site, made, decision, MAKER, reason="x").code == "SAME-PERSON"
        assert decide(site, made).status == 200

    def test_whoever_mended_it_confirms_nothing_either(self, site: Site) -> None:
        made = typed(site, "mended by both")
        assert decide(site, made, "send_back", reason="The stamp says Friday.").status == 200
        assert [row["id"] for row in work(site, "intake_returned")] == [made]
        body = paper(site, "mended by both") | {"version": 2}
        assert site.post(f"/v1/intakes/{made}/correction", body, who=CHECKER).status == 200
        for who in (MAKER, CHECKER):
            assert decide(site, made, who=who).code == "SAME-PERSON"
        assert decide(site, made, who="intake sam").status == 200
        steps = intakes.load_intake(made).history
        assert [step.action for step in steps] == ["enter", "send_back", "correct", "confirm"]
        assert steps[1].reason == "The stamp says Friday."

    def test_staff_never_touch_their_own_application(self, site: Site) -> None:
        from local.player.people import email_of  # noqa: PLC0415

        contact = site.form("own case")["contact"] | {"email": email_of("ivy")}
        assert site.post("/v1/intakes", paper(site, "own case", contact=contact), who=MAKER).code == "SAME-PERSON"
        made = typed(site, "own case", contact=contact, who="intake sam")
        assert decide(site, made, who=MAKER).code == "SAME-PERSON"

    def test_a_page_that_grew_old_confirms_nothing(self, site: Site) -> None:
        made = typed(site, "older page")
        body = paper(site, "older page", received_at="2026-03-01T09:00") | {"version": 1}
        assert site.post(f"/v1/intakes/{made}/correction", body, who=MAKER).status == 200
        assert decide(site, made, version=1).code == "STALE"
        assert site.post(f"/v1/intakes/{made}/correction", body, who=MAKER).code == "STALE"

    def test_it_is_filed_once(self, site: Site) -> None:
        made = typed(site, "only once")
        assert decide(site, made).status == 200
        assert decide(site, made, who="intake sam").code == "WRONG-STATE"
        for decision in ("send_back", "set_aside"):
            assert decide(site, made, decision, reason="x").code == "WRONG-STATE"
        body = paper(site, "only once") | {"version": 2}
        assert site.post(f"/v1/intakes/{made}/correction", body, who=MAKER).code == "WRONG-STATE"

    def test_sending_back_and_setting_aside_need_a_reason(self, site: Site) -> None:
        made = typed(site, "why")
        for decision in ("send_back", "set_aside"):
            for reason in ("", "   "):
                assert decide(site, made, decision, reason=reason).body["field"] == "reason"
        assert decide(site, made, "set_aside", reason="The same paper came twice.").status == 200
        kept = intakes.load_intake(made)
        assert kept.given is not None
        assert kept.given.contact.legal_name == "why"
        assert made not in [row["id"] for name in ("intake", "intake_returned") for row in work(site, name)]

    @pytest.mark.parametrize(
        "who", ["reviewer rosa", "manager mia", "auditor abe", "applicant nobody", "county fresno"]
    )
    def test_it_is_for_intake_alone(self, site: Site, who: str) -> None:
        made = typed(site, f"not for {who}")
        if who.startswith("applicant"):
            site.apply("nobody", "grandparenting")
        assert site.post("/v1/intakes", paper(site, "x"), who=who).code == "NOT-ALLOWED"
        assert decide(site, made, who=who).code == "NOT-ALLOWED"
        assert site.post(f"/v1/intakes/{made}/correction", paper(site, "x") | {"version": 1}, who=who).status == 403
        assert decide(site, made).status == 200

    def test_what_is_not_there_is_not_found(self, site: Site) -> None:
        given = {"decision": "confirm", "version": 1}
        for unknown in ("x", "01HZZZZZZZZZZZZZZZZZZZZZZZ", "y" * 300):
            assert site.post(f"/v1/intakes/{unknown}/decision", given, who=CHECKER).code == "NOT-FOUND"


class TestTime:
    @pytest.mark.parametrize(
        "received_at",
        [
            "2999-01-01T09:00",
            "1999-01-01T09:00",
            "0001-01-01T00:00",
            "2021-12-31T23:59",
            "2026-03-08T02:30",
            "soon",
            "",
            5,
        ],
    )
    def test_a_time_that_cannot_be_is_refused(self, site: Site, received_at: Any) -> None:
        answer = site.post("/v1/intakes", paper(site, "when") | {"received_at": received_at}, who=MAKER)
        assert answer.status == 422, answer
        fields = [answer.body.get("field"), *[each["field"] for each in answer.body.get("errors", [])]]
        assert "received_at" in fields

    def test_a_minute_ahead_is_the_future(self, site: Site) -> None:
        ahead = (site.clock.now() + timedelta(minutes=1)).isoformat()
        answer = site.post("/v1/intakes", paper(site, "ahead", received_at=ahead), who=MAKER)
        assert (answer.code, answer.body["field"]) == ("INVALID", "received_at")

    def test_paper_needs_a_scan_or_a_reference_to_be_filed_and_a_call_does_not(self, site: Site) -> None:
        for n, reference in enumerate((None, "", "  ")):
            answer = decide(site, typed(site, f"no scan {n}", reference=reference))
            assert (answer.status, answer.body["field"]) == (422, "reference")
        assert site.post("/v1/intakes", paper(site, "no scan", reference="x" * 201), who=MAKER).status == 422
        typed(site, "no scan", medium="phone", reference=None)


class TestCodeLetter:
    def test_the_code_in_the_letter_opens_the_page_and_can_be_read_until_it_is_mailed(self, site: Site) -> None:
        filed(site, "by letter")
        person = site.folder("by letter").application.person_id
        assert site.get("/v1/status", who="applicant by letter").status == 200
        assert [row["id"] for row in work(site, "code_letters")].count(person) == 1
        path = f"/v1/people/{person}/code-letter"
        assert site.post(path, {"way": "told"}, who="reviewer rosa").body["field"] == "reason"
        assert site.post(path, {"way": "mailed"}, who=MAKER).code == "NOT-ALLOWED"
        assert site.post(path, {"way": "mailed"}, who="reviewer rosa").status == 201
        assert site.post(path, {"way": "mailed"}, who="reviewer rosa").code == "NOT-FOUND"
        assert person not in [row["id"] for row in work(site, "code_letters")]
        assert [event.action for event in person_events.events_of(person)] == ["code_mailed"]
        assert site.get("/v1/status", who="applicant by letter").status == 200

    def test_a_code_that_was_replaced_is_not_mailed(self, site: Site) -> None:
        filed(site, "replaced first")
        person = site.folder("replaced first").application.person_id
        note = {"note": "Came with an ID."}
        assert site.post(f"/v1/people/{person}/access-code", note, who="reviewer rosa").status == 201
        assert read_code_letter(REVIEWER, person).code is None

    def test_no_code_is_in_the_table(self, site: Site) -> None:
        filed(site, "kept apart")
        code = site.stage.applicants["kept apart"].access_code
        assert code
        assert code not in json.dumps(site.rows())
        assert people.load_person(site.folder("kept apart").application.person_id).code_digest != code
