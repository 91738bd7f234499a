"""A person who waited in vain goes on at the original time: in the next round, or for another benefit that is open."""

from collections.abc import Sequence
from datetime import datetime

from chalicelib.domain.actors import Actor, authorize
from chalicelib.domain.application import Application, ApplicationId
from chalicelib.domain.carry_over import carried_over, was_closed_out, was_left
from chalicelib.domain.codes import Code
from chalicelib.domain.document import Document, lent
from chalicelib.domain.folder import Folder
from chalicelib.domain.notice import NoticeKind
from chalicelib.domain.permissions import Operation
from chalicelib.domain.person import Person
from chalicelib.domain.program import Benefit, Program
from chalicelib.domain.receipt import Receipt, Request
from chalicelib.domain.refusal import Refused, invalid
from chalicelib.domain.rounds import refuse_unless_open, round_status
from chalicelib.domain.states import ApplicationStatus, RoundStatus
from chalicelib.gateways import clock
from chalicelib.gateways.identifiers import new_id, new_token
from chalicelib.services.deciding import decide
from chalicelib.services.declare_funding import declaration_writes
from chalicelib.services.discard_documents import look_on
from chalicelib.services.own import load_own_folder
from chalicelib.services.submit_application import answers_digest, checked_answers
from chalicelib.store import carry_overs, documents, people, programs, rounds, table
from chalicelib.store.commit import Decision


def carry_over(actor: Actor, application_id: str, benefit_id: str | None, request: Request) -> Receipt:
    """Make a new application with the same answers at the original time; one that still waits is withdrawn with it. The
    person's papers that can be used go on with it.

    Without a benefit it is the same one. Raises WRONG-STATE unless the round was closed out or the queue was left, and
    for a second time; ROUND-CLOSED, ROUND-SUSPENDED, DUPLICATE-APPLICATION, NOT-FOUND, INVALID with the field.
    """
    authorize(actor, Operation.CARRY_OVER)
    return decide(lambda: _carried(actor, application_id, benefit_id), request)


def carry_over_choices(folder: Folder, others: list[Folder]) -> tuple[str, ...]:
    """The benefits that the application can be carried over to now; `others` are its person's applications."""
    closed_out = was_closed_out(folder)
    if not closed_out and not was_left(folder, _left_at(folder)):
        return ()
    if carry_overs.was_carried(folder.application.id):
        return ()
    program = programs.program_at(clock.now())
    asked_for = {each.application.benefit for each in others if each.application.is_live}
    wanted = [
        each.id
        for each in program.benefits
        if (each.id == folder.application.benefit) is closed_out and each.id not in asked_for
    ]
    states = rounds.load_rounds(wanted)
    now = clock.now()
    return tuple(each for each in wanted if round_status(program.round(each), states[each], now) is RoundStatus.OPEN)


def _left_at(folder: Folder) -> datetime | None:
    pool = folder.application.pool
    return carry_overs.queue_left_at(pool) if pool else None


def _carried(actor: Actor, application_id: str, benefit_id: str | None) -> Decision:
    folder = load_own_folder(actor, application_id)
    closed_out = was_closed_out(folder)
    if not closed_out and not was_left(folder, _left_at(folder)):
        raise Refused(Code.WRONG_STATE)
    program = programs.program_at(clock.now())
    benefit = program.benefit(benefit_id or folder.application.benefit)
    # Closed out: the same benefit's next round. Left without money: any other benefit.
    if benefit is None or (benefit.id == folder.application.benefit) is not closed_out:
        raise invalid("benefit")
    if carry_overs.was_carried(application_id):
        raise Refused(Code.WRONG_STATE)
    refuse_unless_open(program.round(benefit.id), rounds.load_round(benefit.id), clock.now())
    person = people.load_person(actor.id)
    papers = [each for each in documents.documents_of(person.id, folder.application.id).values() if each.lasts]
    application = _application(folder.application, benefit, program, papers)
    return Decision(
        before=None,
        after=Folder(application=application),
        action="carry_over",
        actor=actor,
        now=clock.now(),
        language=person.contact.language,
        notices=((NoticeKind.RECEIPT, {"benefit": benefit.id}),),
        detail={"answers": answers_digest(application), "from": application_id}
        | {each.name: each.kept.id for each in papers if each.kept},
        also=(
            carry_overs.carried_write(application_id, application.id),
            *declaration_writes(person.id, benefit, application.answers, program, None),
            *(write for each in papers for write in _paper_writes(each, application)),
        ),
        receipt=Receipt(status=application.status.value, person_id=person.id, application_id=application.id),
        beside=None if closed_out else _withdrawn(folder, actor, person),
    )


def _application(earlier: Application, benefit: Benefit, program: Program, papers: Sequence[Document]) -> Application:
    checked = checked_answers(earlier.answers, program)
    county = program.county(checked.county) if checked.county else None
    made = ApplicationId(new_id(clock.now()))
    pool = program.pool_for(benefit, county)
    application = carried_over(earlier, made, benefit, pool, program.version, new_token())
    changes = {
        "papers_since": clock.now() if any(each.unseen for each in papers) else None,
        # Whoever found that a paper can be used does not approve the award.
        "reviewers": earlier.reviewers if any(each.check for each in papers) else (),
    }
    return application.model_copy(update=changes)


def _paper_writes(paper: Document, application: Application) -> list[table.Write]:
    """The paper for the new application as well, unless it goes at this moment: its file stays where it is."""
    later = look_on(None, Folder(application=application))
    mine = lent(paper, application.id).model_copy(update={"look_on": later})
    return [documents.unchanged_check(paper), documents.document_write(mine, mine)]


def _withdrawn(folder: Folder, actor: Actor, person: Person) -> Decision:
    """The place that is given up for the new one, in the same transaction."""
    application = folder.application.to(ApplicationStatus.WITHDRAWN)
    return Decision(
        before=folder,
        after=folder.model_copy(update={"application": application}),
        action="withdraw",
        actor=actor,
        now=clock.now(),
        language=person.contact.language,
        notices=((NoticeKind.WITHDRAWN, {}),),
    )
