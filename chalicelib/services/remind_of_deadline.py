"""Who has an offer to answer or an award to use is reminded, some days before the last day."""

from chalicelib.domain.actors import SYSTEM
from chalicelib.domain.award import Award, reminded_until
from chalicelib.domain.folder import next_deadline, next_reminder
from chalicelib.domain.notice import NoticeKind
from chalicelib.domain.pacific import deadline_passed, pacific_date
from chalicelib.domain.states import AwardStatus
from chalicelib.gateways import clock
from chalicelib.services.award_decision import award_decision, award_of
from chalicelib.services.deciding import follow
from chalicelib.store import folders
from chalicelib.store.commit import Decision


def remind_of_deadline(application_id: str) -> None:
    """One notice for all reminders that are due by now; a second call sends none."""
    follow(lambda: _reminder(application_id))


def _reminder(application_id: str) -> Decision | None:
    folder = folders.load_folder(application_id)
    now, day = clock.now(), next_reminder(folder)
    if day is None or day > pacific_date(now) or deadline_passed(next_deadline(folder), now):
        return None
    award = award_of(folder)
    offered = award.status is AwardStatus.OFFERED
    return award_decision(
        folder,
        reminded_until(award, pacific_date(now)),
        action="remind",
        actor=SYSTEM,
        notice=NoticeKind.OFFER_REMINDER if offered else NoticeKind.USE_BY_REMINDER,
        facts=_offer(award) if offered else _left(award),
    )


def _offer(award: Award) -> dict[str, str]:
    return {"by": str(award.accept_by), "cents": str(sum(item.cents for item in award.items))}


def _left(award: Award) -> dict[str, str]:
    """What would be lost, and when."""
    return {
        "use_by": str(award.use_by),
        "items": " ".join(item.item for item in award.unbegun),
        "cents": str(sum(item.cents for item in award.unbegun)),
    }
