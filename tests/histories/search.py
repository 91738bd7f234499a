"""Looks for a history in which something does not hold; what it finds is made as short as it can be."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import hypothesis
from hypothesis import HealthCheck, Phase, given
from hypothesis import strategies as st

from tests.histories.actions import TABLE
from tests.histories.cast import opening
from tests.histories.history import NOTHING, Broken, Move, Tally, played
from tests.shipped import read_once

LEAST = 60
"""Actions of a history; a counter-example has fewer."""
_MOVES = LEAST + 6
_KINDS = (NOTHING, *(kind for kind, action in TABLE.items() for _ in range(action.weight)))
COUNTER_EXAMPLE = Path("out") / "counter-example.yaml"


@dataclass(frozen=True)
class Drawn:
    """Plain data, which hypothesis makes smaller move by move: what is not needed becomes NOTHING."""

    head: bytes
    moves: tuple[Move, ...]

    def __repr__(self) -> str:
        return f"a history of {self.length} actions"

    @property
    def length(self) -> int:
        return sum(kind != NOTHING for kind, _ in self.moves)


_MOVE = st.tuples(st.sampled_from(_KINDS), st.binary(min_size=16, max_size=16))
DRAWN = st.builds(Drawn, head=st.binary(min_size=20, max_size=20), moves=st.tuples(*[_MOVE] * _MOVES))


class Search:
    """So many histories; `tally` says what happened in them."""

    def __init__(self, count: int, seed: int, out: Path = COUNTER_EXAMPLE, tell: Callable[[str], None] = print) -> None:
        self.tally = Tally()
        self._count, self._seed, self._out, self._tell = count, seed, out, tell
        self._found: str | None = None
        self._began = time.monotonic()

    def run(self) -> None:
        """Raises Broken with the shortest story found; it is in the file too."""
        with read_once():
            for number in range(self._count):
                self._search(self._seed + number)

    def _search(self, seed: int) -> None:
        """One history: hypothesis would make the next ones by changing a little in those before."""
        settings = hypothesis.settings(
            max_examples=1,
            database=None,
            deadline=None,
            derandomize=False,
            phases=(Phase.generate, Phase.shrink),
            report_multiple_bugs=False,
            print_blob=False,
            suppress_health_check=list(HealthCheck),
        )

        @hypothesis.seed(seed)
        @settings
        @given(drawn=DRAWN)
        def history(drawn: Drawn) -> None:
            self._one(drawn)

        history()

    def _one(self, drawn: Drawn) -> None:
        """A counter-example may be shorter than a history that is looked for, and must break the same rule."""
        hypothesis.assume(self._found is not None or drawn.length >= LEAST)
        try:
            tally = played(opening(drawn.head), drawn.moves, self._out)
        except Broken as broken:
            if self._found is None:
                self._tell(f"Found: {broken.kind}. Looking for a shorter story with it (up to five minutes) ...")
            self._found = self._found or broken.kind
            if broken.kind != self._found:
                return
            raise
        if self._found is None:
            self.tally += tally
            self._say()

    def _say(self) -> None:
        tally, seconds = self.tally, time.monotonic() - self._began
        self._tell(
            f"history {tally.histories} of {self._count}, {tally.actions} actions so far, "
            f"{sum(tally.refused.values())} refused so far, {seconds:.0f} s"
        )
