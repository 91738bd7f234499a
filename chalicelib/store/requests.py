"""Idempotency: one row a request, written in the same transaction as what the request did."""

from datetime import datetime, timedelta

from chalicelib.domain.codes import Code
from chalicelib.domain.receipt import Receipt, Request
from chalicelib.domain.refusal import Refused
from chalicelib.store import keys, table

_KEPT = timedelta(days=2)
"""A reply can be repeated for a day (DESIGN.md section 7); after that the subject's state refuses a second decision."""


def find_receipt(request: Request) -> Receipt | None:
    """What the same request was answered before. Raises KEY-REUSED when the key came with something else."""
    row = table.get(keys.request(request.actor, request.key), keys.STATE)
    if row is None:
        return None
    if row["fingerprint"]["S"] != request.fingerprint:
        raise Refused(Code.KEY_REUSED, field="Idempotency-Key")
    return Receipt.model_validate_json(row["body"]["S"])


def receipt_write(request: Request, receipt: Receipt, now: datetime) -> table.Write:
    """Fails as a conflict when the same key was used meanwhile: the caller then finds the other's receipt."""
    item = table.row(
        keys.request(request.actor, request.key),
        keys.STATE,
        receipt,
        fingerprint=request.fingerprint,
        expires_at=int((now + _KEPT).timestamp()),
    )
    return table.put_new(item)
