"""`python -m tests.histories [HOW MANY] [SEED]`, or with a FILE: that story again. Exit 1: something did not hold."""

import logging
import secrets
import sys
from collections.abc import Mapping
from pathlib import Path

from local.player.story import WrongFile
from tests.histories.history import Broken, Tally, read, replayed
from tests.histories.search import Search

MANY = 200


def main(arguments: list[str]) -> int:
    logging.disable(logging.WARNING)
    try:
        if arguments and arguments[0].endswith((".yaml", ".yml")):
            replayed(read(Path(arguments[0])), print)
        else:
            _searched(*[int(argument) for argument in arguments[:2]])
    except Broken as broken:
        print(f"\n{broken}\nFAILED: {broken.kind}")
        return 1
    except (WrongFile, ValueError) as error:
        print(f"WRONG: {error}")
        return 2
    print("Holds.")
    return 0


def _searched(count: int = MANY, seed: int | None = None) -> None:
    seed = secrets.randbelow(1_000_000) if seed is None else seed
    print(
        f"{count} random histories, seed {seed}. The same again: python -m tests.histories {count} {seed}", flush=True
    )
    search = Search(count, seed, tell=lambda line: print(line, flush=True))
    search.run()
    _show(search.tally)


def _show(tally: Tally) -> None:
    print(f"\n{sum(tally.done.values())} of {tally.actions} actions carried out")
    for title, counts in (("Carried out", tally.done), ("Refused", tally.refused), ("Awards at the end", tally.ends)):
        print(f"\n{title}\n{_table(counts)}")


def _table(counts: Mapping[str, int]) -> str:
    return "\n".join(f"  {count:6}  {name}" for name, count in sorted(counts.items(), key=lambda pair: -pair[1]))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
