"""Those who hold a place in a cancelled class are freed, and told; whoever was taught already keeps what they have."""

from functools import partial

from chalicelib.domain.actors import SYSTEM
from chalicelib.domain.asking_place import held_place, without_class
from chalicelib.domain.award import Award
from chalicelib.domain.notice import NoticeKind
from chalicelib.domain.states import AwardStatus, ItemStatus
from chalicelib.domain.training_class import ClassId, ClassPlace
from chalicelib.gateways import clock
from chalicelib.services.award_decision import ENDING_NOTICES, award_decision, without_booking
from chalicelib.services.committing import committed
from chalicelib.store import classes, folders
from chalicelib.store.commit import Decision
from chalicelib.store.outbox import Pending


def free_places(class_id: ClassId) -> list[Pending]:
    """Each person in a decision of their own; a second run frees and tells nobody twice."""
    left: list[Pending] = []
    for held in classes.places_of(class_id):
        left += committed(partial(_freed, class_id, held.application_id, held.item))
    return left


def _freed(class_id: ClassId, application_id: str, item_id: str) -> Decision | None:
    folder = folders.load_folder(application_id)
    award = folder.award
    if award is None:
        return None
    item = award.item(item_id)
    place = held_place(item)
    if place is None or place.class_id != class_id or item.status is not ItemStatus.COMMITTED:
        return None
    freed = _without_place(award, item_id, place)
    ended = ENDING_NOTICES.get(freed.status) if freed.status is not AwardStatus.ACTIVE else None
    facts = {"use_by": str(award.use_by)} if ended else {"starts": place.starts.isoformat(), "item": item_id}
    return award_decision(
        folder,
        freed,
        action="class_cancelled",
        actor=SYSTEM,
        notice=ended or NoticeKind.CLASS_CANCELLED,
        facts=facts,
        detail={"class": class_id},
    )


def _without_place(award: Award, item_id: str, place: ClassPlace) -> Award:
    """A booking is undone as its provider would undo it; where that gives the item back, there is no place to keep."""
    if award.item(item_id).enrollment is None:
        return without_class(award, item_id, place)
    undone = without_booking(award, item_id, clock.now())
    if undone.item(item_id).status is not ItemStatus.COMMITTED:
        return undone
    return without_class(undone, item_id, place)
