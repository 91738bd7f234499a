"""A second person looks at a decision of a sample and says whether they would have decided the same."""

from chalicelib.domain.actors import Actor, authorize, refuse_same_person
from chalicelib.domain.codes import Code
from chalicelib.domain.folder import Folder
from chalicelib.domain.permissions import Operation
from chalicelib.domain.receipt import Receipt, Request
from chalicelib.domain.refusal import Refused, invalid
from chalicelib.domain.sample import Answer, Line, Sample
from chalicelib.gateways import clock
from chalicelib.services.deciding import requested
from chalicelib.services.may_decide import refuse_tied
from chalicelib.store import folders, requests, samples, table

LONGEST_NOTE = 2000


def answer_sample(
    actor: Actor, sample_id: str, application_id: str, seq: int, agrees: bool | None, note: str, request: Request
) -> Receipt:
    """Once for each line. A note is needed to disagree; it changes nothing about the decision.

    Raises NOT-FOUND, SAME-PERSON for whoever had a part in the decision and for the applicant, WRONG-STATE when it is
    answered, INVALID with `agrees` or `note`.
    """
    authorize(actor, Operation.ANSWER_SAMPLE)
    if agrees is None:
        raise invalid("agrees")
    if len(note) > LONGEST_NOTE or not (agrees or note.strip()):
        raise invalid("note")

    def once() -> Receipt:
        sample = samples.load_sample(sample_id)
        line = line_of(sample, application_id, seq)
        refuse_decider(actor, line, folders.load_folder(application_id))
        now, receipt = clock.now(), Receipt(status="answered", application_id=application_id)
        answer = Answer(
            application_id=application_id, seq=seq, agrees=agrees, note=note.strip(), by=actor.signed, at=now
        )
        table.transact([*samples.answer_writes(sample, answer, actor), requests.receipt_write(request, receipt, now)])
        return receipt

    return requested(once, request)


def line_of(sample: Sample, application_id: str, seq: int) -> Line:
    """Raises NOT-FOUND."""
    for line in sample.lines:
        if (line.application_id, line.seq) == (application_id, seq):
            return line
    raise Refused(Code.NOT_FOUND, field="line")


def refuse_decider(actor: Actor, line: Line, folder: Folder) -> None:
    """Raises SAME-PERSON unless somebody else decided, and for who has a tie to the person."""
    refuse_tied(folder.application.person_id, actor)
    application = folder.application
    refuse_same_person(
        actor,
        *(line.decided_by, *application.reviewers),
        *(application.person_id, application.applicant_email_digest),
    )
