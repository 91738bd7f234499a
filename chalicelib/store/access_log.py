"""The audit trail of who may do what: delegations, ended sessions, access reviews, in one chain. Ids and codes only."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from chalicelib.domain.actors import Actor
from chalicelib.domain.audit import change_record
from chalicelib.domain.chain import verifies
from chalicelib.store import audit_trail, keys, table


def event_writes(action: str, actor: Actor, at: datetime, detail: Mapping[str, str]) -> list[table.Write]:
    """One more event, on the condition that no other comes between: a conflict then."""
    return audit_trail.chained_writes(keys.ACCESS_LOG, change_record(action, actor, at, detail=detail), at)


def access_events() -> list[dict[str, Any]]:
    """First to last."""
    return list(audit_trail.all_records(keys.ACCESS_LOG))


def access_log_verifies() -> bool:
    """Whether nothing of it was changed or taken out."""
    return verifies(access_events(), audit_trail.head_of(keys.ACCESS_LOG))
