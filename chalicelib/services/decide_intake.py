"""A second person looks at what was typed from a paper or a call: they file it, send it back, or set it aside."""

from collections.abc import Callable
from dataclasses import replace

from chalicelib.domain.actors import Actor, authorize, refuse_same_person
from chalicelib.domain.application import ApplicationId
from chalicelib.domain.codes import Code
from chalicelib.domain.document import DocumentKind
from chalicelib.domain.filing import Medium
from chalicelib.domain.intake import Intake
from chalicelib.domain.permissions import Operation
from chalicelib.domain.person import PersonId, normalized_email
from chalicelib.domain.receipt import Receipt, Request
from chalicelib.domain.refusal import Refused, invalid
from chalicelib.gateways import clock, secret
from chalicelib.services.deciding import decide, requested
from chalicelib.services.may_decide import refuse_taken
from chalicelib.services.submit_application import Filing, submission
from chalicelib.store import code_letters, documents, intakes, requests, table
from chalicelib.store.code_letters import CodeLetter
from chalicelib.store.commit import Decision

_LONGEST_REASON = 500


def confirm_intake(actor: Actor, intake_id: str, seen: int, request: Request) -> Receipt:
    """File the application, at the time at which it came in; its person's access code goes on the list of letters.

    Raises SAME-PERSON for whoever typed any of it, and for the applicant; TAKEN-UP; STALE; WRONG-STATE;
    INVALID(reference) for paper with neither a scan nor a word where it is kept; and whatever keeps an application from
    being filed, such as ROUND-SUSPENDED at that time: then the record stays as it is.
    """
    authorize(actor, Operation.DECIDE_INTAKE)
    return decide(lambda: _confirmed(actor, intake_id, seen, request), request)


def _confirmed(actor: Actor, intake_id: str, seen: int, request: Request) -> Decision:
    intake, now = intakes.load_intake(intake_id), clock.now()
    intake.refuse_maker(actor)
    given = intake.given
    if given is None:
        raise Refused(Code.WRONG_STATE)
    given_back = refuse_taken(intake_id, actor)
    intake.refuse_stale(seen)
    if given.contact.email:
        refuse_same_person(actor, secret.digest("email", normalized_email(given.contact.email)))
    _refuse_without_paper(intake)
    filing = Filing(intake.benefit, given.contact, given.answers, given.invitation_code, intake=intake)
    filed = submission(actor, filing, request)
    application = filed.after.application
    after = intake.filed(actor, application.id, now)
    return replace(
        filed,
        detail={**filed.detail, "intake": intake.id, "entered_by": intake.makers[0]},
        also=(
            *filed.also,
            *intakes.intake_writes(intake, after, actor),
            code_letters.letter_write(_letter(application.person_id, application.id, request)),
            *given_back,
        ),
        receipt=filed.receipt.model_copy(update={"intake_id": intake.id}) if filed.receipt else None,
    )


def _refuse_without_paper(intake: Intake) -> None:
    """Raises INVALID(reference) for paper that was neither scanned nor said where it is: nothing to compare with."""
    if intake.arrival.medium is Medium.PHONE or intake.arrival.reference:
        return
    scan = documents.load_document(intake.person_id, ApplicationId(intake.id), DocumentKind.SCAN)
    if scan.kept is None:
        raise invalid("reference")


def _letter(person_id: PersonId, application_id: ApplicationId, request: Request) -> CodeLetter:
    return CodeLetter(person_id=person_id, application_id=application_id, code_key=request.key, made_at=clock.now())


def send_back_intake(actor: Actor, intake_id: str, reason: str, seen: int, request: Request) -> Receipt:
    """To be mended: a time or an answer is not as the paper says. Raises SAME-PERSON, TAKEN-UP, STALE, WRONG-STATE,
    INVALID without a reason."""
    authorize(actor, Operation.DECIDE_INTAKE)
    why = _reason(reason)
    return requested(
        lambda: _decided(actor, intake_id, seen, request, lambda one: one.sent_back(actor, why, clock.now())), request
    )


def set_aside_intake(actor: Actor, intake_id: str, reason: str, seen: int, request: Request) -> Receipt:
    """Not to be filed, such as a paper that came twice; everything typed stays in the record. Raises the same."""
    authorize(actor, Operation.DECIDE_INTAKE)
    why = _reason(reason)
    return requested(
        lambda: _decided(actor, intake_id, seen, request, lambda one: one.set_aside(actor, why, clock.now())), request
    )


def _reason(reason: str) -> str:
    if not reason.strip() or len(reason) > _LONGEST_REASON:
        raise invalid("reason")
    return reason.strip()


def _decided(actor: Actor, intake_id: str, seen: int, request: Request, decided: Callable[[Intake], Intake]) -> Receipt:
    before = intakes.load_intake(intake_id)
    after = decided(before)
    given_back = refuse_taken(intake_id, actor)
    before.refuse_stale(seen)
    receipt = Receipt(status=after.status.value, intake_id=after.id)
    kept = requests.receipt_write(request, receipt, clock.now())
    table.transact([kept, *intakes.intake_writes(before, after, actor), *given_back])
    return receipt
