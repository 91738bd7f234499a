"""A warning to the manager about a pool: raised once, until it is no longer true or someone has answered it."""

from datetime import datetime
from enum import StrEnum

from chalicelib.domain.codes import Code
from chalicelib.domain.forecast import Forecast, WarningKind
from chalicelib.domain.funds import Amounts
from chalicelib.domain.part import Part
from chalicelib.domain.program import PoolId
from chalicelib.domain.refusal import Refused


class WarningStatus(StrEnum):
    RAISED = "raised"
    ACKNOWLEDGED = "acknowledged"
    """A manager has said why it may stay so. It is not raised again while it stays true."""
    OVER = "over"
    """No longer true. Should it become true again, that is another warning."""


class PoolWarning(Part):
    id: str
    pool: PoolId
    kind: WarningKind
    status: WarningStatus = WarningStatus.RAISED
    raised_at: datetime
    forecast: Forecast
    """What it was raised for."""
    allotted: Amounts
    acknowledged_by: str | None = None
    acknowledged_at: datetime | None = None
    reason: str | None = None
    over_at: datetime | None = None

    def acknowledged(self, by: str, reason: str, now: datetime) -> "PoolWarning":
        """Raises WRONG-STATE when it is not raised any more."""
        if self.status is not WarningStatus.RAISED:
            raise Refused(Code.WRONG_STATE)
        return self.model_copy(
            update={
                "status": WarningStatus.ACKNOWLEDGED,
                "acknowledged_by": by,
                "acknowledged_at": now,
                "reason": reason,
            }
        )

    def over(self, now: datetime) -> "PoolWarning":
        return self.model_copy(update={"status": WarningStatus.OVER, "over_at": now})
