"""An award approver promises what the allocator reserved. The reviewer of an application never approves its award."""

from chalicelib.domain.actors import Actor, authorize, refuse_same_person
from chalicelib.domain.award import approve
from chalicelib.domain.folder import Folder
from chalicelib.domain.notice import NoticeKind
from chalicelib.domain.pacific import pacific_date
from chalicelib.domain.permissions import Operation
from chalicelib.domain.program import BenefitKind
from chalicelib.domain.receipt import Receipt, Request
from chalicelib.domain.states import ApplicationStatus
from chalicelib.gateways import clock
from chalicelib.services.award_decision import award_decision, pending_award_of
from chalicelib.services.deciding import decide
from chalicelib.services.may_decide import refuse_excluded
from chalicelib.services.staleness import refuse_stale
from chalicelib.store import folders, programs
from chalicelib.store.commit import Decision


def approve_award(actor: Actor, application_id: str, request: Request, version: int | None = None) -> Receipt:
    """Offer a scholarship to its person; a fee waiver is in force at once. The use-by date runs from today.

    Raises WRONG-STATE, SAME-PERSON, TAKEN-UP, STALE.
    """
    authorize(actor, Operation.APPROVE_AWARD)
    return decide(lambda: approval(actor, application_id, version), request)


def approval(actor: Actor, application_id: str, version: int | None) -> Decision:
    """The decision, not carried out: whoever only wants to know whether it could be made asks for it alone."""
    folder = folders.load_folder(application_id)
    refuse_decider_of(folder, actor)
    pending = pending_award_of(folder)
    given_back = refuse_excluded(folder.application.id, folder.application.person_id, actor)
    now = clock.now()
    is_scholarship = folder.application.kind is BenefitKind.SCHOLARSHIP
    award = approve(
        pending,
        actor.signed,
        pacific_date(now),
        programs.program_at(now),
        needs_acceptance=is_scholarship,
    )
    refuse_stale(folder, version)
    return award_decision(
        folder,
        award,
        action="approve_award",
        actor=actor,
        application=folder.application.to(ApplicationStatus.AWARDED),
        notice=NoticeKind.AWARD_OFFER if is_scholarship else None,
        facts={"by": str(award.accept_by), "use_by": str(award.use_by)},
        also=given_back,
    )


def refuse_decider_of(folder: Folder, actor: Actor) -> None:
    """Raises SAME-PERSON for whoever reviewed the application or was overruled on it, and for the applicant."""
    application = folder.application
    refuse_same_person(
        actor,
        *(*application.reviewers, *application.set_aside),
        *(application.person_id, application.applicant_email_digest),
    )
