"""Reallocation: a signed proposal to move available seats and cents from one pool to another, decided by DHCS.

What it moves is held (reserved) from the moment it is made; whatever is reserved, committed or spent for somebody else
is out of its reach (SCENARIOS.md, How money moves; Seed A).
"""

from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import NewType

from pydantic import Field

from chalicelib.domain.actors import Actor, refuse_same_person
from chalicelib.domain.chain import ChainHead
from chalicelib.domain.codes import Code
from chalicelib.domain.folder import Place
from chalicelib.domain.forecast import PoolFigures
from chalicelib.domain.funds import NOTHING, Amounts, Entry
from chalicelib.domain.pacific import deadline_passed, pacific_date
from chalicelib.domain.part import Part
from chalicelib.domain.program import BenefitId, FundingSource, PoolId, Program
from chalicelib.domain.program_values import Text
from chalicelib.domain.refusal import Refused, invalid
from chalicelib.domain.states import PROPOSAL_MOVES, ProposalStatus, move

ProposalId = NewType("ProposalId", str)


class Verdict(StrEnum):
    APPROVE = "approve"
    REJECT = "reject"


class Terms(Part):
    """What is proposed. Seats may become others on the way: they count people, and people cost different amounts."""

    from_pool: PoolId
    to_pool: PoolId
    seats: int
    cents: int
    to_seats: int
    """How many seats the other pool gets for them; its cents are the same."""
    reason: str
    reopen: tuple[BenefitId, ...] = ()
    """Rounds that reopen when the money has moved."""
    leaves_queue: bool = False
    """The manager has seen that people who wait in `from_pool` will not all be served, and says so."""
    public_text: Text | None = None
    """What a round that reopens says to everybody; None says nothing."""

    @property
    def held(self) -> Amounts:
        return Amounts(seats=self.seats, cents=self.cents)

    @property
    def received(self) -> Amounts:
        return Amounts(seats=self.to_seats, cents=self.cents)


class PoolFacts(PoolFigures):
    """A pool as it was when the proposal was made, with the forecast of its use."""

    applications: int
    """Ever made to this pool."""


class Evidence(Part):
    """What the decision can be judged by, as it was at the moment of the proposal."""

    at: datetime
    from_pool: PoolFacts
    to_pool: PoolFacts


class Letter(Part):
    """DHCS's decision on paper, recorded by one manager; it decides nothing until another has confirmed it."""

    digest: str
    """SHA-256 of the file."""
    key: str
    """Of the file in the bucket."""
    reference: str
    verdict: Verdict
    reason: str
    recorded_by: str
    recorded_by_email: str | None
    recorded_at: datetime


class Outcome(Part):
    by: str
    at: datetime
    reason: str
    reference: str | None = None
    """Of the letter, where DHCS decided by one."""


class Proposal(Part):
    id: ProposalId
    terms: Terms
    evidence: Evidence
    status: ProposalStatus
    proposed_by: str
    proposed_by_email: str | None
    """Keyed digest, the same in every role of a person."""
    proposed_at: datetime
    lapses_on: date
    """The last Pacific day on which it can be decided or withdrawn."""
    letter: Letter | None = None
    outcome: Outcome | None = None
    rounds_done: tuple[BenefitId, ...] = ()
    """Rounds of `terms.reopen` that were reopened since, or found to be open or over."""
    queues_served: bool = False
    chain: ChainHead = Field(default_factory=ChainHead)

    @property
    def version(self) -> int:
        """Every change appends one audit event, so their number is the version."""
        return self.chain.seq

    def ended(self, status: ProposalStatus, outcome: Outcome) -> "Proposal":
        """Raises WRONG-STATE when it was decided, withdrawn or lapsed before."""
        return self.model_copy(update={"status": move(PROPOSAL_MOVES, self.status, status), "outcome": outcome})


STATUS_OF = {Verdict.APPROVE: ProposalStatus.APPROVED, Verdict.REJECT: ProposalStatus.REJECTED}


def refuse_bad_terms(terms: Terms, program: Program) -> None:
    """Raises NOT-FOUND for a pool or round that is not there, INVALID for what cannot be meant, each with its field."""
    known = program.pool_ids()
    for field, pool_id in (("from", terms.from_pool), ("to", terms.to_pool)):
        if pool_id not in known:
            raise Refused(Code.NOT_FOUND, field=field)
    if terms.from_pool == terms.to_pool:
        raise invalid("to")
    if program.source_of(terms.from_pool).id != program.source_of(terms.to_pool).id:
        raise invalid("to")
    _refuse_bad_amounts(terms, program)
    if not terms.reason.strip():
        raise invalid("reason")
    if len(set(terms.reopen)) < len(terms.reopen):
        raise invalid("reopen")
    if any(program.benefit(benefit) is None for benefit in terms.reopen):
        raise Refused(Code.NOT_FOUND, field="reopen")


def _refuse_bad_amounts(terms: Terms, program: Program) -> None:
    for field in ("seats", "cents", "to_seats"):
        if getattr(terms, field) < 0:
            raise invalid(field)
    if terms.held.is_zero:
        raise invalid("cents")
    without_seats = {pool.id for pool in program.money_only_pools}
    if terms.to_seats and terms.to_pool in without_seats:
        raise invalid("to_seats")


def refuse_silence(terms: Terms, source: PoolFacts) -> None:
    """Raises INVALID when people would stay unfunded in the queue, and the proposal does not say so."""
    left = source.balance.available - terms.held
    if source.waiting.seats and not source.waiting.fits_in(left) and not terms.leaves_queue:
        raise invalid("leaves_queue")


def last_day(now: datetime, days: int) -> date:
    """A proposal made today lapses when this day is over (policy `proposal_days`)."""
    return pacific_date(now) + timedelta(days=days)


def refuse_over(proposal: Proposal, now: datetime) -> None:
    """Raises DEADLINE-PASSED past its last day, whether or not the sweep has run; WRONG-STATE when it was decided."""
    waits_or_lapsed = proposal.status in (ProposalStatus.PROPOSED, ProposalStatus.LAPSED)
    if waits_or_lapsed and deadline_passed(proposal.lapses_on, now):
        raise Refused(Code.DEADLINE_PASSED)
    if proposal.status is not ProposalStatus.PROPOSED:
        raise Refused(Code.WRONG_STATE)


def refuse_proposer(actor: Actor, proposal: Proposal) -> None:
    """Raises SAME-PERSON: nobody decides on their own proposal, or says what the letter about it holds."""
    refuse_same_person(actor, proposal.proposed_by, proposal.proposed_by_email)


def recorders_of(proposal: Proposal) -> tuple[str | None, ...]:
    """Who may not confirm the letter, because they recorded it: as they signed, and the digest of their e-mail."""
    return (proposal.letter.recorded_by, proposal.letter.recorded_by_email) if proposal.letter else ()


def held_by(proposal: Proposal) -> Amounts:
    """What the proposal keeps reserved in the pool that it takes from."""
    return proposal.terms.held if proposal.status is ProposalStatus.PROPOSED else NOTHING


def hold_entries(terms: Terms) -> tuple[Entry, ...]:
    """Available → reserved."""
    return (_entry("available", -terms.held), _entry("reserved", terms.held))


def release_entries(terms: Terms) -> tuple[Entry, ...]:
    """Reserved → available: withdrawn, rejected or lapsed."""
    return (_entry("available", terms.held), _entry("reserved", -terms.held))


def giving_entries(terms: Terms, source: FundingSource) -> tuple[Entry, ...]:
    """Out of the pool that gives. Seats that become others are gone here and new there, on the source's account."""
    return (_entry("reserved", -terms.held), _entry(f"source:{source.id}", terms.held))


def receiving_entries(terms: Terms, source: FundingSource) -> tuple[Entry, ...]:
    """Into the pool that receives."""
    return (_entry("available", terms.received), _entry(f"source:{source.id}", -terms.received))


def _entry(account: str, amount: Amounts) -> Entry:
    return Entry(account=account, seats=amount.seats, cents=amount.cents)


def proposal_place(proposal: Proposal) -> Place:
    """Where the reallocation machine has to be: what is stored says what is left to do."""
    if proposal.status is ProposalStatus.PROPOSED:
        return Place.WAIT_FOR_DHCS_DECISION
    approved = proposal.status is ProposalStatus.APPROVED
    if approved and rounds_to_reopen(proposal):
        return Place.REOPEN_ROUNDS
    if not proposal.queues_served:
        return Place.ALLOCATE_QUEUES
    return Place.FUNDS_MOVED if approved else Place.FUNDS_RELEASED


def rounds_to_reopen(proposal: Proposal) -> tuple[BenefitId, ...]:
    return tuple(benefit for benefit in proposal.terms.reopen if benefit not in proposal.rounds_done)


def pools_to_serve(proposal: Proposal, program: Program) -> tuple[PoolId, ...]:
    """The pools that a decision left with more to give, and those whose round it reopened."""
    if proposal.status is not ProposalStatus.APPROVED:
        return (proposal.terms.from_pool,)
    reopened = [
        pool for benefit in proposal.rounds_done for pool in program.pool_ids() if pool.startswith(f"{benefit}/")
    ]
    return tuple(dict.fromkeys([proposal.terms.to_pool, *reopened]))
