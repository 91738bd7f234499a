"""The player looks at the books after every step, and says at which one they stopped balancing."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from chalicelib.gateways import aws as clients
from chalicelib.gateways.settings import setting
from chalicelib.store import keys
from local.player.play import Player
from local.player.stage import Stage
from local.player.story import Step, Story
from local.player.transport import Reply
from tests.service.site import INITIAL, TODAY

POOLS = {INITIAL: {"seats": 2, "cents": 370_000}}
Tampering = Callable[[], None]


def played(steps: int, tampering: dict[int, Tampering]) -> list[str]:
    """The failures of a story in which people apply, one a step, when someone tampers with the table at some steps."""
    applying = [
        Step(
            number, TODAY + timedelta(seconds=number), "applicant", f"p{number}", "submit", {"benefit": "initial"}, None
        )
        for number in range(1, steps + 1)
    ]
    said = iter(range(1, steps + 1))

    def tell(line: str) -> None:
        if line:
            tampering.get(next(said), lambda: None)()

    player = Player(Story("tampered", TODAY, POOLS, {}, {}, tuple(applying), {}), tell)
    with player.on_stage():
        player.play()
    return player.failures


def with_body(pk: str, sk: str, change: Callable[[dict[str, Any]], None]) -> Tampering:
    """Changes one row behind the program's back."""

    def tamper() -> None:
        key = {"pk": {"S": pk}, "sk": {"S": sk}}
        row = clients.dynamodb().get_item(TableName=setting("TABLE_NAME"), Key=key)["Item"]
        body = json.loads(row["body"]["S"])
        change(body)
        clients.dynamodb().put_item(TableName=setting("TABLE_NAME"), Item={**row, "body": {"S": json.dumps(body)}})

    return tamper


def one_cent_more(body: dict[str, Any]) -> None:
    body["balance"]["available"]["cents"] += 1


def reservation_forgotten(body: dict[str, Any]) -> None:
    body["award"]["items"] = body["award"]["items"][:1]


def test_untouched_books_balance() -> None:
    assert played(3, {}) == []


def test_a_changed_balance_is_found_at_its_step() -> None:
    found = played(3, {2: with_body(keys.pool(INITIAL), keys.BALANCE, one_cent_more)})
    assert found[0].startswith("steps[2] (submit by applicant p2): after the jobs that follow it: books: initial/st")
    assert "the journal adds up to" in found[0]
    assert found[-1] == "expect.books: expected balanced, got unbalanced"


def test_an_edited_posting_is_found_at_its_step() -> None:
    def edited(body: dict[str, Any]) -> None:
        body["kind"] = "something else"

    found = played(2, {1: with_body(keys.pool(INITIAL), keys.posting(1), edited)})
    assert found[0].endswith(f"{keys.pool(INITIAL)} {keys.posting(1)} was edited or deleted")
    assert found[0].startswith("steps[1]")


def test_an_award_that_holds_less_than_its_pool_says_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    known: list[str] = []
    remember = Stage._remember

    def remembered(stage: Stage, step: Step, reply: Reply) -> None:
        remember(stage, step, reply)
        known.append(reply.body["application_id"])

    monkeypatch.setattr(Stage, "_remember", remembered)
    tamper = {1: lambda: with_body(keys.application(known[0]), keys.STATE, reservation_forgotten)()}
    found = played(2, tamper)
    assert found[0].startswith("steps[1]")
    assert "awards and proposals hold" in found[0]


def test_a_refused_step_that_changes_something_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused_after_all(_: Stage, __: Step) -> Reply:
        row = {"pk": {"S": "STRAY"}, "sk": {"S": "ROW"}}
        clients.dynamodb().put_item(TableName=setting("TABLE_NAME"), Item=row)
        return Reply(409, {"code": "WRONG-STATE"})

    monkeypatch.setattr(Stage, "carry_out", refused_after_all)
    found = played(1, {})
    assert "steps[1] (submit by applicant p1): refused, but changed something: STRAY ROW" in found
    assert "steps[1] (submit by applicant p1): expected to be done, got WRONG-STATE" in found
