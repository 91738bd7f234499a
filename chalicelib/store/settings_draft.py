"""The draft of the program's next version, and the chain of everything that was done to it."""

from datetime import datetime
from typing import Any

from chalicelib.domain.actors import Actor
from chalicelib.domain.settings import Draft, Settings
from chalicelib.store import keys, table
from chalicelib.store.audit_trail import next_event


def load_settings() -> Settings:
    """No draft, and an empty chain, where nobody ever began one."""
    row = table.get(keys.SETTINGS, keys.STATE)
    return Settings.model_validate_json(row["body"]["S"]) if row else Settings()


def settings_writes(
    before: Settings, draft: Draft | None, action: str, actor: Actor, now: datetime, detail: dict[str, Any]
) -> list[table.Write]:
    """The draft as an event leaves it, and the event, on the condition that no other came between."""
    known = draft or before.draft
    record = {
        "settings": known.id if known else None,
        "action": action,
        "actor": actor.signed,
        "roles": sorted(actor.roles),
        "at": now.isoformat(),
        "detail": detail,
    }
    head, event = next_event(keys.SETTINGS, before.chain, record, now)
    after = Settings(draft=draft, chain=head)
    row = table.row(keys.SETTINGS, keys.STATE, after, version=after.version)
    return [table.put_next(row, before.version or None), event]
