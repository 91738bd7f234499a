"""A person says, after they applied, that another funder pays for something: what is not begun goes to the next."""

from chalicelib.domain.actors import Actor, authorize
from chalicelib.domain.application import Answers, Application, OtherFunding
from chalicelib.domain.award import Award
from chalicelib.domain.codes import Code
from chalicelib.domain.eligibility import without_funded
from chalicelib.domain.folder import Folder
from chalicelib.domain.other_funding import STANDING, give_back, with_reported
from chalicelib.domain.permissions import Operation
from chalicelib.domain.receipt import Receipt, Request
from chalicelib.domain.refusal import Refused, invalid
from chalicelib.domain.states import ApplicationStatus, AwardStatus
from chalicelib.gateways import clock
from chalicelib.services.accept_award import refuse_lapsed_offer
from chalicelib.services.award_decision import refuse_after_use_by
from chalicelib.services.deciding import decide
from chalicelib.services.declare_funding import declaration_writes
from chalicelib.services.own import load_own_folder
from chalicelib.services.submit_application import answers_detail, checked_answers
from chalicelib.store import people, programs
from chalicelib.store.commit import Decision


def report_funding(actor: Actor, application_id: str, reported: tuple[OtherFunding, ...], request: Request) -> Receipt:
    """It is kept with the person, and no award pays it from then on. What an award holds for it goes back to the pool.

    Raises INVALID for nothing or for what was not asked for here, WRONG-STATE for what is said already, begun or over,
    ITEM-FUNDED-ELSEWHERE when nothing of the award would be left, DEADLINE-PASSED.
    """
    authorize(actor, Operation.REPORT_FUNDING)
    return decide(lambda: _reporting(actor, application_id, reported), request)


def _reporting(actor: Actor, application_id: str, reported: tuple[OtherFunding, ...]) -> Decision:
    folder = load_own_folder(actor, application_id)
    program = programs.program_at(clock.now())
    benefit = program.benefit(folder.application.benefit)
    if benefit is None or not reported or not {each.item for each in reported} <= set(benefit.items):
        raise invalid("other_funding")
    answers = checked_answers(with_reported(folder.application.answers, reported), program)
    if not folder.application.is_live or answers == folder.application.answers:
        raise Refused(Code.WRONG_STATE)
    award = _without(folder.award, reported)
    application = _said(folder.application, answers)
    return Decision(
        before=folder,
        after=folder.model_copy(update={"application": application, "award": award}),
        action="report_funding",
        actor=actor,
        now=clock.now(),
        language=people.load_person(actor.id).contact.language,
        reasons=application.reasons if application.status is not folder.application.status else (),
        detail=answers_detail(application),
        also=tuple(declaration_writes(actor.id, benefit, answers, program, None, _given_back(folder.award, award))),
        receipt=_receipt(folder, application, award),
    )


def _without(award: Award | None, reported: tuple[OtherFunding, ...]) -> Award | None:
    if award is None or award.status not in STANDING:
        return award
    refuse_lapsed_offer(award)
    if award.status is AwardStatus.ACTIVE:
        refuse_after_use_by(award)
    return give_back(award, (each.item for each in reported))


def _given_back(before: Award | None, after: Award | None) -> frozenset[tuple[str, str]]:
    """The (item, occurrence) pairs that the award paid and pays no more."""
    pairs = zip(before.items, after.items, strict=True) if before and after else ()
    return frozenset((was.item, was.occurrence) for was, now in pairs if was.status is not now.status)


def _said(application: Application, answers: Answers) -> Application:
    """The application with its answers as they are now. Who is left with nothing to wait for goes to a reviewer."""
    said = application.model_copy(update={"answers": answers})
    waits = application.status is ApplicationStatus.QUEUED and application.award_id is None
    if waits and not without_funded(application.to_fund, frozenset(), answers.paid_elsewhere):
        return said.to(ApplicationStatus.UNDER_REVIEW, reasons=(Code.ITEM_FUNDED_ELSEWHERE,))
    return said


def _receipt(folder: Folder, application: Application, award: Award | None) -> Receipt:
    return Receipt(
        status=application.status.value, application_id=folder.application.id, award_id=award.id if award else None
    )
