"""Post what a reconciler found: each claim of a settled batch is paid or has come back, once."""

from chalicelib.domain.actors import Actor
from chalicelib.domain.award_use import pay, return_payment
from chalicelib.domain.batch import Batch, BatchLine, Settlement
from chalicelib.domain.folder import Folder
from chalicelib.domain.notice import NoticeKind
from chalicelib.domain.roles import Role
from chalicelib.domain.states import BatchStatus, ItemStatus
from chalicelib.gateways import clock
from chalicelib.store import batches, folders, people, table
from chalicelib.store.commit import Decision, commit
from chalicelib.store.outbox import Pending
from chalicelib.store.table import Conflict

_TRIES_PER_LINE = 20


def post_settlement(batch_id: str) -> list[Pending]:
    """Each line in a transaction of its own, marked in that transaction; the batch is settled after the last.

    Can be stopped and repeated anywhere. Returns what is left to tell.
    """
    batch = batches.load_batch(batch_id)
    if batch.settlement is None or batch.status is BatchStatus.SETTLED:
        return []
    left: list[Pending] = []
    for line in batches.unposted_lines(batch_id):
        left += _post(batch, line, batch.settlement)
    by = _reconciler(batch.settlement)
    _, changed = batches.batch_writes(batch, batch.to(BatchStatus.SETTLED), "finish_batch", by, clock.now())
    table.transact(changed)
    return left


def _post(batch: Batch, line: BatchLine, settlement: Settlement) -> tuple[Pending, ...]:
    for _ in range(_TRIES_PER_LINE):
        if batches.is_posted(batch.id, line.claim_id):
            return ()
        try:
            return commit(_posting(batch, line, settlement))
        except Conflict:
            continue
    raise Conflict


def _posting(batch: Batch, line: BatchLine, settlement: Settlement) -> Decision:
    folder = folders.load_folder(line.application_id)
    return_code = settlement.returned.get(line.claim_id)
    after = returned(folder, line, return_code) if return_code else _paid(folder, line)
    facts = {"item": line.item, "cents": str(line.cents)}
    return Decision(
        before=folder,
        after=after,
        action="return_payment" if return_code else "settle",
        actor=_reconciler(settlement),
        now=clock.now(),
        language=people.load_person(folder.application.person_id).contact.language,
        notices=() if return_code else ((NoticeKind.PAYMENT_SENT, facts),),
        detail={"batch": batch.id, "claim": line.claim_id} | ({"return": return_code} if return_code else {}),
        reference=batch.id,
        also=(batches.posted_write(batch.id, line.claim_id),),
    )


def _reconciler(settlement: Settlement) -> Actor:
    """Who recorded the settlement, however late it is posted."""
    return Actor(id=settlement.by, roles=frozenset({Role.RECONCILER}))


def _paid(folder: Folder, line: BatchLine) -> Folder:
    claim = folder.claim(line.claim_id).model_copy(
        update={"status": ItemStatus.PAID, "paid_at": clock.now(), "return_code": None}
    )
    award = pay(folder.award, line.item) if folder.award else None
    return folder.with_claim(claim).model_copy(update={"award": award})


def returned(folder: Folder, line: BatchLine, code: str) -> Folder:
    """The claim as it was before its approval, with the code that the payment came back with."""
    claim = folder.claim(line.claim_id).model_copy(
        update={"status": ItemStatus.CLAIMED, "return_code": code, "paid_at": None}
    )
    award = return_payment(folder.award, line.item) if folder.award else None
    return folder.with_claim(claim).model_copy(update={"award": award})
