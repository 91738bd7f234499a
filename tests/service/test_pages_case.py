"""The page of one application: who sees what, possible duplicates, findings, a second look; several awards; search."""

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from chalicelib.domain.codes import Code
from chalicelib.domain.roles import Role
from chalicelib.gateways import clock as program_clock
from chalicelib.services.ask_for_code import Lost, ask_for_code
from chalicelib.store import folders, programs, readings
from chalicelib.store.readings import Purpose
from tests.service.next_program import next_policy
from tests.service.visitor import Shown, Visitor
from tests.service.world import World, whole_site

pytestmark = pytest.mark.xdist_group("pages-case")

REVIEW, AWARDS = "/staff/work/review", "/staff/work/approve_award"


@pytest.fixture
def world() -> Iterator[World]:
    with whole_site() as made:
        yield made


def in_review(world: World, name: str, language: str = "en", **said: Any) -> tuple[Visitor, str]:
    person, _ = world.applied(name, "grandparenting", language, **{"county": "alpine", **said})
    return person, world.application_of(person)


class TestWhoSeesWhat:
    def test_a_reviewer_sees_who_it_is_and_that_is_recorded(self, world: World) -> None:
        _, known = in_review(world, "Iñaki O'Neil", chosen_name="Kiki", id_name="Ignacio O'Neil")
        person_id = folders.load_folder(known).application.person_id
        page = world.staff(Role.REVIEWER, name="rosa").get(f"{REVIEW}/{known}")
        for told in ("Iñaki O'Neil", "Kiki", "Ignacio O'Neil", "May 17, 1985", "That you see this is recorded."):
            assert told in page.words
        assert "Iñaki O'Neil / Ignacio O'Neil" in page.words
        papers = page.text[page.text.index("<h2>Papers</h2>") : page.text.index("What the rules found")]
        assert papers.count("Not sent yet") == 2
        # What a person may be told is there in both languages.
        told = page.text[page.text.index("Reasons the person will be told") :]
        assert '<span class="small" lang="es">' in told
        (reading,) = readings.readings_of(person_id).entries
        assert (reading.by, reading.purpose, reading.application_id) == ("staff-rosa", Purpose.REVIEW, known)
        assert readings.readings_on(world.clock.now().date()).entries == (reading,)
        assert "Iñaki" not in reading.model_dump_json()

    def test_an_approver_does_not(self, world: World) -> None:
        person, _ = world.applied("Paula Private", chosen_name="Pau")
        known = world.application_of(person)
        page = world.staff(Role.APPROVER, name="ari").get(f"{AWARDS}/{known}")
        assert page.status == 200
        for hidden in ("Paula Private", "Pau ", "May 17, 1985"):
            assert hidden not in page.words
        assert readings.readings_of(folders.load_folder(known).application.person_id).entries == ()

    def test_reading_a_letter_or_who_lost_a_code_is_recorded_too(self, world: World) -> None:
        person, known = in_review(world, "Lola Lost", phone="559 555 0101")
        staff, person_id = world.staff(Role.REVIEWER, name="rosa"), folders.load_folder(known).application.person_id
        letter = person.get("/status").link("/status/letters/")
        assert "Lola Lost" in staff.get(letter.replace("/status/", "/staff/")).words
        assert [each.purpose for each in readings.readings_of(person_id).entries] == [Purpose.LETTER]
        ask_for_code(Lost("Lola Lost", date(1985, 5, 17), "559 555 0101", None))
        assert "Lola Lost" in staff.get("/staff/work/codes").words
        assert [each.purpose for each in readings.readings_of(person_id).entries] == [Purpose.LETTER, Purpose.LOST_CODE]

    def test_nobody_else_reads_it(self, world: World) -> None:
        _, known = in_review(world, "Closed Sample")
        for role in Role:
            status = world.staff(role, name="x").get(f"/staff/applications/{known}").status
            assert status == (200 if role in (Role.REVIEWER, Role.APPROVER) else 403), role

    def test_every_rule_is_shown_with_its_data_and_source(self, world: World) -> None:
        _, known = in_review(world, "Rules Sample")
        page = world.staff(Role.REVIEWER, name="rosa").get(f"{REVIEW}/{known}")
        lines = re.findall(r"<tr>.*?</tr>", page.text, flags=re.S)
        words = [Shown(200, {}, [], line).words for line in lines]
        failed = next(line for line in words if line.startswith("COUNTY-NOT-PARTICIPATING"))
        assert "Did not pass" in failed
        assert "Alpine" in failed
        determination = folders.load_determinations(known)[-1]
        assert all(any(line.startswith(each.code.value) for line in words) for each in determination.results)

    def test_possible_duplicates_are_side_by_side(self, world: World) -> None:
        world.applied("Dora Double", "initial", email="dora@example.com", phone="559 555 0101")
        _, known = in_review(world, "Dora Double", county="fresno", email="other@example.com")
        page = world.staff(Role.REVIEWER, name="rosa").get(f"{REVIEW}/{known}")
        table = page.words.split("May be the same person")[1]
        for told in ("name and birth date", "dora@example.com", "other@example.com", "559 555 0101"):
            assert told in table
        assert "Record 1" in table
        assert [each.purpose for each in readings.readings_on(world.clock.now().date()).entries] == [
            Purpose.REVIEW,
            Purpose.COMPARED,
        ]


class TestFindings:
    def test_what_a_person_is_asked_is_in_their_language_and_can_be_changed(self, world: World) -> None:
        person, known = in_review(world, "Elena Español", "es")
        staff = world.staff(Role.REVIEWER, name="rosa")
        page = staff.get(f"{REVIEW}/{known}")
        form = page.form("/review")
        mine = programs.program_at(program_clock.now()).reason(Code.ID_EXPIRED)
        assert mine.cure
        assert form.fields["own_words.ID-EXPIRED"].strip() == mine.cure.es
        assert mine.cure.en in page.words
        own = "Mande una foto de su licencia nueva, por <favor>."
        said = {"finding": "revise", "reasons": ["ID-EXPIRED", "EDU-UNREADABLE"], "own_words.ID-EXPIRED": own}
        too_long = staff.post(form.say(**said | {"own_words.ID-EXPIRED": "ñ" * 601}))
        assert (too_long.status, too_long.form("/review").fields["own_words.ID-EXPIRED"].strip()) == (422, "ñ" * 601)
        assert "Your finding is recorded." in staff.post(form.say(**said)).words
        told = person.get("/status").words
        assert own in told
        assert mine.cure.es not in told
        assert own in person.get(f"/applications/{known}/revise").words
        events = folders.load_events(known)
        assert own not in str(events)
        assert events[-1]["detail"]["words"]
        assert [each.code for each in folders.load_folder(known).application.own_words] == ["ID-EXPIRED"]

    def test_notes_are_for_staff_alone(self, world: World) -> None:
        person, known = in_review(world, "Nora Noted")
        staff = world.staff(Role.REVIEWER, name="rosa")
        form = staff.get(f"{REVIEW}/{known}").form("/review")
        staff.post(form.say(finding="eligible", note="The county's own O'Hara called."))
        assert "O'Hara" not in person.get("/status").text
        assert "O'Hara" not in str(world.aws.histories())
        assert "The county's own O'Hara called." in staff.get(f"/staff/applications/{known}").words

    def test_an_adverse_finding_can_need_a_second_reviewer(self, world: World) -> None:
        next_policy(second_look=True)
        person, known = in_review(world, "Sven Second")
        rosa, rudi = world.staff(Role.REVIEWER, name="rosa"), world.staff(Role.REVIEWER, name="rudi")
        said = {"finding": "ineligible", "reasons": ["COUNTY-NOT-PARTICIPATING"]}
        rosa.post(rosa.get(f"{REVIEW}/{known}").form("/review").say(**said))
        assert folders.load_folder(known).application.status == "under_review"
        assert "was not approved" not in person.get("/status").words
        seen = rosa.get(f"{REVIEW}/{known}")
        assert "You cannot decide this (SAME-PERSON)." in seen.words
        again = rosa.post(seen.form("/review").say(**said))
        assert again.status == 403
        page = rudi.get(f"{REVIEW}/{known}")
        assert "a first reviewer found the person not eligible" in page.words
        assert "Your finding is recorded." in rudi.post(page.form("/review").say(**said)).words
        assert folders.load_folder(known).application.status == "denied"

    def test_the_second_reviewer_may_see_it_otherwise(self, world: World) -> None:
        next_policy(second_look=True)
        _, known = in_review(world, "Olga Otherwise")
        rosa, rudi = world.staff(Role.REVIEWER, name="rosa"), world.staff(Role.REVIEWER, name="rudi")
        said = {"finding": "ineligible", "reasons": ["COUNTY-NOT-PARTICIPATING"]}
        rosa.post(rosa.get(f"{REVIEW}/{known}").form("/review").say(**said))
        form = rudi.get(f"{REVIEW}/{known}").form("/review")
        rudi.post(form.say(finding="eligible", note="The county joined."))
        application = folders.load_folder(known).application
        assert (application.adverse, application.award_id is not None) == (None, True)

    def test_by_default_one_is_enough(self, world: World) -> None:
        _, known = in_review(world, "Uno Sample")
        staff = world.staff(Role.REVIEWER, name="rosa")
        form = staff.get(f"{REVIEW}/{known}").form("/review")
        staff.post(form.say(finding="ineligible", reasons=["COUNTY-NOT-PARTICIPATING"]))
        assert folders.load_folder(known).application.status == "denied"


class TestSeveralAwards:
    def test_looked_at_first_then_approved_and_a_bad_one_stops_nothing(self, world: World) -> None:
        people = [world.applied(f"Bulk Sample {n}")[0] for n in range(3)]
        ids = [world.application_of(person) for person in people]
        staff = world.staff(Role.APPROVER, name="ari")
        page = staff.get(AWARDS)
        boxes = [f"{each}:{folders.load_folder(each).application.version}" for each in ids]
        assert all(f'value="{box}"' in page.text for box in boxes)
        form = page.form("/approvals/look")
        stale = f"{ids[1]}:1"
        before = [folders.load_folder(each) for each in ids]
        looked = staff.post(form.say(rows=[boxes[0], stale, boxes[2], boxes[2], "01NOSUCHAPPLICATION:3"]))
        assert "Nothing is decided yet. 2 of 4 can be approved now." in looked.words
        assert "STALE" in looked.words
        assert "NOT-FOUND" in looked.words
        assert [folders.load_folder(each) for each in ids] == before
        go = looked.form("/staff/approvals")
        done = staff.post(go.say(rows=[boxes[0], stale, boxes[2]]))
        assert "2 of 3 are approved." in done.words
        statuses = [folders.load_folder(each).application.status.value for each in ids]
        assert statuses == ["awarded", "queued", "awarded"]
        again = staff.post(go.say(rows=[boxes[0], stale, boxes[2]]))
        assert "2 of 3 are approved." in again.words
        assert len([each for each in folders.load_events(ids[0]) if each["action"] == "approve_award"]) == 1

    def test_separation_of_duties_stops_a_row_by_name(self, world: World) -> None:
        person, known = in_review(world, "Same Sample")
        both = world.staff(Role.REVIEWER, Role.APPROVER, name="both")
        both.post(both.get(f"{REVIEW}/{known}").form("/review").say(finding="eligible", note="Known."))
        other, _ = world.applied("Fine Sample")
        ids = [known, world.application_of(other)]
        boxes = [f"{each}:{folders.load_folder(each).application.version}" for each in ids]
        looked = both.post(both.get(AWARDS).form("/approvals/look").say(rows=boxes))
        assert "1 of 2 can be approved now." in looked.words
        assert "SAME-PERSON" in looked.words
        assert "You decided a step of this application on December 1, 2026" in both.get(f"{AWARDS}/{known}").words
        assert person.get("/status").status == 200

    @pytest.mark.parametrize(
        "rows", [[], ["x"], ["../x:1"], ["01ABC:"], ["01ABC:-1"], [f"01ABC{n}:1" for n in range(51)]], ids=str
    )
    def test_what_is_no_choice_is_refused(self, world: World, rows: list[str]) -> None:
        world.applied("Refused Sample")
        staff = world.staff(Role.APPROVER, name="ari")
        for action in ("/approvals/look", "/approvals"):
            form = staff.get(AWARDS).form("/approvals/look")
            form.action = form.action.replace("/approvals/look", action)
            refused = staff.post(form.say(rows=rows))
            assert refused.status == 422, refused.words

    def test_another_role_is_refused(self, world: World) -> None:
        world.applied("Role Sample")
        form = world.staff(Role.APPROVER, name="ari").get(AWARDS).form("/approvals/look")
        staff = world.staff(Role.REVIEWER, name="rosa")
        token = staff.get("/staff").form("/staff/sign-out").fields["token"]
        assert staff.post(form.say(token=token, rows=["01ABC:1"])).status == 403
