"""DHCS gives a pool seats and cents, or takes back what is not in use; always with a document behind it."""

from chalicelib.domain.actors import Actor, authorize
from chalicelib.domain.codes import Code
from chalicelib.domain.funds import Amounts, allotment_entries
from chalicelib.domain.permissions import Operation
from chalicelib.domain.program import PoolId
from chalicelib.domain.receipt import Receipt, Request
from chalicelib.domain.refusal import Refused, invalid
from chalicelib.domain.tasks import Task, TaskKind
from chalicelib.gateways import clock
from chalicelib.services.deciding import requested
from chalicelib.services.relay_outbox import relay
from chalicelib.store import outbox, pools, programs, requests, sources, table


def allot_funds(actor: Actor, pool_id: str, amount: Amounts, reference: str, request: Request) -> Receipt:
    """Post an allotment against the funding source and serve the queue with it.

    Raises NOT-FOUND for a pool the program does not have, INSUFFICIENT-FUNDS below what is in use, OVER-CONTRACT above
    what the funding source's contract is for, INVALID.
    """
    authorize(actor, Operation.ALLOT_FUNDS)
    if not reference.strip():
        raise invalid("reference")
    return requested(lambda: _allotted(actor, pool_id, amount, reference, request), request)


def _allotted(actor: Actor, pool_id: str, amount: Amounts, reference: str, request: Request) -> Receipt:
    now = clock.now()
    program = programs.program_at(now)
    if pool_id not in program.pool_ids():
        raise Refused(Code.NOT_FOUND, field="pool")
    if amount.seats and pool_id in {pool.id for pool in program.money_only_pools}:
        raise invalid("seats")
    if amount.is_zero:
        raise invalid("cents")
    source = program.source_of(pool_id)
    account = sources.load_account(source.id)
    posting = pools.posting_writes(
        pool_id=PoolId(pool_id),
        entries=allotment_entries(source.id, amount),
        kind="allot",
        subject=request.key,
        actor=actor,
        now=now,
        reference=reference,
    )
    receipt = Receipt(status="allotted")
    served = outbox.pending(Task(kind=TaskKind.SERVE, pool=PoolId(pool_id)), now)
    counted = sources.account_write(account, account.allot(amount.cents, source.contract_cents))
    table.transact([requests.receipt_write(request, receipt, now), *posting, counted, outbox.pending_write(served)])
    relay([served])
    return receipt
