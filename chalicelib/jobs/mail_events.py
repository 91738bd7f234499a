"""When the mail service reports a bounce or a complaint (SES → SNS)."""

from collections.abc import Mapping
from typing import Any

from chalice.app import Blueprint

from chalicelib.gateways import mail
from chalicelib.gateways.logs import set_up_logs
from chalicelib.services.one_by_one import one_by_one, raise_first
from chalicelib.services.record_mail_event import record_mail_event

mailing = Blueprint(__name__)


@mailing.lambda_function(name="mail_events")
def mail_events(event: Mapping[str, Any], _context: Any) -> dict[str, int]:
    """How many reports there were of ours. The same report twice changes nothing."""
    set_up_logs()
    told = list(mail.events(event["Records"]))
    raise_first(one_by_one(told, lambda each: each.subject, record_mail_event))
    return {"events": len(told)}
