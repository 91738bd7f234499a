"""A training is booked for an award at its contract price, or a booking is undone (DOMAIN.md 7.3 (7))."""

from datetime import date

from chalicelib.domain.actors import Actor, authorize, refuse_same_person
from chalicelib.domain.award import Enrollment
from chalicelib.domain.award_use import enroll
from chalicelib.domain.codes import Code
from chalicelib.domain.folder import Folder
from chalicelib.domain.notice import NoticeKind
from chalicelib.domain.permissions import Operation
from chalicelib.domain.program import Payee, Program
from chalicelib.domain.receipt import Receipt, Request
from chalicelib.domain.refusal import Refused, invalid
from chalicelib.domain.roles import Role
from chalicelib.gateways import clock
from chalicelib.services.award_decision import (
    ENDING_NOTICES,
    award_decision,
    award_of,
    refuse_after_use_by,
    without_booking,
)
from chalicelib.services.deciding import decide
from chalicelib.services.own import load_own_award
from chalicelib.services.require_documents import refuse_without_documents
from chalicelib.store import programs
from chalicelib.store.commit import Decision


def enroll_item(actor: Actor, award_id: str, item: str, cents: int, starts: date, request: Request) -> Receipt:
    """Book it. What the price is below the committed amount goes back to the pool; above, it is taken from there.

    Raises PRICE-OVER-CAP, TRAINING-BEFORE-AWARD, PROVIDER-NOT-APPROVED, PROVIDER-NO-CONTRACT, INSUFFICIENT-FUNDS,
    DEADLINE-PASSED, WRONG-STATE, DOCUMENTS-MISSING, INVALID with the field.
    """
    authorize(actor, Operation.ENROLL)
    return decide(lambda: _enrollment(actor, award_id, item, cents, starts), request)


def _enrollment(actor: Actor, award_id: str, item: str, cents: int, starts: date) -> Decision:
    folder = load_own_award(actor, award_id)
    award = award_of(folder)
    program = programs.program_at(clock.now())
    award.item(item)
    refuse_unless_training(program, item)
    refuse_own_case(actor, folder)
    refuse_after_use_by(award)
    applied = folder.application
    refuse_without_documents(applied.person_id, applied.id, applied.benefit, applied.answers, program)
    provider = contracted_provider(actor, program, starts) if Role.PROVIDER in actor.roles else None
    enrolled = enroll(award, item, Enrollment(provider=provider, cents=cents, starts=starts))
    return award_decision(
        folder,
        enrolled,
        action="enroll",
        actor=actor,
        notice=NoticeKind.ENROLLED,
        facts={"item": item, "starts": starts.isoformat()},
    )


def refuse_unless_training(program: Program, item: str) -> None:
    """Raises INVALID for an item that no provider is paid for."""
    if program.item(item).payee is not Payee.PROVIDER:
        raise invalid("item")


def contracted_provider(actor: Actor, program: Program, on: date) -> str:
    """The actor's provider. Raises PROVIDER-NOT-APPROVED or PROVIDER-NO-CONTRACT unless under contract on the day."""
    provider = program.provider(actor.organization or "")
    if provider is None:
        raise Refused(Code.PROVIDER_NOT_APPROVED)
    if on < provider.contract_from or (provider.contract_to is not None and on > provider.contract_to):
        raise Refused(Code.PROVIDER_NO_CONTRACT, field="starts")
    return provider.id


def cancel_item_enrollment(actor: Actor, award_id: str, item: str, request: Request) -> Receipt:
    """Undo a booking that nothing was claimed for. Raises NOT-ALLOWED for another provider's, WRONG-STATE."""
    authorize(actor, Operation.CANCEL_ENROLLMENT)
    return decide(lambda: _cancellation(actor, award_id, item), request)


def _cancellation(actor: Actor, award_id: str, item: str) -> Decision:
    folder = load_own_award(actor, award_id)
    award = award_of(folder)
    refuse_other_provider(actor, award.item(item).enrollment)
    refuse_own_case(actor, folder)
    cancelled = without_booking(award, item, clock.now())
    notice = ENDING_NOTICES.get(cancelled.status) if cancelled.status is not award.status else None
    facts = {"use_by": str(award.use_by)}
    return award_decision(folder, cancelled, action="cancel_enrollment", actor=actor, notice=notice, facts=facts)


def refuse_own_case(actor: Actor, folder: Folder) -> None:
    """Raises SAME-PERSON for a provider's staff member whose own award this is."""
    if Role.PROVIDER in actor.roles:
        refuse_same_person(actor, folder.application.person_id, folder.application.applicant_email_digest)


def refuse_other_provider(actor: Actor, enrollment: Enrollment | None) -> None:
    """Raises NOT-ALLOWED when the booking is another provider's."""
    if enrollment and enrollment.provider and enrollment.provider != actor.organization:
        raise Refused(Code.NOT_ALLOWED)
