"""Every five minutes, but not at night in California: what people are to be told goes out."""

from collections.abc import Mapping
from typing import Any

from chalice.app import Blueprint

from chalicelib.gateways.logs import set_up_logs
from chalicelib.services import send_notices as sending

notices = Blueprint(__name__)


@notices.lambda_function(name="send_notices")
def send_notices(_event: Mapping[str, Any], _context: Any) -> dict[str, int]:
    """Counts by what became of them. A second run at the same time sends none of them again."""
    set_up_logs()
    return sending.send_notices()
