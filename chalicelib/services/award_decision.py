"""The shape that every decision on an award shares."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from chalicelib.domain.actors import Actor
from chalicelib.domain.application import Application
from chalicelib.domain.award import Award, reminded_until
from chalicelib.domain.award_use import cancel_enrollment
from chalicelib.domain.codes import Code
from chalicelib.domain.folder import Claim, Folder
from chalicelib.domain.notice import NoticeKind
from chalicelib.domain.pacific import deadline_passed, pacific_date
from chalicelib.domain.program import PoolId
from chalicelib.domain.receipt import Receipt
from chalicelib.domain.refusal import Refused
from chalicelib.domain.states import ApplicationStatus, AwardStatus, ItemStatus
from chalicelib.gateways import clock
from chalicelib.store import people, programs, table
from chalicelib.store.commit import Decision

ENDED = frozenset({AwardStatus.DECLINED, AwardStatus.EXPIRED, AwardStatus.FORFEITED, AwardStatus.REVOKED})

ENDING_NOTICES = {AwardStatus.EXPIRED: NoticeKind.EXPIRED, AwardStatus.FORFEITED: NoticeKind.FORFEITED}
"""What a person is told whose award ran out."""


def award_of(folder: Folder) -> Award:
    """Raises NOT-FOUND when the folder has no award."""
    if folder.award is None:
        raise Refused(Code.NOT_FOUND, field="award")
    return folder.award


def pending_award_of(folder: Folder) -> Award:
    """The award that waits for an approver. Raises WRONG-STATE when none does."""
    if folder.award is None or folder.award.status is not AwardStatus.PENDING_APPROVAL:
        raise Refused(Code.WRONG_STATE)
    return folder.award


def award_decision(
    folder: Folder,
    award: Award,
    *,
    action: str,
    actor: Actor,
    application: Application | None = None,
    claim: Claim | None = None,
    reasons: tuple[Code, ...] = (),
    notice: NoticeKind | None = None,
    facts: Mapping[str, str] | None = None,
    detail: Mapping[str, str] | None = None,
    also: tuple[table.Write, ...] = (),
) -> Decision:
    """The folder with its award changed, and closed when that ended the award."""
    changed = closed_if_ended(folder, award, application or folder.application, reasons)
    after = folder.model_copy(update={"award": award, "application": changed})
    return Decision(
        before=folder,
        after=after.with_claim(claim) if claim else after,
        action=action,
        actor=actor,
        now=clock.now(),
        language=people.load_person(folder.application.person_id).contact.language,
        reasons=reasons,
        notices=((notice, facts or {}),) if notice else (),
        detail={**({"claim": claim.id} if claim else {}), **(detail or {})},
        also=also,
        receipt=Receipt(
            status=award.status.value,
            application_id=folder.application.id,
            award_id=award.id,
            claim_id=claim.id if claim else None,
        ),
    )


def closed_if_ended(
    folder: Folder, award: Award, application: Application, reasons: tuple[Code, ...] = ()
) -> Application:
    """An awarded application is closed when its award is declined, expires or is forfeited or revoked."""
    was = folder.award.status if folder.award else None
    if award.status in ENDED and was not in ENDED and application.status is ApplicationStatus.AWARDED:
        return application.to(ApplicationStatus.CLOSED, reasons=reasons)
    return application


def refuse_after_use_by(award: Award) -> None:
    """Raises DEADLINE-PASSED when the award's last valid day is over, whether or not the daily sweep has run."""
    if deadline_passed(award.use_by, clock.now()):
        raise Refused(Code.DEADLINE_PASSED)


def refuse_after_liquidation(pool_ids: Iterable[PoolId]) -> None:
    """Raises DEADLINE-PASSED when the source of one of the pools is past its last day for paying."""
    now = clock.now()
    program = programs.program_at(now)
    if any(deadline_passed(program.source_of(pool).liquidation_deadline, now) for pool in pool_ids):
        raise Refused(Code.DEADLINE_PASSED)


def refuse_unless_usable(award: Award, item_id: str) -> None:
    """As above, but what was begun in time may still be claimed after the last valid day."""
    item = award.item(item_id)
    begun = item.enrollment is not None and award.use_by is not None and item.enrollment.starts <= award.use_by
    if item.status in (ItemStatus.COMMITTED, ItemStatus.RELEASED) and not begun:
        refuse_after_use_by(award)


def without_booking(award: Award, item: str, now: datetime) -> Award:
    """The award with a booking undone, with its reminders as they are to be sent from now on."""
    cancelled = cancel_enrollment(award, item, past_use_by=deadline_passed(award.use_by, now))
    if award.unbegun:
        return cancelled
    # Until now nothing could be lost: a reminder whose day went by meanwhile is not sent after all.
    return reminded_until(cancelled, pacific_date(now))
