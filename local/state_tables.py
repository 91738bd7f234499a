"""`python -m local.state_tables > docs/states.md`: the tables of moves as a page with diagrams."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from chalicelib.domain.states import (
    APPLICATION_MOVES,
    AWARD_MOVES,
    BATCH_MOVES,
    DELIVERY_MOVES,
    ITEM_MOVES,
    PROPOSAL_MOVES,
    ROUND_MOVES,
    ApplicationStatus,
    AwardStatus,
    BatchStatus,
    DeliveryState,
    ItemStatus,
    ProposalStatus,
    RoundStatus,
)

A, W, I, B = ApplicationStatus, AwardStatus, ItemStatus, BatchStatus  # noqa: E741 - as in domain/states.py

_HEAD = """# States

Every state that something can be in, and every move between them. A move that is not listed here is refused with
`WRONG-STATE`. This page is printed from the tables in `chalicelib/domain/states.py`; a test fails when the two differ:

    .venv/bin/python -m local.state_tables > docs/states.md

A round's state follows from its dates and from the events that changed it (`chalicelib/domain/rounds.py`)."""


@dataclass(frozen=True)
class Table:
    title: str
    begins: tuple[StrEnum, ...]
    """The states in which such a thing comes into being."""
    moves: Mapping[Any, frozenset[Any]]
    meaning: Mapping[Any, str]


TABLES = (
    Table(
        "Application",
        (A.SUBMITTED,),
        APPLICATION_MOVES,
        {
            A.DRAFT: "Begun and not sent. Kept for the form; nothing is stored in this state yet.",
            A.SUBMITTED: "Sent, by a first submission or an answered revision; the rules come next.",
            A.REVISION_REQUESTED: "The person has something to mend, by a date.",
            A.UNDER_REVIEW: "A reviewer decides what the rules could not.",
            A.QUEUED: "Eligible: waiting in its pool's queue or, once picked, for the approval of its award.",
            A.AWARDED: "Its award was approved.",
            A.DENIED: "A person said no, with reasons. An end, unless it is set aside on appeal.",
            A.WITHDRAWN: "The applicant took it back before accepting an offer.",
            A.CLOSED: "Not answered in time, or its award was declined, expired, was forfeited or revoked. An end, but "
            "for an offer that lapsed: asked for again, once and in time, it is back in the queue; or set aside on "
            "appeal.",
        },
    ),
    Table(
        "Award",
        (W.PENDING_APPROVAL,),
        AWARD_MOVES,
        {
            W.PENDING_APPROVAL: "Reserved by the allocator; an approver decides.",
            W.OFFERED: "Approved and open to be accepted, by a date. A fee waiver is never offered: it becomes active.",
            W.ACTIVE: "Accepted: an obligation of the program, to be used by a date.",
            W.COMPLETED: "Every item is paid or released, and at least one is paid. An end, unless a payment returns.",
            W.DECLINED: "The person said no, before or after accepting, or withdrew the application.",
            W.EXPIRED: "Not accepted in time, or past its last valid day.",
            W.FORFEITED: "Not used by the milestone of its round.",
            W.REVOKED: "Refused by the approver, or taken back later, for a reason.",
        },
    ),
    Table(
        "Item of an award",
        (I.RESERVED,),
        ITEM_MOVES,
        {
            I.RESERVED: "Held for an award that is not accepted yet.",
            I.COMMITTED: "Promised; a training may be booked, a fee may be credited.",
            I.CLAIMED: "Invoiced by the provider, or come back from the bank.",
            I.APPROVED: "The claim is to be paid, in the next batch or in one under way.",
            I.PAID: "Its batch was settled, or its fee credited. A payment that comes back later is claimed again.",
            I.RELEASED: "Given back to the pool.",
        },
    ),
    Table(
        "Payment batch",
        (B.PREPARED,),
        BATCH_MOVES,
        {
            B.PREPARED: "Approved claims put together by a preparer.",
            B.APPROVED: "Released by someone else, while the books balance.",
            B.SETTLED: "Every line is posted as paid or returned.",
        },
    ),
    Table(
        "Round",
        (RoundStatus.DRAFT, RoundStatus.OPEN),
        ROUND_MOVES,
        {
            RoundStatus.DRAFT: "Its first day has not come.",
            RoundStatus.OPEN: "Applications are taken and queues are served.",
            RoundStatus.SUSPENDED: "No applications, nothing newly awarded; what was promised goes on.",
            RoundStatus.CLOSED: "No applications any more; the queue is still served.",
            RoundStatus.CLOSED_OUT: "Over: whoever still waited was closed.",
        },
    ),
    Table(
        "Proposal",
        (ProposalStatus.PROPOSED,),
        PROPOSAL_MOVES,
        {
            ProposalStatus.PROPOSED: "Made by a manager; exactly what it takes is reserved until someone decides.",
            ProposalStatus.APPROVED: "DHCS said yes: the money is the other pool's.",
            ProposalStatus.REJECTED: "DHCS said no: the money is available again where it was.",
            ProposalStatus.WITHDRAWN: "Taken back by a manager before a decision.",
            ProposalStatus.LAPSED: "Nobody decided in time.",
        },
    ),
    Table(
        "Delivery of a notice",
        (DeliveryState.PENDING,),
        DELIVERY_MOVES,
        {
            DeliveryState.PENDING: "Written; to be sent by day.",
            DeliveryState.SENDING: "Claimed by one sender for a time.",
            DeliveryState.SENT: "The mail or text service took it.",
            DeliveryState.UNSURE: "The sender died or the reply was lost: staff decide.",
            DeliveryState.FAILED: "Surely not sent, and not tried again by itself: staff decide.",
            DeliveryState.BOUNCED: "It came back: staff decide. An offer's clock stands still.",
            DeliveryState.COMPLAINED: "It arrived, and its reader called it unwanted: staff decide.",
            DeliveryState.LETTER: "To be printed and mailed.",
            DeliveryState.MAILED: "Mailed as a letter.",
            DeliveryState.TOLD: "Told by phone or face to face.",
        },
    ),
)


def page() -> str:
    """The whole page, in Markdown."""
    return "\n\n".join([_HEAD, *(section for table in TABLES for section in _sections(table))]) + "\n"


def _sections(table: Table) -> Iterator[str]:
    yield f"## {table.title}"
    yield "\n".join(["```mermaid", "stateDiagram-v2", *_arrows(table), "```"])
    yield "\n".join(["| state | means | moves to |", "|---|---|---|", *_rows(table)])


def _arrows(table: Table) -> Iterator[str]:
    for state in table.begins:
        yield f"    [*] --> {state}"
    for state in table.moves:
        for target in _in_order(table, state):
            yield f"    {state} --> {target}"
        if not table.moves[state]:
            yield f"    {state} --> [*]"


def _rows(table: Table) -> Iterator[str]:
    for state in table.moves:
        targets = ", ".join(f"`{target}`" for target in _in_order(table, state))
        yield f"| `{state}` | {table.meaning[state]} | {targets or 'nothing: an end'} |"


def _in_order(table: Table, state: Any) -> list[Any]:
    return [target for target in table.moves if target in table.moves[state]]


if __name__ == "__main__":
    print(page(), end="")
