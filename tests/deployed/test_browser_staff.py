"""In a real browser, signed in at Cognito's own page: the main work of whoever handles applications and bills."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

from chalicelib.domain.pacific import pacific_date
from chalicelib.gateways import clock
from chalicelib.messages.facts import day_words
from local.laptop.site import Site
from local.player.stage import Stage
from tests.deployed.browser import Browsers, Person, needs_browser
from tests.deployed.desk import BIRTH_DAY, Desk, signs_in
from tests.deployed.people_at_work import UNHOUSED, code_of, now_applies
from tests.deployed.test_browser_documents import JPEG, SEND, written

pytestmark = needs_browser


def test_paper_is_typed_in_by_one_and_filed_by_another(desk: Desk) -> None:
    ivy = desk.sits_down("intake")
    ivy.clicks("a[href$='/staff/intake']")
    ivy.clicks("a[href$='/staff/intake-forms/initial']")
    type_paper_in(ivy)
    ivy.clicks("form#application button.big")
    assert ivy.sees("It is saved. A second person confirms it.")
    assert ivy.sees("You typed this, so somebody else confirms it.")
    record = ivy.address.partition("?")[0]

    noe = desk.sits_down("intake2")
    noe.clicks("a[href$='/staff/work/intake']")
    noe.clicks(f"a[href$='{record.rpartition('/')[2]}']", in_row_of="SCAN-4711")
    assert noe.sees("Hortensia Ibáñez-O'Neil")
    noe.clicks("form[action$='/decision'] button")
    assert noe.sees("The application is filed. The access code is on the list of letters.")


def type_paper_in(ivy: Person) -> None:
    day = pacific_date(clock.now()) - timedelta(days=1)
    ivy.says_the_day("received", str(day.month), str(day.day), str(day.year))
    ivy.types(received_time="2:30 pm", reference="SCAN-4711", legal_name="Hortensia Ibáñez-O'Neil")
    ivy.says_the_day("birth_date", "7", "31", "1979")
    ivy.chooses(county="fresno")
    ivy.says_the_day("id_expires", "8", "31", str(day.year + 4))
    for box in ("nexus_1", "education_1", "id_checked", "education_checked", "self_identifies", "ethics_signed"):
        ivy.checks(box)
    for box in ("address_kind_1", "contact_language_2"):
        ivy.checks(box)


def test_a_reviewer_takes_a_case_and_accepts_it(desk: Desk, at_work: Stage) -> None:
    case = at_work.names.application("Eve Doubt")
    rosa = desk.sits_down("reviewer")
    rosa.clicks("a[href$='/staff/work/review']")
    assert not rosa.sees("Eve Doubt")
    rosa.clicks("form[action$='/take'] button", in_row_of=case)
    assert rosa.sees("You have taken this until")
    assert rosa.sees("Eve Doubt")
    assert rosa.sees("That you see this is recorded.")
    rosa.checks("finding-eligible")
    rosa.clicks("form[action$='/review'] button")
    assert rosa.sees("That did not work")
    rosa.types(note="Sample: a letter of the other state is in the file.")
    rosa.clicks("form[action$='/review'] button")
    assert rosa.sees("Your finding is recorded.")
    assert at_work.status_of("Eve Doubt")["status"] == "queued"


def test_a_reviewer_asks_for_changes_in_the_persons_language(
    desk: Desk, at_work: Stage, browsers: Browsers, site: Site
) -> None:
    case = at_work.names.application("Flor Papers")
    rosa = desk.sits_down("reviewer")
    rosa.clicks("a[href$='/staff/work/review']")
    rosa.clicks(f"a[href$='/staff/work/review/{case}']", in_row_of=case)
    rosa.checks("finding-revise")
    rosa.checks("reason-EDU-UNREADABLE")
    rosa.unfolds("Change what the person is asked to do")
    rosa.types(**{"own_words.EDU-UNREADABLE": "Envíe la segunda página del diploma."})
    rosa.clicks("form[action$='/review'] button")
    assert rosa.sees("Your finding is recorded.")

    flor = browsers("es")
    signs_in(flor, site, code_of(at_work, "Flor Papers"))
    assert flor.sees("Envíe la segunda página del diploma.")


def test_an_approver_approves_one_and_several_but_never_their_own(desk: Desk, at_work: Stage) -> None:
    own = now_applies(at_work, "Ari Approver", UNHOUSED, "approver@example.org")
    single, several = (at_work.names.application(name) for name in ("Cleo Single", "Dora Several"))
    ari = desk.sits_down("approver")
    desk.opens("staff/work/approve_award")
    ari.waits_for(at_work.names.award("Ari Approver"))
    ari.clicks(f"form[action$='/{single}/approve-award'] button")
    assert ari.sees("The award is approved.")
    for application in (own, several):
        ari.checks(f"row-{application}")
    ari.clicks("form#several button")
    assert ari.sees("Nothing is decided yet. 1 of 2 can be approved now.")
    assert ari.sees("SAME-PERSON You took part in an earlier step here")
    ari.clicks("form[action$='/staff/approvals'] button")
    assert ari.sees("1 of 1 are approved.")
    desk.opens("staff/work/approve_award")
    ari.clicks(f"form[action$='/{own}/approve-award'] button")
    assert ari.sees("Code: SAME-PERSON")
    assert {at_work.status_of(name)["award"]["status"] for name in ("Cleo Single", "Dora Several")} == {"offered"}


def test_a_colleague_stands_in_by_days_and_others_see_for_whom(desk: Desk, at_work: Stage) -> None:
    case, today = now_applies(at_work, "Covered Sample", UNHOUSED), pacific_date(clock.now())
    ari = desk.sits_down("approver")
    ari.clicks("a[href$='/staff/account']")
    ari.chooses(role="approver")
    ari.types(stand_in="preparer@example.org", reason="Sample: on leave.")
    ari.types(starts=f"{today:%m%d%Y}", ends=f"{today + timedelta(days=6):%m%d%Y}")
    ari.clicks("form[action$='/staff/delegations'] button")
    assert ari.sees("The role is given to your colleague.")

    pat = desk.sits_down("preparer")
    assert pat.sees("You are signed in as: Award approver, Payment preparer")
    desk.opens("staff/work/approve_award")
    pat.waits_for(at_work.names.award("Covered Sample"))
    pat.clicks(f"form[action$='/{case}/approve-award'] button")
    assert pat.sees("The award is approved.")

    mia = desk.sits_down("manager")
    desk.opens(f"staff/audit?kind=application&id={case}")
    assert mia.sees(" for staff-"), "who stood in, and for whom"
    desk.opens("staff/account")
    assert mia.sees("Award approver: preparer stands in for approver")
    mia.clicks("form[action$='/end'] button")
    assert mia.sees("Your colleague has this role no longer.")


def test_a_reviewer_looks_at_papers_that_came_later(
    desk: Desk, at_work: Stage, browsers: Browsers, site: Site, tmp_path: Path
) -> None:
    case = at_work.names.application("Hal Late")
    hal = browsers("es")
    signs_in(hal, site, code_of(at_work, "Hal Late"))
    hal.opens(f"{site.site}documents/{case}")
    hal.attaches("photo_id_file", written(tmp_path, "identificación.jpg", JPEG))
    hal.clicks(SEND)
    assert hal.sees("Ya tenemos su archivo.")

    rosa = desk.sits_down("reviewer")
    rosa.clicks("a[href$='/staff/work/papers']")
    rosa.clicks(f"a[href$='/staff/work/papers/{case}']", in_row_of=case)
    rosa.checks("photo_id-accepted")
    rosa.clicks("form[action$='/photo_id/check'] button")
    assert rosa.sees("It is recorded what you found in the paper.")
    assert not rosa.can_click(f"a[href$='/staff/work/papers/{case}']")


def test_a_county_sees_a_status_only_if_its_person_allows_that(
    desk: Desk, at_work: Stage, browsers: Browsers, site: Site
) -> None:
    clara = desk.sits_down("county")
    clara.clicks("a[href$='/staff/nominations']")
    clara.types(csv="Nora Nombrada-Ñ, 1985-05-05\nNobody At All, not a date")
    clara.chooses(benefit="initial")
    clara.clicks("form[action$='/look'] button")
    assert clara.sees("Rows with a mistake cannot be recorded.")
    clara.clicks("form[action$='/staff/nominations'] button")
    assert clara.sees("The names are recorded.")
    assert clara.sees("Nora Nombrada-Ñ May 5, 1985 Not found yet")
    assert not clara.sees("Nobody At All")

    now_applies(at_work, "Nora Nombrada-Ñ", "initial")
    clara.waits_for("Found The person has not allowed us to say")
    nora = browsers("en")
    signs_in(nora, site, code_of(at_work, "Nora Nombrada-Ñ"))
    nora.clicks("form[action$='/county'] button")
    assert nora.sees("If your county named you, it can see how this application stands.")
    clara.waits_for("Found In line")


def test_a_provider_from_a_class_to_a_bill(
    desk: Desk, at_work: Stage, browsers: Browsers, site: Site, tmp_path: Path
) -> None:
    ana = desk.sits_down("provider")
    ana.clicks("a[href$='/staff/classes']")
    starts = pacific_date(clock.now()) + timedelta(days=30)
    post_a_class(ana, starts)
    assert ana.sees("The class is posted.")
    award = at_work.names.award("Bea Class")

    bea = browsers("es")
    signs_in(bea, site, code_of(at_work, "Bea Class"))
    assert bea.sees("Clases que le sirven")
    assert not bea.sees("Sample: call 555-0100")
    bea.clicks("form[action$='/places'] button", in_row_of=day_words("es", starts))
    assert bea.sees("Usted pidió un lugar.")

    ana.clicks("a[href$='/staff/places']")
    ana.clicks("form[action$='/confirm-place'] button", in_row_of=award)
    assert ana.sees("The place is confirmed and the training is booked.")
    bea.opens(f"{site.site}status")
    assert bea.sees("Cómo participar: Sample: call 555-0100")
    desk.opens("staff/bookings")
    bill_for(ana, award, tmp_path)
    assert ana.sees("Your bill is recorded.")


def post_a_class(ana: Person, starts: date) -> None:
    ana.chooses(course="specialization_training/unhoused", language="es")
    ana.types(starts=f"{starts:%m%d%Y}", price="1,500", joining="Sample: call 555-0100 for the link.")
    ana.fills("new-seats", "3")
    ana.clicks("form[action$='/staff/classes'] button")


def bill_for(ana: Person, award: str, folder: Path) -> None:
    ana.clicks("a[href$='/bookings/specialization_training']", in_row_of=award)
    certificate = folder / "certificate.pdf"
    certificate.write_bytes(b"%PDF-1.7\nSample certificate")
    ana.attaches("file", certificate)
    ana.clicks("form[enctype] button")
    assert ana.sees("The certificate is here.")
    ana.clicks("form[action$='/claim'] button")


def test_a_provider_opens_an_award_by_number_and_birth_date_alone(desk: Desk, at_work: Stage) -> None:
    ana = desk.sits_down("provider")
    month, day, year = BIRTH_DAY
    for birth_date, answer in ((f"0101{year}", "Code: NOT-FOUND"), (f"{month:0>2}{day:0>2}{year}", "Name Alba Billed")):
        desk.opens("staff/open-award")
        ana.types(award_id=at_work.names.award("Alba Billed"), birth_date=birth_date)
        ana.clicks("form[action$='/open-award'] button")
        assert ana.sees(answer)


def test_a_bill_is_approved_batched_released_and_settled_by_different_people(desk: Desk, at_work: Stage) -> None:
    award = at_work.names.award("Alba Billed")
    max_ = desk.sits_down("payment_approver")
    max_.clicks("a[href$='/staff/work/approve_claim']")
    max_.clicks("form[action$='/approve-claim'] button", in_row_of=award)
    assert max_.sees("The bill is approved.")

    pat = desk.sits_down("preparer")
    pat.clicks("a[href$='/staff/work/prepare_batch']")
    assert pat.sees(award)
    pat.clicks("form[action$='/staff/batches'] button")
    assert pat.sees("The payment batch is prepared.")
    desk.opens("staff/work/approve_batch")
    assert pat.sees("Code: NOT-ALLOWED")

    desk.sits_down("payment_approver")
    max_.clicks("a[href$='/staff/work/approve_batch']")
    max_.clicks("form[action$='/approve'] button")
    assert max_.sees("The payment batch is approved.")

    ren = desk.sits_down("reconciler")
    ren.clicks("a[href$='/staff/work/settle']")
    ren.clicks("li.row a.button")
    assert ren.sees(award)
    ren.clicks("form[action$='/settle'] button")
    assert ren.sees("The settlement is recorded.")
    paid = {item["item"]: item["status"] for item in at_work.status_of("Alba Billed")["award"]["items"]}
    assert paid["specialization_training"] == "paid"
