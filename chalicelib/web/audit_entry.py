"""An audit record in a line: who, when, what, and what changed from what to what. Ids, codes and amounts only."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from chalicelib.store.audit_trail import Found

_TOLD = frozenset(
    (
        *("seq", "previous", "digest", "actor", "roles", "at", "recorded_at", "action", "kind"),
        *("from", "to", "reasons", "application", "round", "pool", "entries", "balance"),
    )
)
"""Shown in places of their own, or of no use to a reader."""
_KINDS = {
    "APPLICATION": "application",
    "POOL": "pool",
    "PROPOSAL": "proposal",
    "ROUND": "round",
    "BATCH": "batch",
    "PERSON": "person",
    "SETTINGS": "program",
    "INTAKE": "intake",
    "CLASS": "class",
    "COUNTY": "nominations",
    "WARNINGS": "warnings",
    "SAMPLE": "sample",
    "MAIL": "mail",
    "ACCESS-LOG": "access",
}


@dataclass(frozen=True)
class Entry:
    seq: int | None
    at: datetime
    actor: str
    roles: str
    action: str
    kind: str
    subject: str
    changes: list[tuple[str, str, str]]
    """What, before, after."""
    reasons: str
    more: list[tuple[str, str]]


def entry_of(found: Found) -> Entry:
    """Records of every chain, of people and of pools (postings) in one shape."""
    record = found.record
    partition, _, subject = found.subject.partition("#")
    kind = _KINDS.get(partition, partition.lower())
    return Entry(
        seq=record.get("seq"),
        at=datetime.fromisoformat(record.get("at") or record["recorded_at"]),
        actor=str(record["actor"]),
        roles=", ".join(record.get("roles", ())),
        action=str(record.get("action") or record["kind"]),
        kind=kind,
        subject=subject or kind,
        changes=list(_changes(record.get("from"), record.get("to"))),
        reasons=" ".join(record.get("reasons", ())),
        more=list(_more(record)),
    )


def _changes(before: Any, after: Any) -> Iterator[tuple[str, str, str]]:
    was, now = dict(_flat(before)), dict(_flat(after))
    for name in [*was, *(each for each in now if each not in was)]:
        if was.get(name, "") != now.get(name, ""):
            yield name, was.get(name, ""), now.get(name, "")


def _more(record: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for entry in record.get("entries", ()):
        yield entry["account"], f"{entry['seats']:+,} seats, {entry['cents']:+,} cents"
    for name, value in record.items():
        if name in _TOLD:
            continue
        # What an event says of itself needs no other heading.
        yield from ((told, each) for told, each in _flat(value, "" if name == "detail" else name) if each)


def _flat(value: Any, name: str = "") -> Iterator[tuple[str, str]]:
    """Every value with the path to it; a pair of a state and cents stays together."""
    if isinstance(value, Mapping):
        for key, each in value.items():
            yield from _flat(each, f"{name}.{key}" if name else str(key))
    elif isinstance(value, list) and any(isinstance(each, Mapping) for each in value):
        for number, each in enumerate(value, start=1):
            yield from _flat(each, f"{name} {number}")
    elif isinstance(value, list):
        yield name, " ".join(str(each) for each in value)
    else:
        yield name, "" if value is None else str(value)
