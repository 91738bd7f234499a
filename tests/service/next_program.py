"""The next version of the program, in force at once: what its operators would have published before."""

from typing import Any

from chalicelib.domain.program import Program
from chalicelib.gateways import clock
from chalicelib.store import programs


def next_program(**parts: Any) -> None:
    """With these parts in place of those in force."""
    now = clock.now()
    program = programs.program_at(now)
    said = program.model_dump() | {"version": program.version + 1, "effective_from": now} | parts
    programs.publish(Program.model_validate(said))


def next_policy(**settings: Any) -> None:
    """With these settings of its policy."""
    next_program(policy=programs.program_at(clock.now()).policy.model_dump() | settings)
