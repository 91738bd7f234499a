"""E-mail by SES: one message to one person, with the names under which its events come back."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from chalicelib.gateways import aws
from chalicelib.gateways.sending import sending
from chalicelib.gateways.settings import setting

NOTICE, ATTEMPT = "notice", "attempt"
ABOUT, PERSON, BENEFIT = "about", "person", "benefit"
"""Of mail that is no notice: what it is about, and whom or which benefit by id."""


def is_set_up() -> bool:
    """False while the deployment has no domain to send from: then everything waits."""
    try:
        return bool(setting("MAIL_FROM"))
    except KeyError:
        return False


def send(to: str, subject: str, text: str, html: str, tags: Mapping[str, str]) -> str:
    """The service's id of the message. Raises NotSent, Unsure. `tags`: ids only, they come back with its events."""
    with sending():
        answer = aws.email().send_email(
            FromEmailAddress=setting("MAIL_FROM"),
            ReplyToAddresses=[setting("MAIL_REPLY_TO")],
            Destination={"ToAddresses": [to]},
            Content={
                "Simple": {
                    "Subject": {"Data": subject, "Charset": "UTF-8"},
                    "Body": {"Text": {"Data": text, "Charset": "UTF-8"}, "Html": {"Data": html, "Charset": "UTF-8"}},
                }
            },
            ConfigurationSetName=setting("MAIL_CONFIGURATION"),
            EmailTags=[{"Name": name, "Value": value} for name, value in tags.items()],
        )
    return answer["MessageId"]


@dataclass(frozen=True)
class Event:
    """What SES found out about one message after it took it."""

    kind: str
    """`Bounce`, `Complaint`, `Reject`."""
    detail: str
    notice_id: str
    attempt: int

    @property
    def subject(self) -> str:
        return self.notice_id


@dataclass(frozen=True)
class OtherEvent:
    """The same of mail that is no notice."""

    kind: str
    detail: str
    message_id: str
    about: str
    person_id: str | None
    benefit: str | None

    @property
    def subject(self) -> str:
        return self.message_id


def events(records: list[Mapping[str, Any]]) -> Iterator[Event | OtherEvent]:
    """Those of the SNS records that tell of a message of ours; addresses that they hold are not read."""
    for record in records:
        told = json.loads(record["Sns"]["Message"])
        mail = told.get("mail", {})
        tags = {name: str(values[0]) for name, values in mail.get("tags", {}).items() if values}
        kind = str(told.get("eventType", ""))
        detail, message_id = _detail(kind, told), str(mail.get("messageId", ""))
        if NOTICE in tags and tags.get(ATTEMPT, "").isdigit():
            yield Event(kind, detail, tags[NOTICE], int(tags[ATTEMPT]))
        elif ABOUT in tags and message_id:
            yield OtherEvent(kind, detail, message_id, tags[ABOUT], tags.get(PERSON), tags.get(BENEFIT))


def _detail(kind: str, told: Mapping[str, Any]) -> str:
    """`Permanent/General`, or the kind alone: SES's codes, without the texts of other mail servers."""
    found = told.get(kind.lower(), {})
    parts = [found.get("bounceType"), found.get("bounceSubType"), found.get("complaintFeedbackType")]
    return "/".join(str(part) for part in parts if part) or kind
