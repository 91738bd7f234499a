"""Hypothesis: the same examples every time, so that a red run is a change and not luck.

To look further: `pytest tests/unit --hypothesis-profile=explore`.
"""

from hypothesis import settings

settings.register_profile("steady", derandomize=True, deadline=None, database=None)
settings.register_profile("explore", deadline=None, max_examples=1_000, stateful_step_count=80)
settings.load_profile("steady")
