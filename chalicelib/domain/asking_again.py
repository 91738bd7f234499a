"""A lapsed offer may be asked for again once, for some days, keeping the place in line (issue 3)."""

from datetime import date, timedelta

from chalicelib.domain.award import Award
from chalicelib.domain.codes import Code
from chalicelib.domain.folder import Folder
from chalicelib.domain.refusal import Refused
from chalicelib.domain.states import ApplicationStatus, AwardStatus


def lapsed_offer(folder: Folder) -> Award | None:
    """The award of an application that was closed because the offer was not accepted in time."""
    application, award = folder.application, folder.award
    if application.status is not ApplicationStatus.CLOSED or award is None or award.status is not AwardStatus.EXPIRED:
        return None
    # An accepted award that ran out is expired too; only what closed the application tells the two apart.
    return award if application.closed_by == "expire_offer" else None


def ask_again_until(folder: Folder, days: int) -> date | None:
    """The last Pacific day to ask for the lapsed offer again: so many days after its own last day. None: never."""
    award = lapsed_offer(folder)
    if award is None or award.answer_by is None or folder.application.lapsed_award_id is not None:
        return None
    return award.answer_by + timedelta(days=days)


def asked_again(folder: Folder, days: int, today: date) -> Folder:
    """The application back in its queue, with the tier and the time of its first submission.

    Its lapsed award is no part of it any more; the number stays in `lapsed_award_id`. Raises WRONG-STATE where there is
    no lapsed offer or it was asked for again before, DEADLINE-PASSED.
    """
    award, until = lapsed_offer(folder), ask_again_until(folder, days)
    if award is None or until is None:
        raise Refused(Code.WRONG_STATE)
    if today > until:
        raise Refused(Code.DEADLINE_PASSED)
    application = folder.application.to(ApplicationStatus.QUEUED, reasons=(), award_id=None, lapsed_award_id=award.id)
    return folder.model_copy(update={"application": application, "award": None})
