"""DHCS's letter comes in by a form that goes straight to S3; what is a letter is kept until a manager records it.

Where the file is says how far it is: under `incoming/` nobody has looked at it or the malware scan has not answered,
under `kept/` it can be recorded. The way of a file is that of people's documents (docs/decisions/0013-documents.md).
"""

import logging
from dataclasses import dataclass

from chalicelib.domain.actors import Actor, authorize
from chalicelib.domain.document import BEGINNING_BYTES, FileType, ScanResult, looked_at
from chalicelib.domain.permissions import Operation
from chalicelib.domain.reallocation import Proposal, Verdict, refuse_over, refuse_proposer
from chalicelib.domain.receipt import Receipt, Request
from chalicelib.domain.refusal import invalid
from chalicelib.gateways import clock
from chalicelib.gateways import documents as files
from chalicelib.gateways.documents import FileGone, Incoming, Place, UploadForm
from chalicelib.gateways.identifiers import new_id
from chalicelib.gateways.settings import setting
from chalicelib.services.deciding import requested
from chalicelib.services.receive_document import BUILT_IN
from chalicelib.services.record_letter import LETTER_BYTES, LetterGiven, record_letter
from chalicelib.store import proposals

log = logging.getLogger(__name__)

LETTER = "dhcs_letter"
"""In the place of a document's kind; the uploader and the proposal stand for person and application."""


@dataclass(frozen=True)
class LetterDesk:
    """What a manager has sent as DHCS's letter about a proposal, and the form to send one."""

    proposal: Proposal
    form: UploadForm
    file_id: str | None
    """Of the one that can be recorded."""
    is_checked: bool
    """False while the malware scan of another one goes on."""


def letter_desk(actor: Actor, proposal_id: str, then: str) -> LetterDesk:
    """After looking at whatever the actor sent since; the browser comes back to the address `then`.

    Raises NOT-FOUND, SAME-PERSON for the proposer, DEADLINE-PASSED, WRONG-STATE.
    """
    authorize(actor, Operation.RECORD_LETTER)
    proposal = proposals.load_proposal(proposal_id)
    refuse_proposer(actor, proposal)
    refuse_over(proposal, clock.now())
    for incoming in files.incoming_of(actor.id, proposal.id):
        receive_letter(incoming)
    kept = files.kept_of(actor.id, proposal.id)
    return LetterDesk(
        proposal=proposal,
        form=files.upload_form(Place(actor.id, proposal.id, LETTER, new_id(clock.now())), 2 * LETTER_BYTES, then),
        file_id=kept[-1].file_id if kept else None,
        is_checked=not files.incoming_of(actor.id, proposal.id),
    )


def receive_letter(incoming: Incoming, scanned: ScanResult | None = None) -> None:
    """Keep a file that is a letter, in place of one sent before, and delete what is none.

    `scanned`: what the scanner said of just this content; until it has, where there is one, the file stays.
    """
    if scanned is None and setting("MALWARE_SCAN") != BUILT_IN and incoming.bytes:
        return
    place = incoming.place
    try:
        if _is_letter(incoming, scanned):
            older = files.kept_of(place.person_id, place.application_id)
            files.keep(place, incoming.etag, FileType.PDF.value)
            _drop_kept([each for each in older if each != place])
    except FileGone:
        log.info("Letter gone before it was looked at", extra={"file": place.file_id})
    files.drop(place, files.INCOMING)


def _is_letter(incoming: Incoming, scanned: ScanResult | None) -> bool:
    if incoming.bytes > LETTER_BYTES or scanned in (ScanResult.VIRUS, ScanResult.UNCHECKED):
        return False
    if scanned is None and files.carries_eicar(incoming):
        return False
    return looked_at(incoming.bytes, files.beginning(incoming, BEGINNING_BYTES)) is FileType.PDF


def _drop_kept(places: list[Place]) -> None:
    for place in places:
        files.drop(place, files.KEPT)


def record_received(
    actor: Actor, proposal_id: str, file_id: str, verdict: Verdict, reference: str, reason: str, request: Request
) -> Receipt:
    """Record the letter that the actor sent, as `record_letter` does; also INVALID where it is not here any more."""
    authorize(actor, Operation.RECORD_LETTER)

    def once() -> Receipt:
        refuse_proposer(actor, proposals.load_proposal(proposal_id))
        sent = [each for each in files.kept_of(actor.id, proposal_id) if each.file_id == file_id]
        if not sent:
            raise invalid("pdf")
        try:
            given = LetterGiven(verdict, reference, reason, files.kept_bytes(sent[0]))
        except FileGone as error:
            raise invalid("pdf") from error
        return record_letter(actor, proposal_id, given, request)

    receipt = requested(once, request)
    _drop_kept(files.kept_of(actor.id, proposal_id))
    return receipt
