"""Text messages by SNS, to one number at a time."""

from chalicelib.gateways import aws
from chalicelib.gateways.sending import sending

_TRANSACTIONAL = {"AWS.SNS.SMS.SMSType": {"DataType": "String", "StringValue": "Transactional"}}


def send(number: str, text: str) -> str:
    """The service's id of the message. `number` in E.164. Raises NotSent, Unsure."""
    with sending():
        answer = aws.text_messages().publish(PhoneNumber=number, Message=text, MessageAttributes=_TRANSACTIONAL)
    return answer["MessageId"]
