"""A folder: one application with its award and claims, read and changed as a whole; and where it is in its workflow."""

from datetime import date, datetime, timedelta
from enum import StrEnum

from chalicelib.domain.application import Application, ApplicationId, AwardId
from chalicelib.domain.award import Award, ClaimId
from chalicelib.domain.codes import Code
from chalicelib.domain.part import Part
from chalicelib.domain.program import BenefitKind, ItemId, PoolId
from chalicelib.domain.states import ApplicationStatus, AwardStatus, ItemStatus


class Claim(Part):
    """A training provider's invoice for one item: the subject of one disbursement. Its status is its item's."""

    id: ClaimId
    application_id: ApplicationId
    award_id: AwardId
    pool: PoolId
    item: ItemId
    provider: str
    cents: int
    applicant_email_digest: str | None
    status: ItemStatus
    claimed_at: datetime
    certificate: str | None = None
    """The file of the certificate that goes with it, by its id; None where its provider only says that there is one."""
    approved_by: str | None = None
    paid_at: datetime | None = None
    return_code: str | None = None
    """Why the payment came back the last time, as the bank or the payments office says it."""

    @property
    def subject(self) -> str:
        """What it is called where it waits for staff: by award and item, from which it can be found."""
        return f"{self.award_id}.{self.item}"


class Folder(Part):
    application: Application
    award: Award | None = None
    claims: tuple[Claim, ...] = ()

    def claim(self, claim_id: str) -> Claim:
        return next(claim for claim in self.claims if claim.id == claim_id)

    def with_claim(self, changed: Claim) -> "Folder":
        others = tuple(claim for claim in self.claims if claim.id != changed.id)
        return self.model_copy(update={"claims": (*others, changed)})


class Place(StrEnum):
    """Where a machine has to be: a pure function of its subject, so that it can be restarted."""

    CHECK_ELIGIBILITY = "check_eligibility"
    WAIT_FOR_REVISION = "wait_for_revision"
    WAIT_FOR_REVIEWER = "wait_for_reviewer"
    WAIT_FOR_ALLOCATION = "wait_for_allocation"
    WAIT_FOR_AWARD_APPROVAL = "wait_for_award_approval"
    WAIT_FOR_ACCEPTANCE = "wait_for_acceptance"
    CREDIT_FEE = "credit_fee"
    DONE = "done"
    WITHDRAWN = "withdrawn"
    DENIED = "denied"
    EXPIRED = "expired"
    NO_RESPONSE = "no_response"
    CLOSED = "closed"
    SUPERSEDED = "superseded"
    """A later run of the same subject has taken over."""

    WAIT_FOR_PAYMENT_APPROVAL = "wait_for_payment_approval"
    WAIT_FOR_SETTLEMENT = "wait_for_settlement"
    SETTLED = "settled"

    WAIT_FOR_DHCS_DECISION = "wait_for_dhcs_decision"
    REOPEN_ROUNDS = "reopen_rounds"
    ALLOCATE_QUEUES = "allocate_queues"
    FUNDS_MOVED = "funds_moved"
    FUNDS_RELEASED = "funds_released"


WAITS = frozenset(place for place in Place if place.startswith("wait_for_"))
STEPS = frozenset({Place.CHECK_ELIGIBILITY, Place.CREDIT_FEE, Place.REOPEN_ROUNDS, Place.ALLOCATE_QUEUES})
ENDS = frozenset(Place) - WAITS - STEPS

_PLACE_OF_STATUS = {
    ApplicationStatus.SUBMITTED: Place.CHECK_ELIGIBILITY,
    ApplicationStatus.REVISION_REQUESTED: Place.WAIT_FOR_REVISION,
    ApplicationStatus.UNDER_REVIEW: Place.WAIT_FOR_REVIEWER,
    ApplicationStatus.DENIED: Place.DENIED,
    ApplicationStatus.WITHDRAWN: Place.WITHDRAWN,
}


def place_of(folder: Folder) -> Place:
    """The place of an application in its workflow."""
    status, award = folder.application.status, folder.award
    if status in _PLACE_OF_STATUS:
        return _PLACE_OF_STATUS[status]
    if status is ApplicationStatus.QUEUED:
        return Place.WAIT_FOR_ALLOCATION if award is None else Place.WAIT_FOR_AWARD_APPROVAL
    if status is ApplicationStatus.CLOSED:
        return _closed_place(folder)
    if award is not None and award.status is AwardStatus.OFFERED:
        return Place.WAIT_FOR_ACCEPTANCE
    if owes_fee_credit(folder):
        return Place.CREDIT_FEE
    return Place.DONE


def _closed_place(folder: Folder) -> Place:
    if folder.award is None and Code.NO_RESPONSE_TO_REVISION in folder.application.reasons:
        return Place.NO_RESPONSE
    if folder.award is not None and folder.award.status is AwardStatus.EXPIRED:
        return Place.EXPIRED
    return Place.CLOSED


def owes_fee_credit(folder: Folder) -> bool:
    """True for an approved fee waiver whose fee has not been credited yet."""
    return (
        folder.application.kind is BenefitKind.FEE_WAIVER
        and folder.award is not None
        and folder.award.status is AwardStatus.ACTIVE
        and any(item.status is ItemStatus.COMMITTED for item in folder.award.items)
    )


def claim_place(claim: Claim) -> Place:
    """The place of a claim in the disbursement workflow."""
    return {
        ItemStatus.CLAIMED: Place.WAIT_FOR_PAYMENT_APPROVAL,
        ItemStatus.APPROVED: Place.WAIT_FOR_SETTLEMENT,
    }.get(claim.status, Place.SETTLED)


def in_queue(folder: Folder | None) -> bool:
    return folder is not None and place_of(folder) is Place.WAIT_FOR_ALLOCATION


def next_deadline(folder: Folder) -> date | None:
    """The last Pacific day of whatever the daily sweep has to act on next."""
    application, award = folder.application, folder.award
    if application.status is ApplicationStatus.REVISION_REQUESTED:
        return application.revise_by
    if award is None:
        return None
    if award.status is AwardStatus.OFFERED:
        return award.answer_by
    if award.status is AwardStatus.ACTIVE and award.unbegun:
        return award.use_by
    return None


def next_reminder(folder: Folder) -> date | None:
    """The Pacific day of the next reminder: of an open offer, or of an active award that somebody could lose."""
    award = folder.award
    if award is None or not award.remind_on:
        return None
    concerned = award.status is AwardStatus.OFFERED or (award.status is AwardStatus.ACTIVE and award.unbegun)
    return award.remind_on[0] if concerned else None


def next_due(folder: Folder) -> date | None:
    """The Pacific day on which the daily sweep has to look at it: a reminder's, or the day after a deadline."""
    deadline, reminder = next_deadline(folder), next_reminder(folder)
    over = deadline + timedelta(days=1) if deadline else None
    return min((day for day in (over, reminder) if day), default=None)
