"""A class that will not take place: whoever holds a place in it is freed and told."""

from chalicelib.domain.actors import Actor, authorize
from chalicelib.domain.codes import Code
from chalicelib.domain.pacific import pacific_date
from chalicelib.domain.permissions import Operation
from chalicelib.domain.receipt import Receipt, Request
from chalicelib.domain.refusal import Refused
from chalicelib.domain.tasks import Task, TaskKind
from chalicelib.domain.training_class import ClassState, refuse_past
from chalicelib.gateways import clock
from chalicelib.services.deciding import requested
from chalicelib.services.post_class import own_class
from chalicelib.services.relay_outbox import relay
from chalicelib.store import classes, outbox, requests, table


def cancel_class(actor: Actor, class_id: str, request: Request) -> Receipt:
    """Cancel it before it begins. Raises NOT-FOUND for another provider's, WRONG-STATE, DEADLINE-PASSED."""
    authorize(actor, Operation.POST_CLASS)
    return requested(lambda: _cancelled(actor, class_id, request), request)


def _cancelled(actor: Actor, class_id: str, request: Request) -> Receipt:
    now, known = clock.now(), own_class(actor, class_id)
    if known.state is not ClassState.OPEN:
        raise Refused(Code.WRONG_STATE)
    refuse_past(known.terms.starts, pacific_date(now))
    cancelled = known.cancelled()
    receipt = Receipt(status=cancelled.state.value, class_id=cancelled.id)
    task = outbox.pending(Task(kind=TaskKind.FREE_PLACES, class_id=known.id), now)
    table.transact(
        [
            requests.receipt_write(request, receipt, now),
            *classes.change_writes(known, cancelled, "cancel_class", actor, now),
            outbox.pending_write(task),
        ]
    )
    relay([task])
    return receipt
