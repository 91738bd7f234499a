"""The store's contract, the same on three engines: moto, MiniStack and AWS's own DynamoDB Local."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from chalicelib.domain.actors import SYSTEM
from chalicelib.domain.application import ApplicationId
from chalicelib.domain.codes import Code
from chalicelib.domain.folder import Folder
from chalicelib.domain.funds import Amounts, allotment_entries
from chalicelib.domain.program import PoolId
from chalicelib.domain.receipt import Receipt, Request
from chalicelib.domain.refusal import Refused
from chalicelib.domain.states import ApplicationStatus
from chalicelib.domain.subject import Subject
from chalicelib.services.check_books import broken_chains, unbalanced
from chalicelib.services.deciding import until_settled
from chalicelib.store import folders, keys, outbox, pools, requests, runs, table
from chalicelib.store.commit import Decision, commit
from tests.deployed.engines import ENGINES, table_on
from tests.unit import builders

NOW = datetime(2026, 3, 2, 17, 0, tzinfo=UTC)
POOL = PoolId("initial/statewide")


@pytest.fixture(scope="module", params=ENGINES)
def engine(request: pytest.FixtureRequest) -> Iterator[str]:
    """A fresh table on each engine, and the store pointed at it."""
    with table_on(request.param, request, "contract") as name:
        yield name


def filed(name: str, minutes: int = 0) -> Folder:
    """A submitted application with an id and a person of its own, as nothing has stored it yet."""
    folder = builders.folder()
    application = folder.application.model_copy(
        update={
            "id": ApplicationId(f"01{name.upper()}"),
            "person_id": f"person-{name}",
            "status": ApplicationStatus.SUBMITTED,
            "submitted_at": NOW + timedelta(minutes=minutes),
            "history": (),
            "chain": folder.application.chain.model_copy(update={"seq": 0, "digest": "0" * 64}),
        }
    )
    return Folder(application=application)


def decision(before: Folder | None, after: Folder, action: str = "test") -> Decision:
    receipt = Receipt(status=after.application.status.value, application_id=after.application.id)
    return Decision(before=before, after=after, action=action, actor=SYSTEM, now=NOW, receipt=receipt)


def moved(folder: Folder, status: ApplicationStatus) -> Folder:
    return folder.model_copy(update={"application": folder.application.to(status)})


def key(name: str) -> Request:
    return Request(key=name, actor="tester", fingerprint=name)


def store(name: str, minutes: int = 0) -> Folder:
    commit(decision(None, filed(name, minutes)))
    return folders.load_folder(f"01{name.upper()}")


def test_a_folder_comes_back_as_it_was_stored(engine: str) -> None:
    stored = store("ada")
    assert stored.application.version == 1
    assert stored.application.answers == filed("ada").application.answers


def test_of_two_changes_made_from_one_reading_one_holds(engine: str) -> None:
    seen = store("bea")
    commit(decision(seen, moved(seen, ApplicationStatus.UNDER_REVIEW)))
    with pytest.raises(table.Conflict):
        commit(decision(seen, moved(seen, ApplicationStatus.WITHDRAWN)))
    assert folders.load_folder("01BEA").application.status is ApplicationStatus.UNDER_REVIEW


def test_a_refused_transaction_leaves_nothing(engine: str) -> None:
    first = filed("cleo")
    commit(decision(None, first))
    second = first.model_copy(update={"application": first.application.model_copy(update={"id": "01CLEO2"})})
    with pytest.raises(Refused) as refused:
        commit(decision(None, second), key("cleo-2"))
    assert refused.value.code is Code.DUPLICATE_APPLICATION
    assert folders.find_folder("01CLEO2") is None
    assert requests.find_receipt(key("cleo-2")) is None


def test_the_same_request_is_found_again_and_another_one_is_not_taken_for_it(engine: str) -> None:
    commit(decision(None, filed("dora")), key("dora-1"))
    found = requests.find_receipt(key("dora-1"))
    assert found is not None
    assert found.application_id == "01DORA"
    with pytest.raises(Refused) as refused:
        requests.find_receipt(Request(key="dora-1", actor="tester", fingerprint="other"))
    assert refused.value.code is Code.KEY_REUSED


def test_a_run_that_ended_is_open_again_under_the_next_number(engine: str) -> None:
    seen = store("greta")
    subject = Subject(application_id=seen.application.id)
    first = runs.load_run(subject)
    assert runs.end_run(first)
    assert subject not in {run.subject for run in runs.open_runs()}
    table.transact([runs.run_again_write(subject)])
    assert runs.load_run(subject).number == 2
    assert not runs.end_run(first), "what the first run was told does not end the second"
    assert [run.number for run in runs.open_runs() if run.subject == subject] == [2]


def test_a_queue_is_read_in_order_and_positions_count(engine: str) -> None:
    for name, minutes in (("eve", 2), ("eli", 1), ("ezra", 3)):
        seen = store(name, minutes)
        commit(decision(seen, moved(seen, ApplicationStatus.QUEUED)))
    assert pools.first_in_queue(POOL) == "01ELI"
    places = [
        pools.queue_position(POOL, folders.load_folder(f"01{n}").application.queue_key) for n in ("ELI", "EVE", "EZRA")
    ]
    assert places == [1, 2, 3]


def test_tasks_wait_in_the_outbox_until_they_are_done(engine: str) -> None:
    entries = commit(decision(None, filed("flo")))
    waiting = {entry.sk for entry in outbox.all_pending()}
    assert {entry.sk for entry in entries} <= waiting
    for entry in entries:
        outbox.done(entry)
    assert not {entry.sk for entry in entries} & {entry.sk for entry in outbox.all_pending()}


def test_pages_end_where_they_should(engine: str) -> None:
    rows = [table.row("PAGES", f"{number:03d}") for number in range(30)]
    for row in rows:
        table.transact([table.put_new(row)])
    assert [row["sk"]["S"] for row in table.query("PAGES", limit=3)] == ["000", "001", "002"]
    assert [row["sk"]["S"] for row in table.query("PAGES", limit=2, newest_first=True)] == ["029", "028"]
    assert len(list(table.query("PAGES"))) == 30
    assert len(table.get_many([("PAGES", "001"), ("PAGES", "nobody")])) == 1


def test_eight_hands_on_one_pool_lose_nothing(engine: str) -> None:
    pool = PoolId("grandparenting/statewide")

    def allot(_: int) -> None:
        def once() -> None:
            entries = allotment_entries("sample", Amounts(seats=1, cents=25000))
            table.transact(
                pools.posting_writes(pool_id=pool, entries=entries, kind="allot", subject="test", actor=SYSTEM, now=NOW)
            )

        until_settled(once)

    with ThreadPoolExecutor(8) as hands:
        list(hands.map(allot, range(24)))
    assert pools.load_pool(pool).balance.available == Amounts(seats=24, cents=24 * 25000)
    assert unbalanced((pool,)) == []
    assert broken_chains((pool,)) == []


def test_a_changed_journal_is_found(engine: str) -> None:
    pool = PoolId("waiver-exam-fee/statewide")
    entries = allotment_entries("sample", Amounts(seats=2, cents=30000))
    table.transact(
        pools.posting_writes(pool_id=pool, entries=entries, kind="allot", subject="test", actor=SYSTEM, now=NOW)
    )
    row = table.get(keys.pool(pool), keys.posting(1))
    assert row is not None
    forged = row | {"body": {"S": row["body"]["S"].replace("30000", "40000")}}
    table.transact([table.put(forged)])
    assert unbalanced((pool,)) == [pool]
    assert broken_chains((pool,)) == [pool]
