"""Staff see to a notice themselves: send it again, put it on paper, mail it, or tell it to the person.

Reviewers do this: they know the application and may see how its person can be reached; nobody else needs to.
"""

from collections.abc import Mapping
from enum import StrEnum

from chalicelib.domain.actors import Actor, authorize, refuse_same_person
from chalicelib.domain.codes import Code
from chalicelib.domain.permissions import Operation
from chalicelib.domain.receipt import Receipt, Request
from chalicelib.domain.refusal import Refused, invalid
from chalicelib.domain.states import DeliveryState
from chalicelib.gateways import clock
from chalicelib.services.deciding import decide
from chalicelib.services.find_notice import find_notice
from chalicelib.services.keep_delivery import with_clock, with_new_day
from chalicelib.services.may_decide import refuse_excluded
from chalicelib.store import folders, notices, people
from chalicelib.store.commit import Decision
from chalicelib.store.notes import note_write


class Way(StrEnum):
    """What is done about a notice."""

    AGAIN = "again"
    """It is sent once more, to the address that is on file then."""
    LETTER = "letter"
    """It is to be printed and mailed."""
    MAILED = "mailed"
    """Its letter was mailed."""
    TOLD = "told"
    """The person was told, by phone or face to face."""


_STATE: Mapping[Way, DeliveryState] = {
    Way.AGAIN: DeliveryState.PENDING,
    Way.LETTER: DeliveryState.LETTER,
    Way.MAILED: DeliveryState.MAILED,
    Way.TOLD: DeliveryState.TOLD,
}
_LONGEST_REASON = 500


def deliver_notice(actor: Actor, notice_id: str, way: Way, reason: str, request: Request) -> Receipt:
    """An offer's clock that stood still runs again once the letter is mailed or the person told.

    Raises LETTERS-NOT-SAFE, WRONG-STATE, SAME-PERSON for the applicant and for who has a tie to them, TAKEN-UP,
    NOT-FOUND, INVALID without a reason (mailing needs none).
    """
    authorize(actor, Operation.DELIVER_NOTICE)
    if len(reason) > _LONGEST_REASON or (way is not Way.MAILED and not reason.strip()):
        raise invalid("reason")
    return decide(lambda: _delivery(actor, notice_id, way, reason.strip()), request)


def _refuse_unsafe_letter(way: Way, person_id: str) -> None:
    """Other people may open a person's mail: paper goes only where they said that it is safe."""
    if way in (Way.LETTER, Way.MAILED) and not people.load_person(person_id).contact.reach.takes_letters:
        raise Refused(Code.LETTERS_NOT_SAFE, field="way")


def _delivery(actor: Actor, notice_id: str, way: Way, reason: str) -> Decision:
    kept, now = find_notice(notice_id), clock.now()
    folder = folders.load_folder(kept.notice.application_id)
    _refuse_unsafe_letter(way, kept.notice.person_id)
    refuse_same_person(actor, folder.application.person_id, folder.application.applicant_email_digest)
    given_back = refuse_excluded(notice_id, folder.application.person_id, actor)
    moved = kept.notice.delivery.to(_STATE[way], now)
    notice = with_new_day(kept.notice).with_delivery(moved)
    also = [notices.change_write(kept, notice), *given_back]
    if reason:
        also.append(note_write(folder.application, actor, reason, now))
    return Decision(
        before=folder,
        after=folder.model_copy(update={"award": with_clock(folder.award, notice)}),
        action=f"notice_{way}",
        actor=actor,
        now=now,
        detail={"notice": notice.id},
        also=tuple(also),
        receipt=Receipt(status=moved.state.value, application_id=folder.application.id),
    )
