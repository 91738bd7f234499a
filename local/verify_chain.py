#!/usr/bin/env python3
"""Verifies exported hash chains (JSON Lines from the audit view) by themselves: Python alone, nothing of this project.

    python3 local/verify_chain.py FILE [FILE …]       parts of one chain in their order

A chain holds when every record has the next number, names the digest of the one before, and its own digest is the
SHA-256 of the record without it: JSON with sorted keys, no spaces, UTF-8. The first record follows 64 zeros, and the
last one is the head that was exported with it. Exits with 0 when it holds, 1 when not, 2 when a file is no export.
"""

import hashlib
import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

GENESIS = "0" * 64


class BrokenChainError(Exception):
    """The chain does not hold."""


class NoExportError(Exception):
    """The file is none of the audit view's exports."""


def digest_of(record: Mapping[str, Any]) -> str:
    """The digest that a record should have."""
    bare = {name: value for name, value in record.items() if name != "digest"}
    spelled = json.dumps(bare, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(spelled.encode("utf-8")).hexdigest()


def read_part(path: str) -> tuple[str, tuple[int, str], list[dict[str, Any]]]:
    """The chain's name, its head, and the records. Raises NoExportError."""
    try:
        lines = [json.loads(line) for line in Path(path).read_text(encoding="utf-8").splitlines() if line.strip()]
        told, records = lines[0], [dict(line) for line in lines[1:]]
        return str(told["chain"]), (int(told["head"]["seq"]), str(told["head"]["digest"])), records
    except (OSError, ValueError, KeyError, IndexError, TypeError) as error:
        raise NoExportError(f"{path}: no export of a chain ({type(error).__name__})") from error


def verify(paths: Sequence[str]) -> tuple[str, int]:
    """Which chain it is and how many records it has. Raises BrokenChainError, NoExportError."""
    seq, digest = 0, GENESIS
    parts = [read_part(path) for path in paths]
    chain, head, _ = parts[-1]
    for path, (name, _, records) in zip(paths, parts, strict=True):
        if name != chain:
            raise BrokenChainError(f"{path}: of another chain, {name}")
        for record in records:
            _refuse_unless_next(path, record, seq, digest)
            seq, digest = record["seq"], record["digest"]
    if (seq, digest) != head:
        raise BrokenChainError(f"ends with record {seq}, the chain with record {head[0]}: something was cut off")
    return chain, seq


def _refuse_unless_next(path: str, record: Mapping[str, Any], seq: int, digest: str) -> None:
    if record.get("seq") != seq + 1:
        raise BrokenChainError(f"{path}: record {record.get('seq')} where {seq + 1} should be")
    if record.get("previous") != digest:
        raise BrokenChainError(f"{path}: record {seq + 1} does not follow the one before")
    if record.get("digest") != digest_of(record):
        raise BrokenChainError(f"{path}: record {seq + 1} was changed")


def main(paths: Sequence[str]) -> int:
    if not paths:
        print(__doc__)
        return 2
    try:
        chain, count = verify(paths)
    except BrokenChainError as error:
        print(f"BROKEN: {error}")
        return 1
    except NoExportError as error:
        print(f"WRONG FILE: {error}")
        return 2
    print(f"OK: {chain}, {count} records")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
