"""`python -m bench`: the performance table. Exit 1 when a step's calls grow with the number of waiting applications.

Everything runs in this process, on moto (local/virtual): milliseconds say how much Python runs, not how far AWS is.
Calls, transitions and request units are what AWS would see and bill.
"""

import logging
import sys

from bench.cold import import_seconds, modules, package_size
from bench.path import Bench
from bench.tables import growing, growth_table, imports_table, show, steps_table, transactions_table

CROWDS = (10, 100, 1000)


def main() -> int:
    logging.disable(logging.WARNING)
    # Weighing rows takes time, so it has passes of its own; they come first and warm everything up.
    weighed = {crowd: Bench(crowd, weigh=True).run() for crowd in (CROWDS[0], CROWDS[-1])}
    timed = {crowd: Bench(crowd, weigh=False).run() for crowd in CROWDS}
    fewest = CROWDS[0]
    show(
        steps_table(timed[fewest], weighed[fewest]),
        transactions_table(weighed[fewest]),
        growth_table(timed, weighed),
        imports_table({module: import_seconds(module) for module in modules()}, modules()),
    )
    print(f"Package: {package_size()}")
    grows = growing(timed)
    print(f"CALLS GROW: {', '.join(grows)}" if grows else "Calls are the same however many wait.")
    return 1 if grows else 0


if __name__ == "__main__":
    sys.exit(main())
