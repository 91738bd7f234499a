"""Several awards approved at once: each on its own, so that one that cannot be stops no other."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from chalicelib.domain.actors import Actor, authorize
from chalicelib.domain.permissions import Operation
from chalicelib.domain.receipt import Request
from chalicelib.domain.refusal import Refused, invalid
from chalicelib.services.approve_award import approval, approve_award
from chalicelib.store import work

MOST_ROWS = 50


@dataclass(frozen=True)
class Row:
    application_id: str
    version: int
    """The version that was looked at."""


@dataclass(frozen=True)
class Result:
    row: Row
    award_id: str | None
    cents: int
    refusal: Refused | None
    """Why not; None: it can be, or was, approved."""


def look_at_approvals(actor: Actor, rows: Sequence[Row]) -> list[Result]:
    """What approving each would do, with every check and nothing written. Raises INVALID for no row or more than 50."""
    authorize(actor, Operation.APPROVE_AWARD)
    return _each(rows, lambda row: approval(actor, row.application_id, row.version))


def approve_awards(actor: Actor, rows: Sequence[Row], request: Request) -> list[Result]:
    """Approve each in a transaction of its own; sent again, each counts once. Raises as above."""
    authorize(actor, Operation.APPROVE_AWARD)
    return _each(rows, lambda row: approve_award(actor, row.application_id, _own_request(row, request), row.version))


def _own_request(row: Row, request: Request) -> Request:
    """The row's own: its outcome does not hang on which other rows came with it."""
    key, said = f"{request.key}.{row.application_id}", f"approve {row.application_id} {row.version}"
    return Request(key=key, actor=request.actor, fingerprint=said)


def _each(rows: Sequence[Row], carry_out: Callable[[Row], object]) -> list[Result]:
    asked = list({row.application_id: row for row in rows}.values())
    if not 0 < len(asked) <= MOST_ROWS:
        raise invalid("rows")
    known = {str(each.application.id): each.award for each in work.folders_of([row.application_id for row in asked])}
    results = []
    for row in asked:
        award = known.get(row.application_id)
        cents = sum(item.cents for item in award.items) if award else 0
        results.append(Result(row, award.id if award else None, cents, _refusal(row, carry_out)))
    return results


def _refusal(row: Row, carry_out: Callable[[Row], object]) -> Refused | None:
    try:
        carry_out(row)
    except Refused as refusal:
        return refusal
    return None
