"""The holder of an award asks for a place in a class, or takes that back (issue 4, 5)."""

from chalicelib.domain.actors import Actor, authorize
from chalicelib.domain.asking_place import ask, take_back
from chalicelib.domain.pacific import pacific_date
from chalicelib.domain.permissions import Operation
from chalicelib.domain.receipt import Receipt, Request
from chalicelib.gateways import clock
from chalicelib.services.award_decision import award_decision, award_of, refuse_after_use_by
from chalicelib.services.deciding import decide
from chalicelib.services.own import load_own_award
from chalicelib.store import classes, programs
from chalicelib.store.commit import Decision


def ask_place(actor: Actor, award_id: str, class_id: str, request: Request) -> Receipt:
    """Ask; the seat is kept until the provider answers. One request a training at a time.

    Raises NOT-FOUND, CLASS-FULL, CLASS-AFTER-USE-BY, DEADLINE-PASSED, PRICE-OVER-CAP, WRONG-STATE, INVALID for a class
    that teaches nothing the award pays.
    """
    authorize(actor, Operation.ASK_PLACE)
    return decide(lambda: _asking(actor, award_id, class_id), request)


def _asking(actor: Actor, award_id: str, class_id: str) -> Decision:
    folder = load_own_award(actor, award_id)
    award, now = award_of(folder), clock.now()
    wanted = classes.load_class(class_id)
    refuse_after_use_by(award)
    asked = ask(award, wanted, programs.program_at(now), now, pacific_date(now))
    return award_decision(folder, asked, action="ask_place", actor=actor, detail={"class": wanted.id})


def take_place_back(actor: Actor, award_id: str, item: str, request: Request) -> Receipt:
    """The request is none any more, and its seat is free. Raises NOT-FOUND, WRONG-STATE once it was answered."""
    authorize(actor, Operation.ASK_PLACE)
    return decide(lambda: _taking_back(actor, award_id, item), request)


def _taking_back(actor: Actor, award_id: str, item: str) -> Decision:
    folder = load_own_award(actor, award_id)
    return award_decision(folder, take_back(award_of(folder), item), action="take_place_back", actor=actor)
