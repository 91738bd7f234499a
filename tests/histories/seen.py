"""What the rows of the table say, followed as they change; and which changes must never be seen."""

import itertools
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeVar

from chalicelib.domain.award import Award
from chalicelib.domain.batch import Batch
from chalicelib.domain.folder import Folder
from chalicelib.domain.funds import Balance, Pool
from chalicelib.domain.rounds import RoundState
from chalicelib.domain.states import APPLICATION_MOVES, AWARD_MOVES, BATCH_MOVES, ITEM_MOVES
from chalicelib.store import keys
from local.virtual.changes import Change, Row

State = TypeVar("State")


class Seen:
    """The table as it is now, by what each row is about."""

    def __init__(self) -> None:
        self.folders: dict[str, Folder] = {}
        self.balances: dict[str, Balance] = {}
        self.queues: dict[str, dict[str, str]] = {}
        """By pool: the key in the queue, and the application."""
        self.live: dict[tuple[str, str], str] = {}
        """Person and benefit, and the application."""
        self.funded: set[tuple[str, str]] = set()
        """Person, and item with occurrence, as the key says it."""
        self.runs: dict[tuple[str, str], Row] = {}
        self.rounds: dict[str, RoundState] = {}
        self.batches: dict[str, Batch] = {}
        self.outbox: set[str] = set()

    def problems(self, changes: Sequence[Change]) -> list[str]:
        """Follows the changes; says which of them may not be."""
        return [problem for change in changes for problem in self._follow(change)]

    def _follow(self, change: Change) -> Iterator[str]:
        kind, _, name = change.pk.partition("#")
        if change.sk.startswith("NOTICE#") and change.after is None:
            yield f"a notice of {name} is gone"
        if kind == "APPLICATION" and change.sk == keys.STATE and change.after is not None:
            yield from self._folder(name, Folder.model_validate_json(_text(change.after)))
        elif kind == "ROUND" and change.sk == keys.STATE and change.after is not None:
            yield from self._round(name, RoundState.model_validate_json(_text(change.after)))
        elif kind == "POOL" and change.sk == keys.BALANCE and change.after is not None:
            self.balances[name] = Pool.model_validate_json(_text(change.after)).balance
        elif kind == "BATCH" and change.sk == keys.STATE and change.after is not None:
            yield from self._batch(name, Batch.model_validate_json(_text(change.after)))
        else:
            self._row(kind, name, change)

    def _row(self, kind: str, name: str, change: Change) -> None:
        part, _, rest = change.sk.partition("#")
        if kind == keys.OUTBOX:
            _kept(self.outbox, change.sk, there=change.after is not None)
        elif (kind, part) == ("PERSON", "FUNDED"):
            # What another funder is said to pay has a row of its own, and no award.
            by_us = change.after is not None and "funder" not in change.after
            _kept(self.funded, (name, rest), there=by_us)
        elif (kind, part) == ("PERSON", "LIVE"):
            _set(self.live, (name, rest), change.after, "application")
        elif (kind, part) == ("POOL", "QUEUE"):
            _set(self.queues.setdefault(name, {}), change.sk, change.after, "application")
        elif (kind, part) == ("APPLICATION", "RUN") and change.after is not None:
            self.runs[name, "" if rest == "application" else rest] = change.after

    def _folder(self, name: str, after: Folder) -> Iterator[str]:
        before = self.folders.get(name)
        self.folders[name] = after
        had = before.application.history if before else ()
        has = after.application.history
        if has[: len(had)] != had:
            yield f"{name}: its history was rewritten"
        statuses = [step.status for step in (*had[-1:], *has[len(had) :])]
        for old, new in itertools.pairwise(statuses):
            if old != new and new not in APPLICATION_MOVES[old]:
                yield f"{name}: {old} became {new}"
        if before and before.award and after.award and before.award.id == after.award.id:
            yield from _award_moved(before.award, after.award)

    def _batch(self, name: str, after: Batch) -> Iterator[str]:
        before = self.batches.get(name, after)
        self.batches[name] = after
        if not _reachable(before.status, after.status, BATCH_MOVES):
            yield f"batch {name}: {before.status} became {after.status}"

    def _round(self, benefit: str, after: RoundState) -> Iterator[str]:
        before = self.rounds.get(benefit, RoundState(benefit=after.benefit))
        self.rounds[benefit] = after
        if before.closed_out_at or (before.closed_at and after.suspended_at):
            yield f"round {benefit}: it changed after its end"


def _award_moved(before: Award, after: Award) -> Iterator[str]:
    if not _reachable(before.status, after.status, AWARD_MOVES):
        yield f"{after.id}: {before.status} became {after.status}"
    for item in before.items:
        now = after.item(item.item)
        if not _reachable(item.status, now.status, ITEM_MOVES):
            yield f"{after.id} {item.item}: {item.status} became {now.status}"


def _reachable(old: State, new: State, moves: Mapping[State, frozenset[State]]) -> bool:
    """Several moves may have been made since the last look; an end has none."""
    found, frontier = {old}, {old}
    while frontier:
        frontier = {state for one in frontier for state in moves[one]} - found
        found |= frontier
    return new in found


def _text(row: Row) -> str:
    return str(row["body"]["S"])


def _kept(kept: set[Any], key: Any, *, there: bool) -> None:
    if there:
        kept.add(key)
    else:
        kept.discard(key)


def _set(kept: dict[Any, str], key: Any, row: Row | None, attribute: str) -> None:
    if row is None:
        kept.pop(key, None)
    else:
        kept[key] = row[attribute]["S"]
