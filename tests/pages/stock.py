"""A site where everything has happened once: whoever comes to see its pages finds something on each of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from chalicelib.domain.actors import Actor
from chalicelib.domain.document import HANDED_IN
from chalicelib.domain.receipt import Request
from chalicelib.domain.roles import Role
from chalicelib.gateways import clock
from chalicelib.services.draw_sample import draw_sample
from chalicelib.services.open_session import open_session
from chalicelib.store import folders
from chalicelib.web.consent import VERSION as CONSENT
from local.virtual.directory import enroll
from tests.service.operations import OPERATIONS
from tests.service.papers import certified, handed_in
from tests.service.site import INITIAL, PLENTY, Site, mail_report, open_site
from tests.service.visitor import BASE, Shown, Visitor
from tests.service.world import APPLICATION, fill

POOLS = {
    INITIAL: PLENTY,
    "grandparenting/statewide": {"seats": 9, "cents": 225_000},
    "waiver-exam-fee/statewide": {"seats": 2, "cents": 30_000},
}
TAKES_TIME = ("ask_again", "acknowledge_warning")
"""Weeks pass while these are prepared: they come first, so that nothing else runs out."""
LEFT_OPEN = "Quixwood"
"""Behind the names of people whose next decision nobody makes: they fill the work lists. It says nothing else."""
HURRIED = "waiver-reinstatement-fee"
"""A round that is on hold."""


@contextmanager
def stocked_site() -> Iterator[Site]:
    """Everything that can be decided, decided once and once left open."""
    with open_site(POOLS) as site:
        for name in sorted(OPERATIONS, key=lambda each: each not in TAKES_TIME):
            _decide(site, name)
        for name in OPERATIONS:
            if name not in TAKES_TIME:
                OPERATIONS[name].prepare(site, f"{name} {LEFT_OPEN}")
        _others(site)
        site.aws.settle()
        yield site


def _decide(site: Site, name: str) -> None:
    answer = OPERATIONS[name].prepare(site, name).send(site, name)
    assert answer.status < 300, (name, answer)
    site.aws.settle()


def _others(site: Site) -> None:
    """What no decision leads to: doubt, refusals, a line, a round on hold, a warning, a letter, a lost code."""
    site.apply("doubtful", pathway="reciprocity")
    site.apply("ineligible", pathway="reciprocity")
    site.do("reviewer rosa", "review", application="ineligible", finding="ineligible", reasons=["RECIPROCITY-PATHWAY"])
    tie = f"/v1/applications/{site.application('ineligible')}/conflicts"
    assert site.post(tie, {"note": "A cousin."}, who="reviewer rae").status == 201
    taken = f"/v1/work/review/{site.application('doubtful')}/taking"
    assert site.post(taken, {}, who="reviewer rae").status == 200
    site.apply("in line", "specialization-crisis-care", county="Fresno")
    site.do("manager mia", "suspend_round", benefit=HURRIED)
    site.warned("waiver-application-fee")
    site.apply("on paper")
    site.award("sends papers late")
    for kind in HANDED_IN:
        person = site.folder("sends papers late").application.person_id
        handed_in(site, person, site.application("sends papers late"), b"%PDF-1.7", kind)
    for name in ("finished", "finished and billed"):
        site.award(name)
        site.do("provider dbsa", "enroll", award=name, item="core_training", cents=150_000, starts=site.in_days(7))
        certified(site, site.award_id(name))
    billed: dict[str, Any] = {"award": "finished and billed", "item": "core_training", "cents": 150_000}
    site.do("provider dbsa", "claim", **billed, certificate=True)
    visitor = Visitor(site.aws)
    lost = visitor.get("/lost-code").form("/lost-code")
    visitor.post(lost.say(legal_name="Nobody Known", **_parts("birth_date"), contact="sample@example.com"))
    site.job("SendNotices")
    known = {"person": site.folder("on paper").application.person_id}
    site.job("MailEvents", mail_report({"about": "new_code", **known}, message="new code"))
    site.job("MailEvents", mail_report({"about": "round_open", "benefit": HURRIED}, message="told"))
    site.job("AllocationReport")
    month, manager = f"{site.clock.now():%Y-%m}", Actor(id="staff-mia", roles=frozenset({Role.MANAGER}))
    draw_sample(manager, "2026-03", month, 5, None, Request(key="sample", actor=manager.id, fingerprint="sample"))


def alert_of(site: Site) -> str:
    """Somebody who asked to be told when a round opens: the id in the link of the message."""
    visitor = Visitor(site.aws)
    visitor.post(visitor.get(f"/tell-me/{HURRIED}").form(f"/tell-me/{HURRIED}").say(contact="told@example.com"))
    return next(str(row["pk"]["S"])[6:] for row in site.rows() if row["pk"]["S"].startswith("ALERT#"))


def awards_of(site: Site) -> list[str]:
    """An award of each kind: by its pool, how it stands and how each of its items does."""
    folders_of = (folders.load_folder(application) for application in site.stage.names.applications.values())
    found = [folder.award for folder in folders_of if folder.award]
    kinds = {
        (each.pool, each.status, bool(each.extension), *((item.item, item.status) for item in each.items)): each.id
        for each in found
    }
    return list(kinds.values())


def _parts(name: str) -> dict[str, str]:
    return {field: value for field, value in APPLICATION.items() if field.startswith(name)}


def staff_member(site: Site, *roles: Role, organization: str | None = None, called: str = "tour") -> Visitor:
    """Just signed in, with an account in the groups of these roles."""
    name = f"{called}-{'-'.join(roles)}"
    enroll(f"staff-{name}", name, f"{name}@example.org", roles)
    member = Actor(
        id=f"staff-{name}",
        roles=frozenset(roles),
        organization=organization,
        account=f"staff-{name}",
        signed_in_at=clock.now(),
    )
    return _with_cookie(site, "staff", "/staff", member)


def applicant(site: Site, name: str) -> Visitor:
    """The person behind one of the site's applications, signed in."""
    person = folders.load_folder(site.application(name)).application.person_id
    return _with_cookie(site, "visit", "/", Actor(id=person, roles=frozenset({Role.APPLICANT})))


def _with_cookie(site: Site, name: str, path: str, actor: Actor) -> Visitor:
    visitor = Visitor(site.aws)
    visitor.cookies[name] = (open_session(actor).id, BASE + path)
    return visitor


def beginner(site: Site, benefit: str, until: str) -> tuple[Visitor, Shown]:
    """Somebody on the way through the form, with the page that they got to."""
    visitor = Visitor(site.aws)
    year = str(clock.now().year + 5)
    answers = {**APPLICATION, "legal_name": f"Sample {benefit}", "fee_paid": "no", "attempt": "2"}
    held = {"certification_status": "active", "certification_number": "PSS-1"}
    held |= {f"certification_expires_{part}": said for part, said in (("month", "1"), ("day", "2"), ("year", year))}
    return visitor, fill(visitor, visitor.get(f"/apply/{benefit}"), answers | held, until)


def helped(site: Site, benefit: str) -> tuple[Visitor, Shown, Visitor]:
    """Somebody of 17 and the helper beside them: the helper with the page that asks for the contact, and the person,
    signed in by themselves after all pages were filled in."""
    helper, person = Visitor(site.aws), Visitor(site.aws)
    born = {"birth_date_month": "1", "birth_date_day": "2", "birth_date_year": str(clock.now().year - 17)}
    answers = {**APPLICATION, **born, "legal_name": "Sample Helped", "email": "helped@example.com"}
    form = helper.get(f"/helping/{benefit}").form(f"/helping/{benefit}")
    consent = {"helper_organization": "Sample Clinic", "helper_role": "community", "helper_consent": CONSENT}
    page = fill(helper, helper.post(form.say(**consent)), answers, "reach")
    code = re.search(r'<p class="code">([0-9A-Z-]+)</p>', helper.get("/code").text)
    fill(helper, helper.get(page.path), answers)
    assert code
    person.post(person.get("/sign-in").form("/sign-in").say(access_code=code[1], **born))
    return helper, page, person
