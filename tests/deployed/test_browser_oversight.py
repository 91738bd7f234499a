"""In a real browser, signed in at Cognito's own page: those who run the program, and those who look on."""

from __future__ import annotations

from datetime import timedelta

import pytest

from chalicelib.domain.pacific import pacific_date
from chalicelib.gateways import clock
from chalicelib.messages.facts import day_words
from local.laptop.site import Site
from local.player.calls import ApiCall
from local.player.stage import Stage
from local.verify_chain import verify
from tests.deployed.browser import Browsers, needs_browser
from tests.deployed.desk import Desk, signs_in
from tests.deployed.people_at_work import GIVER, TAKER, UNHOUSED, code_of

pytestmark = needs_browser

PAUSED = "specialization-parent-caregiver-family"
WORDS = {"en": "Sample: we pause until the new budget.", "es": "Muestra: hacemos una pausa hasta el nuevo presupuesto."}
PUBLISH = "form[action$='/staff/settings/publish'] button"
ONE_SEAT = {"seats": 1, "cents": 160_000}


def test_a_manager_pauses_a_round_in_both_languages(desk: Desk, browsers: Browsers, site: Site) -> None:
    mia = desk.sits_down("manager")
    mia.clicks("a[href$='/staff/rounds']")
    mia.clicks(f"a[href$='/staff/rounds/{PAUSED}']")
    mia.checks("change-suspend")
    mia.types(reason="Sample: the year's money is spoken for.", text_en=WORDS["en"])
    mia.clicks("form[action$='/look'] button")
    assert mia.sees("Write the public words in both languages, or in neither.")
    mia.types(text_es=WORDS["es"])
    mia.clicks("form[action$='/look'] button")
    assert mia.sees("Look once more before it is public")
    mia.clicks("form[action$='/events'] button")
    assert mia.sees("The event is recorded.")
    for language, words in WORDS.items():
        somebody = browsers(language)
        somebody.opens(f"{site.site}apply/{PAUSED}")
        assert somebody.sees(words)


def test_a_manager_looks_at_what_a_move_would_do_and_proposes_it(desk: Desk, at_work: Stage) -> None:
    mia = desk.sits_down("manager")
    mia.clicks("a[href$='/staff/proposals']")
    mia.chooses(**{"from": GIVER, "to": TAKER})
    mia.types(seats="1", dollars="1,600", reason="Sample: nobody waits in the south.")
    mia.clicks("form[action$='/staff/proposals'] button[formaction]")
    assert mia.sees("What these moves would do")
    assert mia.sees("Nothing was moved.")
    mia.clicks("form[action$='/staff/proposals'] button.second")
    assert mia.sees("The proposal is with DHCS. What it moves is held until then.")
    assert not mia.sees("Your decision")


def test_dhcs_signs_in_again_before_money_moves(desk: Desk, at_work: Stage) -> None:
    call = ApiCall("v1/proposals", {"from": GIVER, "to": TAKER, "reason": "Sample: to be decided", **ONE_SEAT})
    proposal = at_work.send("manager", "", call, "at-work-proposal").body["proposal_id"]
    dana = desk.sits_down("dhcs")
    dana.clicks("a[href$='/staff/work/decide_reallocation']")
    dana.clicks(f"a[href$='/staff/proposals/{proposal}']")
    desk.signed_in_an_hour_ago()
    dana.checks("decision-approve")
    dana.types(reason="Sample: it is needed there.")
    dana.clicks("form[action$='/decide'] button")
    assert dana.sees("You signed in too long ago for this step. Nothing was changed yet.")
    dana.clicks("a[href*='/staff/sign-in?again=']")
    desk.shows_who_it_is()
    assert dana.sees("What you wrote is still here, and was not sent yet.")
    dana.clicks("form[action$='/decide'] button")
    assert dana.sees("Your decision is recorded.")
    desk.opens(f"staff/proposals/{proposal}")
    assert dana.sees("Reason of the decision: Sample: it is needed there.")
    desk.opens("staff")
    dana.clicks("a[href$='/staff/allotments']")
    dana.chooses(pool=f"{UNHOUSED}/bay-area")
    dana.checks("direction-give")
    dana.types(seats="1", dollars="1,600", reference="SAMPLE-7")
    dana.clicks("form[action$='/staff/allotments'] button")
    assert dana.sees("The allotment is posted.")


def test_the_next_version_of_the_program_needs_two_people_and_a_day(desk: Desk) -> None:
    day = pacific_date(clock.now()) + timedelta(days=60)
    mia = desk.sits_down("manager")
    mia.clicks("a[href$='/staff/settings']")
    mia.clicks("a[href$='/staff/settings/parts/policy']")
    mia.types(offer_days="21")
    mia.clicks("form[action$='/parts/policy'] button")
    assert mia.sees("offer_days 14 21")
    mia.types(effective_on=f"{day:%m%d%Y}")
    mia.clicks("form[action$='/day'] button")
    assert mia.sees(f"In force from: {day_words('en', day)}")
    assert mia.sees("You made changes in it, so somebody else has to publish it.")
    assert not mia.can_click(PUBLISH)
    assert "SAME-PERSON" in desk.sends("staff/settings/publish", version=mia.says("version") or "")

    dana = desk.sits_down("dhcs")
    dana.clicks("a[href$='/staff/settings']")
    assert dana.sees("offer_days 14 21")
    desk.signed_in_an_hour_ago()
    dana.clicks(PUBLISH)
    assert dana.sees("You signed in too long ago for this step. Nothing was changed yet.")
    dana.clicks("a[href*='/staff/sign-in?again=']")
    desk.shows_who_it_is()
    dana.clicks("form[action$='/publish'] button")
    assert dana.sees("The new version is published.")
    assert dana.sees(f"Version 2, from {day_words('en', day)}")
    assert dana.sees("In force Version 1")


def test_an_appeal_from_the_status_page_to_the_answer(
    desk: Desk, at_work: Stage, browsers: Browsers, site: Site
) -> None:
    case = at_work.names.application("Gil Denied")
    gil = browsers("es")
    signs_in(gil, site, code_of(at_work, "Gil Denied"))
    gil.clicks("a[href$='/appeal']")
    gil.types(text="Mi certificado de Nevada sí vale. Lo tengo aquí.")
    gil.clicks("form[action$='/appeal'] button")
    assert gil.sees("Recibimos su apelación.")

    olga = desk.sits_down("appeals_officer")
    olga.clicks("a[href$='/staff/work/decide_appeal']")
    olga.clicks("a.button", in_row_of=case)
    assert olga.sees("Mi certificado de Nevada sí vale.")
    assert not olga.sees("Gil Denied")
    olga.checks("outcome-overturn")
    olga.types(text="Muestra: usted tiene razón.")
    olga.clicks("form[action$='/decision'] button")
    assert olga.sees("Your decision on the appeal is recorded.")
    gil.opens(f"{site.site}applications/{case}/appeal")
    assert gil.sees("Muestra: usted tiene razón.")
    assert at_work.status_of("Gil Denied")["status"] == "under_review"


def test_an_auditor_reads_and_takes_home_a_chain_that_holds(desk: Desk, at_work: Stage) -> None:
    case = at_work.names.application("Alba Billed")
    uma = desk.sits_down("auditor")
    uma.clicks("a[href$='/staff/audit']")
    uma.chooses(kind="application")
    uma.types(id=case)
    uma.clicks("form[action$='/staff/audit'] button")
    for action in ("submit", "approve_award", "accept", "claim"):
        assert uma.sees(action)
    assert not uma.sees("Alba Billed")
    saved = uma.downloads("a[href*='/staff/audit/export']", "*.jsonl")
    chain, count = verify([str(saved)])
    assert chain == f"application/{case}"
    assert uma.sees(f"The chain has {count} records")


def test_a_quarters_access_review_makes_itself_and_waits_on_the_desk(desk: Desk, site: Site) -> None:
    site.invoke("DailySweepName", {})
    ada = desk.sits_down("admin")
    ada.clicks("a[href*='/staff/access/']")
    assert ada.sees("To be done by")
    assert not ada.can_click("button[value^='confirm '][value$='.admin']")
    assert ada.sees("This is you: somebody else answers.")
    ada.clicks("button[value^='confirm '][value$='.dhcs_monitor']")
    assert ada.sees("Your answer about this role is recorded.")
    assert ada.sees("Confirmed")


@pytest.mark.parametrize(
    ("username", "role", "first", "seen", "closed"),
    [
        ("privacy_officer", "Privacy officer", "staff/access", "Access reviews", "staff/work/review"),
        ("dhcs_monitor", "DHCS monitor", "staff/funds", "Money at a glance", "staff/search"),
        ("admin", "Administrator", "staff/access", "Once a quarter", "staff/audit"),
    ],
)
def test_who_looks_on_sees_that_and_nothing_more(
    desk: Desk, username: str, role: str, first: str, seen: str, closed: str
) -> None:
    somebody = desk.sits_down(username)
    assert somebody.sees(f"You are signed in as: {role}")
    somebody.clicks(f"a[href$='/{first}']")
    assert somebody.sees(seen)
    assert not desk.opens(closed).sees(seen)
    assert somebody.sees("You cannot do this with the account or code that you are using.")
    assert somebody.sees("Code: NOT-ALLOWED")


def test_a_monitor_reads_a_case_without_its_person(desk: Desk, at_work: Stage) -> None:
    case = at_work.names.application("Alba Billed")
    desk.sits_down("dhcs_monitor")
    page = desk.opens(f"staff/applications/{case}/deidentified")
    assert page.sees("Bay Area")
    assert not page.sees("Alameda")
    assert not page.sees("Alba")
