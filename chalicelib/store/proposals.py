"""Proposals to move money: each with the chain of its events in one partition, and a list of all there ever were."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from chalicelib.domain.actors import Actor
from chalicelib.domain.audit import change_record
from chalicelib.domain.reallocation import Proposal, ProposalId
from chalicelib.domain.states import ProposalStatus
from chalicelib.store import keys, table
from chalicelib.store.audit_trail import all_records, next_event

WORK = "decide_reallocation"


def load_proposal(proposal_id: str) -> Proposal:
    """Raises NOT-FOUND."""
    row = table.load(keys.proposal(proposal_id), keys.STATE, "proposal")
    return Proposal.model_validate_json(row["body"]["S"])


def proposal_writes(
    before: Proposal | None,
    after: Proposal,
    action: str,
    actor: Actor,
    now: datetime,
    detail: Mapping[str, str] | None = None,
) -> tuple[Proposal, list[table.Write]]:
    """The proposal as an event leaves it, and the event, on the condition that no other came between."""
    record = change_record(action, actor, now, was=_state_of(before), now=_state_of(after), detail=detail)
    record |= {"terms": after.terms.model_dump(mode="json")}
    head, event = next_event(keys.proposal(after.id), after.chain, record, now)
    saved = after.model_copy(update={"chain": head})
    if before is None:
        listed = table.put_new(table.row(keys.PROPOSALS, saved.id))
        return saved, [table.put_new(_row(saved)), listed, event]
    return saved, [table.put(_row(saved), "version = :version", {"version": before.version}), event]


def _state_of(proposal: Proposal | None) -> dict[str, str]:
    return {"status": proposal.status.value} if proposal else {}


def _row(proposal: Proposal) -> table.Row:
    waits = proposal.status is ProposalStatus.PROPOSED
    return table.row(
        keys.proposal(proposal.id),
        keys.STATE,
        proposal,
        version=proposal.version,
        work_pk=keys.work(WORK) if waits else None,
        work_sk=f"{proposal.proposed_at.isoformat()}#{proposal.id}" if waits else None,
        due_pk=keys.DUE_PROPOSALS if waits else None,
        due_sk=f"{proposal.lapses_on.isoformat()}#{proposal.id}" if waits else None,
    )


def unchanged_check(proposal: Proposal) -> table.Write:
    """For a transaction that must not happen when the proposal was decided since it was read."""
    return table.check(keys.proposal(proposal.id), keys.STATE, "version = :version", {"version": proposal.version})


def latest(limit: int | None = None) -> list[Proposal]:
    """Newest first."""
    listed = list(table.query(keys.PROPOSALS, limit=limit, newest_first=True))
    rows = table.get_many([(keys.proposal(row["sk"]["S"]), keys.STATE) for row in listed])
    found = [Proposal.model_validate_json(row["body"]["S"]) for row in rows]
    return sorted(found, key=lambda proposal: proposal.id, reverse=True)


def due_before(day: str) -> Iterator[ProposalId]:
    """Ids of those that nobody decided by an earlier day, from the sparse index `due`."""
    for row in table.query_until(keys.DUE_PROPOSALS, day, index="due"):
        yield ProposalId(row["pk"]["S"].removeprefix("PROPOSAL#"))


def proposal_events(proposal_id: str) -> list[dict[str, Any]]:
    """First to last."""
    return list(all_records(keys.proposal(proposal_id)))
