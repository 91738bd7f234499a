"""Proposals to move money, for those who make, decide and audit them."""

from chalicelib.domain.actors import Actor, authorize
from chalicelib.domain.codes import Code
from chalicelib.domain.permissions import Operation
from chalicelib.domain.reallocation import Letter, Proposal
from chalicelib.domain.refusal import Refused
from chalicelib.gateways.files import get_bytes, link_to
from chalicelib.store import proposals

_PAGE = 50


def list_proposals(actor: Actor) -> list[Proposal]:
    """The latest, newest first."""
    authorize(actor, Operation.READ_PROPOSALS)
    return proposals.latest(_PAGE)


def read_proposal(actor: Actor, proposal_id: str) -> Proposal:
    """Raises NOT-FOUND."""
    authorize(actor, Operation.READ_PROPOSALS)
    return proposals.load_proposal(proposal_id)


def read_letter(actor: Actor, proposal_id: str) -> tuple[Letter, bytes]:
    """DHCS's letter as it was recorded, with its file. Raises NOT-FOUND."""
    letter = _letter(actor, proposal_id)
    return letter, get_bytes(letter.key)


def link_to_letter(actor: Actor, proposal_id: str) -> str:
    """An address that shows the letter for a minute. Raises NOT-FOUND."""
    return link_to(_letter(actor, proposal_id).key, "application/pdf", "letter.pdf")


def _letter(actor: Actor, proposal_id: str) -> Letter:
    authorize(actor, Operation.READ_DHCS_LETTER)
    letter = proposals.load_proposal(proposal_id).letter
    if letter is None:
        raise Refused(Code.NOT_FOUND, field="letter")
    return letter
