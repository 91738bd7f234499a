"""Settings from the environment, read when they are needed: a missing one is an error that names it."""

import os


def setting(name: str) -> str:
    """Raises KeyError naming the setting when it is not there; an empty one counts as missing."""
    value = os.environ.get(name, "")
    if not value:
        raise KeyError(f"the setting {name} is not set")
    return value
