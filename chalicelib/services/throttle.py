"""Guessing is slow: what was tried too often in an hour is refused, right or wrong."""

from collections.abc import Mapping

from chalicelib.domain.codes import Code
from chalicelib.domain.refusal import Refused
from chalicelib.gateways import clock, secret
from chalicelib.services.deciding import until_settled
from chalicelib.store import tries
from chalicelib.store.tries import Subject

Limits = Mapping[Subject, int]
"""Subject → tries an hour."""


def subject(purpose: str, text: str) -> Subject:
    """Nothing that could be read back is kept of an address, a code or a name."""
    return Subject(purpose, secret.digest(f"tries:{purpose}", text))


def refuse_too_many(limits: Limits) -> None:
    """Raises TOO-MANY-TRIES when one of the subjects has had all its tries of this hour."""
    counted = tries.counts(list(limits), clock.now())
    if any(counted[each] >= limit for each, limit in limits.items()):
        raise Refused(Code.TOO_MANY_TRIES)


def count_try(limits: Limits) -> None:
    until_settled(lambda: tries.count(list(limits), clock.now()))
