"""Versions of the program in the store; the present one is kept for a minute, so that a request seldom reads it."""

import time
from datetime import datetime

from chalicelib.domain.program import Program
from chalicelib.store import keys, table

_KEPT_SECONDS = 60.0
_kept: tuple[float, tuple[Program, ...]] | None = None


def _versions() -> tuple[Program, ...]:
    global _kept
    if _kept is None or time.monotonic() - _kept[0] > _KEPT_SECONDS:
        rows = table.query(keys.PROGRAM)
        _kept = (time.monotonic(), tuple(Program.model_validate_json(row["body"]["S"]) for row in rows))
    return _kept[1]


def program_at(moment: datetime) -> Program:
    """The version in force at a moment: the latest that had become effective. Raises LookupError when none had."""
    in_force = [program for program in _versions() if program.effective_from <= moment]
    if not in_force:
        raise LookupError("no version of the program is in force: run load_program")
    return in_force[-1]


def publish(program: Program) -> bool:
    """Store a new version; False when a version of that number is there already, which is then left as it is."""
    try:
        table.transact([program_write(program)])
    except table.Conflict:
        return False
    forget_programs()
    return True


def latest_program() -> Program:
    """The latest version that was published, in force or not yet; read now, as whoever publishes the next one needs it.

    Raises LookupError when there is none.
    """
    for row in table.query(keys.PROGRAM, newest_first=True, limit=1):
        return Program.model_validate_json(row["body"]["S"])
    raise LookupError("no version of the program is stored: run load_program")


def program_write(program: Program) -> table.Write:
    """For the transaction that publishes it: a version is written once. Raises Conflict when its number is taken."""
    return table.put_new(table.row(keys.PROGRAM, keys.program_version(program.version), program))


def forget_programs() -> None:
    """Read again at the next need."""
    global _kept
    _kept = None
