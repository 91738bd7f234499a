"""Where a list goes on, as an address may hold it: opaque, good for the list that it was made for, and for no other."""

import base64
import binascii
import hmac

from chalicelib.domain.refusal import invalid
from chalicelib.gateways import secret

_SEAL = 20
_LONGEST = 400


def sealed(listed: str, last: str) -> str:
    """The cursor after an entry's sort key (a time and an id, nothing personal) of what `listed` describes."""
    text = base64.urlsafe_b64encode(last.encode()).decode().rstrip("=")
    return f"{text}.{_seal(listed, text)}"


def unsealed(listed: str, cursor: str) -> str:
    """The sort key. Raises INVALID for a cursor of another list or with other filters, or one that nobody gave out."""
    text, _, seal = cursor.partition(".")
    if len(cursor) > _LONGEST or not cursor.isascii() or not hmac.compare_digest(seal, _seal(listed, text)):
        raise invalid("cursor")
    try:
        return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode()
    except (binascii.Error, UnicodeDecodeError) as error:
        raise invalid("cursor") from error


def _seal(listed: str, text: str) -> str:
    return secret.digest(f"cursor {listed}", text)[:_SEAL]
