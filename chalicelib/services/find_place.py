"""Where a subject is in its workflow, as the database says: nothing else knows it."""

from chalicelib.domain.folder import Folder, Place, claim_place, place_of
from chalicelib.domain.reallocation import Proposal, proposal_place
from chalicelib.domain.subject import Subject
from chalicelib.store import folders, proposals


def place_in_workflow(subject: Subject) -> Place:
    """Raises NOT-FOUND."""
    return place_in(subject, load_subject(subject))


def load_subject(subject: Subject) -> Folder | Proposal:
    """The record that decides about the subject's place. Raises NOT-FOUND."""
    if subject.proposal_id is not None:
        return proposals.load_proposal(subject.proposal_id)
    return folders.load_folder(subject.application_id or "")


def place_in(subject: Subject, record: Folder | Proposal) -> Place:
    if isinstance(record, Proposal):
        return proposal_place(record)
    return claim_place(record.claim(subject.claim_id)) if subject.claim_id else place_of(record)
