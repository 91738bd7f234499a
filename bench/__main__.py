"""`python -m bench`: the performance table. Exit 1 when a step's calls grow with the number of waiting applications,
or when serving a long queue asks more of DynamoDB for each award than it may.

Everything runs in this process, on moto (local/virtual): milliseconds say how much Python runs, not how far AWS is.
Calls, transitions and request units are what AWS would see and bill.
"""

import logging
import sys

from bench.cold import import_seconds, modules, package_size
from bench.path import Bench
from bench.rush import rush, too_dear
from bench.tables import growing, growth_table, imports_table, rush_table, show, steps_table, transactions_table

CROWDS = (10, 100, 1000)
RUSHES = ((100, 50), (10_000, 1_000))
"""(waiting, seats that come free)."""


def main() -> int:
    logging.disable(logging.WARNING)
    # Weighing rows takes time, so it has passes of its own; they come first and warm everything up.
    weighed = {crowd: Bench(crowd, weigh=True).run() for crowd in (CROWDS[0], CROWDS[-1])}
    timed = {crowd: Bench(crowd, weigh=False).run() for crowd in CROWDS}
    rushes = [rush(waiting, seats) for waiting, seats in RUSHES]
    fewest = CROWDS[0]
    show(
        steps_table(timed[fewest], weighed[fewest]),
        transactions_table(weighed[fewest]),
        growth_table(timed, weighed),
        rush_table(rushes),
        imports_table({module: import_seconds(module) for module in modules()}, modules()),
    )
    print(f"Package: {package_size()}")
    grows = growing(timed)
    print(f"CALLS GROW: {', '.join(grows)}" if grows else "Calls are the same however many wait.")
    dear = too_dear(rushes)
    print(f"TOO DEAR: {'; '.join(dear)}" if dear else "An award costs the same however many wait.")
    return 1 if grows or dear else 0


if __name__ == "__main__":
    sys.exit(main())
