"""A person asks for a benefit."""

from collections.abc import Sequence
from dataclasses import dataclass

from chalicelib.domain.actors import Actor, authorize
from chalicelib.domain.application import Answers, Application, ApplicationId
from chalicelib.domain.chain import canonical
from chalicelib.domain.document import Document
from chalicelib.domain.draft import Draft
from chalicelib.domain.filing import Arrival
from chalicelib.domain.folder import Folder
from chalicelib.domain.intake import Intake
from chalicelib.domain.notice import NoticeKind
from chalicelib.domain.pacific import pacific_date
from chalicelib.domain.permissions import Operation
from chalicelib.domain.person import Contact, Person, PersonId, identifying_texts, normalized_email, typed_by_helper
from chalicelib.domain.program import Benefit, BenefitId, Program
from chalicelib.domain.receipt import Receipt, Request
from chalicelib.domain.refusal import invalid
from chalicelib.domain.roles import Role
from chalicelib.domain.rounds import refuse_unless_open
from chalicelib.domain.states import ApplicationStatus
from chalicelib.gateways import clock, secret
from chalicelib.gateways.identifiers import new_id, new_token
from chalicelib.services.deciding import decide
from chalicelib.services.declare_funding import declaration_writes
from chalicelib.services.discard_documents import look_on
from chalicelib.services.redeem_invitation import invitation_writes
from chalicelib.services.require_documents import refuse_unsent_documents
from chalicelib.services.round_then import refuse_unless_open_then
from chalicelib.store import documents, drafts, people, programs, rounds, table
from chalicelib.store.commit import Decision

_OLDEST_YEARS = 120


@dataclass(frozen=True)
class Submitted:
    receipt: Receipt
    access_code: str | None
    """Shown once, to a person whose first application this is, and again for the same request within a day."""


@dataclass(frozen=True)
class Filing:
    """What is filed: for which benefit, what the person says, and how it came to us."""

    benefit_id: str
    contact: Contact | None
    answers: Answers
    invitation_code: str | None = None
    draft: Draft | None = None
    """The form that it was written in, page by page; it becomes the application, with its id."""
    intake: Intake | None = None
    """On paper or by phone: staff file it for somebody, at the time at which it came, with the ids that it has."""

    @property
    def arrival(self) -> Arrival | None:
        return self.intake.arrival if self.intake else None

    @property
    def by_helper(self) -> bool:
        """Somebody else may have typed it."""
        return self.draft is not None and self.draft.help is not None

    @property
    def application_id(self) -> ApplicationId:
        """That of the form or the record which it was before; a new one for what comes at once."""
        before = self.draft or self.intake
        return ApplicationId(before.id) if before else ApplicationId(new_id(clock.now()))


def submit_application(
    actor: Actor | None,
    contact: Contact | None,
    benefit_id: str,
    answers: Answers,
    request: Request,
    invitation_code: str | None = None,
) -> Submitted:
    """File an application; a person without a record gets one, and with it an access code.

    Raises ROUND-CLOSED, DUPLICATE-APPLICATION, DOCUMENTS-MISSING, INVALID with the field.
    """
    if actor is not None:
        authorize(actor, Operation.SUBMIT_APPLICATION)
    elif contact is None:
        raise invalid("contact")
    filing = Filing(benefit_id, contact, answers, invitation_code)
    receipt = decide(lambda: submission(actor, filing, request), request)
    return Submitted(receipt, code_of(receipt, request))


def code_of(receipt: Receipt, request: Request) -> str | None:
    """The code, if this request made the person's record: then it can be derived again from the request's key."""
    code = secret.access_code(receipt.person_id or "", request.key)
    person = people.load_person(receipt.person_id or "")
    return code if person.code_digest == secret.code_digest(code) else None


def submission(actor: Actor | None, filing: Filing, request: Request) -> Decision:
    """The decision to file an application.

    `actor`: the person, nobody for a new one, or the staff member who files what came on paper or by phone; such an
    application always begins a record of its own, as nobody showed an access code.
    """
    now = clock.now()
    program = programs.program_at(now)
    benefit = program.benefit(filing.benefit_id)
    if benefit is None:
        raise invalid("benefit")
    _refuse_unless_open(program, benefit, filing.arrival)
    checked = checked_answers(filing.answers, program)
    known = people.load_person(actor.id) if actor and filing.arrival is None else None
    made = filing.intake.person_id if filing.intake else None
    person = with_record(known, filing.contact, checked, request, by_helper=filing.by_helper, made=made)
    application = _application(person, benefit, checked, program, filing)
    papers = list(documents.documents_of(person.id, application.id).values()) if filing.draft else []
    if any(each.unseen for each in papers):
        application = application.model_copy(update={"papers_since": now})
    refuse_unsent_documents(person.id, application.id, benefit.id, checked, program)
    invited = invitation_writes(filing.invitation_code, person, checked, benefit.id, now)
    declared = declaration_writes(person.id, benefit, checked, program, None)
    return Decision(
        before=None,
        after=Folder(application=application),
        action="file" if filing.arrival else "submit",
        actor=actor or Actor(id=person.id, roles=frozenset({Role.APPLICANT})),
        now=now,
        language=person.contact.language,
        notices=((NoticeKind.RECEIPT, _receipt_facts(application)),),
        detail=answers_detail(application) | _coming(application),
        also=(
            *people.person_writes(person, known),
            *invited,
            *declared,
            *_draft_writes(filing.draft, papers, Folder(application=application)),
        ),
        receipt=Receipt(status=application.status.value, person_id=person.id, application_id=application.id),
    )


def _draft_writes(draft: Draft | None, papers: Sequence[Document], folder: Folder) -> list[table.Write]:
    """The form is gone with its application; its papers go on."""
    return [drafts.removal_write(draft), *[_paper_write(each, folder) for each in papers]] if draft else []


def _paper_write(document: Document, folder: Folder) -> table.Write:
    """A document of the form goes on with its application; none comes or goes in between."""
    if not document.version:
        return documents.absence_check(document)
    return documents.document_write(document, document.model_copy(update={"look_on": look_on(None, folder)}))


def _refuse_unless_open(program: Program, benefit: Benefit, arrival: Arrival | None) -> None:
    """The round has to be open now; for what came on paper or by phone it had to be open then."""
    if arrival is None:
        refuse_unless_open(program.round(benefit.id), rounds.load_round(benefit.id), clock.now())
    else:
        refuse_unless_open_then(benefit.id, arrival.at)


def _application(person: Person, benefit: Benefit, answers: Answers, program: Program, filing: Filing) -> Application:
    now, draft = clock.now(), filing.draft
    return Application(
        id=filing.application_id,
        person_id=person.id,
        benefit=BenefitId(benefit.id),
        kind=benefit.kind,
        pool=program.pool_for(benefit, program.county(answers.county) if answers.county else None),
        answers=answers,
        status=ApplicationStatus.SUBMITTED,
        submitted_at=filing.arrival.at if filing.arrival else now,
        program_version=program.version,
        applicant_email_digest=person.email_digest,
        language=person.contact.language,
        help=draft.help if draft else None,
        arrival=filing.arrival,
        salt=new_token(),
    )


def _receipt_facts(application: Application) -> dict[str, str]:
    """What the receipt says besides: who helped, or on which day the paper or the call came in."""
    facts = {"benefit": str(application.benefit)}
    if application.help:
        facts["helper"] = application.help.helper.role.value
    if application.arrival:
        day = pacific_date(application.arrival.at).isoformat()
        facts |= {"medium": application.arrival.medium.value, "arrived": day}
    return facts


def _coming(application: Application) -> dict[str, str]:
    """For the audit event: how it came in. The organization is kept with the application alone."""
    helped, arrival = application.help, application.arrival
    detail: dict[str, str] = {}
    if helped:
        detail |= {"helper": helped.helper.role.value, "consent": helped.consent}
        detail |= {"consented_at": helped.consented_at.isoformat()}
    if arrival:
        detail |= {"medium": arrival.medium.value, "arrived_at": arrival.at.isoformat()}
    return detail


def answers_detail(application: Application) -> dict[str, str]:
    """What an audit event holds of the answers: their digest, and the version of the text that was agreed to."""
    attested = application.answers.attested
    return {"answers": answers_digest(application)} | ({"attested": attested} if attested else {})


def answers_digest(application: Application) -> str:
    """A salted digest: the audit chain can show that the answers were not changed without holding them."""
    answers = application.answers.model_dump(mode="json")
    return secret.digest(f"answers:{application.salt}", canonical(answers).decode())


def checked_answers(answers: Answers, program: Program) -> Answers:
    """The answers with the county as the program names it. Raises INVALID with the field."""
    items = {item.id for item in program.items}
    if answers.fee_due is not None and answers.fee_due.item not in items:
        raise invalid("fee_due.item")
    funders = {funder.id for funder in program.funders} | {"other"}
    if not set(answers.paid_elsewhere) <= items or not {each.funder for each in answers.other_funding} <= funders:
        raise invalid("other_funding")
    if answers.county is None:
        return answers
    county = program.county(answers.county)
    if county is None:
        raise invalid("county")
    return answers.model_copy(update={"county": county.id})


def with_record(
    known: Person | None,
    contact: Contact | None,
    answers: Answers,
    request: Request,
    *,
    by_helper: bool = False,
    made: PersonId | None = None,
) -> Person:
    """The person's record as this request leaves it: made anew, with the id `made` if it has one already, or with the
    contact details it brings.

    `by_helper`: somebody else may have typed them.
    """
    now = clock.now()
    current = contact or (known.contact if known else None)
    if current is None:
        raise invalid("contact")
    checked_birth_date(current)
    person_id = known.id if known else made or PersonId(new_id(now))
    number = answers.certification.number if answers.certification else None
    prints = fingerprints_of(current, number)
    earlier = known.fingerprints[:4] if known and known.kept_until is None else ()
    return Person(
        id=person_id,
        contact=current,
        code_digest=known.code_digest if known else secret.code_digest(secret.access_code(person_id, request.key)),
        email_digest=secret.digest("email", normalized_email(current.email)) if current.email else None,
        fingerprints=tuple(dict.fromkeys([*prints, *earlier])),
        contact_by_helper=typed_by_helper(known, current, by_helper=by_helper),
        birth_digest=secret.digest("birth", current.birth_date.isoformat()),
        created_at=known.created_at if known else now,
    )


def fingerprints_of(contact: Contact, certification_number: str | None = None) -> tuple[str, ...]:
    """Keyed digests of what makes two records possibly one person."""
    return tuple(secret.digest("fingerprint", text) for text in identifying_texts(contact, certification_number))


def checked_birth_date(contact: Contact) -> None:
    """Raises INVALID for a birth date that nobody living can have."""
    today = pacific_date(clock.now())
    if not today.year - _OLDEST_YEARS <= contact.birth_date.year or contact.birth_date > today:
        raise invalid("contact.birth_date")
