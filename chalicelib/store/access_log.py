"""The audit trail of who may do what: delegations, ended sessions, access reviews, in one chain. Ids and codes only."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from chalicelib.domain.actors import Actor
from chalicelib.domain.chain import ChainHead, verifies
from chalicelib.store import keys, table
from chalicelib.store.audit_trail import next_event


def event_writes(action: str, actor: Actor, at: datetime, detail: Mapping[str, str]) -> list[table.Write]:
    """One more event, on the condition that no other comes between: a conflict then."""
    head = head_of_access_log()
    record: dict[str, Any] = {
        "action": action,
        "actor": actor.signed,
        "roles": sorted(actor.roles),
        "at": at.isoformat(),
        "detail": dict(detail),
    }
    after, event = next_event(keys.ACCESS_LOG, head, record, at)
    row = table.row(keys.ACCESS_LOG, keys.STATE, after, seq=after.seq)
    if head.seq == 0:
        return [table.put_new(row), event]
    return [table.put(row, "seq = :seq", {"seq": head.seq}), event]


def head_of_access_log() -> ChainHead:
    row = table.get(keys.ACCESS_LOG, keys.STATE)
    return ChainHead.model_validate_json(row["body"]["S"]) if row else ChainHead()


def access_events() -> list[dict[str, Any]]:
    """First to last."""
    return [json.loads(row["body"]["S"]) for row in table.query(keys.ACCESS_LOG, "EVENT#")]


def access_log_verifies() -> bool:
    """Whether nothing of it was changed or taken out."""
    return verifies(access_events(), head_of_access_log())
