"""The straight path of a scholarship and of a fee waiver, step by step, with a crowd waiting behind them."""

import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from bench.crowd import add_crowd
from bench.meter import Meter, Tally
from chalicelib.domain.pacific import PACIFIC
from chalicelib.store.folders import load_folder
from local.player.calls import ApiCall, allotment
from local.player.play import Player
from local.player.stage import Stage
from local.player.story import Step, Story
from local.virtual import VirtualClock

TODAY = datetime(2026, 3, 2, 9, 0, tzinfo=PACIFIC)
POOL = "initial/statewide"
WAIVER_POOL = "waiver-renewal-fee/statewide"
_ONE_AWARD = 185_000
_STARTS = date(2026, 3, 16).isoformat()
_CROWD_FROM, _CROWD_OVER = TODAY + timedelta(hours=1), TODAY + timedelta(hours=2)


@dataclass(frozen=True)
class Measured:
    """One step: what it asked of AWS, and how long it took until the answer and until every execution waits again."""

    name: str
    tally: Tally
    transitions: int
    answer_seconds: float
    settled_seconds: float


class Bench:
    """One pass along the path. Nothing is kept: its AWS ends with it."""

    def __init__(self, crowd: int, *, weigh: bool) -> None:
        self._crowd = crowd
        self._meter = Meter(weigh=weigh)
        story = Story("bench", TODAY, {WAIVER_POOL: {"seats": 1, "cents": 8000}}, {}, {}, (), {})
        self._player = Player(story, _silent)
        self._clock = VirtualClock(TODAY)
        self._steps = 0
        self._answered = 0.0
        self.measured: list[Measured] = []

    def run(self) -> list[Measured]:
        with ExitStack() as stack:
            stack.enter_context(self._player.on_stage())
            stack.enter_context(self._clock.installed())
            self._fill_queue()
            self._meter.install(stack)
            self._apply()
            self._scholarship()
            self._payment()
            self._fee_waiver()
        return self.measured

    @property
    def _stage(self) -> Stage:
        return self._player.stage

    def _fill_queue(self) -> None:
        """Somebody waits, is copied, and leaves; then there is money for one, and a crowd that comes an hour later."""
        self._submit("zoe")
        model = load_folder(self._stage.names.application("zoe"))
        self._decide("applicant", "zoe", f"applications/{model.application.id}/withdrawal")
        self._request("dhcs", "", allotment(POOL, 1, _ONE_AWARD))
        add_crowd(model, self._crowd, _CROWD_FROM)

    def _apply(self) -> None:
        """One is served, one is the next, one comes after the crowd."""
        self._measure("submit (a seat is free)", lambda: self._submit("ana"))
        self._clock.tick()
        self._submit("ben")
        self._clock.jump_to(_CROWD_OVER)
        self._measure("submit (last in the queue)", lambda: self._submit("dora"))
        self._measure("read status (last in the queue)", lambda: self._read("applicant", "dora", "status"))
        self._measure("read a work list", lambda: self._read("approver", "ari", "work/approve_award"))

    def _scholarship(self) -> None:
        ana = self._stage.names.application("ana")
        self._measure("approve award", lambda: self._decide("approver", "ari", f"applications/{ana}/award-approval"))
        award = f"awards/{self._stage.names.award('ana')}"
        self._measure("accept", lambda: self._decide("applicant", "ana", f"{award}/acceptance"))
        self._fee(award, "application_fee")
        self._measure("allot (serves the next)", lambda: self._request("dhcs", "", allotment(POOL, 1, _ONE_AWARD)))

    def _payment(self) -> None:
        award = f"awards/{self._stage.names.award('ana')}"
        training = {"item": "core_training", "cents": 150_000}
        booked = training | {"starts": _STARTS}
        invoiced = training | {"certificate": True}
        item = {"item": "core_training"}
        self._measure("enroll", lambda: self._decide("provider", "dbsa", f"{award}/enrollments", booked))
        self._measure("claim", lambda: self._decide("provider", "dbsa", f"{award}/claims", invoiced))
        self._measure(
            "approve claim", lambda: self._decide("payment_approver", "max", f"{award}/claim-approvals", item)
        )
        batch = self._measure("prepare batch", lambda: self._decide("preparer", "pat", "batches"))["batch_id"]
        self._measure("approve batch", lambda: self._decide("payment_approver", "max", f"batches/{batch}/approval"))
        self._measure("settle", lambda: self._decide("reconciler", "ren", f"batches/{batch}/settlement"))
        self._fee(award, "exam")

    def _fee_waiver(self) -> None:
        self._measure("submit a fee waiver", lambda: self._submit("cora", "waiver-renewal-fee"))
        waiver = self._stage.names.application("cora")
        approval = f"applications/{waiver}/award-approval"
        self._measure("approve it (credits the fee)", lambda: self._decide("approver", "ari", approval))

    def _fee(self, award: str, item: str) -> None:
        self._measure(f"fee ({item})", lambda: self._decide("system", "", f"{award}/fees", {"item": item}))

    # ------------------------------------------------------------ requests
    def _submit(self, name: str, benefit: str = "initial") -> dict[str, Any]:
        self._steps += 1
        step = Step(self._steps, TODAY, "applicant", name, "submit", {"benefit": benefit}, None)
        return self._done(lambda: self._stage.carry_out(step))

    def _decide(self, role: str, name: str, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        return self._request(role, name, ApiCall(f"v1/{path}", body or {}))

    def _read(self, role: str, name: str, path: str) -> dict[str, Any]:
        return self._request(role, name, ApiCall(f"v1/{path}", {}, method="GET"))

    def _request(self, role: str, name: str, call: ApiCall) -> dict[str, Any]:
        self._steps += 1
        key = f"bench-{self._steps}"
        return self._done(lambda: self._stage.send(role, name, call, key))

    def _done(self, send: Callable[[], Any]) -> dict[str, Any]:
        with self._player.aws.running_as("APIHandler"):
            reply = send()
        self._answered = time.perf_counter()
        self._player.aws.settle()
        if reply.refused:
            raise RuntimeError(f"the bench's request {self._steps} was refused: {reply.refused}")
        body: dict[str, Any] = reply.body
        return body

    # ------------------------------------------------------------ measuring
    def _measure(self, name: str, step: Callable[[], dict[str, Any]]) -> dict[str, Any]:
        transitions = self._transitions()
        self._meter.take()
        began = time.perf_counter()
        body = step()
        settled = time.perf_counter()
        tally = self._meter.take()
        entered = self._transitions() - transitions
        self.measured.append(Measured(name, tally, entered, self._answered - began, settled - began))
        return body

    def _transitions(self) -> int:
        return sum(self._player.aws.transitions(name) for name in self._player.aws.executions())


def _silent(_: str) -> None:
    pass
