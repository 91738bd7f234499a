"""The store's contract, the same on three engines: moto, MiniStack and AWS's own DynamoDB Local."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from chalicelib.domain.actors import SYSTEM
from chalicelib.domain.application import ApplicationId
from chalicelib.domain.asking_place import ask
from chalicelib.domain.codes import Code
from chalicelib.domain.folder import Folder
from chalicelib.domain.funds import Amounts, allotment_entries
from chalicelib.domain.program import PoolId
from chalicelib.domain.receipt import Receipt, Request
from chalicelib.domain.refusal import Refused
from chalicelib.domain.states import ApplicationStatus
from chalicelib.domain.subject import Subject
from chalicelib.domain.training_class import ClassId, ClassTerms, TrainingClass
from chalicelib.services.check_books import unbalanced
from chalicelib.services.check_chains import broken_chains
from chalicelib.services.deciding import until_settled
from chalicelib.store import classes, folders, keys, outbox, pools, requests, runs, slices, table
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


def test_slices_begin_and_end_where_they_should_and_leave_out_what_does_not_fit(engine: str) -> None:
    numbers = range(30)
    rows = [
        table.row("SLICES", f"{n:03d}", kind="even" if n % 2 == 0 else "odd", marks=f"a{n % 3} b{n % 5} ")
        for n in numbers
    ]
    table.transact([table.put_new(row) for row in rows])

    def found(**asked: Any) -> tuple[list[int], str | None]:
        part = slices.slice_of("SLICES", "005", "020", 4, **asked)
        return [int(row["sk"]["S"]) for row in part.rows], part.last

    assert found() == ([5, 6, 7, 8], "008")
    assert found(after="008") == ([9, 10, 11, 12], "012")
    assert found(after="017") == ([18, 19, 20], None)
    assert found(newest_first=True, after="008") == ([7, 6, 5], None)
    assert found(only=slices.Only(having={"kind": "odd"}), after="013") == ([15, 17, 19], None)
    both = slices.Only(having={"kind": "even"}, containing={"marks": ["a0 ", "b3 "]})
    assert found(only=both) == ([18], None)
    assert found(only_if="attribute_exists(kind)", after="020") == ([], None)


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
    assert broken_chains((pool,)) == [f"pool/{pool}"]


class TestSeatsOfAClass:
    """Places are counted by an update whose condition compares two attributes of the row."""

    def class_with(self, class_id: str, seats: int) -> TrainingClass:
        said = {"item": "core_training", "starts": "2026-04-06", "language": "en", "online": True}
        terms = ClassTerms.model_validate({**said, "seats": seats, "cents": 150_000, "joining": "Call us."})
        made = TrainingClass(id=ClassId(class_id), provider="dbsa", terms=terms)
        saved, writes = classes.new_writes(made, SYSTEM, NOW)
        table.transact(writes)
        return saved

    def places(self, made: TrainingClass, name: str) -> tuple[Folder, Folder]:
        """Somebody's folder without and with a place."""
        award = builders.active_award().model_copy(update={"id": f"A-{name}"})
        asked = ask(award, made, builders.shipped(), NOW, builders.TODAY)
        return builders.awarded(award), builders.awarded(asked)

    def fitting(self, made: TrainingClass) -> list[ClassId]:
        days = made.terms.starts, made.terms.starts
        return [each.id for each in classes.fitting(made.terms.course, "en", days, None, 5).classes]

    def test_the_last_one_is_taken_once_and_comes_back(self, engine: str) -> None:
        assert engine
        made, program = self.class_with("last-seat", 1), builders.shipped()

        def take(name: str) -> bool:
            try:
                until_settled(lambda: table.transact(classes.class_writes(*self.places(made, name), program)))
            except Refused as refusal:
                return refusal.code is not Code.CLASS_FULL
            return True

        with ThreadPoolExecutor(4) as pool:
            taken = list(pool.map(take, ("one", "two", "three", "four")))
        assert taken.count(True) == 1
        assert classes.load_class(made.id).taken == 1
        assert made.id not in self.fitting(made)
        before, after = self.places(made, ("one", "two", "three", "four")[taken.index(True)])
        table.transact(classes.class_writes(after, before, program))
        assert (classes.load_class(made.id).taken, classes.places_of(made.id)) == (0, [])
        assert made.id in self.fitting(made)

    def test_a_cancelled_one_is_in_its_providers_list_alone(self, engine: str) -> None:
        assert engine
        made = self.class_with("cancelled", 2)
        table.transact(classes.change_writes(made, made.cancelled(), "cancel_class", SYSTEM, NOW))
        assert made.id not in self.fitting(made)
        assert made.id in [each.id for each in classes.of_provider("dbsa", None, 5).classes]
        with pytest.raises(Refused):
            table.transact(classes.class_writes(*self.places(made, "late"), builders.shipped()))
