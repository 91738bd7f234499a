"""What may be appealed, until when, and what becomes of an application whose adverse decision is set aside."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from chalicelib.domain.appeal import Appeal, AppealOutcome
from chalicelib.domain.application import Application, ApplicationId, Step
from chalicelib.domain.award import Award, AwardItem, holding
from chalicelib.domain.codes import Code
from chalicelib.domain.folder import Folder
from chalicelib.domain.pacific import pacific_date
from chalicelib.domain.policy import Policy
from chalicelib.domain.refusal import Refused
from chalicelib.domain.states import ApplicationStatus, ItemStatus

_WAS_AT: Mapping[str, ApplicationStatus] = {
    "review_ineligible": ApplicationStatus.UNDER_REVIEW,
    # A reviewer looks at it, and can ask for the answers again.
    "close_unanswered": ApplicationStatus.UNDER_REVIEW,
    "refuse_award": ApplicationStatus.QUEUED,
    "revoke_award": ApplicationStatus.QUEUED,
    "end_at_use_by": ApplicationStatus.QUEUED,
    "cancel_enrollment": ApplicationStatus.QUEUED,
}
"""Decisions that a person may appeal, and where the application goes back to. Withdrawing, declining and letting an
offer lapse are the person's own; a lapsed offer can be asked for again (domain/asking_again.py)."""


def adverse_step(application: Application) -> Step | None:
    """The decision that ended the application, if it can be appealed."""
    ended = application.ended
    return ended if ended and ended.action in _WAS_AT else None


def appeal_until(application: Application, policy: Policy) -> date | None:
    """The last Pacific day to appeal; None where there is nothing to appeal, or it was appealed before."""
    step = adverse_step(application)
    if step is None or any(appeal.decided_at == step.at for appeal in application.appeals):
        return None
    return pacific_date(step.at) + timedelta(days=policy.appeal_days)


def appealed(folder: Folder, by: str, now: datetime, policy: Policy) -> Folder:
    """The folder with an open appeal. Raises WRONG-STATE, DEADLINE-PASSED."""
    application = folder.application
    step, until = adverse_step(application), appeal_until(application, policy)
    if step is None or until is None:
        raise Refused(Code.WRONG_STATE)
    if pacific_date(now) > until:
        raise Refused(Code.DEADLINE_PASSED)
    appeal = Appeal(
        against=step.action,
        decided_at=step.at,
        filed_at=now,
        filed_by=by,
        decide_by=pacific_date(now) + timedelta(days=policy.appeal_decision_days),
    )
    return _with(folder, application.model_copy(update={"appeals": (*application.appeals, appeal)}))


def open_appeal_of(folder: Folder) -> Appeal:
    """Raises WRONG-STATE when none waits."""
    appeal = folder.application.open_appeal
    if appeal is None:
        raise Refused(Code.WRONG_STATE)
    return appeal


def upheld(folder: Folder, now: datetime) -> Folder:
    """The appeal answered; nothing else changes."""
    return _with(folder, _answered(folder, AppealOutcome.UPHOLD, now))


def overturned(folder: Folder, now: datetime, deciders: tuple[str, ...]) -> Folder:
    """The decision set aside: back where the application was, with its tier and the time of its first submission.

    In a queue it has no award until it is picked anew; what others were given meanwhile stays theirs. Where something
    of the ended award is begun or paid, it stays closed with it, and what is left is asked for by `rest_of`.
    """
    answered = _answered(folder, AppealOutcome.OVERTURN, now, deciders)
    if keeps_award(folder):
        return _with(folder, answered)
    back = _WAS_AT[open_appeal_of(folder).against]
    reasons = answered.reasons if back is ApplicationStatus.UNDER_REVIEW else ()
    application = answered.to(back, reasons=reasons, award_id=None)
    return Folder(application=application)


def goes_to_queue(folder: Folder) -> bool:
    """True when overturning the open appeal puts somebody into a queue."""
    back = _WAS_AT[open_appeal_of(folder).against]
    return back is ApplicationStatus.QUEUED and (not keeps_award(folder) or bool(_released(folder.award)))


def keeps_award(folder: Folder) -> bool:
    """True while something of the ended award is begun or paid: those books stay as they are."""
    return not holding(folder.award).total.is_zero or bool(folder.claims)


def rest_of(folder: Folder, application_id: ApplicationId, salt: str) -> Folder | None:
    """What an ended award gave back, asked for again in a new application at the old place; None for nothing."""
    again = {item.item for item in _released(folder.award)}
    old = folder.application
    to_fund = tuple(item for item in old.to_fund if item.item in again)
    if not to_fund:
        return None
    rest = old.model_copy(
        update={
            "id": application_id,
            "salt": salt,
            "status": ApplicationStatus.QUEUED,
            "reasons": (),
            "to_fund": to_fund,
            "award_id": None,
            "lapsed_award_id": None,
            "appeals": (),
            "papers_since": None,
            "history": (),
            "chain": type(old.chain)(),
        }
    )
    return Folder(application=rest)


def _released(award: Award | None) -> tuple[AwardItem, ...]:
    return tuple(item for item in award.items if item.status is ItemStatus.RELEASED) if award else ()


def _answered(folder: Folder, outcome: AppealOutcome, now: datetime, deciders: tuple[str, ...] = ()) -> Application:
    appeal = open_appeal_of(folder)
    answered = appeal.model_copy(update={"outcome": outcome, "answered_at": now, "set_aside": deciders})
    others = tuple(each for each in folder.application.appeals if each is not appeal)
    return folder.application.model_copy(update={"appeals": (*others, answered)})


def _with(folder: Folder, application: Application) -> Folder:
    return folder.model_copy(update={"application": application})
