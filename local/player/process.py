"""What a process of the program keeps between requests is forgotten for each site that is played in this one."""

import functools
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, cast
from unittest.mock import patch

from chalicelib.gateways import aws, oidc, secret
from chalicelib.store import programs

_FORGETTING = (secret.forget_secret, oidc.forget_keys, programs.forget_programs)
# Virtual AWS is always in the same place, with the same keys, and to make a client takes longer than most of its calls.
_made_once = functools.cache(cast("Any", aws)._client.__wrapped__)  # noqa: SLF001 - its own cache is put aside


@contextmanager
def fresh_process() -> Iterator[None]:
    with patch.object(aws, "_client", _made_once):
        _forget_all()
        yield
        _forget_all()


def _forget_all() -> None:
    for forget in _FORGETTING:
        forget()
