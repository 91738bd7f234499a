"""What became of a notice is stored, and with it what that means for the clock of the offer that it tells of."""

from dataclasses import replace
from datetime import date, timedelta

from chalicelib.domain.actors import SYSTEM
from chalicelib.domain.award import Award, hold_offer, resume_offer
from chalicelib.domain.notice import REACHED, UNREACHED, Delivery, Notice, NoticeKind
from chalicelib.domain.pacific import deadline_passed, pacific_date
from chalicelib.domain.states import AwardStatus
from chalicelib.gateways import clock
from chalicelib.services.award_decision import award_decision
from chalicelib.services.deciding import follow
from chalicelib.store import folders, notices, programs, table
from chalicelib.store.commit import Decision
from chalicelib.store.notices import Kept


def keep_delivery(kept: Kept, delivery: Delivery, also: tuple[table.Write, ...] = ()) -> bool:
    """Store it; a bounced offer's clock stops and a delivered one's starts again, in the same transaction.

    `also`: what is written with it. False, and nothing is changed, when the notice was changed since it was read.
    """
    changed = kept.notice.with_delivery(delivery)
    if not _concerns_a_clock(changed):
        return notices.claim(kept, changed, also) is not None
    done = False

    def attempt() -> Decision | None:
        nonlocal done
        done = notices.again(kept).version == kept.version
        return _with_clock(kept, changed, also) if done else None

    follow(attempt)
    return done


def _concerns_a_clock(notice: Notice) -> bool:
    """The first delivery starts no clock: the approval did."""
    state = notice.delivery.state
    later = state in REACHED and notice.delivery.attempt > 1
    return notice.kind is NoticeKind.AWARD_OFFER and (later or state in UNREACHED)


def _with_clock(kept: Kept, changed: Notice, also: tuple[table.Write, ...]) -> Decision | None:
    writes = (notices.change_write(kept, changed), *also)
    folder = folders.load_folder(changed.application_id)
    award = with_clock(folder.award, changed)
    if award is None or award == folder.award:
        table.transact(writes)
        return None
    decision = award_decision(
        folder, award, action="hold_offer" if award.is_held_offer else "resume_offer", actor=SYSTEM
    )
    return replace(decision, also=writes, detail={"notice": changed.id})


def with_clock(award: Award | None, notice: Notice) -> Award | None:
    """The award with its clock as this delivery of its offer leaves it. A lapsed offer stays lapsed."""
    if award is None or not _is_of(notice, award):
        return award
    state = notice.delivery.state
    if state in UNREACHED and not deadline_passed(award.accept_by, clock.now()):
        return hold_offer(award)
    if state in REACHED and award.is_held_offer:
        told = date.fromisoformat(notice.facts["by"])
        return _resumed(award, max(told, new_last_day()))
    return award


def _is_of(notice: Notice, award: Award) -> bool:
    """Whether the notice tells of this offer, which is open; one that lapsed and was asked for again is another."""
    is_offer = notice.kind is NoticeKind.AWARD_OFFER and award.status is AwardStatus.OFFERED
    return is_offer and pacific_date(notice.created_at) == award.approved_on


def _resumed(award: Award, by: date) -> Award:
    now = clock.now()
    return resume_offer(award, by, pacific_date(now), programs.program_at(now).policy)


def new_last_day() -> date:
    """The last day of an offer that reaches its person today: as many days as every offer has."""
    now = clock.now()
    return pacific_date(now) + timedelta(days=programs.program_at(now).policy.offer_days)


def with_new_day(notice: Notice) -> Notice:
    """An offer whose clock stands still, told with the day that it will have if it goes out today."""
    if notice.kind is not NoticeKind.AWARD_OFFER:
        return notice
    award = folders.load_folder(notice.application_id).award
    if award is None or not award.is_held_offer or not _is_of(notice, award):
        return notice
    by = _resumed(award, new_last_day()).accept_by
    return notice.model_copy(update={"facts": notice.facts | {"by": str(by)}})
