"""Every five minutes, and when an execution fails: what was decided and not told, and what has no execution."""

from collections.abc import Mapping
from typing import Any

from chalice.app import Blueprint

from chalicelib.gateways.logs import set_up_logs
from chalicelib.services.relay_outbox import relay_pending
from chalicelib.services.restart_runs import restart_runs

sweeper = Blueprint(__name__)


@sweeper.lambda_function(name="relay_outbox")
def relay_outbox(event: Mapping[str, Any], _context: Any) -> dict[str, int]:
    """Relay the outbox; asked to (`{"restart": true}`) or told of a failed execution, also restart what has none."""
    set_up_logs()
    execution_failed = event.get("source") == "aws.states"
    counts: dict[str, int] = {}
    try:
        counts["relayed"] = relay_pending()
    finally:  # a task that cannot be done does not keep executions from being restarted
        if event.get("restart") or execution_failed:
            counts["restarted"] = restart_runs(after_failure=execution_failed)
    return counts
