"""When the malware scanner has looked at a document (GuardDuty → EventBridge)."""

from collections.abc import Mapping
from typing import Any

from chalice.app import Blueprint

from chalicelib.gateways.logs import set_up_logs
from chalicelib.services.record_scan import record_scan

document_scans = Blueprint(__name__)


@document_scans.lambda_function(name="document_events")
def document_events(event: Mapping[str, Any], _context: Any) -> dict[str, bool]:
    """Whether there was a file to decide about. The same event twice changes nothing."""
    set_up_logs()
    detail = event["detail"]
    told = detail["s3ObjectDetails"]
    result = (detail.get("scanResultDetails") or {}).get("scanResultStatus", "")
    return {"found": record_scan(told["objectKey"], told["eTag"], result)}
