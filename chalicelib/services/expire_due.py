"""What a passed deadline does: an unanswered revision, a lapsed offer, an award past its last valid day."""

from chalicelib.domain.actors import SYSTEM
from chalicelib.domain.award import Award, end, end_at_use_by
from chalicelib.domain.codes import Code
from chalicelib.domain.folder import Folder, next_deadline
from chalicelib.domain.notice import NoticeKind
from chalicelib.domain.pacific import deadline_passed
from chalicelib.domain.rounds import deadline_on_hold
from chalicelib.domain.states import ApplicationStatus, AwardStatus
from chalicelib.gateways import clock
from chalicelib.services.award_decision import ENDING_NOTICES, award_decision
from chalicelib.services.deciding import follow
from chalicelib.store import folders, people, rounds
from chalicelib.store.commit import Decision


def expire_due(application_id: str) -> None:
    """Act on the application's deadline if it has passed; a second call changes nothing."""
    follow(lambda: _expiry(application_id))


def _expiry(application_id: str) -> Decision | None:
    folder = folders.load_folder(application_id)
    if not deadline_passed(next_deadline(folder), clock.now()):
        return None
    if folder.application.status is ApplicationStatus.REVISION_REQUESTED:
        held = deadline_on_hold(folder.application.revise_by, rounds.load_round(folder.application.benefit))
        return None if held else _unanswered(folder)
    if folder.award is None:
        return None
    if folder.award.status is AwardStatus.OFFERED:
        ended = end(folder.award, AwardStatus.EXPIRED)
        return award_decision(folder, ended, action="expire_offer", actor=SYSTEM, notice=NoticeKind.OFFER_EXPIRED)
    return _past_use_by(folder, folder.award)


def _unanswered(folder: Folder) -> Decision:
    reasons = (Code.NO_RESPONSE_TO_REVISION,)
    application = folder.application.to(ApplicationStatus.CLOSED, reasons=reasons)
    return Decision(
        before=folder,
        after=folder.model_copy(update={"application": application}),
        action="close_unanswered",
        actor=SYSTEM,
        now=clock.now(),
        language=people.load_person(application.person_id).contact.language,
        reasons=reasons,
        notices=((NoticeKind.CLOSED, {}),),
    )


def _past_use_by(folder: Folder, award: Award) -> Decision:
    ended = end_at_use_by(award)
    return award_decision(
        folder,
        ended,
        action="end_at_use_by",
        actor=SYSTEM,
        notice=ENDING_NOTICES.get(ended.status),
        facts={"use_by": str(award.use_by)},
    )
