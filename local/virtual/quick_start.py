"""What every site in this process would make again at its start, made once: most of what a short story took."""

import functools
from collections.abc import Iterator
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any, cast
from unittest.mock import patch

import botocore.loaders
import moto.cognitoidp.models
import moto.core.responses
from joserfc.jwk import RSAKey
from moto.utilities.utils import load_resource

_JSON_FILES = botocore.loaders.JSONFileLoader()
_read_file = functools.cache(_JSON_FILES.load_file)
# moto looks through the class again for every call.
_method_names = functools.cache(cast("Any", moto.core.responses).method_names_from_class)


@contextmanager
def quick_start() -> Iterator[None]:
    """While it lasts, what AWS's own libraries make is kept."""
    with (
        patch.object(moto.core.responses, "method_names_from_class", _method_names),
        patch.object(moto.core.responses, "gen_amzn_requestid_long", _request_id),
        patch.object(botocore.loaders.JSONFileLoader, "load_file", _load_file),
        patch.object(moto.cognitoidp.models, "jwk", SimpleNamespace(RSAKey=SimpleNamespace(import_key=_signing_key))),
    ):
        yield


def _load_file(_: Any, file_path: str) -> Any:
    return _read_file(file_path)


def _request_id(headers: dict[str, Any]) -> str:
    """moto draws 52 letters for each call; nobody tells calls apart by them."""
    headers["x-amzn-requestid"] = "moto"
    return "moto"


def _signing_key(_: Any) -> Any:
    """moto has one key for all user pools, and finds its primes again for each."""
    return _moto_key()


@functools.cache
def _moto_key() -> Any:
    return RSAKey.import_key(load_resource("cognitoidp/resources/jwks-private.json"))
