"""A reviewer decides what the rules could not: eligible after all, not eligible, or something to mend."""

from collections.abc import Mapping
from datetime import timedelta
from enum import StrEnum

from chalicelib.domain.actors import Actor, Operation, authorize, refuse_same_person
from chalicelib.domain.application import Application, days_to_revise
from chalicelib.domain.codes import Code, in_listing_order
from chalicelib.domain.notice import NoticeKind
from chalicelib.domain.pacific import pacific_date
from chalicelib.domain.receipt import Receipt, Request
from chalicelib.domain.refusal import Refused, invalid
from chalicelib.domain.states import ApplicationStatus
from chalicelib.gateways import clock
from chalicelib.services.check_eligibility import revision_notices
from chalicelib.services.deciding import decide
from chalicelib.services.staleness import refuse_stale
from chalicelib.store import folders, notes, people, programs
from chalicelib.store.commit import Decision


class Finding(StrEnum):
    ELIGIBLE = "eligible"
    INELIGIBLE = "ineligible"
    REVISE = "revise"


_STATUS: Mapping[Finding, ApplicationStatus] = {
    Finding.ELIGIBLE: ApplicationStatus.QUEUED,
    Finding.INELIGIBLE: ApplicationStatus.DENIED,
    Finding.REVISE: ApplicationStatus.REVISION_REQUESTED,
}


def review_application(
    actor: Actor,
    application_id: str,
    finding: Finding,
    reasons: tuple[Code, ...],
    note: str | None,
    request: Request,
    version: int | None = None,
) -> Receipt:
    """Record the finding. Reasons are required unless eligible; a note is required to override a rule.

    Raises WRONG-STATE unless a review is asked for, SAME-PERSON, STALE, INVALID with the field.
    """
    authorize(actor, Operation.REVIEW_APPLICATION)
    if finding is not Finding.ELIGIBLE and not reasons:
        raise invalid("reasons")
    return decide(lambda: _review(actor, application_id, finding, reasons, note, version), request)


def _review(
    actor: Actor,
    application_id: str,
    finding: Finding,
    reasons: tuple[Code, ...],
    note: str | None,
    version: int | None,
) -> Decision:
    folder = folders.load_folder(application_id)
    refuse_same_person(actor, folder.application.person_id, folder.application.applicant_email_digest)
    if folder.application.status is not ApplicationStatus.UNDER_REVIEW:
        raise Refused(Code.WRONG_STATE)
    refuse_stale(folder, version)
    if finding is Finding.ELIGIBLE:
        _refuse_unless_fundable(folder.application, note)
    after = folder.model_copy(update={"application": _reviewed(folder.application, actor, finding, reasons)})
    notices = {
        Finding.ELIGIBLE: (),
        Finding.INELIGIBLE: ((NoticeKind.DENIED, {"reasons": " ".join(in_listing_order(list(reasons)))}),),
        Finding.REVISE: revision_notices(after),
    }
    return Decision(
        before=folder,
        after=after,
        action=f"review_{finding.value}",
        actor=actor,
        now=clock.now(),
        language=people.load_person(folder.application.person_id).contact.language,
        reasons=folder.application.reasons if finding is Finding.ELIGIBLE else in_listing_order(list(reasons)),
        notices=notices[finding],
        also=(notes.note_write(after.application, actor, note, clock.now()),) if note else (),
        receipt=Receipt(status=after.application.status.value, application_id=application_id),
    )


def _refuse_unless_fundable(application: Application, note: str | None) -> None:
    if application.reasons and not note:
        raise invalid("note")
    if application.pool is None:
        raise Refused(Code.NO_COUNTY_NEXUS, field="county")
    if not application.to_fund:
        raise Refused(Code.ITEM_FUNDED_ELSEWHERE)


def _reviewed(application: Application, actor: Actor, finding: Finding, reasons: tuple[Code, ...]) -> Application:
    deadline = None
    if finding is Finding.REVISE:
        now = clock.now()
        days = days_to_revise(reasons, programs.program_at(now).policy)
        deadline = pacific_date(now) + timedelta(days=days)
    return application.to(
        _STATUS[finding],
        reasons=() if finding is Finding.ELIGIBLE else in_listing_order(list(reasons)),
        revise_by=deadline,
        reviewers=tuple(dict.fromkeys([*application.reviewers, *actor.identities])),
    )
