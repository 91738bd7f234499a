"""Every day at 00:05 Pacific: passed deadlines, queues, books, and executions that are missing."""

from collections.abc import Mapping
from typing import Any

from chalice.app import Blueprint

from chalicelib.gateways.logs import set_up_logs
from chalicelib.services.restart_runs import restart_runs
from chalicelib.services.sweep_deadlines import sweep_deadlines

daily = Blueprint(__name__)


@daily.lambda_function(name="daily_sweep")
def daily_sweep(_event: Mapping[str, Any], _context: Any) -> dict[str, int]:
    set_up_logs()
    try:
        counts = sweep_deadlines()
    finally:  # a sweep that failed in part does not keep executions from being restarted
        restarted = restart_runs()
    return counts | {"restarted": restarted}
