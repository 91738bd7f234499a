"""A payment batch has a chain of its own: made, released, settled, posted, returned; by whom, from what to what."""

import json
from collections.abc import Iterator

import pytest

from chalicelib.domain.actors import Actor
from chalicelib.domain.chain import ChainHead, verifies
from chalicelib.domain.codes import Code
from chalicelib.domain.pacific import pacific_date
from chalicelib.domain.refusal import Refused
from chalicelib.domain.roles import Role
from chalicelib.services import prepare_batch
from chalicelib.services.read_audit import SubjectKind, export_trail, read_day, read_trail
from chalicelib.store import batches
from local.player.people import mark
from tests.pages.stock import staff_member
from tests.service.site import Site, open_site

pytestmark = pytest.mark.xdist_group("batch-trail")
AUDITOR, MANAGER = (Actor(id=f"staff-{role}", roles=frozenset({role})) for role in (Role.AUDITOR, Role.MANAGER))


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    with open_site() as opened:
        yield opened


@pytest.fixture(scope="module")
def paid(site: Site) -> str:
    """A batch of two pages, settled, of which one payment came back later; its id."""
    for name in ("ana", "ben"):
        site.claimed(name)
        site.do("payment_approver max", "approve_claim", award=name, item="core_training")
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(prepare_batch, "_PAGE", 1)
        batch = site.batch("b1")
    site.do("reconciler ren", "settle", batch="b1")
    body = {"award_id": site.award_id("ben"), "item": "core_training", "code": "R03"}
    assert site.post(f"/v1/batches/{batch}/returns", body, who="reconciler rio").status == 201
    site.aws.settle()
    return batch


def staff(name: str) -> str:
    return f"staff-{mark(name)}"


def test_every_change_is_in_it_with_who_and_what_changed(paid: str) -> None:
    whole, head = batches.batch_events(paid), batches.load_batch(paid).chain
    events = whole[:6]
    assert [(event["action"], event["actor"]) for event in events] == [
        ("prepare_batch", staff("pat")),
        ("fill_batch", staff("pat")),
        ("approve_batch", staff("max")),
        ("settle_batch", staff("ren")),
        ("finish_batch", staff("ren")),
        ("return_payment", staff("rio")),
    ]
    states = [tuple(event["to"].values()) for event in events]
    one, two = ("prepared", 1, 150_000), ("prepared", 2, 300_000)
    assert states[:3] == [one, two, ("approved", 2, 300_000)]
    assert states[3:] == [("approved", 2, 300_000), *[("settled", 2, 300_000)] * 2]
    assert [tuple(event["from"].values()) for event in events] == [(), *states[:-1]]
    assert events[-1]["detail"]["return"] == "R03"
    assert verifies(whole, head)
    whole[2]["actor"] = staff("pat")
    assert not verifies(whole, head)


def test_it_is_in_the_audit_view_of_its_subject_and_of_its_day(site: Site, paid: str) -> None:
    found = read_day(AUDITOR, pacific_date(site.clock.now()), by=staff("max")).entries
    assert ("BATCH#" + paid, "approve_batch") in [(each.subject, each.record["action"]) for each in found]
    trail, page = read_trail(MANAGER, SubjectKind.BATCH, paid)
    assert [each.record for each in page.entries] == batches.batch_events(paid)
    shown = staff_member(site, Role.AUDITOR).get(f"/staff/audit?kind=batch&id={paid}").words
    assert "status: approved → settled" in shown
    assert trail.head == batches.load_batch(paid).chain
    with pytest.raises(Refused) as refused:
        read_trail(MANAGER, SubjectKind.BATCH, "no-batch")
    assert refused.value.code is Code.NOT_FOUND


def test_it_is_taken_away_with_its_chain(paid: str) -> None:
    text, more = export_trail(AUDITOR, SubjectKind.BATCH, paid)
    told, *records = [json.loads(line) for line in text.splitlines()]
    assert (told["chain"], more) == (f"batch/{paid}", None)
    assert verifies(records, ChainHead.model_validate(told["head"]))


def test_a_request_sent_twice_leaves_one_event(site: Site, paid: str) -> None:
    body = {"award_id": site.award_id("ana"), "item": "core_training", "code": "R04"}
    before = len(batches.batch_events(paid))
    for _ in range(2):
        assert site.post(f"/v1/batches/{paid}/returns", body, who="reconciler rio", key="twice").status == 201
    assert len(batches.batch_events(paid)) == before + 1
