"""How every decision is carried out: decide on what is stored now, commit it whole or look again, then tell others."""

import random
import time
from collections.abc import Callable
from typing import TypeVar

from chalicelib.domain.codes import Code
from chalicelib.domain.receipt import Receipt, Request
from chalicelib.domain.refusal import Refused
from chalicelib.services.relay_outbox import relay
from chalicelib.store import requests
from chalicelib.store.commit import Decision, ItemTaken, commit
from chalicelib.store.table import Conflict

_ATTEMPTS = 10
_PAUSE_SECONDS = 0.02

Result = TypeVar("Result")


def decide(attempt: Callable[[], Decision], request: Request) -> Receipt:
    """Carry out a person's decision exactly once per request.

    `attempt` loads, authorizes and decides; it is called again when something it read was changed meanwhile.
    Raises what it refuses; KEY-REUSED; STALE when others keep changing the same thing.
    """

    def once() -> Receipt:
        decision = attempt()
        if decision.receipt is None:
            raise ValueError("a person's decision needs a receipt")
        relay(commit(decision, request))
        return decision.receipt

    return requested(once, request)


def requested(once: Callable[[], Receipt], request: Request) -> Receipt:
    """The receipt of this request: the one it got before, or that of carrying it out now."""

    def unless_done() -> Receipt:
        done = requests.find_receipt(request)
        try:
            return done or once()
        except Refused:
            # Sent twice at once: what stands in the way may be what the other of the two just did.
            done = requests.find_receipt(request)
            if done is None:
                raise
            return done

    return until_settled(unless_done)


def follow(attempt: Callable[[], Decision | None]) -> None:
    """Carry out what the system itself decides; None when there is nothing (left) to do."""

    def once() -> None:
        decision = attempt()
        if decision is not None:
            relay(commit(decision))

    until_settled(once)


def until_settled(once: Callable[[], Result]) -> Result:
    """Try again, after a growing random pause, while others change the same rows. Raises STALE in the end."""
    for round_number in range(_ATTEMPTS):
        try:
            return once()
        except (Conflict, ItemTaken):
            # Full jitter keeps competing requests from meeting again; no secret depends on it.
            time.sleep(random.uniform(0, _PAUSE_SECONDS * 2**round_number / 4))  # noqa: S311
    raise Refused(Code.STALE)
