"""Makes a story that breaks a rule as short and as plain as it can be, while it breaks the same rule.

It works on the steps as they were played, with their names, and not on what they were drawn from: without one step, all
others still mean what they meant. Hypothesis could only make the draw smaller, which takes ten times as many tries.
"""

from collections.abc import Callable, Iterator

from local.player.vocabulary import ACTIONS
from tests.histories.cast import Raw

Breaks = Callable[[Raw], bool]
"""True when the story, played anew, breaks the rule."""


def shortened(story: Raw, breaks: Breaks) -> Raw:
    """The last of ever smaller stories that breaks it; the story itself when no smaller one does."""
    before: Raw = {}
    while story != before:
        before = story
        story = _made_plainer(_with_fewer_steps(story, breaks), breaks)
    return story


def _made_plainer(story: Raw, breaks: Breaks) -> Raw:
    while (plainer := next(filter(breaks, _plainer(story)), None)) is not None:
        story = plainer
    return story


def _with_fewer_steps(story: Raw, breaks: Breaks) -> Raw:
    """Leaves out half of the steps, a quarter, … single ones, wherever they are not needed; the last ones first."""
    size = max(1, len(story["steps"]) // 2)
    while True:
        end = len(story["steps"])
        while end > 0:
            steps = story["steps"]
            fewer = {**story, "steps": steps[: max(0, end - size)] + steps[end:]}
            if breaks(fewer):
                story = fewer
            end -= size
        if size == 1:
            return story
        size //= 2


def _plainer(story: Raw) -> Iterator[Raw]:
    """The story with a part of its head left out, or with an argument or the time of a step."""
    for part in ("rounds", "policy", "pools"):
        for name in story.get(part) or {}:
            yield {**story, part: {key: value for key, value in story[part].items() if key != name}}
    for index, step in enumerate(story["steps"]):
        needed = {"who", "do", *ACTIONS[step["do"]].required}
        spare = [key for key in step if key not in needed]
        if len(spare) > 1:
            yield _with_step(story, index, {key: step[key] for key in step if key in needed})
        for name in spare:
            yield _with_step(story, index, {key: value for key, value in step.items() if key != name})


def _with_step(story: Raw, index: int, step: Raw) -> Raw:
    return {**story, "steps": [*story["steps"][:index], step, *story["steps"][index + 1 :]]}
