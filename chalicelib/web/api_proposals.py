"""Moving money between pools, as the API has it: what goes in, what comes out, and the endpoints."""

import base64
from datetime import date, datetime
from typing import Annotated

from pydantic import Base64Bytes, BaseModel, Field, StringConstraints

from chalicelib.domain.permissions import Operation
from chalicelib.domain.program import BenefitId, PoolId
from chalicelib.domain.program_values import Text
from chalicelib.domain.reallocation import Evidence, Letter, Proposal, Terms, Verdict
from chalicelib.domain.receipt import Receipt
from chalicelib.domain.states import ProposalStatus
from chalicelib.services.confirm_letter import confirm_letter
from chalicelib.services.decide_reallocation import decide_reallocation
from chalicelib.services.propose_reallocation import propose_reallocation
from chalicelib.services.read_proposals import list_proposals, read_letter, read_proposal
from chalicelib.services.record_letter import LETTER_BYTES, LetterGiven, record_letter
from chalicelib.services.withdraw_proposal import withdraw_proposal
from chalicelib.web.api_models import Id, In, NothingIn
from chalicelib.web.call import BODY_LIMIT, Call
from chalicelib.web.endpoint import Endpoint

Amount = Annotated[int, Field(ge=0, le=10**15, strict=True)]
Id64 = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=64)]
LETTER_BODY_LIMIT = LETTER_BYTES * 4 // 3 + BODY_LIMIT


class ProposalIn(In):
    from_pool: Annotated[Id, Field(alias="from")]
    to_pool: Annotated[Id, Field(alias="to")]
    seats: Amount
    cents: Amount
    to_seats: Amount | None = None
    """As many as leave the other pool, unless given."""
    reason: Annotated[str, StringConstraints(strip_whitespace=True, max_length=500)]
    reopen: list[Id] = Field(default=[], max_length=50)
    leaves_queue: bool = False
    public_text: Text | None = None


class VerdictIn(In):
    decision: Verdict
    reason: Annotated[str, StringConstraints(strip_whitespace=True, max_length=500)]


class LetterIn(VerdictIn):
    reference: Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)]
    pdf: Base64Bytes


class ConfirmationIn(In):
    letter: Id64
    """SHA-256 of the letter that was read."""


class LetterOut(BaseModel):
    digest: str
    reference: str
    decision: Verdict
    reason: str
    recorded_by: str
    recorded_at: datetime
    pdf: str | None = None
    """Base64, where the letter itself was asked for."""


class ProposalOut(BaseModel):
    id: str
    status: ProposalStatus
    from_pool: str = Field(serialization_alias="from")
    to_pool: str = Field(serialization_alias="to")
    seats: int
    cents: int
    to_seats: int
    reason: str
    reopen: list[str]
    leaves_queue: bool
    proposed_by: str
    """Id of a staff account, as in every audit event; never a name."""
    proposed_at: datetime
    lapses_on: date
    evidence: Evidence
    letter: LetterOut | None
    decided_by: str | None
    decided_at: datetime | None
    decision_reason: str | None
    version: int


class ProposalsOut(BaseModel):
    proposals: list[ProposalOut]


def proposal_out(proposal: Proposal) -> ProposalOut:
    terms, outcome = proposal.terms, proposal.outcome
    return ProposalOut(
        id=proposal.id,
        status=proposal.status,
        from_pool=terms.from_pool,
        to_pool=terms.to_pool,
        seats=terms.seats,
        cents=terms.cents,
        to_seats=terms.to_seats,
        reason=terms.reason,
        reopen=list(terms.reopen),
        leaves_queue=terms.leaves_queue,
        proposed_by=proposal.proposed_by,
        proposed_at=proposal.proposed_at,
        lapses_on=proposal.lapses_on,
        evidence=proposal.evidence,
        letter=letter_out(proposal.letter) if proposal.letter else None,
        decided_by=outcome.by if outcome else None,
        decided_at=outcome.at if outcome else None,
        decision_reason=outcome.reason if outcome else None,
        version=proposal.version,
    )


def letter_out(letter: Letter, pdf: str | None = None) -> LetterOut:
    return LetterOut(
        digest=letter.digest,
        reference=letter.reference,
        decision=letter.verdict,
        reason=letter.reason,
        recorded_by=letter.recorded_by,
        recorded_at=letter.recorded_at,
        pdf=pdf,
    )


def _propose(call: Call) -> BaseModel:
    given = call.body(ProposalIn)
    terms = Terms(
        from_pool=PoolId(given.from_pool),
        to_pool=PoolId(given.to_pool),
        seats=given.seats,
        cents=given.cents,
        to_seats=given.seats if given.to_seats is None else given.to_seats,
        reason=given.reason,
        reopen=tuple(BenefitId(benefit) for benefit in given.reopen),
        leaves_queue=given.leaves_queue,
        public_text=given.public_text,
    )
    return propose_reallocation(call.known_actor, terms, call.request)


def _proposals(call: Call) -> BaseModel:
    return ProposalsOut(proposals=[proposal_out(proposal) for proposal in list_proposals(call.known_actor)])


def _proposal(call: Call) -> BaseModel:
    return proposal_out(read_proposal(call.known_actor, call.params["proposal_id"]))


def _withdraw_proposal(call: Call) -> BaseModel:
    call.body(NothingIn)
    return withdraw_proposal(call.known_actor, call.params["proposal_id"], call.request)


def _decide_proposal(call: Call) -> BaseModel:
    given = call.body(VerdictIn)
    proposal_id = call.params["proposal_id"]
    return decide_reallocation(call.known_actor, proposal_id, given.decision, given.reason, call.request)


def _record_letter(call: Call) -> BaseModel:
    given = call.body(LetterIn)
    letter = LetterGiven(given.decision, given.reference, given.reason, given.pdf)
    return record_letter(call.known_actor, call.params["proposal_id"], letter, call.request)


def _letter(call: Call) -> BaseModel:
    letter, pdf = read_letter(call.known_actor, call.params["proposal_id"])
    return letter_out(letter, base64.b64encode(pdf).decode())


def _confirm_letter(call: Call) -> BaseModel:
    given = call.body(ConfirmationIn)
    return confirm_letter(call.known_actor, call.params["proposal_id"], given.letter, call.request)


O = Operation  # noqa: E741 - the table below is read as a table
PROPOSALS, PROPOSAL = "/v1/proposals", "/v1/proposals/{proposal_id}"

PROPOSAL_ENDPOINTS: tuple[Endpoint, ...] = (
    Endpoint("POST", PROPOSALS, O.PROPOSE_REALLOCATION, "Propose to move money", _propose, Receipt, ProposalIn, 201),
    Endpoint("GET", PROPOSALS, O.READ_PROPOSALS, "The latest proposals", _proposals, ProposalsOut),
    Endpoint("GET", PROPOSAL, O.READ_PROPOSALS, "A proposal with its evidence", _proposal, ProposalOut),
    Endpoint(
        "POST", f"{PROPOSAL}/withdrawal", O.WITHDRAW_PROPOSAL, "Take it back", _withdraw_proposal, Receipt, NothingIn
    ),
    Endpoint(
        "POST",
        f"{PROPOSAL}/decision",
        O.DECIDE_REALLOCATION,
        "Approve or reject",
        _decide_proposal,
        Receipt,
        VerdictIn,
    ),
    Endpoint("GET", f"{PROPOSAL}/letter", O.READ_DHCS_LETTER, "DHCS's letter about it", _letter, LetterOut),
    Endpoint(
        "POST",
        f"{PROPOSAL}/letters",
        O.RECORD_LETTER,
        "Record DHCS's letter",
        _record_letter,
        Receipt,
        LetterIn,
        201,
        limit=LETTER_BODY_LIMIT,
    ),
    Endpoint(
        "POST",
        f"{PROPOSAL}/letters/confirmation",
        O.CONFIRM_LETTER,
        "Confirm what was recorded of the letter: that decides",
        _confirm_letter,
        Receipt,
        ConfirmationIn,
    ),
)
