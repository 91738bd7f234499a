"""The in-process AWS keeps AWS's promises: everything else in tests and scenarios leans on them."""

import json
import os
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError

from chalicelib.gateways import aws as clients
from chalicelib.gateways import clock as program_clock
from local.virtual import OUTSIDE, ExecutionsFailed, NotSettled, TemplateError, VirtualAws, VirtualClock

ROOT = Path(__file__).resolve().parents[2]
MACHINES = ROOT / "state_machines"
WAITS = (
    "wait_for_revision",
    "wait_for_reviewer",
    "wait_for_allocation",
    "wait_for_award_approval",
    "wait_for_acceptance",
)
Event = dict[str, Any]


class Subjects:
    """Fake steps over a dict: where each subject is, and the token of its wait."""

    def __init__(self) -> None:
        self.place: dict[str, str] = {}
        self.tokens: dict[str, list[str]] = {}

    def handlers(self, **replaced: Callable[[Event, object], Any]) -> dict[str, Callable[[Event, object], Any]]:
        return {
            "APIHandler": self.find_place,
            "ApplicationFindPlace": self.find_place,
            "ApplicationCheckEligibility": self.check,
            "ApplicationAwaitDecision": self.wait,
            "ApplicationCreditFee": self.credit,
            "ClaimFindPlace": self.find_place,
            "ClaimAwaitDecision": self.wait,
            "ProposalFindPlace": self.find_place,
            "ProposalAwaitDecision": self.wait,
            "ProposalReopenRounds": self.find_place,
            "ProposalAllocateQueues": self.find_place,
        } | replaced

    def find_place(self, event: Event, _context: object) -> Event:
        ids = {name: str(value) for name, value in event.items() if name.endswith("_id")}
        place = self.place.setdefault(ids.get("claim_id", ids["application_id"]), "check_eligibility")
        return {**ids, "place": place, "note": "must not travel on"}

    def check(self, event: Event, _context: object) -> Event:
        return self._at(event["application_id"], "wait_for_allocation")

    def credit(self, event: Event, _context: object) -> Event:
        return self._at(event["application_id"], "done")

    def wait(self, event: Event, _context: object) -> None:
        subject: str = event["claim_id"] if "claim_id" in event else event["application_id"]
        self.tokens.setdefault(subject, []).append(event["task_token"])

    def _at(self, application_id: str, place: str) -> Event:
        self.place[application_id] = place
        return {"application_id": application_id, "place": place}


def start(subject: str, *, run: int = 1) -> str:
    return start_named(f"{subject}-r{run}", "APPLICATION_MACHINE_ARN", application_id=subject)


def start_named(name: str, machine: str, **ids: str) -> str:
    clients.stepfunctions().start_execution(stateMachineArn=os.environ[machine], name=name, input=json.dumps(ids))
    return name


def answer(token: str, place: str, **ids: str) -> None:
    clients.stepfunctions().send_task_success(taskToken=token, output=json.dumps({**ids, "place": place}))


def code_of(call: Callable[[], object]) -> str:
    with pytest.raises(ClientError) as caught:
        call()
    return caught.value.response["Error"]["Code"]


@pytest.fixture
def subjects() -> Subjects:
    return Subjects()


@pytest.fixture
def aws(subjects: Subjects) -> Iterator[VirtualAws]:
    with VirtualAws(subjects.handlers()) as virtual:
        yield virtual


class TestMachines:
    def test_the_straight_path_enters_eleven_states(self, aws: VirtualAws, subjects: Subjects) -> None:
        name = start("app")
        for place in ("wait_for_award_approval", "wait_for_acceptance", "done"):
            aws.settle()
            answer(subjects.tokens["app"][-1], place, application_id="app")
        aws.settle()
        assert aws.executions() == {name: "SUCCEEDED"}
        assert aws.transitions(name) == 11

    def test_a_claim_goes_from_approval_to_settlement(self, aws: VirtualAws, subjects: Subjects) -> None:
        ids = {"application_id": "app", "claim_id": "claim"}
        subjects.place["claim"] = "wait_for_payment_approval"
        name = start_named("claim-r1", "DISBURSEMENT_MACHINE_ARN", **ids)
        aws.settle()
        answer(subjects.tokens["claim"][-1], "wait_for_settlement", **ids)
        aws.settle()
        answer(subjects.tokens["claim"][-1], "settled", **ids)
        aws.settle()
        assert aws.executions() == {name: "SUCCEEDED"}
        assert entered(aws, name)[-1] == "Settled"

    @pytest.mark.parametrize(
        ("place", "state"),
        [
            ("done", "Done"),
            ("withdrawn", "Withdrawn"),
            ("denied", "Denied"),
            ("expired", "Expired"),
            ("no_response", "No Response"),
            ("closed", "Closed"),
        ],
    )
    def test_a_re_entry_goes_straight_to_a_named_end(
        self, aws: VirtualAws, subjects: Subjects, place: str, state: str
    ) -> None:
        subjects.place["app"] = place
        name = start("app")
        aws.settle()
        assert entered(aws, name) == ["Find Place", "Route", state]

    def test_a_fee_is_credited_without_waiting(self, aws: VirtualAws, subjects: Subjects) -> None:
        subjects.place["app"] = "credit_fee"
        name = start("app")
        aws.settle()
        assert entered(aws, name) == ["Find Place", "Route", "Credit Fee", "Route", "Done"]

    @pytest.mark.parametrize("place", WAITS)
    def test_a_wait_that_times_out_looks_for_its_place_again(
        self, aws: VirtualAws, subjects: Subjects, place: str
    ) -> None:
        subjects.place["app"] = place
        name = start("app")
        aws.settle()
        subjects.place["app"] = "closed"
        assert aws.time_out_waits(name) == 1
        aws.settle()
        assert aws.executions() == {name: "SUCCEEDED"}
        assert entered(aws, name)[-3:] == ["Find Place", "Route", "Closed"]

    def test_only_ids_and_the_place_travel(self, aws: VirtualAws) -> None:
        name = start("app")
        aws.settle()
        inputs = [
            json.loads(event["stateEnteredEventDetails"]["input"])
            for event in aws.histories()[name]
            if "stateEnteredEventDetails" in event
        ]
        assert all(set(each) <= {"application_id", "place"} for each in inputs)

    def test_an_unknown_place_fails_the_execution(self, aws: VirtualAws, subjects: Subjects) -> None:
        subjects.place["app"] = "nowhere"
        start("app")
        with pytest.raises(ExecutionsFailed, match="UnknownPlace"):
            aws.settle()

    def test_every_name_in_a_machine_needs_a_substitution(self, subjects: Subjects, tmp_path: Path) -> None:
        for machine in MACHINES.glob("*.asl.json"):
            text = machine.read_text(encoding="utf-8").replace("${ApplicationFindPlace}", "${Mistyped}")
            (tmp_path / machine.name).write_text(text, encoding="utf-8")
        with pytest.raises(TemplateError, match="Mistyped"), VirtualAws(subjects.handlers(), machines=tmp_path):
            pass

    def test_every_function_of_a_machine_needs_a_handler(self, subjects: Subjects) -> None:
        handlers = subjects.handlers()
        del handlers["ClaimFindPlace"]
        with pytest.raises(LookupError, match="ClaimFindPlace"), VirtualAws(handlers):
            pass


def entered(aws: VirtualAws, name: str) -> list[str]:
    return [
        event["stateEnteredEventDetails"]["name"]
        for event in aws.histories()[name]
        if "stateEnteredEventDetails" in event
    ]


class TestSettle:
    def test_it_waits_for_slow_functions(self, subjects: Subjects) -> None:
        def slow(event: Event, context: object) -> Event:
            time.sleep(0.1)
            return subjects.check(event, context)

        with VirtualAws(subjects.handlers(ApplicationCheckEligibility=slow)) as aws:
            start("app")
            aws.settle()
            assert len(subjects.tokens["app"]) == 1

    def test_a_wait_whose_function_answers_itself_completes_at_once(self, subjects: Subjects) -> None:
        def decided_already(event: Event, _context: object) -> None:
            answer(event["task_token"], "done", application_id=event["application_id"])

        with VirtualAws(subjects.handlers(ApplicationAwaitDecision=decided_already)) as aws:
            name = start("app")
            aws.settle()
            assert aws.executions() == {name: "SUCCEEDED"}

    def test_it_follows_a_chain_in_which_one_execution_wakes_the_next(self, subjects: Subjects) -> None:
        """Each credit wakes the next applicant in the queue, slowly: settle must see the last of them."""

        def credit(event: Event, context: object) -> Event:
            time.sleep(0.005)
            following = f"app{int(event['application_id'][3:]) + 1}"
            if following in subjects.tokens:
                answer(subjects.tokens[following][-1], "credit_fee", application_id=following)
            return subjects.credit(event, context)

        with VirtualAws(subjects.handlers(ApplicationCreditFee=credit)) as aws:
            for number in range(20):
                start(f"app{number}")
            aws.settle()
            assert set(aws.executions().values()) == {"RUNNING"}
            answer(subjects.tokens["app0"][-1], "credit_fee", application_id="app0")
            aws.settle()
            assert set(aws.executions().values()) == {"SUCCEEDED"}

    def test_it_names_what_is_still_at_work(self, subjects: Subjects) -> None:
        go_on = threading.Event()

        def stuck(event: Event, context: object) -> Event:
            go_on.wait(5)
            return subjects.check(event, context)

        with VirtualAws(subjects.handlers(ApplicationCheckEligibility=stuck)) as aws:
            start("app")
            with pytest.raises(NotSettled, match=r"app-r1.*function ApplicationCheckEligibility"):
                aws.settle(timeout=0.05)
            go_on.set()
            aws.settle()


class TestFailures:
    @staticmethod
    def broken(_event: Event, _context: object) -> Event:
        raise ZeroDivisionError("seats")

    def test_a_failed_execution_is_reported_with_its_cause_once(self, subjects: Subjects) -> None:
        with VirtualAws(subjects.handlers(ApplicationCheckEligibility=self.broken)) as aws:
            name = start("app")
            with pytest.raises(ExecutionsFailed, match="ZeroDivisionError") as caught:
                aws.settle()
            [failure] = caught.value.failures
            assert (failure.execution, failure.status, failure.state) == (name, "FAILED", "Check Eligibility")
            assert "seats" in failure.cause
            assert [(function, type(error)) for function, error in aws.function_errors] == [
                ("ApplicationCheckEligibility", ZeroDivisionError)
            ]
            aws.settle()
            assert aws.failures() == [failure]

    def test_a_failure_nobody_asked_about_is_raised_at_the_end(self, subjects: Subjects) -> None:
        with (  # noqa: PT012 the end of the block is what raises
            pytest.raises(ExecutionsFailed),
            VirtualAws(subjects.handlers(ApplicationCheckEligibility=self.broken)) as aws,
        ):
            start("app")
            aws.settle(allow_failures=True)  # this one is known
            start("other")

    def test_a_transient_error_is_retried_without_sleeping_and_with_a_new_token(self, subjects: Subjects) -> None:
        throttled = type("Lambda.TooManyRequestsException", (Exception,), {})

        def third_time_lucky(event: Event, context: object) -> None:
            subjects.wait(event, context)
            if len(subjects.tokens["app"]) < 3:
                raise throttled

        began = time.monotonic()
        with VirtualAws(subjects.handlers(ApplicationAwaitDecision=third_time_lucky)) as aws:
            name = start("app")
            aws.settle()
            first, second, third = subjects.tokens["app"]
            assert code_of(lambda: answer(first, "done", application_id="app")) == "TaskTimedOut"
            assert code_of(lambda: answer(second, "done", application_id="app")) == "TaskTimedOut"
            answer(third, "done", application_id="app")
            aws.settle()
            assert aws.executions() == {name: "SUCCEEDED"}
        assert time.monotonic() - began < 3  # the pauses between attempts alone would be longer


class TestTokens:
    def test_the_first_answer_counts(self, aws: VirtualAws, subjects: Subjects) -> None:
        name = start("app")
        aws.settle()
        [token] = subjects.tokens["app"]
        answer(token, "denied", application_id="app")
        assert code_of(lambda: answer(token, "done", application_id="app")) == "TaskTimedOut"
        aws.settle()
        assert entered(aws, name)[-1] == "Denied"
        assert code_of(lambda: answer(token, "done", application_id="app")) == "TaskTimedOut"

    def test_a_token_never_given_out_is_invalid(self, aws: VirtualAws) -> None:
        assert code_of(lambda: answer("made up", "done")) == "InvalidToken"

    def test_an_answer_must_be_json(self, aws: VirtualAws, subjects: Subjects) -> None:
        start("app")
        aws.settle()
        client = clients.stepfunctions()
        token = subjects.tokens["app"][-1]
        assert code_of(lambda: client.send_task_success(taskToken=token, output="{")) == "InvalidOutput"

    def test_a_refused_task_fails_its_execution(self, aws: VirtualAws, subjects: Subjects) -> None:
        start("app")
        aws.settle()
        clients.stepfunctions().send_task_failure(taskToken=subjects.tokens["app"][-1], error="Refused")
        with pytest.raises(ExecutionsFailed, match="Refused"):
            aws.settle()


def stop(name: str) -> None:
    arn = f"{os.environ['APPLICATION_MACHINE_ARN'].replace(':stateMachine:', ':execution:')}:{name}"
    clients.stepfunctions().stop_execution(executionArn=arn)


class TestStopping:
    def test_a_restart_ends_what_waits_and_a_second_run_goes_on(self, aws: VirtualAws, subjects: Subjects) -> None:
        names = [start(f"app{number}") for number in range(5)]
        aws.settle()
        before = threading.active_count()
        assert aws.stop_all_executions() == names
        assert set(aws.executions().values()) == {"ABORTED"}
        assert threading.active_count() <= before
        token = subjects.tokens["app0"][-1]
        assert code_of(lambda: answer(token, "done", application_id="app0")) == "TaskTimedOut"
        name = start("app0", run=2)
        aws.settle()
        assert aws.executions()[name] == "RUNNING"
        assert entered(aws, name) == ["Find Place", "Route", "Wait For Allocation"]

    def test_one_execution_can_be_stopped_by_its_api(self, aws: VirtualAws) -> None:
        names = [start("app0"), start("app1")]
        aws.settle()
        stop(names[0])
        aws.settle()
        assert aws.executions() == {names[0]: "ABORTED", names[1]: "RUNNING"}

    def test_an_error_after_the_stop_is_no_failure_of_the_execution(self, subjects: Subjects) -> None:
        begun, go_on = threading.Event(), threading.Event()

        def too_late(_event: Event, _context: object) -> None:
            begun.set()
            go_on.wait(5)
            raise ZeroDivisionError

        with VirtualAws(subjects.handlers(ApplicationAwaitDecision=too_late)) as aws:
            name = start("app")
            assert begun.wait(5)
            stop(name)
            go_on.set()
            aws.settle()
            assert aws.executions() == {name: "ABORTED"}
            assert aws.failures() == []

    def test_stopping_in_the_middle_of_a_function_lets_it_finish_and_nothing_follow(self, subjects: Subjects) -> None:
        for _ in range(20):
            with VirtualAws(subjects.handlers()) as aws:
                for number in range(3):
                    start(f"app{number}")
                aws.stop_all_executions()
                assert set(aws.executions().values()) == {"ABORTED"}

    def test_no_thread_outlives_the_block(self, subjects: Subjects) -> None:
        with VirtualAws(subjects.handlers()):
            for number in range(5):
                start(f"app{number}")
        assert not [thread for thread in threading.enumerate() if ":execution:" in thread.name and not _ends(thread)]


def _ends(thread: threading.Thread) -> bool:
    thread.join(1)
    return not thread.is_alive()


class TestFunctions:
    def test_events_and_results_travel_as_json(self, subjects: Subjects) -> None:
        def echo(event: Event, context: Any) -> Event:
            return {"event": event, "pair": (1, 2), "name": context.function_name}

        with VirtualAws(subjects.handlers(DailySweep=echo)) as aws:
            assert aws.invoke("DailySweep", {"days": (1,)}) == {
                "event": {"days": [1]},
                "pair": [1, 2],
                "name": "DailySweep",
            }

    def test_lambdas_api_reports_an_error_as_lambda_does(self, subjects: Subjects) -> None:
        with VirtualAws(subjects.handlers(DailySweep=TestFailures.broken)):
            answered = boto3.client("lambda").invoke(FunctionName="DailySweep", Payload=b"{}")
            assert answered["FunctionError"] == "Unhandled"
            assert json.loads(answered["Payload"].read())["errorType"] == "ZeroDivisionError"

    def test_a_function_without_handler_is_an_error(self, aws: VirtualAws) -> None:
        with pytest.raises(LookupError, match="DailySweep"):
            aws.invoke("DailySweep", {})

    def test_settings_come_from_the_template_and_go_with_the_block(
        self, subjects: Subjects, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("AWS_PROFILE", "somebody-real")
        monkeypatch.setenv("TABLE_NAME", "a real one")
        with VirtualAws(subjects.handlers(), environment={"STAGE": "story"}):
            assert os.environ["STAGE"] == "story"
            assert "AWS_PROFILE" not in os.environ
            assert clients.dynamodb().describe_table(TableName=os.environ["TABLE_NAME"])["Table"]["TableStatus"]
            clients.s3().head_bucket(Bucket=os.environ["REPORTS_BUCKET"])
            secret = clients.secretsmanager().get_secret_value(SecretId=os.environ["ACCESS_SECRET_ARN"])
            assert len(secret["SecretString"]) >= 32
            assert all(os.environ[f"OIDC_{name}"] for name in ("ISSUER", "CLIENT_ID", "JWKS_URL", "TOKEN_URL"))
        assert (os.environ["AWS_PROFILE"], os.environ["TABLE_NAME"]) == ("somebody-real", "a real one")
        assert "OIDC_ISSUER" not in os.environ


class TestRecordedCalls:
    def test_each_function_is_charged_with_its_own_calls(self, subjects: Subjects) -> None:
        def queries(_event: Event, _context: object) -> None:
            table = os.environ["TABLE_NAME"]
            client = clients.dynamodb()
            key = {"pk": {"S": "a"}, "sk": {"S": "b"}}
            client.query(
                TableName=table,
                IndexName="due",
                KeyConditionExpression="due_pk = :d",
                ExpressionAttributeValues={":d": {"S": "2026"}},
            )
            client.transact_get_items(TransactItems=[{"Get": {"TableName": table, "Key": key}}])
            client.transact_write_items(
                TransactItems=[
                    {"Put": {"TableName": table, "Item": key}},
                    {"Delete": {"TableName": table, "Key": key | {"sk": {"S": "c"}}}},
                ]
            )
            clients.s3().generate_presigned_post("bucket", "key")

        def checks(event: Event, context: object) -> Event:
            clients.secretsmanager().get_secret_value(SecretId=os.environ["ACCESS_SECRET_ARN"])
            return subjects.check(event, context)

        with VirtualAws(subjects.handlers(DailySweep=queries, ApplicationCheckEligibility=checks)) as aws:
            with aws.running_as("APIHandler"):
                start("app")
            aws.settle()
            aws.invoke("DailySweep", {})
            clients.s3().list_buckets()
            assert aws.calls == {
                "APIHandler": {"states:StartExecution"},
                "ApplicationCheckEligibility": {"secretsmanager:GetSecretValue"},
                "DailySweep": {
                    "dynamodb:Query:index/due",
                    "dynamodb:GetItem",
                    "dynamodb:PutItem",
                    "dynamodb:DeleteItem",
                    "s3:PutObject",
                },
                OUTSIDE: {"s3:ListBuckets"},
            }


class Store:
    """The table, with less to write."""

    def __init__(self) -> None:
        self.client = clients.dynamodb()
        self.table = os.environ["TABLE_NAME"]

    def put(self, pk: str, sk: str, **attributes: Any) -> None:
        self.client.put_item(TableName=self.table, Item={**self.key(pk, sk), **attributes})

    def get(self, pk: str, sk: str) -> dict[str, Any] | None:
        found: dict[str, Any] | None = self.client.get_item(TableName=self.table, Key=self.key(pk, sk)).get("Item")
        return found

    def write(self, *actions: dict[str, Any]) -> None:
        for action in actions:
            for request in action.values():
                request["TableName"] = self.table
        self.client.transact_write_items(TransactItems=actions)  # type: ignore[arg-type]

    @staticmethod
    def key(pk: str, sk: str) -> dict[str, Any]:
        return {"pk": {"S": pk}, "sk": {"S": sk}}

    def take(self, number: int, pk: str = "pool") -> dict[str, Any]:
        return {
            "Update": {
                "Key": self.key(pk, "balance"),
                "UpdateExpression": "SET seats = seats - :n",
                "ConditionExpression": "seats >= :n",
                "ExpressionAttributeValues": {":n": {"N": str(number)}},
                "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
            }
        }

    def new(self, pk: str, sk: str) -> dict[str, Any]:
        return {"Put": {"Item": self.key(pk, sk), "ConditionExpression": "attribute_not_exists(pk)"}}


@pytest.fixture
def store(aws: VirtualAws) -> Store:
    made = Store()
    made.put("pool", "balance", seats={"N": "100"})
    return made


@pytest.fixture
def restless_threads() -> Iterator[None]:
    """Threads take turns in the middle of everything, not only now and then."""
    usual = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(usual)


class TestTransactions:
    def test_a_refusal_says_which_conditions_failed_and_writes_nothing(self, store: Store) -> None:
        store.put("ledger", "2")
        with pytest.raises(store.client.exceptions.TransactionCanceledException) as caught:
            store.write(store.new("ledger", "1"), store.take(101), store.new("ledger", "2"))
        assert caught.value.response["CancellationReasons"] == [
            {"Code": "None"},
            {
                "Code": "ConditionalCheckFailed",
                "Message": "The conditional request failed",
                "Item": {**store.key("pool", "balance"), "seats": {"N": "100"}},
            },
            {"Code": "ConditionalCheckFailed", "Message": "The conditional request failed"},
        ]
        assert "[None, ConditionalCheckFailed, ConditionalCheckFailed]" in caught.value.response["Error"]["Message"]
        assert store.get("ledger", "1") is None

    def test_an_error_of_an_item_takes_back_what_came_before(self, store: Store) -> None:
        store.put("other", "balance")
        broken = store.take(1, "other")
        del broken["Update"]["ConditionExpression"]
        with pytest.raises(store.client.exceptions.TransactionCanceledException) as caught:
            store.write(store.new("ledger", "1"), store.take(1), broken)
        codes = [reason["Code"] for reason in caught.value.response["CancellationReasons"]]
        assert codes == ["None", "None", "ValidationError"]
        assert store.get("ledger", "1") is None
        assert store.get("pool", "balance") == {**store.key("pool", "balance"), "seats": {"N": "100"}}

    def test_one_item_has_one_action(self, store: Store) -> None:
        twice = (store.new("ledger", "1"), {"Delete": {"Key": store.key("ledger", "1")}})
        assert code_of(lambda: store.write(*twice)) == "ValidationException"

    def test_a_hundred_actions_are_the_most(self, store: Store) -> None:
        store.write(*(store.new("ledger", str(number)) for number in range(100)))
        too_many = [store.new("journal", str(number)) for number in range(101)]
        assert code_of(lambda: store.write(*too_many)) == "ValidationException"
        assert store.get("journal", "0") is None

    def test_all_kinds_of_action_work_together(self, store: Store) -> None:
        store.put("old", "1")
        check = {"ConditionCheck": {"Key": store.key("old", "2"), "ConditionExpression": "attribute_not_exists(pk)"}}
        store.write(store.take(40), store.new("ledger", "1"), {"Delete": {"Key": store.key("old", "1")}}, check)
        assert store.get("old", "1") is None
        assert store.get("pool", "balance") == {**store.key("pool", "balance"), "seats": {"N": "60"}}

    def test_eight_threads_never_overspend(self, store: Store, restless_threads: None) -> None:
        def grab(worker: int) -> int:
            granted = 0
            for number in range(20):
                try:
                    store.write(
                        store.take(1),
                        store.new("ledger", f"{worker}-{number}"),
                        store.new("audit", f"{worker}-{number}"),
                    )
                except store.client.exceptions.TransactionCanceledException:
                    continue
                granted += 1
            return granted

        with ThreadPoolExecutor(8) as threads:
            granted = sum(threads.map(grab, range(8)))
        assert granted == 100
        assert store.get("pool", "balance") == {**store.key("pool", "balance"), "seats": {"N": "0"}}
        for partition in ("ledger", "audit"):
            counted = store.client.query(
                TableName=store.table,
                KeyConditionExpression="pk = :p",
                ExpressionAttributeValues={":p": {"S": partition}},
                Select="COUNT",
            )
            assert counted["Count"] == 100


class TestQueries:
    def test_an_index_is_sparse_sorted_and_paged(self, store: Store) -> None:
        for number in (3, 1, 2, 5, 4):
            queue = {"pool_pk": {"S": "waivers"}, "pool_sk": {"S": f"2026-{number}"}}
            store.put(f"app{number}", "state", **queue)
        store.put("app6", "state")
        asked: dict[str, Any] = {
            "TableName": store.table,
            "IndexName": "pool",
            "KeyConditionExpression": "pool_pk = :p AND pool_sk > :s",
            "ExpressionAttributeValues": {":p": {"S": "waivers"}, ":s": {"S": "2026-1"}},
            "Limit": 3,
        }
        first = store.client.query(**asked)
        assert [item["pk"]["S"] for item in first["Items"]] == ["app2", "app3", "app4"]
        rest = store.client.query(**asked, ExclusiveStartKey=first["LastEvaluatedKey"])
        assert [item["pk"]["S"] for item in rest["Items"]] == ["app5"]
        backwards = store.client.query(**asked, ScanIndexForward=False)
        assert [item["pk"]["S"] for item in backwards["Items"]] == ["app5", "app4", "app3"]

    def test_a_partition_is_found_by_a_prefix(self, store: Store) -> None:
        for sk in ("event#2", "event#1", "state"):
            store.put("app", sk)
        found = store.client.query(
            TableName=store.table,
            KeyConditionExpression="pk = :p AND begins_with(sk, :s)",
            ExpressionAttributeValues={":p": {"S": "app"}, ":s": {"S": "event#"}},
        )
        assert [item["sk"]["S"] for item in found["Items"]] == ["event#1", "event#2"]
        assert "LastEvaluatedKey" not in found

    def test_every_type_comes_back_as_it_was(self, store: Store) -> None:
        values: dict[str, Any] = {
            "text": {"S": "ñ"},
            "cents": {"N": "480000"},
            "flag": {"BOOL": False},
            "nothing": {"NULL": True},
            "bytes": {"B": b"\x00\xff"},
            "list": {"L": [{"M": {"deep": {"N": "1"}}}, {"S": "x"}]},
            "set": {"SS": ["only"]},
        }
        store.put("app", "all", **values)
        assert store.get("app", "all") == {**store.key("app", "all"), **values}


class TestClock:
    NOON = datetime(2026, 3, 2, 20, tzinfo=UTC)

    def test_it_moves_only_when_told_to(self) -> None:
        clock = VirtualClock(self.NOON)
        assert clock.now() == clock.now() == self.NOON
        assert clock.tick(1.5) == clock.now() == self.NOON + timedelta(seconds=1.5)
        clock.jump_to(datetime(2026, 3, 3, tzinfo=timezone(timedelta(hours=-8))))
        assert clock.now().isoformat() == "2026-03-03T08:00:00+00:00"

    def test_it_never_goes_back(self) -> None:
        clock = VirtualClock(self.NOON)
        with pytest.raises(ValueError, match="never goes back"):
            clock.jump_to(self.NOON - timedelta(microseconds=1))
        with pytest.raises(ValueError, match="never goes back"):
            clock.tick(-1)
        assert clock.now() == self.NOON

    def test_a_moment_needs_its_zone(self) -> None:
        with pytest.raises(ValueError, match="time zone"):
            VirtualClock(datetime(2026, 3, 2))  # noqa: DTZ001 that is the point

    def test_threads_lose_no_tick(self) -> None:
        clock = VirtualClock(self.NOON)
        with ThreadPoolExecutor(8) as threads:
            list(threads.map(lambda _: [clock.tick() for _ in range(100)], range(8)))
        assert clock.now() == self.NOON + timedelta(seconds=800)

    def test_the_program_lives_by_it_while_installed(self) -> None:
        clock = VirtualClock(self.NOON)
        with clock.installed():
            clock.tick(60)
            assert program_clock.now() == self.NOON + timedelta(minutes=1)
        assert program_clock.now() != clock.now()
