"""Jobs that act on many subjects: one that fails keeps none of the others back."""

import logging
from collections.abc import Callable, Iterable
from typing import TypeVar

log = logging.getLogger(__name__)

Subject = TypeVar("Subject")


def one_by_one(
    subjects: Iterable[Subject], named: Callable[[Subject], str], act: Callable[[Subject], object]
) -> list[Exception]:
    """Act on every subject; returns what went wrong, for `raise_first` when all the rest is done.

    A failure is logged with the subject's name, an id, and the kind of error: its text may hold what it is about.
    """
    failures: list[Exception] = []
    for subject in subjects:
        try:
            act(subject)
        except Exception as error:  # noqa: BLE001 - whatever is wrong with one subject, the others are not to blame
            log.error("Job failed for a subject", extra={"subject": named(subject), "error": type(error).__name__})
            failures.append(error)
    return failures


def raise_first(failures: list[Exception]) -> None:
    """A job that could not do everything fails, so that its alarm rings."""
    if failures:
        raise failures[0]
