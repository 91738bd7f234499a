"""An award approver agrees that an award may be used longer. Whoever asked never decides."""

from chalicelib.domain.actors import Actor, authorize, refuse_same_person
from chalicelib.domain.folder import Folder
from chalicelib.domain.more_time import extended, open_request
from chalicelib.domain.notice import NoticeKind
from chalicelib.domain.pacific import pacific_date
from chalicelib.domain.permissions import Operation
from chalicelib.domain.receipt import Receipt, Request
from chalicelib.gateways import clock
from chalicelib.services.award_decision import award_decision, award_of
from chalicelib.services.deciding import decide
from chalicelib.services.may_decide import refuse_excluded
from chalicelib.services.staleness import refuse_stale
from chalicelib.store import folders, programs
from chalicelib.store.commit import Decision


def approve_extension(actor: Actor, award_id: str, request: Request, version: int | None = None) -> Receipt:
    """Move the award's last valid day to the one asked for, and tell its person.

    Raises SAME-PERSON for whoever asked and for the applicant, WRONG-STATE, DEADLINE-PASSED, STALE, INVALID with
    `until` when the source's period of performance has been cut meanwhile.
    """
    authorize(actor, Operation.DECIDE_EXTENSION)
    return decide(lambda: _approval(actor, award_id, version), request)


def _approval(actor: Actor, award_id: str, version: int | None) -> Decision:
    folder = folders.load_folder_of_award(award_id)
    award, now = award_of(folder), clock.now()
    refuse_requester(folder, actor)
    asked = open_request(award, pacific_date(now))
    longer = extended(award, pacific_date(now), programs.program_at(now))
    given_back = refuse_excluded(folder.application.id, folder.application.person_id, actor)
    refuse_stale(folder, version)
    return award_decision(
        folder,
        longer,
        action="extend_award",
        actor=actor,
        notice=NoticeKind.USE_BY_EXTENDED,
        facts={"use_by": str(longer.use_by)},
        detail={"from": str(award.use_by), "until": asked.until.isoformat(), "reason": asked.reason.value},
        also=given_back,
    )


def refuse_requester(folder: Folder, actor: Actor) -> None:
    """Raises SAME-PERSON for whoever asked for the time, and for the applicant."""
    extension = award_of(folder).extension
    asked_by = extension.requested_by if extension else ()
    refuse_same_person(actor, *asked_by, folder.application.person_id, folder.application.applicant_email_digest)
