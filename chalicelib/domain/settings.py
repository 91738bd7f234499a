"""The next version of the program while it is being made: a draft of changed parts, and what is different in it."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any

from chalicelib.domain.chain import ChainHead
from chalicelib.domain.part import Part
from chalicelib.domain.program import Program

DHCS_PARTS = frozenset({"funding_sources"})
"""Contracts are DHCS's: its officers alone change them, and alone publish a version that does."""


class Draft(Part):
    """Changed parts of a version, as plain data; a part that is not in it is that of the version it began from."""

    id: str
    base_version: int
    parts: dict[str, Any]
    editors: tuple[str, ...]
    """Ids and e-mail digests of whoever changed something: none of them publishes it."""
    effective_on: date | None = None
    """The Pacific day from which it is to be in force."""


class Settings(Part):
    """The program's settings as a subject: the draft, if there is one, and the chain of what was done."""

    draft: Draft | None = None
    chain: ChainHead = ChainHead()

    @property
    def version(self) -> int:
        return self.chain.seq


class Change(Part):
    """One field that is another one; a row that came or went is one change of the whole row."""

    part: str
    row: str
    field: str
    was: str | None
    now: str | None


def differences(was: Mapping[str, Any], now: Mapping[str, Any], names: Mapping[str, tuple[str, ...]]) -> list[Change]:
    """Between two programs as plain data. `names`: the fields that name a row of each part that is a list."""
    return [
        change
        for part in was
        if part not in ("version", "effective_from")
        for change in _of_part(part, was[part], now[part], names.get(part))
    ]


def _of_part(part: str, was: Any, now: Any, key: tuple[str, ...] | None) -> Iterator[Change]:
    before, after = _rows(was, key), _rows(now, key)
    for row in [*before, *(each for each in after if each not in before)]:
        yield from _of_row(part, row, before.get(row), after.get(row))


def _rows(part: Any, key: tuple[str, ...] | None) -> dict[str, Mapping[str, Any]]:
    if key is None:
        return {"": part}
    return {" ".join(str(row[field]) for field in key): row for row in part}


def _of_row(part: str, row: str, was: Mapping[str, Any] | None, now: Mapping[str, Any] | None) -> Iterator[Change]:
    before, after = dict(_flat(was or {})), dict(_flat(now or {}))
    for field in [*before, *(each for each in after if each not in before)]:
        if before.get(field) != after.get(field):
            yield Change(part=part, row=row, field=field, was=before.get(field), now=after.get(field))


def _flat(value: Any, name: str = "") -> Iterator[tuple[str, str | None]]:
    if isinstance(value, Mapping):
        for key, each in value.items():
            yield from _flat(each, f"{name}.{key}" if name else str(key))
    elif isinstance(value, (list, tuple)):
        yield name, ", ".join(str(each) for each in value)
    else:
        yield name, None if value is None else str(value)


_KEPT = ("items", "benefits", "money_only_pools", "regions", "counties", "plans", "providers", "funders")


def dropped(was: Program, now: Program) -> list[str]:
    """What the later version does not know any more. Records of the past name these ids, so none may go."""
    lost = [
        f"{part}: {each.id}"
        for part in (*_KEPT, "funding_sources")
        for each in getattr(was, part)
        if each.id not in {other.id for other in getattr(now, part)}
    ]
    return lost + [f"pools: {pool}" for pool in was.pool_ids() if pool not in now.pool_ids()]


def rewritten_fees(was: Program, now: Program, today: date) -> list[str]:
    """Fees of days that are over, changed: a fee is changed by a row for a later day."""
    past = {(fee.item, fee.effective_from, fee.cents) for fee in was.fees if fee.effective_from <= today}
    kept = {(fee.item, fee.effective_from, fee.cents) for fee in now.fees}
    return [f"fees: {item} from {day}" for item, day, _ in sorted(past - kept)]


def too_early(effective_on: date | None, latest: Program, now: datetime, today: date) -> bool:
    """True for no day, a day that is over, or one before the last version comes into force."""
    return effective_on is None or effective_on < today or (effective_on == today and latest.effective_from > now)
