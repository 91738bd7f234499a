"""Allotments, moves of money and forecasts, as the API takes and gives them."""

from typing import Annotated

from pydantic import BaseModel, Field, StringConstraints

from chalicelib.domain.forecast import PoolFigures
from chalicelib.domain.what_if import MOST_MOVES
from chalicelib.web.api_models import Id, In


class AllotmentIn(In):
    seats: Annotated[int, Field(ge=-1_000_000, le=1_000_000, strict=True)]
    cents: Annotated[int, Field(ge=-(10**15), le=10**15, strict=True)]
    reference: Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)]


class MoveIn(In):
    source: Id = Field(alias="from")
    to: Id
    seats: Annotated[int, Field(ge=0, le=1_000_000, strict=True)]
    cents: Annotated[int, Field(ge=0, le=100_000_000_000, strict=True)]
    to_seats: Annotated[int, Field(ge=0, le=1_000_000, strict=True)] | None = None
    """As many as `seats`, unless told otherwise."""


class WhatIfIn(In):
    moves: list[MoveIn] = Field(min_length=1, max_length=MOST_MOVES)
    reopen: list[Id] = Field(default=[], max_length=50)


class AcknowledgmentIn(In):
    reason: Annotated[str, StringConstraints(strip_whitespace=True, max_length=500)]


class ForecastOut(BaseModel):
    pools: list[PoolFigures]
