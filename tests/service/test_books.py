"""Whoever changes a row behind the program's back is found out, and nothing is paid before someone knows why."""

import json
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

import pytest

from chalicelib.domain.program import PoolId
from chalicelib.gateways import aws as clients
from chalicelib.gateways import clock
from chalicelib.gateways.settings import setting
from chalicelib.services.check_books import unbalanced, uncontrolled, unheld
from chalicelib.services.check_chains import broken_chains
from chalicelib.store import keys, pools, programs
from tests.service.site import INITIAL, PLENTY, Site, open_site

pytestmark = pytest.mark.xdist_group("books")

POOL = PoolId(INITIAL)
ALLOTMENT = {"seats": 0, "cents": 100, "reference": "Letter 1"}
Change = Callable[[dict[str, Any]], None]


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    with open_site({INITIAL: PLENTY}) as opened:
        opened.claimed("ana")
        opened.do("payment_approver max", "approve_claim", award="ana", item="core_training")
        opened.prepared("b1")
        opened.apply("ben", pathway="reciprocity")
        yield opened


@pytest.fixture(autouse=True)
def _as_it_was(site: Site) -> Iterator[None]:
    """Each test finds everything in order, and leaves it so."""
    site.check_books()
    kept = site.rows()
    yield
    name = setting("TABLE_NAME")
    for row in site.rows():
        if row not in kept:
            clients.dynamodb().delete_item(TableName=name, Key={"pk": row["pk"], "sk": row["sk"]})
    for row in kept:
        clients.dynamodb().put_item(TableName=name, Item=row)
    site.check_books()


def tamper(pk: str, sk: str, change: Change) -> None:
    """A row changed by hand, as someone with rights on the table could."""
    name, place = setting("TABLE_NAME"), {"pk": {"S": pk}, "sk": {"S": sk}}
    row = clients.dynamodb().get_item(TableName=name, Key=place)["Item"]
    body = json.loads(row["body"]["S"])
    change(body)
    clients.dynamodb().put_item(TableName=name, Item=row | {"body": {"S": json.dumps(body)}})


def remove(pk: str, sk: str) -> None:
    clients.dynamodb().delete_item(TableName=setting("TABLE_NAME"), Key={"pk": {"S": pk}, "sk": {"S": sk}})


def leaves(value: Any, way: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The way to every value inside a record."""
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in inside:
        yield from leaves(inner, (*way, key))
    if not isinstance(value, dict | list) or not value:
        yield way


def changed_at(way: tuple[Any, ...]) -> Change:
    def change(body: dict[str, Any]) -> None:
        part: Any = body
        for key in way[:-1]:
            part = part[key]
        old = part[way[-1]]
        part[way[-1]] = old + 1 if isinstance(old, int) else f"{old}x"

    return change


class TestChains:
    def test_a_change_of_anything_in_an_audit_event_shows(self, site: Site) -> None:
        pk = keys.application(site.application("ana"))
        for seq, event in enumerate(site.events("ana"), 1):
            for way in leaves(event):
                with restored(pk, keys.event(seq)):
                    tamper(pk, keys.event(seq), changed_at(way))
                    assert broken_chains((POOL,)) == [f"application/{site.application('ana')}"], (seq, way)

    def test_a_change_of_anything_in_a_posting_shows(self, site: Site) -> None:
        for seq, posting in enumerate(site.postings(INITIAL), 1):
            for way in leaves(posting):
                with restored(keys.pool(POOL), keys.posting(seq)):
                    tamper(keys.pool(POOL), keys.posting(seq), changed_at(way))
                    assert broken_chains((POOL,)) == [f"pool/{POOL}"], (seq, way)

    def test_a_missing_event_or_posting_shows(self, site: Site) -> None:
        count = len(site.events("ana"))
        for seq in (1, count // 2, count):
            pk, sk = keys.application(site.application("ana")), keys.event(seq)
            with restored(pk, sk):
                remove(pk, sk)
                assert broken_chains((POOL,)) == [f"application/{site.application('ana')}"]
        for seq in (1, len(site.postings(INITIAL))):
            with restored(keys.pool(POOL), keys.posting(seq)):
                remove(keys.pool(POOL), keys.posting(seq))
                assert broken_chains((POOL,)) == [f"pool/{POOL}"]
                assert unbalanced((POOL,)) == [POOL]

    def test_an_event_too_many_shows(self, site: Site) -> None:
        events = site.events("ben")
        pk = keys.application(site.application("ben"))
        row = {"pk": {"S": pk}, "sk": {"S": keys.event(len(events) + 1)}, "body": {"S": json.dumps(events[-1])}}
        clients.dynamodb().put_item(TableName=setting("TABLE_NAME"), Item=row)
        assert broken_chains((POOL,)) == [f"application/{site.application('ben')}"]

    def test_answers_hold_no_name_but_their_change_would_show(self, site: Site) -> None:
        """The chain holds a salted digest of the answers: two people who answer the same have two digests."""
        digests = {site.events(name, "submit")[0]["detail"]["answers"] for name in ("ana", "ben")}
        assert len(digests) == 2
        assert all(len(digest) == 40 for digest in digests)


class TestBalance:
    @pytest.mark.parametrize("bucket", ["available", "reserved", "committed", "expended"])
    @pytest.mark.parametrize("unit", ["seats", "cents"])
    def test_a_changed_balance_is_unbalanced(self, site: Site, bucket: str, unit: str) -> None:
        tamper(keys.pool(POOL), keys.BALANCE, changed_at(("balance", bucket, unit)))
        assert unbalanced((POOL,)) == [POOL]

    def test_a_changed_award_is_not_what_its_pool_holds(self, site: Site) -> None:
        tamper(keys.application(site.application("ana")), keys.STATE, changed_at(("award", "items", 0, "cents")))
        assert unbalanced((POOL,)) == []
        assert unheld((POOL,)) == [POOL]

    def test_no_batch_is_approved_from_a_pool_out_of_balance(
        self, site: Site, caplog: pytest.LogCaptureFixture
    ) -> None:
        path = f"/v1/batches/{site.stage.names.batches['b1']}/approval"
        with restored(keys.pool(POOL), keys.posting(2)):
            tamper(keys.pool(POOL), keys.posting(2), changed_at(("entries", 0, "cents")))
            before = site.fingerprint()
            answer = site.post(path, {}, who="payment_approver max")
            assert (answer.status, answer.code) == (409, "BOOKS-OUT-OF-BALANCE")
            assert site.fingerprint() == before
        assert [record.msg for record in caplog.records if record.levelno == logging.ERROR] == ["Pool out of balance"]
        assert site.post(path, {}, who="payment_approver max").status == 200

    def test_the_daily_sweep_raises_the_alarm(self, site: Site, caplog: pytest.LogCaptureFixture) -> None:
        tamper(keys.pool(POOL), keys.BALANCE, changed_at(("balance", "available", "cents")))
        assert site.job("DailySweep")["unbalanced"] == 1
        assert "Pool out of balance" in [record.msg for record in caplog.records if record.levelno == logging.ERROR]

    def test_a_funding_source_that_disagrees_with_its_pools_shows(
        self, site: Site, caplog: pytest.LogCaptureFixture
    ) -> None:
        tamper(keys.source("dhcs-sample"), keys.BALANCE, changed_at(("allotted_cents",)))
        swept = site.job("DailySweep")
        assert (swept["unbalanced"], swept["uncontrolled"]) == (0, 1)
        assert "Funding source out of balance" in [record.msg for record in caplog.records]

    def test_an_allotment_during_the_check_is_no_mismatch(self, site: Site) -> None:
        load = pools.load_pools
        allotted: list[int] = []

        def read_late(*args: Any) -> Any:
            found = load(*args)
            if not allotted:
                allotted.append(site.post(f"/v1/pools/{INITIAL}/allotments", ALLOTMENT, who="dhcs dana").status)
            return found

        with patch.object(pools, "load_pools", read_late):
            assert uncontrolled(programs.program_at(clock.now())) == []
        assert allotted == [201]

    def test_money_that_moves_during_the_check_is_no_mismatch(self, site: Site) -> None:
        """Between the look at the balance and the reading of the journal somebody accepts an award."""
        replayed = pools.replayed
        moved: list[str] = []

        def read_late(*args: Any) -> Any:
            if not moved:
                moved.append(site.award("meanwhile"))
            return replayed(*args)

        with patch.object(pools, "replayed", read_late):
            assert unbalanced((POOL,)) == []
        assert moved


@contextmanager
def restored(pk: str, sk: str) -> Iterator[None]:
    """Puts the row back as it was."""
    name, place = setting("TABLE_NAME"), {"pk": {"S": pk}, "sk": {"S": sk}}
    row = clients.dynamodb().get_item(TableName=name, Key=place)["Item"]
    yield
    clients.dynamodb().put_item(TableName=name, Item=row)
