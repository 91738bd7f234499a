"""When an award's last valid day may be moved, and to which day."""

from datetime import date

from chalicelib.domain.award import Award, UseByBasis
from chalicelib.domain.codes import Code
from chalicelib.domain.extension import Extension
from chalicelib.domain.pacific import days_before
from chalicelib.domain.program import Program
from chalicelib.domain.refusal import Refused, invalid
from chalicelib.domain.states import AwardStatus

_RAN_OUT = frozenset({AwardStatus.EXPIRED, AwardStatus.FORFEITED})


def requested(award: Award, extension: Extension, today: date, program: Program) -> Award:
    """The award with the request. Raises what `refuse_unless_extendable` does, WRONG-STATE when one is open already."""
    refuse_unless_extendable(award, extension.until, today, program)
    if award.extension is not None:
        raise Refused(Code.WRONG_STATE)
    return award.model_copy(update={"extension": extension})


def extended(award: Award, today: date, program: Program) -> Award:
    """The award valid until the day that was asked for, with its reminders set anew.

    Raises WRONG-STATE when nothing was asked for, and whatever would refuse the request today.
    """
    asked = open_request(award, today)
    refuse_unless_extendable(award, asked.until, today, program)
    return award.model_copy(
        update={
            "use_by": asked.until,
            "use_by_basis": UseByBasis.EXTENSION,
            "remind_on": days_before(asked.until, program.policy.use_by_reminder_days, today),
            "extension": None,
        }
    )


def refused(award: Award, today: date) -> Award:
    """The award as it was before somebody asked. Raises WRONG-STATE, DEADLINE-PASSED."""
    open_request(award, today)
    return award.model_copy(update={"extension": None})


def open_request(award: Award, today: date) -> Extension:
    """What waits to be decided. Raises DEADLINE-PASSED after the award's last day, WRONG-STATE when nothing waits."""
    _refuse_unless_running(award, today)
    if award.extension is None:
        raise Refused(Code.WRONG_STATE)
    return award.extension


def refuse_unless_extendable(award: Award, until: date, today: date, program: Program) -> None:
    """Only an award in force, up to its last day, and only to a later day inside the source's period of performance.

    Raises DEADLINE-PASSED, WRONG-STATE, INVALID for the day.
    """
    _refuse_unless_running(award, today)
    if (award.use_by is not None and until <= award.use_by) or until > program.source_of(award.pool).period_end:
        raise invalid("until")


def _refuse_unless_running(award: Award, today: date) -> None:
    over = award.use_by is not None and today > award.use_by
    if over and (award.status is AwardStatus.ACTIVE or award.status in _RAN_OUT):
        raise Refused(Code.DEADLINE_PASSED)
    if award.status is not AwardStatus.ACTIVE:
        raise Refused(Code.WRONG_STATE)
