"""Where a page of a list begins, as it comes back from whoever asks for it."""

from chalicelib.domain.refusal import invalid

_LIMIT = 200


def cursor(after: str | None) -> str | None:
    """None for the first page. Raises INVALID for what no page of ours gave."""
    if after is not None and not (0 < len(after) <= _LIMIT and after.isascii() and after.isprintable()):
        raise invalid("after")
    return after
