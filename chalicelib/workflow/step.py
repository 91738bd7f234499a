"""What every step of a workflow shares: its event is checked, its answer is ids and a place, and it logs ids only.

Chalice's middleware does not run for a Lambda of a blueprint, so this is a decorator of our own.
"""

import functools
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict

from chalicelib.domain.subject import Subject
from chalicelib.gateways.logs import set_up_logs

Event = TypeVar("Event", bound=BaseModel)


class StepEvent(BaseModel):
    """What a step is given of its subject: ids alone."""

    model_config = ConfigDict(extra="forbid")

    @property
    def subject(self) -> Subject:
        return Subject.model_validate(self.model_dump(include=set(Subject.model_fields)))


class ApplicationSubject(StepEvent):
    application_id: str


class ClaimSubject(ApplicationSubject):
    claim_id: str


class ProposalSubject(StepEvent):
    proposal_id: str


class Wait(StepEvent):
    """A wait for a decision: where the machine is, and the token that wakes it."""

    place: str
    task_token: str
    execution: str


class ApplicationWait(Wait, ApplicationSubject):
    pass


class ClaimWait(Wait, ClaimSubject):
    pass


class ProposalWait(Wait, ProposalSubject):
    pass


def step(model: type[Event]) -> Callable[[Callable[[Event], dict[str, str]]], Callable[[Mapping[str, Any], Any], Any]]:
    """A Lambda handler of a typed step."""

    def decorate(handle: Callable[[Event], dict[str, str]]) -> Callable[[Mapping[str, Any], Any], Any]:
        @functools.wraps(handle)
        def handler(event: Mapping[str, Any], _context: Any) -> dict[str, str]:
            set_up_logs()
            return handle(model.model_validate(dict(event)))

        return handler

    return decorate
