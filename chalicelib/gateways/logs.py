"""Structured logs: one JSON object a line, static messages, attributes that are ids, codes and counts."""

import logging
from functools import cache

from aws_lambda_powertools.logging.formatter import LambdaPowertoolsFormatter


@cache
def set_up_logs() -> None:
    """Put powertools' JSON formatter on the root logger's handlers, once a process."""
    root = logging.getLogger()
    root.setLevel(logging.INFO)
    if not root.handlers:
        root.addHandler(logging.StreamHandler())
    for handler in root.handlers:
        handler.setFormatter(LambdaPowertoolsFormatter())
    # Libraries tell of connections and retries at this level; none of it is about a subject.
    logging.getLogger("botocore").setLevel(logging.WARNING)
