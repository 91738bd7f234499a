"""Decisions on money, and on who may do what, need somebody who has just shown who they are (step-up)."""

from datetime import timedelta

from chalicelib.domain.actors import Actor
from chalicelib.domain.codes import Code
from chalicelib.domain.permissions import FRESH, Operation
from chalicelib.domain.refusal import Refused
from chalicelib.gateways import clock
from chalicelib.store import programs


def refuse_unless_fresh(actor: Actor, operation: Operation) -> None:
    """Raises SIGN-IN-AGAIN when the operation needs a sign-in of the last `fresh_sign_in_minutes` and this is none."""
    if operation not in FRESH:
        return
    longest = timedelta(minutes=longest_minutes())
    if actor.signed_in_at is None or clock.now() - actor.signed_in_at > longest:
        raise Refused(Code.SIGN_IN_AGAIN)


def longest_minutes() -> int:
    return programs.program_at(clock.now()).policy.fresh_sign_in_minutes
