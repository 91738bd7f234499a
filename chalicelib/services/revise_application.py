"""A person answers a revision request; in time, the place in the queue is that of the first submission."""

from chalicelib.domain.actors import Actor, authorize
from chalicelib.domain.application import Answers, Application
from chalicelib.domain.codes import Code
from chalicelib.domain.folder import Folder
from chalicelib.domain.pacific import deadline_passed
from chalicelib.domain.permissions import Operation
from chalicelib.domain.person import Contact, Person
from chalicelib.domain.program import Program
from chalicelib.domain.receipt import Receipt, Request
from chalicelib.domain.refusal import Refused
from chalicelib.domain.rounds import deadline_on_hold
from chalicelib.domain.states import ApplicationStatus
from chalicelib.gateways import clock
from chalicelib.services.deciding import decide
from chalicelib.services.declare_funding import declaration_writes
from chalicelib.services.own import load_own_folder
from chalicelib.services.redeem_invitation import invitation_writes
from chalicelib.services.submit_application import answers_detail, checked_answers, with_record
from chalicelib.store import people, programs, rounds
from chalicelib.store.commit import Decision


def revise_application(
    actor: Actor,
    application_id: str,
    contact: Contact | None,
    answers: Answers,
    request: Request,
    invitation_code: str | None = None,
) -> Receipt:
    """Replace the answers and have the rules put to them again.

    Raises DEADLINE-PASSED, WRONG-STATE when nothing was asked, INVALID with the field.
    """
    authorize(actor, Operation.REVISE_APPLICATION)
    return decide(lambda: _revision(actor, application_id, contact, answers, request, invitation_code), request)


def _revision(
    actor: Actor,
    application_id: str,
    contact: Contact | None,
    answers: Answers,
    request: Request,
    invitation_code: str | None,
) -> Decision:
    folder = load_own_folder(actor, application_id)
    _refuse_unless_asked(folder.application)
    program = programs.program_at(clock.now())
    checked = checked_answers(answers, program)
    known = people.load_person(actor.id)
    person = with_record(known, contact, checked, request)
    benefit = program.benefit(folder.application.benefit)
    invited = invitation_writes(invitation_code, person, checked, folder.application.benefit, clock.now())
    before = folder.application.answers
    declared = declaration_writes(person.id, benefit, checked, program, before) if benefit else []
    application = _answered(folder.application, checked, program, person)
    return Decision(
        before=folder,
        after=Folder(application=application),
        action="revise",
        actor=actor,
        now=clock.now(),
        language=person.contact.language,
        detail=answers_detail(application),
        also=(*people.person_writes(person, known), *invited, *declared),
        receipt=Receipt(status=application.status.value, person_id=person.id, application_id=application.id),
    )


def _answered(application: Application, checked: Answers, program: Program, person: Person) -> Application:
    """The application as the revision leaves it; its first submission's time stays."""
    benefit = program.benefit(application.benefit)
    county = program.county(checked.county) if checked.county else None
    return application.to(
        ApplicationStatus.SUBMITTED,
        answers=checked,
        pool=program.pool_for(benefit, county) if benefit else application.pool,
        reasons=(),
        revise_by=None,
        # A nomination counts in the county of the nexus: in another one, the rules look again.
        tier=application.tier if checked.county == application.answers.county else 2,
        applicant_email_digest=person.email_digest,
        language=person.contact.language,
    )


def _refuse_unless_asked(application: Application) -> None:
    refuse_lapsed_revision(application)
    if application.status is not ApplicationStatus.REVISION_REQUESTED:
        raise Refused(Code.WRONG_STATE)


def refuse_lapsed_revision(application: Application) -> None:
    """Raises DEADLINE-PASSED for a request not answered in time, whether or not the daily sweep has closed it."""
    lapsed = Code.NO_RESPONSE_TO_REVISION in application.reasons
    passed = deadline_passed(application.revise_by, clock.now())
    if lapsed or (passed and not deadline_on_hold(application.revise_by, rounds.load_round(application.benefit))):
        raise Refused(Code.DEADLINE_PASSED)
