"""What can go wrong when a message is handed to a mail or text service: surely not sent, or nobody knows."""

from collections.abc import Iterator
from contextlib import contextmanager

from botocore.exceptions import BotoCoreError, ClientError, ConnectTimeoutError, EndpointConnectionError

_BAD_ADDRESS = frozenset(
    {"BadRequestException", "InvalidParameter", "InvalidParameterException", "InvalidParameterValue"}
)
_BUSY = frozenset(
    {"TooManyRequestsException", "LimitExceededException", "Throttling", "ThrottlingException", "Throttled"}
)
_NEVER_LEFT = (ConnectTimeoutError, EndpointConnectionError)


class NotSent(Exception):  # noqa: N818 - an answer of the service
    """Surely not sent. `code` is the service's; `busy`: only too much at once; `hopeless`: no such address."""

    def __init__(self, code: str, *, busy: bool = False, hopeless: bool = False) -> None:
        super().__init__(code)
        self.code, self.busy, self.hopeless = code, busy, hopeless


class Unsure(Exception):  # noqa: N818 - an answer of the service
    """The reply was lost: it was sent or it was not. `code` says how it was lost."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@contextmanager
def sending() -> Iterator[None]:
    """Raises NotSent or Unsure for whatever the service, or the way to it, answers instead of an id."""
    try:
        yield
    except ClientError as error:
        code = str(error.response["Error"].get("Code", "unknown"))
        if int(error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 500)) >= 500:
            raise Unsure(code) from error
        raise NotSent(code, busy=code in _BUSY, hopeless=code in _BAD_ADDRESS) from error
    except _NEVER_LEFT as error:
        raise NotSent(type(error).__name__) from error
    except BotoCoreError as error:
        raise Unsure(type(error).__name__) from error
