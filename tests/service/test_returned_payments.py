"""A payment that comes back after its settlement: money, seat, award and workflow go back with it."""

from collections.abc import Iterator
from typing import Any

import pytest

from chalicelib.domain.award import Award
from chalicelib.domain.program import PoolId
from chalicelib.domain.states import AwardStatus, ItemStatus
from chalicelib.services import relay_outbox
from chalicelib.store import batches, notices, pools
from tests.service.site import INITIAL, PLENTY, Answer, Site, crash_in, open_site

pytestmark = pytest.mark.xdist_group("returned-payments")

TRAINING = "core_training"


@pytest.fixture
def site() -> Iterator[Site]:
    with open_site({INITIAL: PLENTY}) as opened:
        yield opened
        opened.job("RelayOutbox")
        opened.check_books()
        opened.check_workflows()


def settled(site: Site, name: str, batch: str = "b1", **settlement: Any) -> str:
    """The batch with this person's training, settled; its id."""
    site.do("payment_approver max", "approve_claim", award=name, item=TRAINING)
    found = site.batch(batch)
    site.do("reconciler ren", "settle", batch=batch, **settlement)
    return found


def come_back(site: Site, batch: str, name: str, who: str = "reconciler ren", **changes: Any) -> Answer:
    body = {"award_id": site.award_id(name), "item": TRAINING, "code": "R03"} | changes
    answer = site.post(f"/v1/batches/{batch}/returns", body, who=who)
    site.aws.settle()
    return answer


def award_of(site: Site, name: str) -> Award:
    found = site.folder(name).award
    assert found is not None
    return found


def test_seat_and_cents_are_committed_again_and_the_batch_stays_as_it_was_settled(site: Site) -> None:
    site.claimed("ana")
    batch = settled(site, "ana")
    before, told = batches.load_batch(batch), len(notices.of_person(site.folder("ana").application.person_id))
    assert come_back(site, batch, "ana").body["status"] == "claimed"
    balance = pools.load_pool(PoolId(INITIAL)).balance
    assert (balance.committed.seats, balance.committed.cents) == (1, 150_000 + 25_000)
    assert balance.expended.is_zero
    after = batches.load_batch(batch)
    assert after.model_copy(update={"chain": before.chain}) == before
    assert after.version == before.version + 1
    (posting,) = site.postings(INITIAL, "return_payment")
    assert posting["reference"] == batch
    moved = {entry["account"]: (entry["seats"], entry["cents"]) for entry in posting["entries"]}
    assert moved == {"committed": (1, 150_000), "expended": (-1, -150_000)}
    assert len(notices.of_person(site.folder("ana").application.person_id)) == told
    claim = site.folder("ana").claims[0]
    assert (claim.status, claim.return_code, claim.paid_at) == (ItemStatus.CLAIMED, "R03", None)


def test_it_is_approved_and_paid_again_by_a_new_run(site: Site) -> None:
    site.claimed("ana")
    first = settled(site, "ana")
    claim = site.folder("ana").claims[0].id
    come_back(site, first, "ana")
    run = site.run("ana", claim)
    assert (run.number, run.token_place) == (2, "wait_for_payment_approval")
    second = settled(site, "ana", "b2")
    assert site.states(run.execution_name)[-1] == "Settled"
    assert award_of(site, "ana").item(TRAINING).status is ItemStatus.PAID
    assert come_back(site, first, "ana").code == "WRONG-STATE", "that payment came back before; the later one did not"
    assert come_back(site, second, "ana").status == 201


def test_a_completed_award_is_active_until_it_is_paid_again(site: Site) -> None:
    site.claimed("ana")
    for fee in ("application_fee", "exam"):
        site.do("system certification", "charge_fee", award="ana", item=fee)
    batch = settled(site, "ana")
    assert award_of(site, "ana").status is AwardStatus.COMPLETED
    come_back(site, batch, "ana")
    assert award_of(site, "ana").status is AwardStatus.ACTIVE
    settled(site, "ana", "b2")
    assert award_of(site, "ana").status is AwardStatus.COMPLETED


def test_after_the_last_day_it_stays_committed_until_it_is_decided(site: Site) -> None:
    site.claimed("ana")
    for fee in ("application_fee", "exam"):
        site.do("system certification", "charge_fee", award="ana", item=fee)
    batch = settled(site, "ana")
    site.jump(400)
    site.job("DailySweep")
    come_back(site, batch, "ana")
    site.job("DailySweep")
    assert award_of(site, "ana").status is AwardStatus.ACTIVE
    assert pools.load_pool(PoolId(INITIAL)).balance.committed.cents == 150_000
    settled(site, "ana", "b2")
    assert award_of(site, "ana").status is AwardStatus.COMPLETED


def test_an_award_that_had_ended_does_not_come_to_life(site: Site) -> None:
    site.claimed("ana")
    site.do("applicant ana", "decline", award="ana")
    batch = settled(site, "ana")
    come_back(site, batch, "ana")
    assert award_of(site, "ana").status is AwardStatus.DECLINED
    assert award_of(site, "ana").item(TRAINING).status is ItemStatus.CLAIMED


def test_only_what_this_batch_paid(site: Site) -> None:
    site.claimed("ana")
    site.claimed("ben")
    site.do("payment_approver max", "approve_claim", award="ben", item=TRAINING)
    batch = settled(site, "ana", returned={"ana": {TRAINING: "R01"}})
    assert come_back(site, batch, "ana").code == "WRONG-STATE", "it came back at the settlement: it was never paid"
    answer = come_back(site, batch, "ben", item="exam")
    assert (answer.code, answer.body["field"]) == ("INVALID", "award_id")
    assert come_back(site, "no-such-batch", "ben").code == "NOT-FOUND"
    assert come_back(site, batch, "ben", code=" ").status == 422
    assert come_back(site, batch, "ben").status == 201
    assert come_back(site, batch, "ben").code == "WRONG-STATE"


def test_not_before_the_settlement(site: Site) -> None:
    site.claimed("ana")
    site.do("payment_approver max", "approve_claim", award="ana", item=TRAINING)
    assert come_back(site, site.batch("b1"), "ana").code == "WRONG-STATE"


def test_neither_the_preparer_nor_the_approver_nor_another_role(site: Site) -> None:
    site.claimed("ana")
    batch = settled(site, "ana")
    for who in ("reconciler pat", "reconciler max"):
        assert come_back(site, batch, "ana", who).code == "SAME-PERSON"
    for who in ("payment_approver mo", "preparer pat", "provider dbsa", "manager mia"):
        assert come_back(site, batch, "ana", who).code == "NOT-ALLOWED"


def test_a_request_that_dies_is_finished_by_the_sweeper(site: Site) -> None:
    site.claimed("ana")
    batch = settled(site, "ana")
    with crash_in(relay_outbox, "_carry_out"):
        come_back(site, batch, "ana")
    site.job("RelayOutbox")
    assert site.run("ana", site.folder("ana").claims[0].id).token_place == "wait_for_payment_approval"
