"""What events have made of each round, and the chain of those events."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from chalicelib.domain.actors import Actor
from chalicelib.domain.audit import change_record
from chalicelib.domain.pace import RoundEvent
from chalicelib.domain.program import BenefitId
from chalicelib.domain.rounds import RoundChange, RoundState, Scheduled, is_suspended
from chalicelib.store import keys, table
from chalicelib.store.audit_trail import all_records, next_event


def load_round(benefit: str) -> RoundState:
    """A round that no event has changed is as its dates say."""
    return round_of(benefit, table.get(keys.round_of(benefit), keys.STATE))


def round_of(benefit: str, row: table.Row | None) -> RoundState:
    """The state that a row holds, if there is one."""
    return RoundState.model_validate_json(row["body"]["S"]) if row else RoundState(benefit=BenefitId(benefit))


def load_rounds(benefits: Iterable[str]) -> dict[str, RoundState]:
    """The state of each, in one request."""
    wanted = list(benefits)
    rows = table.get_many([(keys.round_of(benefit), keys.STATE) for benefit in wanted])
    found = [RoundState.model_validate_json(row["body"]["S"]) for row in rows]
    states = {state.benefit: state for state in found}
    return {benefit: states.get(BenefitId(benefit), RoundState(benefit=BenefitId(benefit))) for benefit in wanted}


def round_writes(
    before: RoundState,
    after: RoundState,
    action: str,
    actor: Actor,
    now: datetime,
    reason: str,
    scheduled: Scheduled | None = None,
) -> tuple[RoundState, list[table.Write]]:
    """The round as an event leaves it, and the event, unless another came between.

    `scheduled`: the event of a stated time that this one makes, brings into force or takes back.
    """
    record = change_record(action, actor, now, was=_state_of(before), now=_state_of(after)) | {
        "round": after.benefit,
        "reason": reason,
        "public_text": after.public_text.model_dump() if after.public_text else None,
        "closes": after.closes.isoformat() if after.closes else None,
    }
    if scheduled is not None:
        record |= {"effective_at": scheduled.at.isoformat(), "scheduled_by": scheduled.by}
    pk = keys.round_of(after.benefit)
    head, event = next_event(pk, before.chain, record, now)
    saved = after.model_copy(update={"chain": head})
    item = table.row(pk, keys.STATE, saved, version=saved.version, suspended=int(is_suspended(saved)))
    return saved, [table.put_next(item, before.version or None), event]


def _state_of(state: RoundState) -> dict[str, str]:
    """What an event moves between, where events have made it anything but what its dates say."""
    told = {
        "opened_at": state.opened_at,
        "suspended_at": state.suspended_at,
        "closed_at": state.closed_at,
        "closed_out_at": state.closed_out_at,
        "closes": state.closes,
    }
    return {name: each.isoformat() for name, each in told.items() if each is not None}


def not_suspended_check(benefit: str) -> table.Write:
    """For a transaction that must not happen while the round is suspended."""
    condition = "attribute_not_exists(suspended) OR suspended = :no"
    return table.check(keys.round_of(benefit), keys.STATE, condition, {"no": 0})


def unchanged_check(state: RoundState) -> table.Write:
    """For a transaction that must not happen when an event has changed the round since it was read."""
    pk = keys.round_of(state.benefit)
    if state.version == 0:
        return table.check(pk, keys.STATE, "attribute_not_exists(pk)", {})
    return table.check(pk, keys.STATE, "version = :version", {"version": state.version})


_IN_FORCE = frozenset(change.value for change in RoundChange)
"""Actions that are a change; others say that one is ahead, or is not any more."""


def round_events(benefit: str) -> list[dict[str, Any]]:
    """First to last."""
    return list(all_records(keys.round_of(benefit)))


def round_past(benefit: str, until: datetime) -> list[RoundEvent]:
    """What opened and closed the round up to a moment, first to last, at the times from which it was in force."""
    told = [
        RoundEvent.model_validate(
            {"at": each.get("effective_at", each["at"]), "change": each["action"], "closes": each["closes"]}
        )
        for each in round_events(benefit)
        if each["action"] in _IN_FORCE
    ]
    return [event for event in told if event.at <= until]
