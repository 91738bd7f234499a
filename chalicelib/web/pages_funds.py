"""The money at a glance, for those who decide about it: buckets, queues, forecasts, warnings; and what-if."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from chalice.app import Response

from chalicelib.domain.actors import authorize
from chalicelib.domain.forecast import PoolFigures
from chalicelib.domain.funds import BUCKETS, Balance
from chalicelib.domain.permissions import Operation
from chalicelib.domain.program import PoolId, Program
from chalicelib.domain.refusal import Refused, invalid
from chalicelib.domain.what_if import Move, WhatIf
from chalicelib.gateways import clock
from chalicelib.services.forecast_pools import forecast_pools
from chalicelib.services.list_work import lists_of
from chalicelib.services.simulate_moves import simulate_moves
from chalicelib.store import programs
from chalicelib.web import words
from chalicelib.web.bar import bar
from chalicelib.web.forecast_words import forecast_words, pool_name
from chalicelib.web.i18n import _, translate
from chalicelib.web.problems import status_of
from chalicelib.web.shown import page, reason_of
from chalicelib.web.typed import cents_typed, seats_typed
from chalicelib.web.visit import Visit

MOVES_ON_THE_FORM = 3
_FIELDS = ("from", "to", "seats", "dollars", "to_seats")

_HELP: Mapping[str, str] = {
    "from": _("Choose the pool that gives."),
    "to": _("Choose the pool that receives, another one than gives."),
    "seats": _("The pool that gives has fewer seats available, or this is no whole number."),
    "cents": _("The pool that gives has less money available, or this is no amount in dollars."),
    "to_seats": _("Write a whole number; for money that nobody applies for it is 0."),
    "moves": _("Fill in at least one move."),
}


@dataclass(frozen=True)
class Asked:
    """What the form says, and what came of it."""

    result: WhatIf | None = None
    refusal: Refused | None = None
    typed: Mapping[str, str] = field(default_factory=dict)


def funds(visit: Visit) -> Response:
    """The page; with a filled form, what its moves would do."""
    figures = forecast_pools(visit.known_actor)
    may_ask = visit.known_actor.may(Operation.SIMULATE_MOVES)
    asked = _asked(visit) if "asked" in visit.query else Asked()
    program = programs.program_at(clock.now())
    return page(
        visit,
        "staff_funds.html",
        status=status_of(asked.refusal.code) if asked.refusal else 200,
        figures=[each for each in figures if not _is_empty(each)],
        empty=[each.pool for each in figures if _is_empty(each)],
        may_ask=may_ask,
        reads_proposals=visit.known_actor.may(Operation.READ_PROPOSALS),
        answers="warnings" in lists_of(visit.known_actor),
        allots=visit.known_actor.may(Operation.ALLOT_FUNDS),
        asked=asked,
        moves=range(1, MOVES_ON_THE_FORM + 1),
        pools=[each.pool for each in figures],
        on_hold=sorted({each.pool.split("/")[0] for each in figures if each.prospect.forecast.outlook.suspended}),
        **_shared(visit, program, asked),
    )


def _shared(visit: Visit, program: Program, asked: Asked) -> dict[str, Any]:
    refusal = asked.refusal
    name = (refusal.field or "").rsplit(".", 1)[-1] if refusal else ""
    return {
        "program": program,
        "regions": {region.id: region.name for region in program.regions},
        "buckets": ("allotted", *BUCKETS),
        "bar": bar,
        "pool_name": partial(pool_name, visit.language, program),
        "told": partial(forecast_words, visit.language),
        "words": words,
        "problem": reason_of(refusal.code) if refusal else None,
        "problem_help": translate(visit.language, _HELP[name]) if name in _HELP else "",
    }


def _is_empty(each: PoolFigures) -> bool:
    return each.balance == Balance() and each.waiting.is_zero


def _asked(visit: Visit) -> Asked:
    authorize(visit.known_actor, Operation.SIMULATE_MOVES)
    typed = dict(visit.query)
    try:
        moves = _moves(typed)
        reopened = [name.removeprefix("reopen.") for name in typed if name.startswith("reopen.")]
        return Asked(result=simulate_moves(visit.known_actor, moves, reopened), typed=typed)
    except Refused as refusal:
        return Asked(refusal=refusal, typed=typed)


def _moves(typed: Mapping[str, str]) -> list[Move]:
    """The moves that were filled in. Raises INVALID with the field."""
    moves = []
    for number in range(1, MOVES_ON_THE_FORM + 1):
        said = {name: typed.get(f"{name}.{number}", "").strip() for name in _FIELDS}
        if any(said.values()):
            moves.append(_move(said))
    if not moves:
        raise invalid("moves")
    return moves


def _move(said: Mapping[str, str]) -> Move:
    for name in ("from", "to"):
        if not said[name]:
            raise invalid(name)
    seats = seats_typed(said["seats"], "seats")
    return Move(
        source=PoolId(said["from"]),
        target=PoolId(said["to"]),
        seats=seats,
        cents=cents_typed(said["dollars"]),
        to_seats=seats_typed(said["to_seats"], "to_seats") if said["to_seats"] else seats,
    )
