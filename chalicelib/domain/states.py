"""States and the moves between them: the one table that code, tests and docs/states.md share (SCENARIOS.md)."""

from collections.abc import Mapping
from enum import StrEnum
from typing import TypeVar

from chalicelib.domain.codes import Code
from chalicelib.domain.refusal import Refused


class ApplicationStatus(StrEnum):
    DRAFT = "draft"
    SUBMITTED = "submitted"
    REVISION_REQUESTED = "revision_requested"
    UNDER_REVIEW = "under_review"
    QUEUED = "queued"
    AWARDED = "awarded"
    DENIED = "denied"
    WITHDRAWN = "withdrawn"
    CLOSED = "closed"


class AwardStatus(StrEnum):
    PENDING_APPROVAL = "pending_approval"
    OFFERED = "offered"
    ACTIVE = "active"
    COMPLETED = "completed"
    DECLINED = "declined"
    EXPIRED = "expired"
    FORFEITED = "forfeited"
    REVOKED = "revoked"


class ItemStatus(StrEnum):
    RESERVED = "reserved"
    COMMITTED = "committed"
    CLAIMED = "claimed"
    APPROVED = "approved"
    PAID = "paid"
    RELEASED = "released"


class BatchStatus(StrEnum):
    PREPARED = "prepared"
    APPROVED = "approved"
    SETTLED = "settled"


class RoundStatus(StrEnum):
    DRAFT = "draft"
    OPEN = "open"
    SUSPENDED = "suspended"
    CLOSED = "closed"
    CLOSED_OUT = "closed_out"


class ProposalStatus(StrEnum):
    PROPOSED = "proposed"
    APPROVED = "approved"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"


class DeliveryState(StrEnum):
    """What became of a notice on its way to its person."""

    PENDING = "pending"
    SENDING = "sending"
    SENT = "sent"
    UNSURE = "unsure"
    FAILED = "failed"
    BOUNCED = "bounced"
    COMPLAINED = "complained"
    LETTER = "letter"
    MAILED = "mailed"
    TOLD = "told"


A, W, I, B = ApplicationStatus, AwardStatus, ItemStatus, BatchStatus  # noqa: E741 - the tables below are read as tables

APPLICATION_MOVES: Mapping[ApplicationStatus, frozenset[ApplicationStatus]] = {
    A.DRAFT: frozenset({A.SUBMITTED, A.WITHDRAWN}),
    A.SUBMITTED: frozenset({A.REVISION_REQUESTED, A.UNDER_REVIEW, A.QUEUED, A.WITHDRAWN}),
    A.REVISION_REQUESTED: frozenset({A.SUBMITTED, A.WITHDRAWN, A.CLOSED}),
    A.UNDER_REVIEW: frozenset({A.QUEUED, A.REVISION_REQUESTED, A.DENIED, A.WITHDRAWN}),
    A.QUEUED: frozenset({A.AWARDED, A.UNDER_REVIEW, A.DENIED, A.WITHDRAWN, A.CLOSED}),
    A.AWARDED: frozenset({A.WITHDRAWN, A.CLOSED}),
    A.DENIED: frozenset({A.UNDER_REVIEW, A.QUEUED}),  # set aside on appeal (domain/appealing.py), nothing else
    A.WITHDRAWN: frozenset(),
    # A lapsed offer that is asked for again (domain/asking_again.py), or set aside on appeal.
    A.CLOSED: frozenset({A.QUEUED, A.UNDER_REVIEW}),
}

AWARD_MOVES: Mapping[AwardStatus, frozenset[AwardStatus]] = {
    W.PENDING_APPROVAL: frozenset({W.OFFERED, W.ACTIVE, W.DECLINED, W.REVOKED}),
    W.OFFERED: frozenset({W.ACTIVE, W.DECLINED, W.EXPIRED, W.REVOKED}),
    W.ACTIVE: frozenset({W.COMPLETED, W.DECLINED, W.EXPIRED, W.FORFEITED, W.REVOKED}),
    W.COMPLETED: frozenset({W.ACTIVE}),  # a payment came back after its settlement
    W.DECLINED: frozenset(),
    W.EXPIRED: frozenset(),
    W.FORFEITED: frozenset(),
    W.REVOKED: frozenset(),
}

ITEM_MOVES: Mapping[ItemStatus, frozenset[ItemStatus]] = {
    I.RESERVED: frozenset({I.COMMITTED, I.RELEASED}),
    I.COMMITTED: frozenset({I.CLAIMED, I.PAID, I.RELEASED}),
    I.CLAIMED: frozenset({I.APPROVED}),
    I.APPROVED: frozenset({I.PAID, I.CLAIMED}),
    I.PAID: frozenset({I.CLAIMED}),
    I.RELEASED: frozenset(),
}

BATCH_MOVES: Mapping[BatchStatus, frozenset[BatchStatus]] = {
    B.PREPARED: frozenset({B.APPROVED}),
    B.APPROVED: frozenset({B.SETTLED}),
    B.SETTLED: frozenset(),
}

ROUND_MOVES: Mapping[RoundStatus, frozenset[RoundStatus]] = {
    RoundStatus.DRAFT: frozenset({RoundStatus.OPEN, RoundStatus.CLOSED}),
    RoundStatus.OPEN: frozenset({RoundStatus.SUSPENDED, RoundStatus.CLOSED}),
    RoundStatus.SUSPENDED: frozenset({RoundStatus.OPEN, RoundStatus.CLOSED}),
    RoundStatus.CLOSED: frozenset({RoundStatus.CLOSED_OUT}),
    RoundStatus.CLOSED_OUT: frozenset(),
}

P = ProposalStatus
PROPOSAL_MOVES: Mapping[ProposalStatus, frozenset[ProposalStatus]] = {
    P.PROPOSED: frozenset({P.APPROVED, P.REJECTED, P.WITHDRAWN, P.LAPSED}),
    P.APPROVED: frozenset(),
    P.REJECTED: frozenset(),
    P.WITHDRAWN: frozenset(),
    P.LAPSED: frozenset(),
}

D = DeliveryState
DELIVERY_MOVES: Mapping[DeliveryState, frozenset[DeliveryState]] = {
    D.PENDING: frozenset({D.SENDING, D.LETTER}),
    D.SENDING: frozenset({D.PENDING, D.SENT, D.UNSURE, D.FAILED, D.BOUNCED, D.COMPLAINED}),
    D.SENT: frozenset({D.PENDING, D.LETTER, D.BOUNCED, D.COMPLAINED}),
    D.UNSURE: frozenset({D.PENDING, D.LETTER, D.TOLD, D.BOUNCED, D.COMPLAINED}),
    D.FAILED: frozenset({D.PENDING, D.LETTER, D.TOLD}),
    D.BOUNCED: frozenset({D.PENDING, D.LETTER, D.TOLD}),
    D.COMPLAINED: frozenset({D.PENDING, D.LETTER, D.TOLD}),
    D.LETTER: frozenset({D.PENDING, D.MAILED, D.TOLD}),
    D.MAILED: frozenset({D.PENDING, D.LETTER}),
    D.TOLD: frozenset({D.PENDING, D.LETTER}),
}

LIVE = frozenset(A) - {A.DENIED, A.WITHDRAWN, A.CLOSED}
"""An application that keeps its person from asking for the same benefit again (SCENARIOS.md, Defaults)."""

State = TypeVar("State", bound=StrEnum)


def move(table: Mapping[State, frozenset[State]], now_at: State, to: State) -> State:
    """The new state. Raises WRONG-STATE when the table has no such move."""
    if to not in table[now_at]:
        raise Refused(Code.WRONG_STATE)
    return to
