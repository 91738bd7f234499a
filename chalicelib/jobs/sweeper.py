"""Every minute, and when an execution fails: what was decided and not told, and what has no execution."""

from collections.abc import Mapping
from typing import Any

from chalice.app import Blueprint

from chalicelib.gateways.logs import set_up_logs
from chalicelib.services.relay_outbox import relay_pending
from chalicelib.services.restart_runs import AT_ONCE, restart_runs, runs_on_their_way
from chalicelib.services.round_in_force import bring_rounds_into_force

sweeper = Blueprint(__name__)


@sweeper.lambda_function(name="relay_outbox")
def relay_outbox(event: Mapping[str, Any], _context: Any) -> dict[str, int]:
    """Relay the outbox; asked to (`{"restart": true}`) or told of a failed execution, also restart what has none."""
    set_up_logs()
    execution_failed = event.get("source") == "aws.states"
    counts: dict[str, int] = {}
    try:
        counts["relayed"] = _told()
    finally:  # a task that cannot be done does not keep executions from being restarted
        if event.get("restart") or execution_failed:
            at_most = int(event.get("at_most", AT_ONCE))
            counts["restarted"] = restart_runs(after_failure=execution_failed, at_most=at_most)
            counts["on_their_way"] = runs_on_their_way()
    return counts


def _told() -> int:
    """What scheduled events of rounds bring comes into force first, and is told with the rest."""
    try:
        bring_rounds_into_force()
    finally:  # a round that cannot be changed keeps nothing else from being told
        relayed = relay_pending()
    return relayed
