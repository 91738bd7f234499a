"""What is shipped and nothing can change is read once: half of what a story takes to begin."""

import functools
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from unittest.mock import patch

from chalicelib.jobs import load_program
from chalicelib.program.load import load_version_one
from local import translations
from local.player import play

_read_once = functools.cache(load_version_one)
compile_once = functools.cache(translations.compile_catalog)
"""The catalog as it is written, for tests that no make has compiled it for."""


@contextmanager
def read_once() -> Iterator[None]:
    with ExitStack() as stack:
        for module in (load_program, play):
            stack.enter_context(patch.object(module, "load_version_one", _read_once))
        yield
