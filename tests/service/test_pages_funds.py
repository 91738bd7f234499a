"""The page of the money: figures, bars, forecasts, what-if without JavaScript; warnings answered on the work list."""

import re
from collections.abc import Iterator
from datetime import timedelta
from urllib.parse import urlencode

import pytest

from chalicelib.domain.roles import Role
from local.player.calls import allotment
from tests.service.visitor import BASE, Shown, Visitor
from tests.service.world import SEATS, World, whole_site

pytestmark = pytest.mark.xdist_group("pages-funds")

EXAM, RENEWAL = "waiver-exam-fee/statewide", "waiver-renewal-fee/statewide"


@pytest.fixture(scope="module")
def world() -> Iterator[World]:
    """Two people wait for a waiver that has no money; another has some that nobody asks for."""
    with whole_site() as made:
        first, _ = made.applied("First Sample", "waiver-renewal-fee", **certified("1"))
        second = {"contact_language": "es", **certified("2")}
        made.applied("Second O'Ñame", "waiver-renewal-fee", **second)
        assert "in line" in first.get("/status").words
        yield made


def certified(number: str) -> dict[str, str]:
    """What someone with a certification types."""
    expires = {"certification_expires_month": "8", "certification_expires_day": "31"}
    told = {"certification_number": number, "certification_status": "active", "certification_expires_year": "2031"}
    return told | expires | {"fee_paid": "no"}


def asked(visitor: Visitor, **said: str) -> Shown:
    """The what-if form, filled in and sent as a browser does; of the first move unless its number is named."""
    form = visitor.get("/staff/funds").form("/staff/funds#main")
    named = {name.replace("__", "."): value for name, value in said.items()}
    sent = form.fields | {name if "." in name else f"{name}.1": value for name, value in named.items()}
    return visitor.get(f"/staff/funds?{urlencode(sent)}")


MOVE = {"from": EXAM, "to": RENEWAL, "seats": "1", "dollars": "$150.00", "to_seats": "1"}


class TestFunds:
    def test_it_shows_buckets_in_both_units_with_a_bar_and_who_waits(self, world: World) -> None:
        page = world.staff(Role.DHCS).get("/staff/funds")
        assert page.status == 200
        row = next(each for each in page.text.split("<tr>") if "Exam fee waiver" in each and "<svg" in each)
        assert f"{SEATS}<br>" in row
        assert "$6,000.00" in row
        assert re.search(r'<rect class="available" x="0" width="1000"', row)
        waits = next(each for each in page.text.split("<tr>") if "enewal fee" in each and "<svg" in each)
        assert ">2<br>" in waits
        assert "$160.00" in waits
        assert "Too short a past to forecast." in page.words
        assert "style=" not in page.text
        assert "<script" not in page.text

    def test_every_pool_is_somewhere_on_it(self, world: World) -> None:
        page = world.staff(Role.AUDITOR).get("/staff/funds")
        for name in ("Spanish curriculum", "Los Angeles", "Superior"):
            assert name in page.words

    def test_it_speaks_spanish(self, world: World) -> None:
        staff = world.staff(Role.MANAGER)
        staff.language = "es"
        assert "El dinero de un vistazo" in staff.get("/staff/funds").words

    def test_who_may_see_it_and_who_may_ask(self, world: World) -> None:
        for role in (Role.DHCS, Role.MANAGER, Role.AUDITOR):
            assert 'name="from.1"' in world.staff(role).get("/staff/funds").text
        reader = world.staff(Role.RECONCILER)
        assert 'name="from.1"' not in reader.get("/staff/funds").text
        assert reader.get(f"/staff/funds?asked=1&{urlencode({'from.1': EXAM})}").status == 403
        assert world.staff(Role.REVIEWER).get("/staff/funds").status == 403
        assert "Sign in" in world.visitor().get("/staff/funds").words

    def test_the_desk_leads_to_it(self, world: World) -> None:
        assert f'href="{BASE}/staff/funds"' in world.staff(Role.DHCS).get("/staff").text
        assert f'href="{BASE}/staff/funds"' not in world.staff(Role.APPROVER).get("/staff").text


class TestWhatIf:
    def test_it_shows_who_would_be_served_and_keeps_what_was_typed(self, world: World) -> None:
        page = asked(world.staff(Role.DHCS), **MOVE)
        assert page.status == 200
        assert "What these moves would do" in page.words
        result = page.text[page.text.index('id="what-if-result"') : page.text.index("Money: seats and dollars")]
        told = Shown(200, {}, [], result).words
        assert "People served 0 1" in told
        assert "Central region: 1" in told
        assert "The first who waits does not fit" in told
        assert "Seats: 0, $70.00" in told
        assert "The first who waits needs $80.00." in told
        form = page.form("/staff/funds#main")
        assert form.fields["from.1"] == EXAM
        assert form.fields["dollars.1"] == "$150.00"

    def test_several_moves_in_order(self, world: World) -> None:
        second = {"from__2": RENEWAL, "to__2": EXAM, "seats__2": "1", "dollars__2": "1"}
        page = asked(world.staff(Role.DHCS), **MOVE, **second)
        assert "People served 0 0" in page.words

    @pytest.mark.parametrize(
        ("wrong", "status", "told"),
        [
            ({"seats": str(SEATS + 1)}, 409, "has fewer seats available"),
            ({"dollars": "6,000.01"}, 409, "has less money available"),
            ({"dollars": "1.5"}, 422, "no amount in dollars"),
            ({"dollars": "12,80"}, 422, "no amount in dollars"),
            ({"dollars": "-1"}, 422, "no amount in dollars"),
            ({"dollars": "٣"}, 422, "no amount in dollars"),
            ({"seats": "one"}, 422, "no whole number"),
            ({"seats": "9" * 30}, 422, "no whole number"),
            ({"to": EXAM}, 422, "another one than gives"),
            ({"to": ""}, 422, "the pool that receives"),
            ({"from": ""}, 422, "Choose the pool that gives."),
            ({"from": "nothing/'at-all"}, 404, "Choose the pool that gives."),
            ({"to": "spanish-curriculum/statewide"}, 422, "for money that nobody applies for it is 0"),
            (dict.fromkeys(MOVE, ""), 422, "Fill in at least one move."),
        ],
    )
    def test_what_cannot_be_asked_is_told_and_kept(
        self, world: World, wrong: dict[str, str], status: int, told: str
    ) -> None:
        page = asked(world.staff(Role.MANAGER), **(MOVE | wrong))
        assert page.status == status
        assert told in page.words
        assert "What these moves would do" not in page.words
        for name in ("seats", "dollars", "to_seats"):
            assert page.form("/staff/funds#main").fields[f"{name}.1"] == (MOVE | wrong)[name]

    def test_a_round_on_hold_can_be_thought_open(self, world: World) -> None:
        event = {"change": "suspend", "reason": "Waiting"}
        world.call("manager", "v1/rounds/waiver-renewal-fee/events", event, "hold")
        held = asked(world.staff(Role.DHCS), **MOVE)
        assert "The round is on hold: nobody is served." in held.words
        opened = asked(world.staff(Role.DHCS), **MOVE, **{"reopen.waiver-renewal-fee": "yes"})
        assert "People served 0 1" in opened.words
        assert "reopen.waiver-renewal-fee" in opened.form("/staff/funds#main").fields
        world.call("manager", "v1/rounds/waiver-renewal-fee/events", event | {"change": "reopen"}, "open again")


class TestWarnings:
    def test_a_manager_answers_a_warning_on_the_work_list(self, world: World) -> None:
        call = allotment("waiver-exam-retake/statewide", 400, 6_000_000)
        world.call("dhcs", call.path, call.body, "much")
        world.clock.jump_to(world.clock.now() + timedelta(weeks=12))
        world.aws.invoke("AllocationReport", {})
        manager = world.staff(Role.MANAGER, name="mia")
        assert "Warnings about money" in manager.get("/staff").words
        row = manager.get("/staff/work/warnings").row("retake")
        assert "Much of this money will be left unspent" in row.words
        assert "Too few awards for one figure (0 in 85 days)" not in row.words, "twelve weeks are looked back on"
        assert "Too few awards for one figure (0 in 84 days): 0.0 to" in row.words
        for path in ("/staff/funds", "/staff/report"):
            assert "Much of this money will be left unspent" in manager.get(path).words
            assert "seats a week" in manager.get(path).words

        empty = manager.post(row.form("/acknowledge"))
        assert empty.status == 422
        assert "Write why, with at most 500 characters." in empty.words
        long = manager.post(row.form("/acknowledge").say(reason="ñ" * 501))
        assert long.status == 422
        assert "ñ" * 501 in long.text
        done = manager.post(row.form("/acknowledge").say(reason="The exam opens in April; it's planned."))
        assert "Your answer to the warning is recorded." in done.words
        assert "retake" not in manager.get("/staff/work/warnings").text
        again = manager.post(row.form("/acknowledge").say(reason="Late", key="01HZZZZZZZZZZZZZZZZZZZZZZZ"))
        assert again.status == 409

    def test_others_cannot(self, world: World) -> None:
        assert world.staff(Role.DHCS).get("/staff/work/warnings").status == 403
