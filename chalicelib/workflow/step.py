"""What every step of a workflow shares: its event is checked, its answer is ids and a place, and it logs ids only.

Chalice's middleware does not run for a Lambda of a blueprint, so this is a decorator of our own.
"""

import functools
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict

from chalicelib.gateways.logs import set_up_logs

Event = TypeVar("Event", bound=BaseModel)


class Subject(BaseModel):
    """What an execution carries of an application."""

    model_config = ConfigDict(extra="forbid")
    application_id: str


class ClaimSubject(Subject):
    claim_id: str


class Wait(Subject):
    """A wait for a decision: where the machine is, and the token that wakes it."""

    place: str
    task_token: str
    execution: str


class ClaimWait(Wait):
    claim_id: str


def step(model: type[Event]) -> Callable[[Callable[[Event], dict[str, str]]], Callable[[Mapping[str, Any], Any], Any]]:
    """A Lambda handler of a typed step."""

    def decorate(handle: Callable[[Event], dict[str, str]]) -> Callable[[Mapping[str, Any], Any], Any]:
        @functools.wraps(handle)
        def handler(event: Mapping[str, Any], _context: Any) -> dict[str, str]:
            set_up_logs()
            return handle(model.model_validate(dict(event)))

        return handler

    return decorate
