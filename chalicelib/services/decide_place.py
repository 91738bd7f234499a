"""A provider answers a request for a place: yes books it at the class's price and start, no frees the seat."""

from chalicelib.domain.actors import Actor, authorize
from chalicelib.domain.asking_place import confirm, decline_place
from chalicelib.domain.codes import Code
from chalicelib.domain.folder import Folder
from chalicelib.domain.notice import NoticeKind
from chalicelib.domain.pacific import pacific_date
from chalicelib.domain.permissions import Operation
from chalicelib.domain.receipt import Receipt, Request
from chalicelib.domain.refusal import Refused
from chalicelib.domain.training_class import ClassPlace
from chalicelib.gateways import clock
from chalicelib.services.award_decision import award_decision, award_of, refuse_after_use_by
from chalicelib.services.deciding import decide
from chalicelib.services.enroll_item import contracted_provider, refuse_own_case
from chalicelib.store import folders, programs
from chalicelib.store.commit import Decision


def confirm_place(actor: Actor, award_id: str, item: str, class_id: str, request: Request) -> Receipt:
    """Book it: what the price is below the committed amount goes back to the pool, as with any booking.

    Raises NOT-FOUND for another provider's class, WRONG-STATE, DEADLINE-PASSED, PROVIDER-NO-CONTRACT, PRICE-OVER-CAP,
    INSUFFICIENT-FUNDS, SAME-PERSON.
    """
    authorize(actor, Operation.DECIDE_PLACE)
    return decide(lambda: _confirmation(actor, award_id, item, class_id), request)


def _confirmation(actor: Actor, award_id: str, item: str, class_id: str) -> Decision:
    folder, place = _asked_of(actor, award_id, item, class_id)
    award, now = award_of(folder), clock.now()
    refuse_own_case(actor, folder)
    refuse_after_use_by(award)
    contracted_provider(actor, programs.program_at(now), place.starts)
    return award_decision(
        folder,
        confirm(award, item, class_id, pacific_date(now)),
        action="enroll",
        actor=actor,
        notice=NoticeKind.ENROLLED,
        facts={"item": item, "starts": place.starts.isoformat()},
        detail={"class": class_id},
    )


def refuse_place(actor: Actor, award_id: str, item: str, class_id: str, request: Request) -> Receipt:
    """No place for this person in this class: they are told, and can ask for another. Raises as above."""
    authorize(actor, Operation.DECIDE_PLACE)
    return decide(lambda: _refusal(actor, award_id, item, class_id), request)


def _refusal(actor: Actor, award_id: str, item: str, class_id: str) -> Decision:
    folder, place = _asked_of(actor, award_id, item, class_id)
    refuse_own_case(actor, folder)
    return award_decision(
        folder,
        decline_place(award_of(folder), item, class_id),
        action="decline_place",
        actor=actor,
        notice=NoticeKind.PLACE_DECLINED,
        facts={"item": item, "starts": place.starts.isoformat()},
        detail={"class": class_id},
    )


def _asked_of(actor: Actor, award_id: str, item: str, class_id: str) -> tuple[Folder, ClassPlace]:
    """The folder, and the place in a class of the actor's provider. What other providers were asked does not exist."""
    folder = folders.load_folder_of_award(award_id)
    place = award_of(folder).item(item).place
    if place is None or place.provider != actor.organization or place.class_id != class_id:
        raise Refused(Code.NOT_FOUND, field="class_id")
    return folder, place
