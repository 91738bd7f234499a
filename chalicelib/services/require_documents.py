"""By when a document has to be here that a person only told of (policy `documents_when`)."""

from chalicelib.domain.application import Answers, ApplicationId
from chalicelib.domain.codes import Code
from chalicelib.domain.document import DocumentKind, needed, only_said
from chalicelib.domain.person import PersonId
from chalicelib.domain.policy import DocumentsWhen
from chalicelib.domain.program import Program
from chalicelib.domain.refusal import Refused
from chalicelib.store import documents


def is_needed(benefit_id: str, program: Program) -> bool:
    """Whether somebody has to see the documents in the end."""
    return needed(program.benefit(benefit_id), program)


def asks_at_once(benefit_id: str, program: Program) -> bool:
    """Whether the program wants them together with an application for this benefit."""
    return program.policy.documents_when is DocumentsWhen.AT_SUBMISSION and is_needed(benefit_id, program)


def missing_documents(
    person_id: PersonId, application_id: ApplicationId, benefit_id: str, answers: Answers, program: Program
) -> tuple[DocumentKind, ...]:
    """What is needed for this benefit, was not seen by anybody, and not handed in so that it can be used."""
    said = only_said(answers) if is_needed(benefit_id, program) else ()
    if not said:
        return ()
    found = documents.documents_of(person_id, application_id)
    return tuple(kind for kind in said if not found[kind].counts)


def refuse_without_documents(
    person_id: PersonId, application_id: ApplicationId, benefit_id: str, answers: Answers, program: Program
) -> None:
    """Raises DOCUMENTS-MISSING."""
    if missing_documents(person_id, application_id, benefit_id, answers, program):
        raise Refused(Code.DOCUMENTS_MISSING, field="documents")


def refuse_unsent_documents(
    person_id: PersonId, application_id: ApplicationId, benefit_id: str, answers: Answers, program: Program
) -> None:
    """The same, where the program wants them with the application."""
    if asks_at_once(benefit_id, program):
        refuse_without_documents(person_id, application_id, benefit_id, answers, program)
