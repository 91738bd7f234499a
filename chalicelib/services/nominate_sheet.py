"""A county liaison gives a list as CSV: looked at first, taken whole or by rows."""

from dataclasses import dataclass

from chalicelib.domain.actors import Actor, authorize
from chalicelib.domain.nomination_sheet import SheetRow, read_sheet
from chalicelib.domain.pacific import pacific_date
from chalicelib.domain.permissions import Operation
from chalicelib.domain.receipt import Request
from chalicelib.domain.refusal import invalid
from chalicelib.gateways import clock
from chalicelib.services.nominate_people import nominate_people, own_county
from chalicelib.store import programs


@dataclass(frozen=True)
class SheetTaken:
    rows: tuple[SheetRow, ...]
    """All of them, those with flaws too."""
    taken: tuple[int, ...]
    """Numbers of the rows that were recorded."""
    codes: dict[int, str | None]
    """Invitation codes by row, where they were asked for."""


def look_at_sheet(actor: Actor, text: str) -> tuple[SheetRow, ...]:
    """What would be taken and what is wrong; nothing is recorded. Raises INVALID when it is no list at all."""
    authorize(actor, Operation.NOMINATE)
    own_county(actor, programs.program_at(clock.now()))
    return read_sheet(text, pacific_date(clock.now()))


def nominate_sheet(
    actor: Actor,
    text: str,
    benefit: str | None,
    chosen: tuple[int, ...] | None,
    request: Request,
    *,
    codes: bool = False,
) -> SheetTaken:
    """Record the chosen rows; without a choice all of them, if none has a flaw.

    Raises INVALID: `rows` for a wrong row among them, a row that is not there, or none; `csv`, `benefit`.
    """
    rows = look_at_sheet(actor, text)
    numbers = {row.number for row in rows}
    wanted = set(chosen) if chosen is not None else numbers
    people = {row.number: row.nominee for row in rows if row.number in wanted and row.nominee is not None}
    if not wanted or set(people) != wanted:
        raise invalid("rows")
    done = nominate_people(actor, tuple(people.values()), benefit, request, codes=codes)
    return SheetTaken(rows, tuple(people), dict(zip(people, done.codes, strict=False)))
