"""What a process of the program keeps between requests is forgotten for each site that is played in this one."""

import functools
import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, cast
from unittest.mock import patch

from chalicelib.gateways import aws, oidc, secret
from chalicelib.store import programs

_FORGETTING = (secret.forget_secret, oidc.forget_keys, programs.forget_programs)
_make = cast("Any", aws)._client.__wrapped__  # noqa: SLF001 - its own cache is put aside


_LEADING = (
    "AWS_ENDPOINT_URL",
    "AWS_REGION",
    "AWS_DEFAULT_REGION",
    "AWS_PROFILE",
    "AWS_ACCESS_KEY_ID",
    "AWS_SECRET_ACCESS_KEY",
    "AWS_SESSION_TOKEN",
)
"""What a client is made with."""


@functools.cache
def _made_once(_environment: tuple[str | None, ...], *asked: Any) -> Any:
    """To make a client takes longer than most of its calls. It leads where the environment led when it was made."""
    return _make(*asked)


def _client(*asked: Any) -> Any:
    return _made_once(tuple(os.environ.get(each) for each in _LEADING), *asked)


@contextmanager
def fresh_process() -> Iterator[None]:
    with patch.object(aws, "_client", _client), patch.object(aws, "forget_clients", _made_once.cache_clear):
        _forget_all()
        yield
        _forget_all()


def _forget_all() -> None:
    for forget in _FORGETTING:
        forget()
