"""One's account on the pages: sessions that end, signing in again without losing anything, roles given and reviewed."""

import itertools
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from chalicelib.domain.roles import Role
from chalicelib.gateways import aws, clock
from chalicelib.gateways.settings import setting
from chalicelib.store import staff
from local.player.people import mark
from local.virtual.directory import disable, take_out
from tests.service.test_pages_staff import Cognito
from tests.service.visitor import BASE, Shown, Visitor
from tests.service.world import World, whole_site

pytestmark = pytest.mark.xdist_group("pages-account")
_NUMBERS = itertools.count(1)


@pytest.fixture(scope="module")
def world() -> Iterator[World]:
    with whole_site() as made:
        yield made


def this_quarter(world: World, admin: Visitor) -> Shown:
    """The access review of a quarter that begins now: the tests of this file come in any order."""
    world.clock.tick(92 * 24 * 3600)
    world.aws.invoke("DailySweep", {})
    admin.cookies = world.staff(Role.ADMIN, name="ada").cookies
    return admin.get(admin.get("/staff").link("/staff/access/"))


def signed_in_again(
    world: World, monkeypatch: pytest.MonkeyPatch, visitor: Visitor, asked: Shown, role: str = "dhcs"
) -> Shown:
    """By the link of the page that asks for it, over the sign-in service."""
    cognito = Cognito(world, monkeypatch, role)
    answer = visitor.send("GET", asked.link("/staff/sign-in"))
    assert "prompt=login" in answer.headers["location"]
    query = parse_qs(urlsplit(answer.headers["location"]).query)
    cognito.asked = {name: values[0] for name, values in query.items()}
    return cognito.come_back(visitor)


def kept_forms(world: World) -> int:
    pages = aws.dynamodb().get_paginator("scan").paginate(TableName=setting("TABLE_NAME"))
    return sum(row["pk"]["S"].startswith("KEPT#") for page in pages for row in page["Items"])


class TestPages:
    def test_a_session_ends_with_the_group_and_with_the_account(self, world: World) -> None:
        moved, gone = world.staff(Role.REVIEWER, name="s1"), world.staff(Role.REVIEWER, name="s2")
        for visitor in (moved, gone):
            assert visitor.send("GET", "/staff/work/review").status == 200
        take_out("staff-s1", "reviewer")
        disable("staff-s2")
        assert moved.send("GET", "/staff/work/review").status == 403
        assert gone.send("GET", "/staff/work/review").status == 303

    def test_signing_out_everywhere_ends_every_session_of_that_person_alone(self, world: World) -> None:
        here, there = world.staff(Role.REVIEWER, name="many"), world.staff(Role.REVIEWER, name="many")
        other = world.staff(Role.REVIEWER, name="other")
        world.clock.tick(2)
        form = here.get("/staff/account").form("/staff/sign-out-everywhere")
        assert "Sign in as staff" in here.post(form).words
        assert there.send("GET", "/staff/work/review").status == 303
        assert other.send("GET", "/staff/work/review").status == 200

    def test_people_sign_out_everywhere_too(self, world: World) -> None:
        visitor, _ = world.applied("Everywhere Sample")
        other, _ = world.applied("Elsewhere Sample")
        stolen = world.visitor()
        stolen.cookies = dict(visitor.cookies)
        page = visitor.post(visitor.get("/status").form("/sign-out-everywhere"))
        assert "You are signed out." in page.words
        assert "Everywhere" not in stolen.get("/status").text
        assert "Hello, Elsewhere Sample" in other.get("/status").words

    def test_an_old_sign_in_leads_back_to_the_decision_with_what_was_typed(
        self, world: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        visitor, form, proposal = self._about_to_decide(world, monkeypatch)
        world.clock.tick(16 * 60)
        asked = visitor.post(form.say(decision="reject", reason="Nicht <jetzt> & ñ'"))
        assert asked.status == 401
        assert "You signed in too long ago for this step." in asked.words
        assert "Nothing was changed yet." in asked.words
        old = dict(visitor.cookies)
        back = signed_in_again(world, monkeypatch, visitor, asked)
        assert "What you wrote is still here" in back.words
        done = visitor.post(back.form("/decide"))
        assert "Your decision is recorded." in done.words
        assert "Nicht <jetzt> & ñ'" in visitor.get(proposal).words
        stale = world.visitor()
        stale.cookies = old
        assert stale.send("GET", "/staff/work/decide_reallocation").status == 303, "the old session is over"

    def test_what_was_typed_is_for_the_same_person_and_for_half_an_hour(
        self, world: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        visitor, form, _ = self._about_to_decide(world, monkeypatch)
        world.clock.tick(16 * 60)
        kept = visitor.post(form.say(decision="reject", reason="Mine alone")).link("again=").partition("again=")[2]
        other = world.staff(Role.DHCS, name="other-officer").get(f"/staff/go-on/{kept}")
        assert (other.status, "Mine alone" in other.text) == (404, False)
        assert "Mine alone" in visitor.get(f"/staff/go-on/{kept}").text
        world.clock.tick(20 * 60)
        visitor.get("/staff")
        world.clock.tick(10 * 60)
        assert visitor.get(f"/staff/go-on/{kept}").status == 404

    @pytest.mark.parametrize("way", ["half an hour of silence", "signed out elsewhere"])
    def test_a_session_that_is_over_leads_back_to_what_was_typed(
        self, world: World, monkeypatch: pytest.MonkeyPatch, way: str
    ) -> None:
        visitor, form, proposal = self._about_to_decide(world, monkeypatch)
        if way == "signed out elsewhere":
            other = world.visitor()
            other.cookies = dict(visitor.cookies)
            other.post(other.get("/staff/account").form("/staff/sign-out-everywhere"))
        world.clock.tick(31 * 60)
        asked = visitor.post(form.say(decision="reject", reason="Late <but> ñ & 'whole'"))
        assert asked.status == 401
        assert "You were signed out before this was sent. Nothing was changed yet." in asked.words
        assert "Late" not in asked.link("again=")
        back = signed_in_again(world, monkeypatch, visitor, asked)
        assert "Late <but> ñ & 'whole'" in back.words
        assert "Your decision is recorded." in visitor.post(back.form("/decide")).words
        assert "Late <but> ñ & 'whole'" in visitor.get(proposal).words

    def test_a_form_of_the_session_before_goes_on_in_the_new_one_of_the_same_person_alone(
        self, world: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        visitor, form, _ = self._about_to_decide(world, monkeypatch)
        before, said = kept_forms(world), form.say(decision="reject", reason="Another tab")
        stranger = world.staff(Role.DHCS, name="stranger").post(said)
        assert (stranger.status, "Another tab" in stranger.text) == (403, False)
        cognito = Cognito(world, monkeypatch, "dhcs")
        cognito.send_away(visitor)
        cognito.come_back(visitor)
        back = visitor.post(said)
        assert (back.status, "What you wrote is still here" in back.words) == (200, True)
        assert kept_forms(world) == before
        assert "Your decision is recorded." in visitor.post(back.form("/decide")).words

    def test_a_token_that_nobody_made_and_a_form_of_another_site_keep_nothing(
        self, world: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        visitor, form, _ = self._about_to_decide(world, monkeypatch)
        world.clock.tick(31 * 60)
        before = kept_forms(world)
        said = form.say(decision="reject", reason="Forged")
        good = said.fields["token"]
        for token in ("", "a.b.c", "ñ.ñ.ñ", f"{good[:-2]}xx", good.replace(good[:8], "WyJzdGFm", 1)[:-1]):
            answer = visitor.send("POST", said.action.removeprefix(BASE), said.fields | {"token": token})
            assert (answer.status, answer.headers["location"]) == (303, f"{BASE}/staff?ended=1")
        crossed = visitor.post(said, Sec_Fetch_Site="cross-site")
        assert crossed.status == 403
        assert kept_forms(world) == before

    def test_what_is_too_long_to_keep_is_sent_from_the_page_itself(self, world: World) -> None:
        county = world.staff(Role.COUNTY, name="liz", organization="fresno")
        people = "".join(f"Somebody {'x' * 90} Ñandú {n},1990-01-01\n" for n in range(3_900))
        form = county.get("/staff/nominations").form("/nominations/look").say(csv=people)
        world.clock.tick(31 * 60)
        before = kept_forms(world)
        asked = county.post(form)
        assert (asked.status, kept_forms(world)) == (401, before)
        county.cookies = world.staff(Role.COUNTY, name="liz", organization="fresno").cookies
        back = county.post(asked.form("/nominations/look"))
        assert "You are signed in again." in back.words
        assert county.post(back.form("/nominations/look")).status in (200, 422)
        assert back.form("/nominations/look").fields["csv"] == people

    def _about_to_decide(self, world: World, monkeypatch: pytest.MonkeyPatch) -> tuple[Visitor, Any, str]:
        terms = {"from": "grandparenting/statewide", "to": "waiver-exam-fee/statewide", "seats": 1, "cents": 1}
        key = f"step-up-{next(_NUMBERS)}"
        world.call("manager", "v1/proposals", terms | {"reason": "Sample"}, key)
        visitor = world.visitor()
        cognito = Cognito(world, monkeypatch, "dhcs")
        cognito.send_away(visitor)
        cognito.come_back(visitor)
        found = re.findall(r"/staff/proposals/(\w+)", visitor.get("/staff/work/decide_reallocation").text)[-1]
        page = visitor.get(f"/staff/proposals/{found}")
        return visitor, page.form("/decide"), f"/staff/proposals/{found}"

    def test_a_sign_in_of_an_account_that_is_gone_opens_nothing(
        self, world: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        cognito, visitor = Cognito(world, monkeypatch, "reconciler", **{"cognito:username": "nobody"}), world.visitor()
        cognito.send_away(visitor)
        assert "Signing in did not work." in cognito.come_back(visitor).words
        assert "staff" not in visitor.cookies

    def test_an_answer_of_the_sign_in_service_is_good_once(self, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
        cognito, visitor = Cognito(world, monkeypatch, "auditor"), world.visitor()
        cognito.send_away(visitor)
        copied = world.visitor()
        copied.cookies = dict(visitor.cookies)
        assert "You are signed in as" in cognito.come_back(visitor).words
        assert "Signing in did not work." in cognito.come_back(copied).words
        assert "staff" not in copied.cookies

    def test_signing_in_keeps_the_time_and_closes_the_session_before(
        self, world: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        cognito, visitor = Cognito(world, monkeypatch, "auditor"), world.visitor()
        cognito.send_away(visitor)
        cognito.come_back(visitor)
        first = world.visitor()
        first.cookies = dict(visitor.cookies)
        cognito.send_away(visitor)
        cognito.come_back(visitor)
        assert visitor.cookies["staff"] != first.cookies["staff"]
        assert first.send("GET", "/staff/account").status == 303
        assert staff.standing_of(f"staff-{mark('auditor')}").last_sign_in == clock.now()

    def test_a_role_is_given_and_taken_back_on_the_account_page(self, world: World) -> None:
        away, stands = world.staff(Role.APPROVER, name="anna"), world.staff(Role.PREPARER, name="bea")
        form = away.get("/staff/account").form("/staff/delegations")
        today = clock.now().date().isoformat()
        said = {"role": "approver", "stand_in": "staff-bea@example.org", "starts": today, "ends": today}
        refused = away.post(form.say(**said | {"ends": "tomorrow"}, reason="On leave, O'Brien"))
        assert refused.status == 422
        assert "Write a last day" in refused.words
        assert refused.form("/staff/delegations").fields["reason"] == "On leave, O'Brien"
        done = away.post(form.say(**said, reason="On leave, O'Brien"))
        assert "The role is given to your colleague." in done.words
        seen = stands.get("/staff").words
        assert "Award approver" in seen
        assert stands.get("/staff/work/approve_award").status == 200
        ended = away.post(away.get("/staff/account").form("/end"))
        assert "Your colleague has this role no longer." in ended.words
        assert stands.get("/staff/work/approve_award").status == 403

    def test_an_administrator_reviews_access_on_pages(self, world: World) -> None:
        world.staff(Role.REVIEWER, name="listed")
        admin = world.staff(Role.ADMIN, name="ada")
        page = this_quarter(world, admin)
        assert "staff-listed" in page.words
        quarter = page.path.rpartition("/")[2]
        form = page.form(f"/staff/access/{quarter}")
        done = admin.post(form.say(decision="remove staff-listed.reviewer"))
        assert "Your answer about this role is recorded." in done.words
        assert "To be removed: still there" in done.words
        for decision in ("", "burn staff-listed.reviewer"):
            assert admin.post(done.form(f"/staff/access/{quarter}").say(decision=decision)).status == 422
        watcher = world.staff(Role.AUDITOR).get(f"/staff/access/{quarter}")
        assert "Mark for removal" not in watcher.words

    def test_an_administrator_ends_an_accounts_sessions(self, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
        admin = world.staff(Role.ADMIN, name="ada")
        page = this_quarter(world, admin)
        victim = world.visitor()
        cognito = Cognito(world, monkeypatch, "preparer")
        cognito.send_away(victim)
        cognito.come_back(victim)
        assert victim.send("GET", "/staff/account").status == 200
        world.clock.tick(2)
        form = page.form("/staff/accounts/sign-out")
        done = admin.post(form.say(account=f"staff-{mark('preparer')}"))
        assert "Every session of this account is over." in done.words
        assert victim.send("GET", "/staff/account").status == 303
        monitor = world.staff(Role.DHCS_MONITOR)
        person, _ = world.applied("Watched Sample")
        seen = monitor.get(f"/staff/applications/{world.application_of(person)}/deidentified")
        assert seen.status == 200
        assert not {"Watched", "Fresno", "1985"} & set(re.findall(r"\w+", seen.words))
