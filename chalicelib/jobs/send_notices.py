"""Every five minutes, but not at night in California: what people are to be told goes out, and codes they lost."""

from collections.abc import Mapping
from typing import Any

from chalice.app import Blueprint

from chalicelib.gateways.logs import set_up_logs
from chalicelib.services import send_notices as sending
from chalicelib.services.one_by_one import raise_first
from chalicelib.services.send_alerts import send_alerts
from chalicelib.services.send_codes import send_codes

notices = Blueprint(__name__)


@notices.lambda_function(name="send_notices")
def send_notices(_event: Mapping[str, Any], _context: Any) -> dict[str, int]:
    """Counts by what became of them. A second run at the same time sends none of them again."""
    set_up_logs()
    counts: dict[str, int] = {}
    failures: list[Exception] = []
    for send in (send_codes, sending.send_notices, send_alerts):
        try:
            counts |= send()
        except Exception as error:  # noqa: BLE001 - what cannot be sent keeps nothing else from being sent
            failures.append(error)
    raise_first(failures)
    return counts
