"""Seats for a crowd: what DynamoDB is asked for each award while many wait, every request counted."""

import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from unittest.mock import patch

from bench.crowd import TOKEN, add_crowd
from bench.meter import Meter
from chalicelib.domain.pacific import PACIFIC
from chalicelib.domain.program import PoolId
from chalicelib.gateways import executions
from chalicelib.store import folders, outbox, pools
from local.player.calls import ApiCall, allotment
from local.player.play import Player
from local.player.story import Step, Story

MOST_PER_AWARD = 4.0
MOST_APART = 0.10
"""So much may the figure differ between a short and a long queue."""

_TODAY = datetime(2026, 3, 2, 9, 0, tzinfo=PACIFIC)
_POOL = PoolId("initial/statewide")
_ONE_AWARD = 185_000


@dataclass(frozen=True)
class Rush:
    """So many awards while so many waited."""

    waiting: int
    awards: int
    requests: int
    """Of DynamoDB: the allotment that frees the seats, the allocator, the outbox, telling Step Functions; not what the
    woken executions do in functions of their own."""
    woken: int
    seconds: float

    @property
    def per_award(self) -> float:
        return self.requests / self.awards


def too_dear(rushes: list[Rush]) -> list[str]:
    """What is wrong with the figures, in words; nothing when they hold."""
    wrong = [
        f"{rush.per_award:.2f} requests an award with {rush.waiting:,} waiting: more than {MOST_PER_AWARD:g}"
        for rush in rushes
        if rush.per_award > MOST_PER_AWARD
    ]
    figures = [rush.per_award for rush in rushes]
    if max(figures) > min(figures) * (1 + MOST_APART):
        wrong.append(f"{min(figures):.2f} to {max(figures):.2f} requests an award: more than {MOST_APART:.0%} apart")
    return wrong


def rush(waiting: int, seats: int) -> Rush:
    """Let `seats` seats come to a pool for which `waiting` wait. RuntimeError unless exactly so many are served."""
    player = Player(Story("rush", _TODAY, {}, {}, {}, (), {}), lambda _: None)
    meter = Meter(weigh=False)
    with ExitStack() as stack:
        stack.enter_context(player.on_stage())
        _fill_queue(player, waiting)
        woken = stack.enter_context(_step_functions_answered())
        meter.install(stack)
        began = time.perf_counter()
        _send(player, "dhcs", allotment(_POOL, seats, seats * _ONE_AWARD), "rush")
        # What is more than a request may do is the sweeper's.
        player.aws.invoke("RelayOutbox", {})
        took = time.perf_counter() - began
        tally = meter.take()
        requests = sum(tally.count(in_request=mine, service="dynamodb") for mine in (True, False))
        served = pools.load_pool(_POOL).balance.reserved.seats
        if (served, len(woken), list(outbox.all_pending())) != (seats, seats, []):
            raise RuntimeError(f"{served} of {seats} served, {len(woken)} told")
    return Rush(waiting, served, requests, len(woken), took)


def _fill_queue(player: Player, size: int) -> None:
    """Somebody waits, is copied, and leaves."""
    step = Step(1, _TODAY, "applicant", "zoe", "submit", {"benefit": "initial"}, None)
    with player.aws.running_as("APIHandler"):
        player.stage.carry_out(step)
    player.aws.settle()
    model = folders.load_folder(player.stage.names.application("zoe"))
    _send(player, "applicant", ApiCall(f"v1/applications/{model.application.id}/withdrawal", {}), "leave", "zoe")
    add_crowd(model, size, _TODAY - timedelta(days=1))


def _send(player: Player, role: str, call: ApiCall, key: str, name: str = "") -> None:
    with player.aws.running_as("APIHandler"):
        reply = player.stage.send(role, name, call, key)
    player.aws.settle()
    if reply.refused:
        raise RuntimeError(f"{call.path} was refused: {reply.refused}")


@contextmanager
def _step_functions_answered() -> Iterator[list[str]]:
    """Ten thousand waiting executions would be ten thousand threads: the crowd's are answered for."""
    woken: list[str] = []

    def wake(token: str, _output: Any) -> bool:
        if not token.startswith(TOKEN):
            raise ValueError("only the crowd waits here")
        woken.append(token)
        return True

    with patch.object(executions, "wake", wake):
        yield woken
