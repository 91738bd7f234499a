"""Those whom a reallocation leaves in their queue are told, once, that they still wait and keep their place."""

from datetime import datetime

from chalicelib.domain.folder import Folder
from chalicelib.domain.notice import Notice, NoticeKind
from chalicelib.store import people, proposals, waiting
from chalicelib.store.notices import tell_once


def tell_still_waiting(proposal_id: str) -> None:
    """Whoever waited when the money left and waits now; a second run tells nobody twice."""
    proposal = proposals.load_proposal(proposal_id)
    if proposal.outcome is None:
        return
    for folder in waiting.waiting_folders(proposal.terms.from_pool):
        if _waited(folder, proposal.outcome.at):
            _tell(folder, proposal.outcome.at, f"proposal-{proposal.id}")


def _waited(folder: Folder, moment: datetime) -> bool:
    step = folder.application.step_at(moment)
    return step is not None and step.waiting


def _tell(folder: Folder, at: datetime, event: str) -> None:
    application = folder.application
    notice = Notice(
        kind=NoticeKind.STILL_WAITING,
        person_id=application.person_id,
        application_id=application.id,
        language=people.load_person(application.person_id).contact.language,
        created_at=at,
    )
    tell_once(notice, event)
