"""Where DHCS decides by letter: one manager uploads and records it, and another one confirms it."""

import hashlib
from dataclasses import dataclass

from chalicelib.domain.actors import Actor, authorize
from chalicelib.domain.permissions import Operation
from chalicelib.domain.reallocation import Letter, Verdict, refuse_over, refuse_proposer
from chalicelib.domain.receipt import Receipt, Request
from chalicelib.domain.refusal import invalid
from chalicelib.gateways import clock
from chalicelib.gateways.files import put_bytes
from chalicelib.services.deciding import requested
from chalicelib.store import proposals, requests, table

LETTER_BYTES = 4 * 1024 * 1024
"""As text in a request, a letter of this size still fits into the 6 MB that Lambda takes and gives."""
_PDF = b"%PDF-"


@dataclass(frozen=True)
class LetterGiven:
    """What the manager says of the letter, and the letter."""

    verdict: Verdict
    reference: str
    reason: str
    pdf: bytes


def record_letter(actor: Actor, proposal_id: str, given: LetterGiven, request: Request) -> Receipt:
    """Keep the letter with the proposal, in place of one recorded before; it decides nothing until it is confirmed.

    Raises NOT-FOUND, SAME-PERSON for the proposer, DEADLINE-PASSED, WRONG-STATE, INVALID with the field.
    """
    authorize(actor, Operation.RECORD_LETTER)
    if not given.pdf.startswith(_PDF) or len(given.pdf) > LETTER_BYTES:
        raise invalid("pdf")
    for field in ("reference", "reason"):
        if not getattr(given, field).strip():
            raise invalid(field)
    return requested(lambda: _recorded(actor, proposal_id, given, request), request)


def _recorded(actor: Actor, proposal_id: str, given: LetterGiven, request: Request) -> Receipt:
    proposal, now = proposals.load_proposal(proposal_id), clock.now()
    refuse_proposer(actor, proposal)
    refuse_over(proposal, now)
    digest = hashlib.sha256(given.pdf).hexdigest()
    letter = Letter(
        digest=digest,
        key=f"letters/{proposal.id}/{digest}.pdf",
        reference=given.reference,
        verdict=given.verdict,
        reason=given.reason,
        recorded_by=actor.signed,
        recorded_by_email=actor.email_digest,
        recorded_at=now,
    )
    # The file first: a record never points to a letter that is not there.
    put_bytes(letter.key, given.pdf, "application/pdf")
    after = proposal.model_copy(update={"letter": letter})
    detail = {"letter": digest, "reference": letter.reference, "verdict": letter.verdict.value}
    saved, writes = proposals.proposal_writes(proposal, after, "record_letter", actor, now, detail)
    receipt = Receipt(status=saved.status.value, proposal_id=saved.id)
    table.transact([requests.receipt_write(request, receipt, now), *writes])
    return receipt
