"""The books after each step: every pool by three paths, kept up to date from the rows that changed.

The program's own check (`check_books`) reads everything again; the player runs that at the end. Here the balance, the
sum of the journal and what awards and proposals hold are added up by code that shares with it only what one of them
holds.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from chalicelib.domain.award import holding
from chalicelib.domain.folder import Folder
from chalicelib.domain.funds import BUCKETS
from chalicelib.domain.reallocation import Proposal, held_by
from local.virtual.changes import Change, Row

Buckets = dict[str, tuple[int, int]]
"""Seats and cents by bucket; what is zero is left out."""

_NEVER_CHANGED = ("POSTING#", "EVENT#")
"""Rows that are only ever appended: the journal of a pool, the audit trail."""


@dataclass
class _Pool:
    balance: Buckets = field(default_factory=dict)
    journal: Buckets = field(default_factory=dict)
    held: dict[str, Buckets] = field(default_factory=dict)
    """By application, or by proposal to move money."""


class Ledger:
    """Follows the table from its first row on."""

    def __init__(self) -> None:
        self._pools: dict[str, _Pool] = {}

    def problems(self, changes: Iterable[Change]) -> list[str]:
        """What is wrong with the books after these changes; nothing else can have become wrong."""
        found, touched = [], dict[str, None]()
        for change in changes:
            if change.sk.startswith(_NEVER_CHANGED) and change.before is not None:
                found.append(f"books: {change.pk} {change.sk} was edited or deleted")
            for pool in self._follow(change):
                touched[pool] = None
        return found + [problem for pool in touched for problem in _problems(pool, self._pools[pool])]

    def _follow(self, change: Change) -> Iterator[str]:
        """Takes the change over; yields the pools that it concerns."""
        kind, _, name = change.pk.partition("#")
        if kind == "POOL" and change.after is not None:
            if change.sk == "BALANCE":
                self._pool(name).balance = _balance(change.after)
                yield name
            elif change.sk.startswith("POSTING#") and change.before is None:
                _add(self._pool(name).journal, _body(change.after)["entries"])
                yield name
        if kind == "APPLICATION" and change.sk == "STATE" and change.after is not None:
            folder = Folder.model_validate_json(change.after["body"]["S"])
            if folder.award is not None:
                self._pool(folder.award.pool).held[name] = _held(folder)
                yield folder.award.pool
        if kind == "PROPOSAL" and change.sk == "STATE" and change.after is not None:
            proposal = Proposal.model_validate_json(change.after["body"]["S"])
            self._pool(proposal.terms.from_pool).held[name] = _held_for(proposal)
            yield proposal.terms.from_pool

    def _pool(self, name: str) -> _Pool:
        return self._pools.setdefault(name, _Pool())


def _body(row: Row) -> dict[str, Any]:
    body: dict[str, Any] = json.loads(row["body"]["S"])
    return body


def _balance(row: Row) -> Buckets:
    buckets = _body(row)["balance"]
    return _without_zeros({name: (buckets[name]["seats"], buckets[name]["cents"]) for name in BUCKETS})


def _add(sums: Buckets, entries: list[dict[str, Any]]) -> None:
    for entry in entries:
        seats, cents = sums.get(entry["account"], (0, 0))
        sums[entry["account"]] = (seats + entry["seats"], cents + entry["cents"])


def _held(folder: Folder) -> Buckets:
    held = holding(folder.award)
    names = ("reserved", "committed", "expended")
    return {name: (getattr(held, name).seats, getattr(held, name).cents) for name in names}


def _held_for(proposal: Proposal) -> Buckets:
    held = held_by(proposal)
    return {"reserved": (held.seats, held.cents)}


def _without_zeros(buckets: Buckets) -> Buckets:
    return {name: amounts for name, amounts in buckets.items() if amounts != (0, 0)}


def _problems(name: str, pool: _Pool) -> Iterator[str]:
    journal = _without_zeros({bucket: pool.journal[bucket] for bucket in BUCKETS if bucket in pool.journal})
    if pool.balance != journal:
        yield f"books: {name}: the balance is {pool.balance}, the journal adds up to {journal}"
    if any(sum(amounts[unit] for amounts in pool.journal.values()) for unit in (0, 1)):
        yield f"books: {name}: the postings do not sum to zero: {pool.journal}"
    if any(amount < 0 for amounts in pool.balance.values() for amount in amounts):
        yield f"books: {name}: below zero: {pool.balance}"
    held: Buckets = {}
    for buckets in pool.held.values():
        for bucket, (seats, cents) in buckets.items():
            before = held.get(bucket, (0, 0))
            held[bucket] = (before[0] + seats, before[1] + cents)
    used = {bucket: amounts for bucket, amounts in pool.balance.items() if bucket != "available"}
    if used != _without_zeros(held):
        yield f"books: {name}: in use are {used}, awards and proposals hold {_without_zeros(held)}"
