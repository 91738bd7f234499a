"""In a real browser, without JavaScript, on the deployed site: a person applies, staff approve, the person accepts."""

from __future__ import annotations

from local.laptop.http import SiteClient
from local.laptop.site import Site
from tests.deployed.browser import Browsers, Person, needs_browser
from tests.deployed.desk import Desk

POOL = {"seats": 1, "cents": 160_000, "reference": "SAMPLE-LETTER"}

pytestmark = needs_browser


def test_the_browser_runs_no_script(browsers: Browsers, site: Site) -> None:
    person = browsers("en")
    person.opens("data:text/html,<body>off<script>document.body.textContent='on'</script>")
    assert person.sees("off")
    person.opens(site.site)
    assert person.sees("Help to pay for peer certification")
    assert person.fits_the_screen()


def test_from_a_spanish_form_to_an_accepted_award(
    browsers: Browsers, desk: Desk, site: Site, client: SiteClient
) -> None:
    allotted = client.post_json(
        "v1/pools/specialization-crisis-care/bay-area/allotments",
        POOL,
        {"Idempotency-Key": "browser-test", **client.as_staff("dhcs")},
    )
    assert allotted.status == 201
    person = browsers("es")
    person.opens(site.site)
    assert person.sees("Ayuda para pagar la certificación de pares")
    person.clicks("a[href$='/apply/specialization-crisis-care']")
    code = fill(person)
    assert person.fits_the_screen()
    person.clicks("form[action$='/send'] button")
    assert person.sees("Recibimos su solicitud")
    assert person.reads(".code") == code
    person.clicks("a[href$='/status']")
    assert person.sees("Hola, Nené")
    person.waits_for("ya hay dinero apartado para usted")
    assert person.fits_the_screen()
    person.clicks("header form[action$='/sign-out'] button")

    approve(desk, site)

    person.types(access_code=code.lower())
    person.says_the_day("birth_date", "11", "2", "1979")
    person.clicks("button.big")
    assert person.sees("Tiene una oferta.")
    person.clicks("form[action$='/accept'] button")
    assert person.sees("Usted aceptó la ayuda.")
    assert person.sees("Su ayuda está lista para usarse.")


def fill(person: Person) -> str:
    """Page by page to the one with all answers; a mistake on the first: what was typed stays. The access code."""
    person.types(legal_name="Nélida O'Ñuñez <b>", chosen_name="Nené")
    person.clicks("form#application button.big")
    assert person.sees("Revise estas respuestas")
    person.says_the_day("birth_date", "11", "2", "1979")
    person.clicks("form#application button.big")
    code = person.reads(".code")
    person.clicks("a.button.big")
    assert person.sees("Paso 2 de 8")
    person.types(email="nelida@example.com")
    person.clicks("form#application button.big")
    person.chooses(county="alameda")
    person.checks("nexus_2")
    person.clicks("form#application button.big")
    person.says_the_day("id_expires", "8", "31", "2031")
    for choice in ("id_checked", "education_1", "education_checked"):
        person.checks(choice)
    person.clicks("form#application button.big")
    person.checks("certification_status_1")
    person.types(certification_number="PSS-2023-0042")
    person.says_the_day("certification_expires", "6", "30", "2031")
    person.clicks("form#application button.big")
    person.clicks("form#application button.big")
    for box in ("self_identifies", "ethics_signed"):
        person.checks(box)
    person.clicks("form#application button.big")
    assert person.sees("Revise sus respuestas")
    assert person.sees("Nélida O'Ñuñez <b>")
    return code


def test_a_form_goes_on_elsewhere_and_is_left_quickly(browsers: Browsers, site: Site) -> None:
    """Begun on one device, left in a hurry, gone on with on another one."""
    person = browsers("en")
    person.opens(f"{site.site}can-i-get-help")
    for answer in ("certified", "no", "yes", "yes", "unsure", "yes"):
        person.clicks(f"button[value='{answer}']")
    assert person.sees("Open to you now")
    person.clicks("a[href$='/apply/grandparenting']")
    person.types(legal_name="Dee Device")
    person.says_the_day("birth_date", "5", "17", "1985")
    person.clicks("form#application button.big")
    code = person.reads(".code")
    person.clicks("a.button.big")
    person.types(phone="555-0100")
    person.clicks("form#application button.big")
    assert person.sees("Your county")
    form = person.address
    person.leaves_quickly()
    person.opens(form)
    assert person.sees("Please sign in.")
    assert not person.sees("Your county")

    other = browsers("en")
    other.opens(f"{site.site}sign-in")
    other.types(access_code=code)
    other.says_the_day("birth_date", "5", "17", "1985")
    other.clicks("button.big")
    assert other.sees("Not sent yet")
    other.clicks("a[href$='/apply/grandparenting']")
    assert other.sees("Step 3 of 7")
    other.opens(other.address.replace("/county", "/reach"))
    assert other.says("phone") == "555-0100"


def approve(desk: Desk, site: Site) -> None:
    """By an approver who signs in at Cognito's own page, and out again."""
    staff = desk.sits_down("approver")
    assert staff.sees("You are signed in as: Award approver")
    staff.clicks("a[href$='/staff/work/approve_award']")
    assert staff.sees("Specialization scholarship: crisis care")
    assert not staff.sees("Nélida")
    staff.clicks("form[action$='/approve-award'] button", in_row_of="crisis care")
    assert staff.sees("The award is approved.")
    desk.gets_up()
    assert staff.address == site.site
    assert desk.opens("staff").sees("Sign in as staff")
