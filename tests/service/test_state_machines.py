"""The state machines keep to what moto, MiniStack and AWS agree on, and fit the code and the template (DESIGN.md 5)."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

import app as chalice_app
from chalicelib.domain.folder import ENDS, STEPS, WAITS, Claim, Place, claim_place
from chalicelib.domain.states import ItemStatus

ROOT = Path(__file__).resolve().parents[2]
MACHINES = ("application", "disbursement", "reallocation")
TRANSIENT = {
    "Lambda.ServiceException",
    "Lambda.AWSLambdaException",
    "Lambda.SdkClientException",
    "Lambda.TooManyRequestsException",
}
STEP_SECONDS, WAIT_SECONDS = 60, 25_920_000
CLAIM: Any = Claim  # only its status matters here
CLAIM_PLACES = {claim_place(CLAIM.model_construct(status=status)) for status in ItemStatus} | {Place.SUPERSEDED}
PROPOSAL_PLACES = {
    Place.WAIT_FOR_DHCS_DECISION,
    Place.REOPEN_ROUNDS,
    Place.ALLOCATE_QUEUES,
    Place.FUNDS_MOVED,
    Place.FUNDS_RELEASED,
    Place.SUPERSEDED,
}
PLACES = {
    "disbursement": CLAIM_PLACES,
    "reallocation": PROPOSAL_PLACES,
    "application": (set(Place) - CLAIM_PLACES - PROPOSAL_PLACES) | {Place.SUPERSEDED},
}
"""What the steps of a machine can answer; a wait is told SUPERSEDED when a later run has taken over."""
IDS = {
    "application": {"application_id.$"},
    "disbursement": {"application_id.$", "claim_id.$"},
    "reallocation": {"proposal_id.$"},
}
PASSED_ON = {"place", "task_token.$", "execution.$"}


@cache
def machine(name: str) -> dict[str, Any]:
    read: dict[str, Any] = json.loads((ROOT / "state_machines" / f"{name}.asl.json").read_text(encoding="utf-8"))
    return read


@cache
def template() -> dict[str, Any]:
    read: dict[str, Any] = yaml.safe_load((ROOT / "infra" / "resources.yaml").read_text(encoding="utf-8"))
    return read


def tasks(name: str) -> Iterator[tuple[str, dict[str, Any]]]:
    for title, state in machine(name)["States"].items():
        if state["Type"] == "Task":
            yield title, state


def parts(value: Any, key: str = "") -> Iterator[tuple[str, Any]]:
    """Every key with its value, however deep."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from parts(inner, name)
    elif isinstance(value, list):
        for inner in value:
            yield from parts(inner, key)
    yield key, None if isinstance(value, dict | list) else value


def waits(state: dict[str, Any]) -> bool:
    return str(state["Resource"]).endswith(".waitForTaskToken")


def logical_ids() -> dict[str, Any]:
    """Every Lambda function but the site's, by the id that Chalice gives it in the template."""
    functions = chalice_app.app.pure_lambda_functions
    return {"".join(part.title() for part in function.name.split("_")): function for function in functions}


every_machine = pytest.mark.parametrize("name", MACHINES)


@every_machine
class TestMachine:
    def test_uses_only_what_every_interpreter_knows(self, name: str) -> None:
        keys, texts = set(), set()
        for key, value in parts(machine(name)):
            keys.add(key)
            texts.add(value)
        assert not keys & {"Assign", "Arguments", "Output", "QueryLanguage", "HeartbeatSeconds", "HeartbeatSecondsPath"}
        assert not keys & {"TimeoutSecondsPath", "ItemProcessor", "Branches"}
        paths = {str(text) for text in texts if re.match(r"\$(?!\{)", str(text))}
        assert all(re.fullmatch(r"\$\$?(\.\w+)+", path) for path in paths), "a filter, a variable or a function"

    def test_every_task_has_a_literal_timeout(self, name: str) -> None:
        for title, state in tasks(name):
            assert state["TimeoutSeconds"] == (WAIT_SECONDS if waits(state) else STEP_SECONDS), title

    def test_every_task_retries_what_is_transient_with_jitter(self, name: str) -> None:
        for title, state in tasks(name):
            (retry,) = state["Retry"]
            assert set(retry["ErrorEquals"]) == TRANSIENT, title
            assert retry["JitterStrategy"] == "FULL", title
            assert retry["MaxAttempts"] >= 3, title

    def test_every_task_catches_into_a_named_failure(self, name: str) -> None:
        for title, state in tasks(name):
            last = state["Catch"][-1]
            assert (last["ErrorEquals"], last["Next"]) == (["States.ALL"], "Step Failed"), title
            assert all(caught["ResultPath"] is None for caught in state["Catch"]), title
        assert machine(name)["States"]["Step Failed"]["Type"] == "Fail"

    def test_a_wait_that_times_out_looks_for_its_place_again(self, name: str) -> None:
        for title, state in tasks(name):
            if waits(state):
                assert "States.Timeout" in state["Catch"][0]["ErrorEquals"], title
                assert state["Catch"][0]["Next"] == "Find Place", title

    def test_only_ids_travel_and_no_result_overwrites_them(self, name: str) -> None:
        for title, state in tasks(name):
            assert set(state["Parameters"]) == {"FunctionName", "Payload"}, title
            assert set(state["Parameters"]["Payload"]) <= PASSED_ON | IDS[name], title
            assert set(state["ResultSelector"]) == IDS[name] | {"place.$"}, title
            assert "ResultPath" not in state, title

    def test_every_place_has_a_branch_and_every_branch_a_state(self, name: str) -> None:
        states = machine(name)["States"]
        branches = {choice["StringEquals"]: choice["Next"] for choice in states["Route"]["Choices"]}
        assert set(branches) == PLACES[name]
        assert all(choice["Variable"] == "$.place" for choice in states["Route"]["Choices"])
        assert states["Route"]["Default"] == "Unknown Place"
        for place, title in branches.items():
            assert title.lower().replace(" ", "_") == place
            expected = "Succeed" if place in ENDS else "Task"
            assert states[title]["Type"] == expected, title
            if place in WAITS:
                assert waits(states[title])
                assert states[title]["Parameters"]["Payload"]["place"] == place

    def test_every_state_can_be_reached_and_every_next_is_there(self, name: str) -> None:
        states = machine(name)["States"]
        reached, ahead = set(), [machine(name)["StartAt"]]
        while ahead:
            title = ahead.pop()
            if title not in reached:
                reached.add(title)
                ahead += re.findall(r'"(?:Next|Default)": "([^"]+)"', json.dumps(states[title]))
        assert reached == set(states)

    def test_its_substitutions_are_functions_of_the_app(self, name: str) -> None:
        properties = template()["Resources"][f"{name.title()}Machine"]["Properties"]
        asked = set(re.findall(r"\$\{(\w+)\}", json.dumps(machine(name))))
        given = properties["DefinitionSubstitutions"]
        assert set(given) == asked
        assert asked <= set(logical_ids())
        assert given == {function: {"Fn::GetAtt": [function, "Arn"]} for function in asked}

    def test_its_role_may_invoke_exactly_its_functions(self, name: str) -> None:
        role = template()["Resources"][f"{name.title()}MachineRole"]["Properties"]
        (statement,) = role["Policies"][0]["PolicyDocument"]["Statement"]
        asked = set(re.findall(r"\$\{(\w+)\}", json.dumps(machine(name))))
        assert statement["Action"] == "lambda:InvokeFunction"
        assert {resource["Fn::GetAtt"][0] for resource in statement["Resource"]} == asked

    def test_history_keeps_no_data_in_logs(self, name: str) -> None:
        properties = template()["Resources"][f"{name.title()}Machine"]["Properties"]
        assert properties["Logging"]["IncludeExecutionData"] is False


def test_every_place_is_a_step_a_wait_or_an_end() -> None:
    assert {*STEPS, *WAITS, *ENDS} == set(Place)
    assert set().union(*PLACES.values()) == set(Place)


def test_every_function_has_its_policy_and_its_place_in_the_config() -> None:
    config = json.loads((ROOT / ".chalice" / "config.json").read_text(encoding="utf-8"))
    named = {function.name for function in logical_ids().values()} | {"api_handler"}
    assert set(config["lambda_functions"]) == named
    files = {name: given["iam_policy_file"] for name, given in config["lambda_functions"].items()}
    assert files == {name: f"policies/{name}.json" for name in named}
    assert {path.stem for path in (ROOT / ".chalice" / "policies").iterdir()} == named
    assert config["autogen_policy"] is False


# A child a function, so that none finds imported what another needed; what is not ours is imported once, before.
_COLD = """
import importlib, json, os, sys, traceback
import aws_lambda_powertools.logging.formatter, botocore.session, chalice.app, jinja2, pydantic, ulid, yaml
sys.modules["app"] = None  # whoever imports the app from a handler would make a circle on AWS
failed = []
for handler in json.loads(sys.argv[1]):
    child = os.fork()
    if child == 0:
        try:
            module, _, name = handler.rpartition(".")
            function = getattr(importlib.import_module(module), name)
            try:
                answer = function(json.loads("{}"), None)
                print(handler, "answered", json.dumps(answer))
            except Exception as error:
                print(handler, "raised", type(error).__name__, str(error).splitlines()[0])
        except BaseException:
            traceback.print_exc()
            os._exit(1)
        sys.stdout.flush()
        os._exit(0)
    failed += [handler] if os.waitpid(child, 0)[1] else []
print("failed", failed)
"""


def test_every_handler_is_found_in_a_fresh_process_without_the_app() -> None:
    """As Lambda does it: by the handler's name, without app.py, so without anything registered there."""
    handlers = [function.handler_string for function in logical_ids().values()]
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "AWS_DEFAULT_REGION": "us-west-2"}
    done = subprocess.run(
        [sys.executable, "-c", _COLD, json.dumps(handlers)],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    told = done.stdout.splitlines()
    assert told[-1] == "failed []", done.stderr
    answers = {line.split(" ", 1)[0]: line.split(" ", 1)[1] for line in told[:-1]}
    assert set(answers) == set(handlers)
    for handler, answer in answers.items():
        # Our own code ran: a step misses its ids, a job its settings, whoever is told of mail or scans what it is told.
        expected = "raised ValidationError" if ".workflow." in handler else "raised KeyError 'the setting"
        if handler.endswith(".mail_events"):
            expected = "raised KeyError 'Records'"
        if handler.endswith(".document_events"):
            expected = "raised KeyError 'detail'"
        assert answer.startswith(expected), (handler, answer)
