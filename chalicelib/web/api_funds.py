"""Allotments, reports, forecasts and warnings, as the API has them."""

import json

from pydantic import BaseModel

from chalicelib.domain.funds import Amounts
from chalicelib.domain.permissions import Operation
from chalicelib.domain.program import PoolId
from chalicelib.domain.receipt import Receipt
from chalicelib.domain.what_if import Move, WhatIf
from chalicelib.services.acknowledge_warning import acknowledge_warning
from chalicelib.services.allot_funds import allot_funds
from chalicelib.services.forecast_pools import forecast_pools
from chalicelib.services.make_report import make_report, read_latest_report
from chalicelib.services.simulate_moves import simulate_moves
from chalicelib.web import api_models as m
from chalicelib.web.call import Call
from chalicelib.web.endpoint import Endpoint


def _allot(call: Call) -> BaseModel:
    given = call.body(m.AllotmentIn)
    pool = f"{call.params['benefit']}/{call.params['region']}"
    amount = Amounts(seats=given.seats, cents=given.cents)
    return allot_funds(call.known_actor, pool, amount, given.reference, call.request)


def _make_report(call: Call) -> BaseModel:
    call.body(m.NothingIn)
    return make_report(call.known_actor, call.request)


def _latest_report(call: Call) -> BaseModel:
    return m.JsonOut(json.loads(read_latest_report(call.known_actor)))


def _forecast(call: Call) -> BaseModel:
    return m.ForecastOut(pools=list(forecast_pools(call.known_actor)))


def _what_if(call: Call) -> BaseModel:
    given = call.body(m.WhatIfIn)
    moves = [
        Move(
            source=PoolId(move.source),
            target=PoolId(move.to),
            seats=move.seats,
            cents=move.cents,
            to_seats=move.seats if move.to_seats is None else move.to_seats,
        )
        for move in given.moves
    ]
    return simulate_moves(call.known_actor, moves, given.reopen)


def _acknowledge(call: Call) -> BaseModel:
    given = call.body(m.AcknowledgmentIn)
    return acknowledge_warning(call.known_actor, call.params["warning_id"], given.reason, call.request)


O = Operation  # noqa: E741 - the table below is read as a table

FUNDS_ENDPOINTS: tuple[Endpoint, ...] = (
    Endpoint(
        "POST",
        "/v1/pools/{benefit}/{region}/allotments",
        O.ALLOT_FUNDS,
        "Give a pool seats and cents, or take back what is not in use",
        _allot,
        Receipt,
        m.AllotmentIn,
        201,
    ),
    Endpoint(
        "POST", "/v1/reports", O.MAKE_REPORT, "Make an allocation report now", _make_report, Receipt, m.NothingIn, 201
    ),
    Endpoint("GET", "/v1/reports/latest", O.READ_REPORT, "The latest allocation report", _latest_report, m.JsonOut),
    Endpoint("GET", "/v1/forecast", O.READ_FUNDS, "Each pool's use, queue and forecast", _forecast, m.ForecastOut),
    Endpoint(
        "POST",
        "/v1/what-if",
        O.SIMULATE_MOVES,
        "What moves between pools would do; writes nothing",
        _what_if,
        WhatIf,
        m.WhatIfIn,
        computes=True,
    ),
    Endpoint(
        "POST",
        "/v1/warnings/{warning_id}/acknowledgment",
        O.ACKNOWLEDGE_WARNING,
        "Answer a warning about a pool",
        _acknowledge,
        Receipt,
        m.AcknowledgmentIn,
    ),
)
