"""Who may carry over: whoever still waited when a round was closed out, or when a reallocation left their queue."""

from datetime import datetime

from chalicelib.domain.application import Application, ApplicationId
from chalicelib.domain.folder import Folder, in_queue
from chalicelib.domain.program import Benefit, BenefitId, PoolId
from chalicelib.domain.states import ApplicationStatus

CLOSE_OUT = "close_out"


def was_closed_out(folder: Folder) -> bool:
    """True for an application that waited until its round was closed out."""
    return folder.application.closed_by == CLOSE_OUT


def was_left(folder: Folder, left_at: datetime | None) -> bool:
    """True for an application that waits, and already did when its queue was left without money."""
    if left_at is None or not in_queue(folder):
        return False
    steps = [step for step in folder.application.history if step.at <= left_at]
    return bool(steps) and steps[-1].waiting


def carried_over(
    earlier: Application,
    application_id: ApplicationId,
    benefit: Benefit,
    pool: PoolId | None,
    program_version: int,
    salt: str,
) -> Application:
    """A new application with the same answers, at the time of the first one; the rules are put to it anew.

    The group in the order stays for the same benefit: a nomination may be for that one alone.
    """
    return Application(
        id=application_id,
        person_id=earlier.person_id,
        benefit=BenefitId(benefit.id),
        kind=benefit.kind,
        pool=pool,
        answers=earlier.answers,
        status=ApplicationStatus.SUBMITTED,
        tier=earlier.tier if benefit.id == earlier.benefit else 2,
        submitted_at=earlier.submitted_at,
        program_version=program_version,
        applicant_email_digest=earlier.applicant_email_digest,
        salt=salt,
    )
