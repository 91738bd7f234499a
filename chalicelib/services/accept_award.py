"""A person accepts an offered scholarship: from now on it is an obligation of the program."""

from datetime import date

from chalicelib.domain.actors import Actor, authorize
from chalicelib.domain.award import Award, accept
from chalicelib.domain.codes import Code
from chalicelib.domain.notice import NoticeKind
from chalicelib.domain.pacific import days_before, deadline_passed, pacific_date
from chalicelib.domain.permissions import Operation
from chalicelib.domain.receipt import Receipt, Request
from chalicelib.domain.refusal import Refused
from chalicelib.domain.states import AwardStatus
from chalicelib.gateways import clock
from chalicelib.services.award_decision import award_decision, award_of
from chalicelib.services.deciding import decide
from chalicelib.services.own import load_own_award
from chalicelib.store import programs
from chalicelib.store.commit import Decision


def accept_award(actor: Actor, award_id: str, request: Request) -> Receipt:
    """Commit what was reserved. Raises DEADLINE-PASSED, WRONG-STATE when nothing is offered."""
    authorize(actor, Operation.ACCEPT_AWARD)
    return decide(lambda: _acceptance(actor, award_id), request)


def _acceptance(actor: Actor, award_id: str) -> Decision:
    folder = load_own_award(actor, award_id)
    offered = award_of(folder)
    refuse_lapsed_offer(offered)
    award = accept(offered, _reminders(offered))
    return award_decision(
        folder,
        award,
        action="accept_award",
        actor=actor,
        notice=NoticeKind.AWARD_ACTIVE,
        facts={"use_by": str(award.use_by)},
    )


def _reminders(offered: Award) -> tuple[date, ...]:
    now = clock.now()
    days = programs.program_at(now).policy.use_by_reminder_days
    return days_before(offered.use_by, days, pacific_date(now)) if offered.use_by else ()


def refuse_lapsed_offer(award: Award) -> None:
    """Raises DEADLINE-PASSED for an offer not taken in time, whether or not the daily sweep has run."""
    open_or_lapsed = award.status in (AwardStatus.OFFERED, AwardStatus.EXPIRED)
    if open_or_lapsed and deadline_passed(award.answer_by, clock.now()):
        raise Refused(Code.DEADLINE_PASSED)
