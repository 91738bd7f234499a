"""Forms that are begun and not sent: kept page by page, opened again anywhere, by their person alone."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest

from chalicelib.domain.roles import Role
from chalicelib.gateways import aws as clients
from chalicelib.gateways.settings import setting
from chalicelib.store import drafts, folders, people, table
from tests.service.visitor import Shown, Visitor
from tests.service.world import APPLICATION, World, fill, whole_site

pytestmark = pytest.mark.xdist_group("drafts")

BIRTH_DATE = {name: value for name, value in APPLICATION.items() if name.startswith("birth_date")}


@pytest.fixture(scope="module")
def world() -> Iterator[World]:
    with whole_site() as made:
        yield made


def begun(world: World, name: str, benefit: str = "initial", **said: Any) -> tuple[Visitor, Shown, str]:
    """Someone on the second page of the form, with their access code."""
    visitor, page = world.filled(name, benefit, until="reach", **said)
    found = re.search(r'<p class="code">([0-9A-Z-]+)</p>', visitor.get("/code").text)
    assert found
    return visitor, page, found[1]


def signed_in(world: World, code: str, **birth_date: str) -> tuple[Visitor, Shown]:
    visitor = world.visitor()
    form = visitor.get("/sign-in").form("/sign-in")
    return visitor, visitor.post(form.say(access_code=code, **{**BIRTH_DATE, **birth_date}))


def rows() -> list[Any]:
    pages = clients.dynamodb().get_paginator("scan").paginate(TableName=setting("TABLE_NAME"))
    return [row for each in pages for row in each["Items"]]


class TestResuming:
    def test_on_another_device_with_code_and_birth_date(self, world: World) -> None:
        visitor, page, code = begun(world, "Device Sample")
        visitor.post(page.main.say(email="device@example.com", phone="555-0100"))
        other, status = signed_in(world, code.lower().replace("-", " "))
        assert "Hello, Device Sample" in status.words
        assert "Not sent yet" in status.words
        page = other.get(status.link("/apply/initial"))
        assert page.path.endswith("/pages/county")
        assert other.get(page.path.replace("county", "reach")).main.fields["phone"] == "555-0100"
        check = fill(other, page, APPLICATION)
        assert "Device Sample" in check.words
        other.post(check.form("/send"))
        # One person, one code: that of the draft is that of the application.
        again, status = signed_in(world, code)
        assert "You sent your application" in status.words
        assert "Not sent yet" not in status.words
        assert world.application_of(again) in check.path

    def test_the_code_is_shown_while_the_session_lasts_and_never_again(self, world: World) -> None:
        visitor, _, code = begun(world, "Shown Sample")
        assert code in visitor.get("/code").words
        other, _ = signed_in(world, code)
        assert code not in other.get("/code").words
        assert len(code.replace("-", "")) * 5 >= 80
        assert code.replace("-", "") not in repr(rows()).replace("-", "")

    def test_a_wrong_birth_date_a_wrong_code_and_no_draft_look_alike(self, world: World) -> None:
        _, _, code = begun(world, "Guess Sample")
        _, wrong_date = signed_in(world, code, birth_date_day="18")
        _, wrong_code = signed_in(world, "AAAA-BBBB-CCCC-DDDD")
        assert wrong_date.status == wrong_code.status == 403
        assert wrong_date.words.split("Access code")[0] == wrong_code.words.split("Access code")[0]

    def test_who_mends_their_birth_date_comes_back_with_the_new_one(self, world: World) -> None:
        visitor, page, code = begun(world, "Mender Sample")
        you = visitor.get(page.path.replace("reach", "you"))
        visitor.post(you.main.say(birth_date_year="1984", legal_name="Mended Sample"))
        assert signed_in(world, code)[1].status == 403
        _, status = signed_in(world, code, birth_date_year="1984")
        assert "Hello, Mended Sample" in status.words

    def test_a_person_with_applications_has_the_form_under_their_own_record(self, world: World) -> None:
        visitor, _ = world.applied("Own Sample")
        page = visitor.get("/apply/waiver-exam-fee")
        assert page.main.fields["legal_name"] == "Own Sample"
        page = visitor.post(page.main)
        assert page.path.endswith("/reach")
        status = visitor.get("/status")
        assert "Not sent yet" in status.words
        assert "You sent your application" in status.words
        # Asking once more leads to the form that is there.
        assert visitor.get("/apply/waiver-exam-fee").path == page.path

    def test_the_status_of_the_api_has_the_draft(self, world: World) -> None:
        _, page, code = begun(world, "Api Sample")
        headers = {"Access-Code": code, "Birth-Date": "1985-05-17"}
        answer = world.api.send("GET", "v1/status", headers, None)
        (draft,) = answer.body["drafts"]
        assert (draft["status"], draft["benefit"], answer.body["applications"]) == ("draft", "initial", [])
        assert draft["id"] in page.path


class TestTwoTabs:
    def test_the_later_one_gets_both_and_what_it_sends_then_counts(self, world: World) -> None:
        visitor, page, _ = begun(world, "Tabs Sample")
        first, second = visitor.get(page.path), visitor.get(page.path)
        visitor.post(first.main.say(phone="555-0101", email="first@example.com"))
        both = visitor.post(second.main.say(phone="555-0102"))
        assert both.status == 409
        assert "You also changed this page in another tab." in both.words
        assert "Saved in the other tab E-mail first@example.com Phone 555-0101" in both.words
        assert both.main.fields["phone"] == "555-0102"
        visitor.post(both.main.say(phone="555-0103"))
        assert visitor.get(page.path).main.fields["phone"] == "555-0103"

    def test_other_pages_do_not_get_into_each_others_way(self, world: World) -> None:
        visitor, page, _ = begun(world, "Pages Sample")
        reach, county = page, visitor.get(page.path.replace("reach", "county"))
        visitor.post(county.main.say(county="kern", nexus="work"))
        assert visitor.post(reach.main.say(phone="555-0104")).status == 200
        assert visitor.get(county.path).main.fields["county"] == "kern"

    def test_the_same_form_may_be_sent_again_as_after_a_click_on_back(self, world: World) -> None:
        visitor, page, _ = begun(world, "Back Sample")
        assert visitor.post(page.main.say(phone="555-0105")).path.endswith("/county")
        assert visitor.post(page.main.say(phone="555-0106")).path.endswith("/county")
        assert visitor.get(page.path).main.fields["phone"] == "555-0106"

    def test_what_was_changed_after_the_last_look_is_looked_at_again(self, world: World) -> None:
        visitor, check = world.filled("Look Sample", "grandparenting")
        county = visitor.get(check.path.replace("check", "pages/county"))
        visitor.post(county.main.say(county="kern"))
        page = visitor.post(check.form("/send"))
        assert page.status == 409
        assert "Something was changed in another tab. Nothing was sent." in page.words
        assert "Kern" in page.words
        assert "We received your application" in visitor.post(page.form("/send")).words


class TestSaving:
    def test_on_a_pause_what_is_not_right_yet_is_kept_too(self, world: World) -> None:
        visitor, page, _ = begun(world, "Pause Sample")
        saved = visitor.post(page.main.say(email="half an addr", autosave="yes"))
        assert (saved.status, saved.text) == (204, "")
        visitor.post(page.main.say(email="half an address", autosave="yes"))
        assert visitor.get(page.path).main.fields["email"] == "half an address"
        assert visitor.post(page.main.say(email="whole@example.com")).path.endswith("/county")

    def test_a_page_outlives_the_session(self, world: World) -> None:
        visitor, page, code = begun(world, "Slow Sample")
        world.clock.tick(31 * 60)
        shown = visitor.post(page.main.say(phone="555-0123"))
        assert shown.status == 403
        assert "Nothing you typed is lost." in shown.words
        wrong = visitor.post(shown.form("/sign-in").say(access_code="NO", **BIRTH_DATE))
        back = visitor.post(wrong.form("/sign-in").say(access_code=code, **BIRTH_DATE))
        assert "You are signed in again" in back.words
        assert back.main.fields["phone"] == "555-0123"
        assert visitor.post(back.main).path.endswith("/county")

    def test_signed_in_again_in_another_tab_the_page_is_shown_with_what_was_typed(self, world: World) -> None:
        visitor, page, _ = begun(world, "Again Sample")
        shown = visitor.post(page.main.say(token="of-another-session", phone="555-0142"))
        assert shown.status == 403
        assert shown.main.fields["phone"] == "555-0142"
        assert visitor.post(shown.main).path.endswith("/county")

    def test_the_first_page_for_somebody_signed_out_meanwhile_stays_too(self, world: World) -> None:
        visitor, _ = world.applied("First Sample")
        form = visitor.get("/apply/waiver-exam-fee").main
        world.clock.tick(31 * 60)
        page = visitor.post(form.say(chosen_name="Firsty"))
        assert page.status == 403
        assert "Sign in again in another tab." in page.words
        assert page.main.fields["chosen_name"] == "Firsty"

    def test_an_error_of_ours_loses_nothing(self, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
        visitor, page, _ = begun(world, "Broken Sample")
        form = page.main.say(phone="555-0177")

        def broken(*_: object) -> object:
            raise RuntimeError("nobody should read this")

        with monkeypatch.context() as patched:
            patched.setattr(drafts, "draft_write", broken)
            assert visitor.post(form).status == 500
        assert visitor.post(form).path.endswith("/county")

    def test_nothing_personal_is_in_an_address(self, world: World) -> None:
        _, page, _ = begun(world, "Address Sample")
        assert re.fullmatch(r"/drafts/[0-9A-Z]{26}/pages/reach", page.path)
        assert "Address" not in re.sub(r">[^<]*<", "><", page.text).replace('value="Address', "")


class TestOthers:
    def test_nobody_reads_changes_sends_or_deletes_somebody_elses(self, world: World) -> None:
        owner, page, _ = begun(world, "Owner Sample")
        stranger, theirs, _ = begun(world, "Stranger Sample")
        draft, token = page.path.split("/")[2], theirs.main.fields["token"]
        for path in (f"/drafts/{draft}/pages/reach", f"/drafts/{draft}/check"):
            assert stranger.get(path).status == 404
        for path in (f"/drafts/{draft}/pages/reach", f"/drafts/{draft}/send", f"/drafts/{draft}/removal"):
            answer = stranger.send("POST", path, {"token": token, "seen": "1", "key": "01HZZZZZZZZZZZZZZZZZZZZZZZ"})
            assert answer.status == 404
            assert "Owner" not in answer.text
        assert owner.get(page.path).status == 200

    def test_staff_do_not_see_what_was_not_sent(self, world: World) -> None:
        _, page, _ = begun(world, "Unsent Sample")
        reviewer = world.staff(Role.REVIEWER)
        assert reviewer.get(f"/staff/work/review/{page.path.split('/')[2]}").status == 404

    @pytest.mark.parametrize("page", ["nothing", "certification", "x" * 30])
    def test_a_page_that_the_form_does_not_have_is_not_found(self, world: World, page: str) -> None:
        visitor, known, _ = begun(world, "Nothing Sample")
        assert visitor.get(known.path.replace("reach", page)).status == 404


class TestEnd:
    def test_deleting_the_only_form_leaves_nothing_of_its_person(self, world: World) -> None:
        visitor, page, code = begun(world, "Gone Sample")
        person = page.path.split("/")[2]
        form = visitor.get("/status").form("/removal")
        assert "The form is deleted." in visitor.post(form).words
        assert "visit" not in visitor.cookies
        assert signed_in(world, code)[1].status == 403
        assert not [row for row in rows() if "Gone Sample" in repr(row) or person in row["sk"]["S"]]

    def test_deleting_one_of_two_leaves_the_other(self, world: World) -> None:
        visitor, _, code = begun(world, "Two Sample")
        visitor.post(visitor.get("/apply/waiver-exam-fee").main)
        status = visitor.get("/status")
        assert status.words.count("Not sent yet") == 2
        status = visitor.post(status.form("/removal"))
        assert "The form is deleted." in status.words
        assert status.words.count("Not sent yet") == 1
        assert signed_in(world, code)[1].status == 200

    def test_after_ninety_days_without_a_change_it_is_gone(self, world: World) -> None:
        visitor, page, code = begun(world, "Old Sample")
        world.clock.tick(60 * 86_400)
        visitor, _ = signed_in(world, code)
        visitor.post(visitor.get(page.path).main.say(phone="555-0160"))
        world.clock.tick(90 * 86_400)
        visitor, status = signed_in(world, code)
        assert "Not sent yet" in status.words
        world.clock.tick(86_400)
        assert signed_in(world, code)[1].status == 403
        stored = [row for row in rows() if "Old Sample" in repr(row)]
        assert stored
        assert all(int(row["expires_at"]["N"]) <= world.clock.now().timestamp() for row in stored)

    def test_a_page_saved_while_another_form_is_sent_does_not_let_the_record_go(self, world: World) -> None:
        visitor, check = world.filled("Race Sample", "grandparenting")
        visitor.post(visitor.get("/apply/waiver-exam-fee").main)
        as_read = people.load_person(_ids(check)[0])
        visitor.post(check.form("/send"))
        kept_longer = as_read.model_copy(update={"kept_until": date(2030, 1, 1)})
        with pytest.raises(table.Conflict):
            table.transact(people.person_writes(kept_longer, as_read))
        assert people.load_person(as_read.id).kept_until is None

    def test_what_was_sent_is_kept_for_good(self, world: World) -> None:
        visitor, _ = world.applied("Kept Sample")
        person = folders.load_folder(world.application_of(visitor)).application.person_id
        mine = [
            row for row in rows() if row["pk"]["S"] == f"PERSON#{person}" or row.get("person", {}).get("S") == person
        ]
        assert len(mine) >= 3
        assert not [row for row in mine if "expires_at" in row]
        assert people.load_person(person).kept_until is None


class TestRound:
    def test_on_hold_the_form_is_kept_and_says_so_and_goes_out_after_reopening(self, world: World) -> None:
        visitor, check = world.filled("Hold Sample", "specialization-unhoused", **_held())
        text = {"en": "DHCS is moving money.", "es": "DHCS está moviendo dinero."}
        _change(world, "suspend", text)
        page = visitor.get(check.path)
        assert "You cannot send this now New applications are on hold. DHCS is moving money." in page.words
        assert "We keep your answers until" in page.words
        assert not [form for form in page.forms if form.action.endswith("/send")]
        assert visitor.post(check.form("/send")).status == 409
        county = visitor.get(check.path.replace("check", "pages/county"))
        assert visitor.post(county.main.say(county="kern")).path.endswith("/check")
        closed = world.visitor().get("/apply/specialization-unhoused")
        assert "DHCS is moving money." in closed.words
        _change(world, "reopen", None)
        page = visitor.get(check.path)
        assert "Kern" in page.words
        assert "We received your application" in visitor.post(page.form("/send")).words

    def test_who_turns_18_soon_keeps_the_form_and_sends_it_from_that_day(self, world: World) -> None:
        today = world.clock.now().date()
        birthday = today + timedelta(days=200)
        said = _birth_date(birthday.replace(year=birthday.year - 18))
        visitor, check = world.filled("Young Sample", **said)
        code = re.findall(r'<p class="code">([0-9A-Z-]+)</p>', visitor.get("/code").text)[0]
        assert f"You can send this from {birthday:%B} {birthday.day}, {birthday.year}" in check.words
        assert not [form for form in check.forms if form.action.endswith("/send")]
        forced = {"token": check.forms[-1].fields.get("token", ""), "seen": "99"}
        token = re.findall(r'name="token" value="([^"]+)"', check.text)[0]
        version = drafts.find_draft(*_ids(check), today)
        assert version is not None
        forced |= {"token": token, "seen": str(version.version)}
        assert visitor.send("POST", check.path.replace("check", "send"), forced).status == 422
        world.clock.tick(199 * 86_400)
        visitor, _ = signed_in(world, code, **said)
        assert "You can send this from" in visitor.get(check.path).words
        world.clock.tick(86_400)
        visitor, _ = signed_in(world, code, **said)
        page = visitor.post(visitor.get(check.path).form("/send"))
        assert "We received your application" in page.words
        assert "A person on our team is looking" not in visitor.get("/status").words

    def test_a_child_years_from_18_may_send_it_and_a_person_decides(self, world: World) -> None:
        visitor, page = world.applied("Child Sample", birth_date_year="2016")
        assert "We received your application" in page.words
        assert "A person on our team is looking at your application." in visitor.get("/status").words


def _held() -> dict[str, str]:
    day = {f"certification_expires_{part}": value for part, value in (("month", "1"), ("day", "2"), ("year", "2030"))}
    return {"certification_status": "active", "certification_number": "PSS-7", **day}


def _birth_date(day: date) -> dict[str, str]:
    return {"birth_date_year": str(day.year), "birth_date_month": str(day.month), "birth_date_day": str(day.day)}


def _ids(check: Shown) -> tuple[str, str]:
    """Person and draft of a page."""
    draft = check.path.split("/")[2]
    (row,) = [row for row in rows() if row["sk"]["S"] == f"DRAFT#{draft}"]
    return row["pk"]["S"].removeprefix("PERSON#"), draft


def _change(world: World, change: str, text: dict[str, str] | None) -> None:
    body = {"change": change, "reason": "A test", "public_text": text}
    world.call("manager", "v1/rounds/specialization-unhoused/events", body, f"{change}-for-drafts")
