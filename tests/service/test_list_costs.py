"""Every list of the staff site costs the same however much is in it: under eight requests of DynamoDB and 100 KB."""

import itertools
import json
from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from chalicelib.domain.actors import Actor
from chalicelib.domain.pacific import pacific_date
from chalicelib.domain.receipt import Request
from chalicelib.domain.roles import Role
from chalicelib.gateways import aws
from chalicelib.gateways.settings import setting
from chalicelib.services.ask_for_code import Lost, ask_for_code
from chalicelib.services.draw_sample import draw_sample
from chalicelib.services.list_work import LISTS, PAGE
from chalicelib.services.read_audit import PAGE as EVENTS
from chalicelib.store import readings
from chalicelib.store.readings import Purpose, Reading
from tests.pages.stock import staff_member
from tests.service.endpoints import on_paper, uncertain
from tests.service.operations import OPERATIONS
from tests.service.papers import handed_in
from tests.service.site import Row, Site, calls_seen, open_site
from tests.service.visitor import Visitor

pytestmark = pytest.mark.xdist_group("list-costs")

MOST_CALLS, MOST_BYTES = 8, 100_000
LEFT_OUT = ("EVENT#", "DETERMINATION#", "RUN#", "LINE#")
"""What no list looks at."""
READ_BY_MANY = "person-read-often"


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    with open_site() as opened:
        fill_every_list(opened)
        yield opened


def fill_every_list(site: Site) -> None:
    """One entry in each; `many` makes more of them."""
    site.warned("waiver-renewal-fee")
    site.apply("reviewed", pathway="reciprocity")
    for name in ("approve_extension", "decide_appeal", "record_code_letter"):
        OPERATIONS[name].prepare(site, f"waits {name}")
    site.apply("to approve")
    site.claimed("claimed")
    for batch in ("settled next", "approved next", ""):
        site.claimed(f"in {batch}")
        site.do("payment_approver max", "approve_claim", award=f"in {batch}", item="core_training")
        if batch:
            site.prepared(batch)
        if batch == "settled next":
            site.do("payment_approver max", "approve_batch", batch=batch)
    site.award("sends papers")
    person = site.folder("sends papers").application.person_id
    handed_in(site, person, site.application("sends papers"), b"%PDF-1.7")
    site.proposal("moves")
    uncertain(site)
    on_paper(site, "on paper")
    OPERATIONS["send_back_intake"].prepare(site, "mended").send(site, "mended")
    come_back(site)
    form = site.form("forgetful")
    form["contact"]["phone"] = "(559) 555-0199"
    site.know("forgetful", site.post("/v1/applications", form).body)
    with site.aws.running_as("APIHandler"):
        ask_for_code(Lost("forgetful", date(1985, 5, 5), "(559) 555-0199", None))
    site.aws.settle()


def come_back(site: Site) -> None:
    """One message that did not arrive, and one that is to be mailed as a letter."""
    form = site.form("by letter")
    form["contact"]["reach"] = {"may_mail": True, "address_kind": "mailing", "address": "1 Sample St"}
    site.know("by letter", site.post("/v1/applications", form).body)
    notice = site.bounced("by letter")
    said = {"way": "letter", "reason": "No other address"}
    assert site.post(f"/v1/notices/{notice.id}/deliveries", said, who="reviewer rosa").status == 201
    site.apply("undelivered")
    site.bounced("undelivered")


_numbers = itertools.count(1)


def many(rows: list[Row], name: str, wanted: int) -> None:
    """So many more entries of a list: what the first one's partition has, under ids of their own."""
    listed = [row for row in rows if row.get("work_pk") == {"S": f"WORK#{name}"}]
    assert listed, f"nothing waits in {name}"
    pk = listed[0]["pk"]["S"]
    known = pk.partition("#")[2]
    mine = json.dumps([row for row in rows if row["pk"]["S"] == pk and not row["sk"]["S"].startswith(LEFT_OUT)])
    for _ in range(wanted):
        for row in json.loads(mine.replace(known, f"01COPY{next(_numbers):020d}")):
            aws.dynamodb().put_item(TableName=setting("TABLE_NAME"), Item=row)


def cost(staff: Visitor, path: str) -> int:
    with calls_seen() as seen:
        page = staff.send("GET", path)
    calls = [call for call in seen if call.service == "dynamodb"]
    assert page.status == 200, path
    assert len(calls) <= MOST_CALLS, (path, [call.operation for call in calls])
    assert not [call for call in calls if call.operation == "Scan"]
    assert len(page.text.encode()) <= MOST_BYTES, path
    return len(calls)


@pytest.fixture(scope="module")
def rows(site: Site) -> list[Row]:
    return site.rows()


@pytest.mark.parametrize("name", LISTS)
def test_a_work_list(site: Site, rows: list[Row], name: str) -> None:
    staff = staff_member(site, LISTS[name].role)
    many(rows, name, PAGE)
    first = cost(staff, f"/staff/work/{name}")
    assert 'rel="next"' in staff.get(f"/staff/work/{name}").text, "the page is full"
    many(rows, name, PAGE)
    assert cost(staff, f"/staff/work/{name}") == first


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.APPLICANT, Role.SYSTEM}))
def test_the_desk(site: Site, role: Role) -> None:
    cost(staff_member(site, role), "/staff")


def test_the_desk_of_somebody_with_every_role(site: Site) -> None:
    cost(staff_member(site, *{kind.role for kind in LISTS.values()}), "/staff")


def read_often(site: Site, times: int) -> None:
    now = site.clock.now()
    for n in range(times):
        made = Reading(
            person_id=READ_BY_MANY,
            by=f"staff-{n}",
            roles=("reviewer",),
            purpose=Purpose.REVIEW,
            at=now + timedelta(milliseconds=n),
        )
        readings.write_readings([(f"{next(_numbers):026d}", made)])


def test_the_audit_view_of_a_busy_day_and_of_whoever_is_read_often(site: Site) -> None:
    auditor, today = staff_member(site, Role.AUDITOR), pacific_date(site.clock.now())
    read_often(site, 2 * EVENTS)
    paths = [f"/staff/audit/day?day={today - timedelta(days=60)}&until={today}"]
    paths += [f"/staff/audit/day?day={today}", f"/staff/audit/person?id={READ_BY_MANY}"]
    paths += [f"/staff/audit?kind=application&id={site.application('claimed')}"]
    paths += ["/staff/audit?kind=pool&id=initial/statewide"]
    first = [cost(auditor, path) for path in paths]
    read_often(site, 120)
    assert [cost(auditor, path) for path in paths] == first
    seen, page = 0, auditor.get(paths[2])
    while True:
        seen += page.text.count("To judge an application")
        if "read_after=" not in page.text:
            break
        page = auditor.get(page.link("read_after=").replace("&amp;", "&"))
    assert seen == 2 * EVENTS + 120


def test_samples_proposals_rounds_and_paper(site: Site) -> None:
    month, manager = f"{site.clock.now():%Y-%m}", Actor(id="staff-mia", roles=frozenset({Role.MANAGER}))
    for n in range(3):
        draw_sample(manager, month, month, 50, None, Request(key=f"s{n}", actor=manager.id, fingerprint=f"{n}"))
    staff = staff_member(site, Role.MANAGER, Role.REVIEWER, Role.INTAKE)
    for path in ("/staff/samples", "/staff/proposals", "/staff/rounds", "/staff/intake", "/staff/search"):
        cost(staff, path)
    cost(staff, staff.get("/staff/samples").link("/staff/samples/"))


@pytest.mark.parametrize(
    ("role", "organization", "paths"),
    [
        (Role.PROVIDER, "dbsa", ("/staff/classes", "/staff/places", "/staff/bookings", "/staff/open-award")),
        (Role.COUNTY, "fresno", ("/staff/nominations",)),
        (Role.MANAGER, None, ("/staff/awards-without-class", "/staff/awards", "/staff/settings")),
        (Role.ADMIN, None, ("/staff/access", "/staff/account")),
    ],
)
def test_lists_of_others(site: Site, role: Role, organization: str | None, paths: tuple[str, ...]) -> None:
    staff = staff_member(site, role, organization=organization)
    for path in paths:
        cost(staff, path)
