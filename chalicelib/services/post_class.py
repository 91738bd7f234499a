"""A provider posts a dated class, and changes how many seats it has (issue 4, 5)."""

from chalicelib.domain.actors import Actor, authorize
from chalicelib.domain.codes import Code
from chalicelib.domain.pacific import pacific_date
from chalicelib.domain.permissions import Operation
from chalicelib.domain.program import Program
from chalicelib.domain.receipt import Receipt, Request
from chalicelib.domain.refusal import Refused, invalid
from chalicelib.domain.training_class import (
    MOST_SEATS,
    ClassId,
    ClassState,
    ClassTerms,
    TrainingClass,
    refuse_past,
    refuse_unpostable,
)
from chalicelib.gateways import clock
from chalicelib.gateways.identifiers import new_id
from chalicelib.services.deciding import requested
from chalicelib.services.enroll_item import contracted_provider
from chalicelib.store import classes, programs, requests, table


def post_class(actor: Actor, terms: ClassTerms, request: Request) -> Receipt:
    """Post it under the actor's provider.

    Raises PROVIDER-NOT-APPROVED, PROVIDER-NO-CONTRACT on the day it starts, COURSE-LANGUAGE-NOT-APPROVED,
    PRICE-OVER-CAP, DEADLINE-PASSED, INVALID with the field.
    """
    authorize(actor, Operation.POST_CLASS)
    return requested(lambda: _posted(actor, terms, request), request)


def _posted(actor: Actor, said: ClassTerms, request: Request) -> Receipt:
    now = clock.now()
    program = programs.program_at(now)
    known = program.provider(actor.organization or "")
    if known is None:
        raise Refused(Code.PROVIDER_NOT_APPROVED)
    terms = _somewhere(said, program)
    refuse_unpostable(terms, program, known.languages, pacific_date(now))
    provider = contracted_provider(actor, program, terms.starts)
    made = TrainingClass(id=ClassId(new_id(now)), provider=provider, terms=terms)
    receipt = Receipt(status=made.state.value, class_id=made.id)
    _, writes = classes.new_writes(made, actor, now)
    table.transact([requests.receipt_write(request, receipt, now), *writes])
    return receipt


def _somewhere(terms: ClassTerms, program: Program) -> ClassTerms:
    """The county by its id; none for a class online. Raises INVALID."""
    if terms.online:
        return terms.model_copy(update={"county": None, "city": None})
    county = program.county(terms.county or "")
    if county is None:
        raise invalid("county")
    return terms.model_copy(update={"county": county.id})


def change_seats(actor: Actor, class_id: str, seats: int, request: Request) -> Receipt:
    """More seats, or fewer than before but no fewer than are taken.

    Raises NOT-FOUND for another provider's, INVALID for fewer than are taken, WRONG-STATE for a cancelled class,
    DEADLINE-PASSED for one that has begun.
    """
    authorize(actor, Operation.POST_CLASS)
    return requested(lambda: _reseated(actor, class_id, seats, request), request)


def _reseated(actor: Actor, class_id: str, seats: int, request: Request) -> Receipt:
    now, known = clock.now(), own_class(actor, class_id)
    refuse_past(known.terms.starts, pacific_date(now))
    if known.state is not ClassState.OPEN:
        raise Refused(Code.WRONG_STATE)
    if not max(1, known.taken) <= seats <= MOST_SEATS:
        raise invalid("seats")
    receipt = Receipt(status=known.state.value, class_id=known.id)
    writes = classes.change_writes(known, known.reseated(seats), "change_seats", actor, now)
    table.transact([requests.receipt_write(request, receipt, now), *writes])
    return receipt


def own_class(actor: Actor, class_id: str) -> TrainingClass:
    """A class of the actor's provider. Raises NOT-FOUND, also for another provider's."""
    known = classes.load_class(class_id)
    if known.provider != actor.organization:
        raise Refused(Code.NOT_FOUND, field="class_id")
    return known
