"""The whole site for a browser, without anything that has to run beside it; and what can go wrong on the way to it."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum, auto
from urllib.parse import parse_qs

from local.virtual import VirtualAws
from tests.pages.bridge import Answered, Asked
from tests.service.visitor import BASE, Visitor


class Trouble(Enum):
    """What becomes of one POST."""

    LOST_BEFORE = auto()
    """The connection breaks before it arrives."""
    LOST_AFTER = auto()
    """It arrives and is carried out, but the answer never comes back."""
    GATEWAY = auto()
    """It takes too long: the gateway says so, in its own words."""
    OURS = auto()
    """Something of ours breaks while it is carried out."""


class Live:
    def __init__(self, aws: VirtualAws) -> None:
        self._aws, self._visitor = aws, Visitor(aws)
        self.troubles: list[Trouble] = []
        """What the next POSTs meet, one after another."""
        self.break_ours: Callable[[Callable[[], Answered]], Answered] | None = None

    def answer(self, asked: Asked) -> Answered | None:
        trouble = self.troubles.pop(0) if self.troubles and asked.method == "POST" else None
        if trouble is Trouble.LOST_BEFORE:
            return None
        if trouble is Trouble.GATEWAY:
            return Answered(504, [("Content-Type", "application/json")], b'{"message": "Endpoint request timed out"}')
        if trouble is Trouble.OURS and self.break_ours:
            return self.break_ours(lambda: self._carried_out(asked))
        answered = self._carried_out(asked)
        return None if trouble is Trouble.LOST_AFTER else answered

    def _carried_out(self, asked: Asked) -> Answered:
        path, _, query = asked.path.partition("?")
        fields = parse_qs(asked.body.decode(), keep_blank_values=True) if asked.method == "POST" else None
        try:
            event = self._visitor._event(asked.method, path.removeprefix(BASE), query, dict(asked.headers), fields)
        except LookupError:
            return Answered(404, [], b"")
        made = self._aws.invoke("APIHandler", event)
        self._aws.settle()
        several = [(name, each) for name, many in made.get("multiValueHeaders", {}).items() for each in many]
        return Answered(int(made["statusCode"]), [*made["headers"].items(), *several], (made["body"] or "").encode())
