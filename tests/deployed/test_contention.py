"""The last seats, with everybody after them at once, on three engines: never one too many, and nobody lost."""

import itertools
import random
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any
from unittest.mock import patch

import pytest

from bench.crowd import TOKEN, add_crowd
from chalicelib.domain.actors import Actor
from chalicelib.domain.application import Step
from chalicelib.domain.codes import Code
from chalicelib.domain.folder import Folder
from chalicelib.domain.funds import Amounts
from chalicelib.domain.person import Person, PersonId
from chalicelib.domain.program import PoolId
from chalicelib.domain.receipt import Receipt, Request
from chalicelib.domain.refusal import Refused
from chalicelib.domain.roles import Role
from chalicelib.domain.states import ApplicationStatus, AwardStatus
from chalicelib.gateways import aws, clock, executions
from chalicelib.gateways.settings import setting
from chalicelib.program.load import load_version_one
from chalicelib.services.accept_award import accept_award
from chalicelib.services.allot_funds import allot_funds
from chalicelib.services.approve_award import approve_award
from chalicelib.services.check_books import unbalanced, unheld
from chalicelib.services.check_chains import broken_chains
from chalicelib.services.decline_award import decline_award
from chalicelib.services.relay_outbox import relay, relay_pending
from chalicelib.services.replay_queue import replay_queue
from chalicelib.services.serve_queue import serve_queue
from chalicelib.store import folders, keys, outbox, pools, programs, table, work
from tests.deployed.engines import ENGINES, table_on
from tests.unit import builders

POOL = PoolId("initial/statewide")
START = datetime(2026, 3, 2, 17, 0, tzinfo=UTC)
WAITING, SEATS, HANDS = 200, 80, 8
ONE_AWARD = 185_000
EVERY_FIFTH = 5
"""Every fifth person in the queue says no: their seat goes to the next one, in the middle of the rush."""
SECONDS = 120
MOST_RETRIES = 20

ARI = Actor(id="ari", roles=frozenset({Role.APPROVER}))
DANA = Actor(id="dana", roles=frozenset({Role.DHCS}))


@pytest.fixture(params=ENGINES)
def woken(request: pytest.FixtureRequest) -> Iterator[list[str]]:
    """A fresh table with the program and the crowd; yields the tokens that are woken. There is no Step Functions."""
    told: list[str] = []
    began = time.monotonic()
    clock.set_clock(lambda: START + timedelta(seconds=time.monotonic() - began))
    with table_on(request.param, request, "contention"), patch.object(executions, "wake", _told_in(told)):
        programs.publish(load_version_one())
        _fill_queue()
        yield told
    clock.set_clock(None)


def _told_in(told: list[str]) -> Callable[[str, object], bool]:
    def wake(token: str, _output: object) -> bool:
        told.append(token)
        return True

    return wake


def _fill_queue() -> None:
    joined = Step(
        at=START - timedelta(days=1), status=ApplicationStatus.QUEUED, tier=2, waiting=True, action="determine"
    )
    model = builders.folder(ApplicationStatus.QUEUED, history=(joined,))
    add_crowd(model, WAITING, START - timedelta(days=2))
    puts: list[Any] = []
    for folder in work.folders_of_pool(POOL):
        person = Person(
            id=PersonId(folder.application.person_id),
            contact=builders.contact(),
            code_digest=f"code-{folder.application.id}",
            email_digest=None,
            fingerprints=(),
            created_at=START,
        )
        puts.append({"PutRequest": {"Item": table.row(keys.person(person.id), keys.PROFILE, person)}})
    for first in range(0, len(puts), 25):
        aws.dynamodb().batch_write_item(RequestItems={setting("TABLE_NAME"): puts[first : first + 25]})


def test_hundreds_of_decisions_on_the_last_seats(woken: list[str]) -> None:
    in_turn = pools.waiting_in_queue(POOL, WAITING)
    decliners = set(in_turn[::EVERY_FIFTH])
    rush(decliners)
    relay_pending()

    read = {str(folder.application.id): folder for folder in work.folders_of_pool(POOL)}
    ends = [_end(read[one]) for one in in_turn]
    last = max(place for place, end in enumerate(ends) if end != "waiting")
    balance = pools.load_pool(POOL).balance
    assert balance.committed == balance.allotted == Amounts(seats=SEATS, cents=SEATS * ONE_AWARD)
    # In strict order: whoever was served came before everybody who still waits, and nobody was lost in between.
    assert ends == [
        "waiting" if place > last else "declined" if one in decliners else "active" for place, one in enumerate(in_turn)
    ]
    assert Counter(ends)["active"] == SEATS
    assert pools.waiting_in_queue(POOL, WAITING) == in_turn[last + 1 :]
    assert Counter(woken) == Counter(f"{TOKEN}{one}" for one in in_turn[: last + 1])
    assert (unbalanced((POOL,)), unheld((POOL,)), broken_chains((POOL,))) == ([], [], [])
    assert replay_queue(POOL).disagreements == ()
    assert list(outbox.all_pending()) == []


def _end(folder: Folder) -> str:
    return folder.award.status.value if folder.award else "waiting"


def rush(decliners: set[str]) -> None:
    """Many hands until every seat is taken for good: seats come in pieces, much is decided twice at once."""
    ends = time.monotonic() + SECONDS
    with ThreadPoolExecutor(HANDS) as hands:
        pieces = [hands.submit(_allot, number) for number in range(4)]
        for piece in pieces:
            piece.result()
        while not _all_taken():
            assert time.monotonic() < ends, "the rush did not come to its end"
            open_now = _open_awards()
            jobs = [partial(_decide, one, one in decliners) for one in [*open_now, *open_now[::3]]]
            jobs += [partial(_serve)] * 4
            random.Random(len(jobs)).shuffle(jobs)
            for job in [hands.submit(job) for job in jobs]:
                job.result()


def _all_taken() -> bool:
    balance = pools.load_pool(POOL).balance
    return balance.committed.seats == SEATS


_OPEN = (AwardStatus.PENDING_APPROVAL, AwardStatus.OFFERED)


def _open_awards() -> list[str]:
    found = work.folders_of_pool(POOL)
    return [folder.application.id for folder in found if folder.award and folder.award.status in _OPEN]


def _serve() -> None:
    relay(serve_queue(POOL))


def _allot(number: int) -> None:
    seats = SEATS // 4
    amount = Amounts(seats=seats, cents=seats * ONE_AWARD)
    _until_done(lambda: allot_funds(DANA, POOL, amount, "SAMPLE-LETTER", _key(DANA, f"allot-{number}")))


def _decide(application_id: str, declines: bool) -> None:
    """What is next for this award. Two hands send the same request: both get the one receipt."""
    award = folders.load_folder(application_id).award
    if award is None:
        return
    if award.status is AwardStatus.PENDING_APPROVAL:
        _until_done(lambda: approve_award(ARI, application_id, _key(ARI, f"approve-{application_id}")))
    elif award.status is AwardStatus.OFFERED:
        person = Actor(id=award.person_id, roles=frozenset({Role.APPLICANT}))
        answer = decline_award if declines else accept_award
        _until_done(lambda: answer(person, award.id, _key(person, f"answer-{award.id}")))


def _key(actor: Actor, name: str) -> Request:
    return Request(key=name, actor=actor.id, fingerprint=name)


def _until_done(act: Callable[[], Receipt]) -> None:
    """No error that a retry does not cure: STALE is the only one there is."""
    for tries in itertools.count(1):
        try:
            act()
        except Refused as refusal:
            if refusal.code is not Code.STALE or tries > MOST_RETRIES:
                raise
        else:
            return
