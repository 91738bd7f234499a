"""Every Monday at 6:00 am Pacific."""

from collections.abc import Mapping
from typing import Any

from chalice.app import Blueprint

from chalicelib.gateways.logs import set_up_logs
from chalicelib.services.make_report import weekly_report
from chalicelib.services.raise_warnings import raise_warnings

reporting = Blueprint(__name__)


@reporting.lambda_function(name="allocation_report")
def allocation_report(_event: Mapping[str, Any], _context: Any) -> dict[str, str]:
    """The report that was last due, and the warnings that are due now; a second run finds the first one's."""
    set_up_logs()
    made = weekly_report()
    # Always, even when the report was there: the run that made it may have died before it warned.
    raise_warnings()
    return {"report_key": made.key}
