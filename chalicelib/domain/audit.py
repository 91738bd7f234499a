"""Audit events: who did what, when, from where to where. Ids, codes and digests only."""

from collections.abc import Mapping
from datetime import datetime

from chalicelib.domain.actors import Actor
from chalicelib.domain.chain import ChainHead, link
from chalicelib.domain.codes import Code
from chalicelib.domain.folder import Folder


def event_record(
    *,
    before: Folder | None,
    after: Folder,
    action: str,
    actor: Actor,
    at: str,
    reasons: tuple[Code, ...],
    detail: Mapping[str, str],
) -> tuple[dict[str, object], ChainHead]:
    """The chained record of one decision, and the application's new chain head."""
    head = before.application.chain if before else ChainHead()
    record: dict[str, object] = {
        "application": after.application.id,
        "action": action,
        "actor": actor.signed,
        "roles": sorted(actor.roles),
        "at": at,
        "reasons": [code.value for code in reasons],
        "from": state_of(before),
        "to": state_of(after),
        "program_version": after.application.program_version,
        "detail": dict(detail),
    }
    return link(head, record)


def change_record(
    action: str,
    actor: Actor,
    at: datetime,
    *,
    was: Mapping[str, object] | None = None,
    now: Mapping[str, object] | None = None,
    detail: Mapping[str, object] | None = None,
) -> dict[str, object]:
    """What happened to anything else that has a chain; `was` and `now`: what of it the event moves between."""
    return {
        "action": action,
        "actor": actor.signed,
        "roles": sorted(actor.roles),
        "at": at.isoformat(),
        "from": dict(was or {}),
        "to": dict(now or {}),
        "detail": dict(detail or {}),
    }


def state_of(folder: Folder | None) -> dict[str, object]:
    """The states that an event moves between: application, award and each of its items with cents."""
    if folder is None:
        return {}
    state: dict[str, object] = {"application": folder.application.status.value, "tier": folder.application.tier}
    if folder.award:
        state["award"] = f"{folder.award.id}:{folder.award.status.value}"
        state["items"] = {item.item: [item.status.value, item.cents] for item in folder.award.items}
    return state
