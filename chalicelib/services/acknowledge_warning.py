"""A manager answers a warning: why it may stay so, or what is done about it."""

from chalicelib.domain.actors import Actor, authorize
from chalicelib.domain.permissions import Operation
from chalicelib.domain.receipt import Receipt, Request
from chalicelib.domain.refusal import invalid
from chalicelib.gateways import clock
from chalicelib.services.deciding import requested
from chalicelib.services.may_decide import refuse_taken
from chalicelib.store import requests, table, warnings

_LONGEST_REASON = 500


def acknowledge_warning(actor: Actor, warning_id: str, reason: str, request: Request) -> Receipt:
    """Take the warning off the work list, with the reason kept; it is not raised again while it stays true.

    Raises NOT-FOUND, WRONG-STATE when it is answered or over, TAKEN-UP, INVALID without a reason.
    """
    authorize(actor, Operation.ACKNOWLEDGE_WARNING)
    told = reason.strip()
    if not told or len(told) > _LONGEST_REASON:
        raise invalid("reason")

    def once() -> Receipt:
        now = clock.now()
        before = warnings.load_warning(warning_id)
        after = before.acknowledged(actor.signed, told, now)
        given_back = refuse_taken(warning_id, actor)
        receipt = Receipt(status=after.status.value)
        changed = warnings.answer_writes(before, after, actor, now)
        table.transact([requests.receipt_write(request, receipt, now), *changed, *given_back])
        return receipt

    return requested(once, request)
