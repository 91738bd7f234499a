"""What managers and DHCS do on pages: events of rounds, proposals with what they would do beside them, allotments."""

from collections.abc import Iterator
from typing import Any

import pytest

from chalicelib.domain.roles import Role
from tests.service.visitor import Form, Shown, Visitor
from tests.service.world import SEATS, World, whole_site

pytestmark = pytest.mark.xdist_group("pages-cockpit")

EXAM, RENEWAL = "waiver-exam-fee/statewide", "waiver-renewal-fee/statewide"
ROUND = "/staff/rounds/waiver-exam-fee"
TEXT = {"text_en": "On hold for <now>.", "text_es": "En pausa por ahora: sigue la O'Ñ."}


@pytest.fixture
def world() -> Iterator[World]:
    with whole_site() as made:
        yield made


@pytest.fixture
def manager(world: World) -> Visitor:
    return world.staff(Role.MANAGER, name="mia")


def sent(visitor: Visitor, at: str, action: str, /, **said: Any) -> Shown:
    """The form of that page with this action, filled in and sent."""
    return visitor.post(visitor.get(at).form(action).say(**said))


class TestRounds:
    def test_an_event_is_looked_at_and_then_made(self, manager: Visitor) -> None:
        looked = sent(manager, ROUND, "/look", change="suspend", reason="Few apply.", **TEXT)
        assert looked.status == 200
        assert "On hold for &lt;now&gt;." in looked.text
        assert "sigue la O'Ñ." in looked.words
        assert "Nothing yet." in looked.words
        done = manager.post(looked.form("/events"))
        assert "The event is recorded." in done.words
        assert "Few apply." in done.words
        assert "On hold for <now>." in manager.get("/apply/waiver-exam-fee").words

    def test_one_form_sent_twice_is_one_event(self, manager: Visitor) -> None:
        form = sent(manager, ROUND, "/look", change="suspend", reason="Few apply.").form("/events")
        assert manager.post(form).words == manager.post(form).words
        assert manager.get(ROUND).text.count("Few apply.") == 1

    @pytest.mark.parametrize(
        ("said", "help_text"),
        [
            ({"change": ""}, "Choose what happens to the round."),
            ({"reason": ""}, "Write why, with at most 500 characters."),
            ({"reason": "x" * 501}, "Write why, with at most 500 characters."),
            ({"change": "extend", "until": ""}, "Write the last day."),
            ({"change": "extend", "until": "2026-11-30"}, "Write the last day."),
            ({"change": "extend", "until": "2027-02-29"}, "Write the last day."),
            ({"effective_at": "2026-11-30T10:00"}, "Choose a time that is ahead"),
            ({"effective_at": "2028-11-30T10:00"}, "Choose a time that is ahead"),
            ({"effective_at": "soon"}, "Choose a time that is ahead"),
            ({"effective_at": "2027-03-14T02:30"}, "Choose a time that is ahead"),
            ({"text_en": "Only English"}, "Write the public words in both languages"),
        ],
    )
    def test_what_cannot_be_meant_is_said_and_nothing_is_lost(
        self, manager: Visitor, said: dict[str, str], help_text: str
    ) -> None:
        told = {"change": "suspend", "reason": "Few apply.", "until": "", "effective_at": "", **said}
        page = sent(manager, ROUND, "/look", **told)
        assert page.status == 422
        assert help_text in page.words
        again = page.form("/look").fields
        assert {name: again.get(name, "") for name in told} == told
        assert "Nothing yet." in page.words

    def test_what_the_round_does_not_allow_is_refused(self, manager: Visitor) -> None:
        page = sent(manager, ROUND, "/look", change="reopen", reason="Too early.")
        assert (page.status, "WRONG-STATE" in page.words) == (409, True)

    def test_a_planned_event_is_shown_and_taken_back(self, manager: Visitor) -> None:
        looked = sent(manager, ROUND, "/look", change="close", reason="Spent.", effective_at="2026-12-20T17:00")
        page = manager.post(looked.form("/events"))
        assert "Planned: Close it" in page.words
        assert "5:00 pm" in manager.get("/staff/rounds").words
        assert sent(manager, ROUND, "/cancellation", cancel_reason="").status == 422
        assert "The planned event is taken back." in sent(manager, ROUND, "/cancellation", cancel_reason="No.").words

    def test_who_may(self, world: World) -> None:
        for role in (Role.DHCS, Role.AUDITOR):
            page = world.staff(role).get(ROUND)
            assert (page.status, "/look" in page.text) == (200, False)
        assert world.staff(Role.REVIEWER).get(ROUND).status == 403
        dhcs = world.staff(Role.DHCS)
        form = sent(world.staff(Role.MANAGER), ROUND, "/look", change="suspend", reason="x").form("/events")
        token = dhcs.get(ROUND).form("/staff/sign-out").fields["token"]
        assert dhcs.post(form.say(token=token)).status == 403
        assert "Nothing yet." in dhcs.get(ROUND).words

    def test_a_monitor_sees_what_happened_without_free_text(self, world: World, manager: Visitor) -> None:
        manager.post(sent(manager, ROUND, "/look", change="suspend", reason="Few apply.").form("/events"))
        page = world.staff(Role.DHCS_MONITOR).get(ROUND)
        assert "Put on hold" in page.words
        assert "Few apply." not in page.words

    def test_an_unknown_round_is_not_found(self, manager: Visitor) -> None:
        assert manager.get("/staff/rounds/no-such").status == 404


PROPOSED = {"from": EXAM, "to": RENEWAL, "seats": "4", "dollars": "600.00", "to_seats": "7", "reason": "Few ask."}


class TestProposals:
    def propose(self, manager: Visitor, **said: Any) -> Shown:
        return sent(manager, "/staff/proposals", "/staff/proposals", **{**PROPOSED, **said})

    def test_it_shows_what_would_happen_before_it_is_sent(self, world: World, manager: Visitor) -> None:
        form = manager.get("/staff/proposals").form("/staff/proposals").say(**PROPOSED)
        looked = manager.post(Form(form.action + "/look", form.fields))
        assert "What these moves would do" in looked.words
        assert "No proposal yet." in looked.words
        page = manager.post(looked.form("/staff/proposals"))
        assert "The proposal is with DHCS." in page.words
        assert "$600.00" in page.words
        listed = manager.get("/staff/proposals").words
        assert "Waiting for a decision" in listed
        assert "$600.00" in world.staff(Role.DHCS).get("/staff/work/decide_reallocation").words

    @pytest.mark.parametrize(
        ("said", "status", "told"),
        [
            ({"from": ""}, 422, "Choose the pool that gives."),
            ({"to": EXAM}, 422, "Choose the pool that receives"),
            ({"seats": "-1"}, 422, "Write the seats that leave"),
            ({"dollars": "6e2"}, 422, "Write an amount in dollars"),
            ({"to_seats": "1.5"}, 422, "Write the seats that arrive"),
            ({"reason": ""}, 422, "Write why"),
            ({"text_en": "Only English"}, 422, "in both languages"),
            ({"dollars": "150000"}, 409, "INSUFFICIENT-FUNDS"),
            ({"from": "no-such/pool"}, 404, "Choose the pool that gives."),
        ],
    )
    def test_a_bad_proposal_is_refused_with_everything_still_typed(
        self, manager: Visitor, said: dict[str, str], status: int, told: str
    ) -> None:
        page = self.propose(manager, **said)
        assert (page.status, told in page.words) == (status, True), page.words
        again = page.form("/staff/proposals").fields
        assert again["reason"] == {**PROPOSED, **said}["reason"]
        assert again["dollars"] == {**PROPOSED, **said}["dollars"]
        assert "No proposal yet." in page.words

    def test_a_manager_takes_it_back_and_the_money_is_free(self, manager: Visitor) -> None:
        page = self.propose(manager, seats=str(SEATS), dollars="6000")
        back = manager.post(page.form("/withdraw"))
        assert "The proposal is taken back" in back.words
        assert "/withdraw" not in back.text
        assert manager.post(page.form("/withdraw").say(key="anotherkey0001")).status == 409
        assert "The proposal is with DHCS." in self.propose(manager, seats=str(SEATS), dollars="6000").words

    def test_who_may(self, world: World, manager: Visitor) -> None:
        for role in (Role.DHCS, Role.AUDITOR):
            page = world.staff(role).get("/staff/proposals")
            assert (page.status, "Propose a move" in page.words) == (200, False)
        assert world.staff(Role.APPROVER).get("/staff/proposals").status == 403


class TestAllotments:
    AT = "/staff/allotments"

    def allot(self, visitor: Visitor, **said: Any) -> Shown:
        told = {"pool": RENEWAL, "direction": "give", "seats": "3", "dollars": "240", "reference": "Amendment A-1"}
        return sent(visitor, self.AT, self.AT, **{**told, **said})

    def test_money_needs_a_fresh_sign_in_and_looking_does_not(self, world: World) -> None:
        dhcs = world.staff(Role.DHCS, name="dana")
        world.clock.tick(16 * 60)
        form = dhcs.get(self.AT).form(self.AT)
        asked = dhcs.post(form.say(pool=RENEWAL, direction="give", seats="3", dollars="240", reference="A-1"))
        assert asked.status == 401
        assert "You signed in too long ago for this step." in asked.words

    def test_it_is_posted_and_counted_against_the_contract(self, world: World) -> None:
        dhcs = world.staff(Role.DHCS, name="dana")
        page = self.allot(dhcs)
        assert "The allotment is posted." in page.words
        assert "$240.00" in page.words
        back = self.allot(dhcs, direction="take", seats="1", dollars="80.00")
        assert "$160.00" in back.words

    @pytest.mark.parametrize(
        ("said", "status", "told"),
        [
            ({"pool": ""}, 422, "Choose a pool."),
            ({"pool": "no/pool"}, 404, "Choose a pool."),
            ({"direction": ""}, 422, "Choose whether you give or take back."),
            ({"seats": "many"}, 422, "Write the seats as a whole number"),
            ({"seats": "", "dollars": ""}, 422, "more than 0"),
            ({"reference": ""}, 422, "Write the number of the letter"),
            ({"reference": "x" * 201}, 422, "Write the number of the letter"),
            ({"pool": EXAM, "direction": "take", "seats": "41", "dollars": "0"}, 409, "INSUFFICIENT-FUNDS"),
            ({"dollars": "9,999,999,999"}, 409, "OVER-CONTRACT"),
        ],
    )
    def test_what_cannot_be_is_refused(self, world: World, said: dict[str, str], status: int, told: str) -> None:
        page = self.allot(world.staff(Role.DHCS), **said)
        assert (page.status, told in page.words) == (status, True), page.words
        assert "The allotment is posted." not in page.words

    def test_only_dhcs(self, world: World) -> None:
        assert world.staff(Role.MANAGER, Role.AUDITOR).get(self.AT).status == 403


def test_they_speak_spanish(world: World, manager: Visitor) -> None:
    manager.language = "es"
    assert "Todos los periodos, como están ahora" in manager.get("/staff/rounds").words
    assert "Proponer un movimiento" in manager.get("/staff/proposals").words
    dhcs = world.staff(Role.DHCS)
    dhcs.language = "es"
    assert "Una asignación nueva" in dhcs.get("/staff/allotments").words


class TestAwards:
    @pytest.fixture
    def number(self, world: World) -> str:
        """Of an award that its person has accepted."""
        person, _ = world.applied("Ana Ñ. O'Sample")
        number = world.award_of_list()
        world.approve(number)
        person.post(person.get("/status").form("/accept"))
        return number

    def test_it_is_found_by_its_number_however_it_is_typed(self, world: World, manager: Visitor, number: str) -> None:
        page = manager.get(f"/staff/awards?number=%20{number.lower()}%20")
        assert (page.status, page.path) == (200, f"/staff/awards/{number}")
        assert "First certification scholarship" in page.words
        assert "Ana" not in page.words
        missing = manager.get("/staff/awards?number=A-0000-0000")
        assert (missing.status, "Write the award number as it is on the letter" in missing.words) == (404, True)

    def test_more_time_is_asked_for_and_someone_else_gives_it(
        self, world: World, manager: Visitor, number: str
    ) -> None:
        at = f"/staff/awards/{number}"
        told = {"until": "2028-01-31", "reason": "hospital", "note": "Was away for two months."}
        assert "More time is asked for." in sent(manager, at, "/request-extension", **told).words
        assert "/request-extension" not in manager.get(at).text
        approver = world.staff(Role.APPROVER, name="ari")
        row = approver.get("/staff/work/extend_award").row(number)
        late = row.form("/refuse-extension")
        assert "The person has more time" in approver.post(row.form("/approve-extension")).words
        refused = approver.post(late.say(note="No class was missed."))
        assert refused.status == 409
        assert "What changed meanwhile" in refused.words
        assert "extend_award (approver), awarded / active → awarded / active" in refused.words
        assert "No class was missed." in refused.words
        assert "January 31, 2028" in manager.get(at).words

    @pytest.mark.parametrize(
        ("said", "told"),
        [
            ({"until": "2026-12-02"}, "Write a day after the present last day"),
            ({"until": "tomorrow"}, "Write a day after the present last day"),
            ({"reason": "bored"}, "Choose why more time is needed."),
            ({"note": ""}, "Write a note that says why."),
            ({"note": "x" * 4001}, "Write a note that says why."),
        ],
    )
    def test_a_bad_request_keeps_what_was_typed(
        self, manager: Visitor, number: str, said: dict[str, str], told: str
    ) -> None:
        asked = {"until": "2028-01-31", "reason": "hospital", "note": "Away.", **said}
        page = sent(manager, f"/staff/awards/{number}", "/request-extension", **asked)
        assert (page.status, told in page.words) == (422, True), page.words
        assert page.form("/request-extension").fields["note"].strip() == asked["note"]

    def test_it_is_taken_back_with_a_reason(self, world: World, number: str) -> None:
        approver, at = world.staff(Role.APPROVER, name="ari"), f"/staff/awards/{number}"
        assert sent(approver, at, "/revoke").status == 422
        stale = approver.get(at).form("/revoke").say(reasons="STAFF-ERROR", version="1")
        page = approver.post(stale)
        assert (page.status, "Below is the award as it is now." in page.words) == (409, True)
        assert "approve_award (approver), queued / pending_approval → awarded / offered" in page.words
        assert "The award is taken back" in sent(approver, at, "/revoke", reasons="STAFF-ERROR").words
        assert "/revoke" not in approver.get(at).text

    def test_a_return_needs_a_batch_that_paid_it(self, world: World, number: str) -> None:
        reconciler, at = world.staff(Role.RECONCILER, name="ren"), f"/staff/awards/{number}"
        page = sent(reconciler, at, "/return-payment", item="core_training", code="R03", batch="")
        assert (page.status, "Write the number of the payment batch" in page.words) == (422, True)
        page = sent(reconciler, at, "/return-payment", item="core_training", code="R03", batch="none-such")
        assert (page.status, page.form("/return-payment").fields["code"]) == (404, "R03")

    def test_who_may(self, world: World, manager: Visitor, number: str) -> None:
        at = f"/staff/awards/{number}"
        auditor = world.staff(Role.AUDITOR).get(at)
        assert (auditor.status, "<form" in auditor.text.split("<main")[1]) == (200, False)
        assert world.staff(Role.PREPARER).get(at).status == 403
        assert "/revoke" not in manager.get(at).text
