"""`python -m local.replay_queue POOL`: was everybody served in turn? Exit 0: yes; 1: no; 2: nothing to look at.

Without `--scenario` it reads the site on this laptop, which `make up` started; with it, a scenario that it plays first.
Every allocation is computed again from the journal and the histories (chalicelib/domain/replay.py).
"""

import argparse
import logging
import os
import sys
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

from botocore.exceptions import BotoCoreError, ClientError

from chalicelib.domain.program import PoolId
from chalicelib.domain.replay import Outcome
from chalicelib.gateways import aws, clock
from chalicelib.services.replay_queue import replay_queue
from chalicelib.store import programs
from local.laptop.site import REGION, ROOT_KEY, SITE_FILE, Site
from local.player.play import Player
from local.player.story import WrongFile, read_story

_CLOSE = timedelta(seconds=2)
"""On a real clock a decision takes its time before its transaction does: what is closer is undecided."""


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="make replay-queue", description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("pool", nargs="?", help="for example initial/statewide; left out: every pool")
    parser.add_argument("--scenario", type=Path, help="play this scenario and look at what it did")
    parser.add_argument("--site", type=Path, default=SITE_FILE, help="what is known of the site that is up")
    given = parser.parse_args(arguments)
    logging.disable(logging.WARNING)
    try:
        if given.scenario:
            return _after_scenario(given.scenario, given.pool)
        return _on_laptop(given.site, given.pool)
    except FileNotFoundError:
        print(f"There is no {given.site}: `make up` starts the site.")
    except (WrongFile, LookupError) as error:
        print(error)
    except (BotoCoreError, ClientError) as error:
        print(f"The site does not answer ({type(error).__name__}): `make up` starts it.")
    return 2


def _on_laptop(known: Path, pool: str | None) -> int:
    site = Site.load(known)
    os.environ |= {
        "AWS_ENDPOINT_URL": site.endpoint,
        "AWS_DEFAULT_REGION": REGION,
        "AWS_ACCESS_KEY_ID": ROOT_KEY,
        "AWS_SECRET_ACCESS_KEY": ROOT_KEY,
        "TABLE_NAME": site.outputs["TableName"],
    }
    aws.forget_clients()
    return _told(pool, _CLOSE)


def _after_scenario(path: Path, pool: str | None) -> int:
    player = Player(read_story(path), lambda _: None)
    with player.on_stage():
        player.play()
        return _told(pool, timedelta(0))


def _told(pool: str | None, close: timedelta) -> int:
    known = programs.program_at(clock.now()).pool_ids()
    if pool is not None and pool not in known:
        raise LookupError(f"The program has no pool {pool!r}. There are: {', '.join(known)}")
    outcomes = [replay_queue(pool_id, close=close) for pool_id in ([PoolId(pool)] if pool else known)]
    for outcome in outcomes:
        _print(outcome)
    return 1 if any(outcome.disagreements for outcome in outcomes) else 0


def _print(outcome: Outcome) -> None:
    counted = f"{outcome.pool}: {outcome.allocations} allocations computed again"
    undecided = f", {outcome.undecided} too close to another event to tell" if outcome.undecided else ""
    print(f"{counted}{undecided}: {'DISAGREES' if outcome.disagreements else 'agrees'}")
    for found in outcome.disagreements:
        where = f"posting {found.seq}" if found.seq else "no posting"
        print(f"  {where}, application {found.application_id}: {found.finding.value}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
