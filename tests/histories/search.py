"""Looks for a history in which something does not hold; what it finds is made as short as it can be."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import hypothesis
from hypothesis import HealthCheck, Phase, given
from hypothesis import strategies as st

from local.player.story import WrongFile
from tests.histories.actions import TABLE
from tests.histories.cast import Raw, opening
from tests.histories.history import NOTHING, Broken, Move, Tally, played, replayed, written
from tests.histories.shorten import shortened
from tests.shipped import read_once

LEAST = 60
"""Actions of a history."""
_MOVES = LEAST + 6
_KINDS = (NOTHING, *(kind for kind, action in TABLE.items() for _ in range(action.weight)))
COUNTER_EXAMPLE = Path("out") / "counter-example.yaml"


@dataclass(frozen=True)
class Drawn:
    """Plain data: what a history begins with, and the moves that become its steps while it is played."""

    head: bytes
    moves: tuple[Move, ...]

    @property
    def length(self) -> int:
        return sum(kind != NOTHING for kind, _ in self.moves)


_MOVE = st.tuples(st.sampled_from(_KINDS), st.binary(min_size=16, max_size=16))
DRAWN = st.builds(Drawn, head=st.binary(min_size=20, max_size=20), moves=st.tuples(*[_MOVE] * _MOVES))


class Search:
    """So many histories; `tally` says what happened in them."""

    def __init__(self, count: int, seed: int, tell: Callable[[str], None] = print, out: Path = COUNTER_EXAMPLE) -> None:
        self.tally = Tally()
        self._count, self._seed, self._tell, self._out = count, seed, tell, out
        self._began = time.monotonic()

    def run(self) -> None:
        """Raises Broken with the shortest story found; it is in the file too."""
        with read_once():
            for number in range(self._count):
                self._one(drawn(self._seed + number))
                self._say()

    def _one(self, history: Drawn) -> None:
        try:
            self.tally += played(opening(history.head), history.moves).tally
        except Broken as broken:
            self._tell(f"Found: {broken.kind}. Looking for a shorter story with it ...")
            raise self._shortest(broken) from broken

    def _shortest(self, broken: Broken) -> Broken:
        """A shorter story must break the same rule: another one would be another story."""
        shortest, tries = broken, 0

        def breaks(story: Raw) -> bool:
            nonlocal shortest, tries
            tries += 1
            try:
                replayed(story)
            except Broken as again:
                if again.kind == broken.kind:
                    shortest = again
                    return True
            except WrongFile:
                # Without a step that made a name, a later one cannot be written like this: no shorter story, then.
                return False
            return False

        shortened(broken.story, breaks)
        text = written(shortest.story, str(shortest))
        self._out.parent.mkdir(parents=True, exist_ok=True)
        self._out.write_text(text, encoding="utf-8")
        self._tell(f"{len(shortest.story['steps'])} steps after {tries} tries, in {self._out}\n\n{text}")
        return shortest

    def _say(self) -> None:
        tally, seconds = self.tally, time.monotonic() - self._began
        self._tell(
            f"history {tally.histories} of {self._count}, {tally.actions} actions so far, "
            f"{sum(tally.refused.values())} refused so far, {seconds:.0f} s"
        )


def drawn(seed: int) -> Drawn:
    """The history of a seed. One run each: hypothesis makes the next examples by changing a little in those before."""
    found: list[Drawn] = []

    @hypothesis.seed(seed)
    @hypothesis.settings(
        max_examples=1,
        database=None,
        deadline=None,
        phases=(Phase.generate,),
        suppress_health_check=list(HealthCheck),
    )
    @given(history=DRAWN)
    def draw(history: Drawn) -> None:
        hypothesis.assume(history.length >= LEAST)
        found.append(history)

    draw()
    return found[0]
