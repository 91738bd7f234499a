"""What state a round is in: from its dates (whole Pacific days)."""

from datetime import datetime

from chalicelib.domain.codes import Code
from chalicelib.domain.pacific import deadline_passed, pacific_date
from chalicelib.domain.program import Round
from chalicelib.domain.refusal import Refused
from chalicelib.domain.states import RoundStatus


def round_status(window: Round, now: datetime) -> RoundStatus:
    if window.opens is not None and pacific_date(now) < window.opens:
        return RoundStatus.DRAFT
    return RoundStatus.CLOSED if deadline_passed(window.closes, now) else RoundStatus.OPEN


def refuse_unless_open(window: Round, now: datetime) -> None:
    """Raises ROUND-CLOSED when applications are not taken."""
    if round_status(window, now) is not RoundStatus.OPEN:
        raise Refused(Code.ROUND_CLOSED, field="benefit")
