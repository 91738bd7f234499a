"""What waits on each work list under an id, and who may not take it up: whoever may not decide it either."""

from collections.abc import Callable, Mapping

from chalicelib.domain.actors import Actor, refuse_same_person
from chalicelib.domain.codes import Code
from chalicelib.domain.folder import Folder
from chalicelib.domain.nomination import MatchStatus
from chalicelib.domain.reallocation import refuse_over, refuse_proposer
from chalicelib.domain.refusal import Refused
from chalicelib.domain.states import ItemStatus
from chalicelib.domain.warning import WarningStatus
from chalicelib.domain.work_list import PAPERS, waits_in
from chalicelib.gateways import clock
from chalicelib.services.approve_award import refuse_decider_of
from chalicelib.services.approve_extension import refuse_requester
from chalicelib.services.decide_appeal import refuse_involved
from chalicelib.services.decide_match import match_case
from chalicelib.services.find_notice import find_notice
from chalicelib.services.hand_over_code import read_code_letter
from chalicelib.services.may_decide import refuse_tied
from chalicelib.services.settle_returned_mail import open_mail
from chalicelib.store import (
    batches,
    code_letters,
    code_requests,
    folders,
    intakes,
    notices,
    people,
    proposals,
    returned_mails,
    warnings,
)

Refuse = Callable[[Actor, str], None]
"""Raises NOT-FOUND for a subject that there is not, WRONG-STATE for one that does not wait on the list, SAME-PERSON for
who may not decide it."""


def _folder(name: str, refuse: Callable[[Folder, Actor], None]) -> Refuse:
    def unless_waiting(actor: Actor, subject: str) -> None:
        folder = folders.load_folder(subject)
        refuse_same_person(actor, folder.application.person_id, folder.application.applicant_email_digest)
        if waits_in(folder)[0] != name:
            raise Refused(Code.WRONG_STATE)
        refuse(folder, actor)
        refuse_tied(folder.application.person_id, actor)

    return unless_waiting


def _refuse_overruled(folder: Folder, actor: Actor) -> None:
    refuse_same_person(actor, *folder.application.set_aside)


def _bill(actor: Actor, subject: str) -> None:
    folder = folders.load_folder_of_award(subject.partition(".")[0])
    refuse_same_person(actor, folder.application.person_id, folder.application.applicant_email_digest)
    bills = [claim for claim in folder.claims if claim.subject == subject]
    if not bills:
        raise Refused(Code.NOT_FOUND, field="claim")
    if not any(bill.status is ItemStatus.CLAIMED for bill in bills):
        raise Refused(Code.WRONG_STATE)
    refuse_tied(folder.application.person_id, actor)


def _batch(name: str) -> Refuse:
    def unless_waiting(actor: Actor, subject: str) -> None:
        batch = batches.load_batch(subject)
        if batches.list_of(batch) != name:
            raise Refused(Code.WRONG_STATE)
        paid = [line.applicant_email_digest for line in batches.all_lines(subject)]
        refuse_same_person(actor, batch.prepared_by, batch.approved_by, *paid)

    return unless_waiting


def _lost_code(actor: Actor, subject: str) -> None:
    person = people.load_person(subject)
    refuse_same_person(actor, person.id, person.email_digest)
    refuse_tied(person.id, actor)
    kept = code_requests.find_request(person.id)
    if kept is None or not kept.request.is_for_staff:
        raise Refused(Code.WRONG_STATE)


def _code_letter(actor: Actor, subject: str) -> None:
    read_code_letter(actor, subject)


def _notice(name: str) -> Refuse:
    def unless_waiting(actor: Actor, subject: str) -> None:
        notice = find_notice(subject).notice
        application = folders.load_folder(notice.application_id).application
        refuse_same_person(actor, application.person_id, application.applicant_email_digest)
        refuse_tied(application.person_id, actor)
        if notices.list_of(notice) != name:
            raise Refused(Code.WRONG_STATE)

    return unless_waiting


def _undelivered(actor: Actor, subject: str) -> None:
    """A notice, or mail that is none."""
    if returned_mails.find_mail(subject) is not None:
        open_mail(actor, subject)
    else:
        _notice(returned_mails.LIST)(actor, subject)


def _proposal(actor: Actor, subject: str) -> None:
    proposal = proposals.load_proposal(subject)
    refuse_proposer(actor, proposal)
    refuse_over(proposal, clock.now())


def _warning(_: Actor, subject: str) -> None:
    if warnings.load_warning(subject).status is not WarningStatus.RAISED:
        raise Refused(Code.WRONG_STATE)


def _match(actor: Actor, subject: str) -> None:
    match, _ = match_case(actor, subject)
    if match.status is not MatchStatus.OPEN:
        raise Refused(Code.WRONG_STATE)


def _intake(name: str) -> Refuse:
    def unless_waiting(actor: Actor, subject: str) -> None:
        intake = intakes.load_intake(subject)
        if intakes.list_of(intake) != name:
            raise Refused(Code.WRONG_STATE)
        if name == intakes.CONFIRM:
            intake.refuse_maker(actor)

    return unless_waiting


UNLESS_WAITING: Mapping[str, Refuse] = {
    "review": _folder("review", _refuse_overruled),
    PAPERS: _folder(PAPERS, _refuse_overruled),
    "approve_award": _folder("approve_award", refuse_decider_of),
    "extend_award": _folder("extend_award", refuse_requester),
    "decide_appeal": _folder("decide_appeal", refuse_involved),
    "approve_claim": _bill,
    "approve_batch": _batch("approve_batch"),
    "settle": _batch("settle"),
    code_requests.LIST: _lost_code,
    proposals.WORK: _proposal,
    "warnings": _warning,
    "letters": _notice("letters"),
    returned_mails.LIST: _undelivered,
    code_letters.LIST: _code_letter,
    "nomination_match": _match,
    intakes.CONFIRM: _intake(intakes.CONFIRM),
    intakes.MEND: _intake(intakes.MEND),
}
"""By list, but for the one whose entries are put into a payment batch all at once: nobody takes up one of those."""
