"""Hash chains: each record carries the digest of the one before, so that a changed past shows (DESIGN.md section 6)."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any

from chalicelib.domain.part import Part

GENESIS = "0" * 64


class ChainHead(Part):
    seq: int = 0
    digest: str = GENESIS


def canonical(record: Mapping[str, Any]) -> bytes:
    """One spelling for one record: sorted keys, no spaces, UTF-8."""
    return json.dumps(record, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def link(head: ChainHead, record: Mapping[str, Any]) -> tuple[dict[str, Any], ChainHead]:
    """The record with its place in the chain and its digest, and the new head."""
    body = {**record, "seq": head.seq + 1, "previous": head.digest}
    digest = hashlib.sha256(canonical(body)).hexdigest()
    return {**body, "digest": digest}, ChainHead(seq=head.seq + 1, digest=digest)


def verifies(records: Iterable[Mapping[str, Any]], head: ChainHead) -> bool:
    """True when the records, in order, are exactly the chain that ends at the head."""
    expected = ChainHead()
    for record in records:
        bare = {key: value for key, value in record.items() if key not in ("seq", "previous", "digest")}
        linked, expected = link(expected, bare)
        # As text: to Python, 1 and True are equal, and a changed record must not be.
        if canonical(linked) != canonical(record):
            return False
    return expected == head
