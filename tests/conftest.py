"""What holds for every test."""

import logging
from collections.abc import Iterator

import pytest

# It asserts for the tests: what it found is shown as if they had.
pytest.register_assert_rewrite("tests.service.site")


@pytest.fixture(autouse=True)
def _logs_as_before() -> Iterator[None]:
    """The scenario player turns logs off, and the functions put their own formatter on: neither outlives a test."""
    root = logging.getLogger()
    level = root.level
    yield
    logging.disable(logging.NOTSET)
    root.setLevel(level)
