"""Committing a decision: everything that follows from a changed folder, in one transaction.

A decision says what a folder was and what it becomes. What that means for the pool, the queue, the funded items, the
work lists, the audit chain and the outbox is derived here, the same way for every decision (DESIGN.md section 6).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from chalicelib.domain.actors import Actor
from chalicelib.domain.application import Application, Step
from chalicelib.domain.audit import event_record
from chalicelib.domain.award import Award, holding
from chalicelib.domain.codes import Code
from chalicelib.domain.eligibility import Determination
from chalicelib.domain.folder import Folder, in_queue, place_of
from chalicelib.domain.funds import Pool, entries_between
from chalicelib.domain.notice import Notice, NoticeKind
from chalicelib.domain.person import Language
from chalicelib.domain.receipt import Receipt, Request
from chalicelib.domain.states import ItemStatus
from chalicelib.domain.tasks import TaskKind, tasks_of
from chalicelib.store import folder_rows, keys, notices, outbox, people, pools, requests, runs, table
from chalicelib.store.audit_trail import event_row
from chalicelib.store.runs import Run
from chalicelib.store.samples import sampled_by


class ItemTaken(Exception):  # noqa: N818 - an answer of the store
    """Another award of the same person funds one of the items: never twice for one (person, item, occurrence)."""


@dataclass(frozen=True)
class Decision:
    """A decided change of one folder."""

    before: Folder | None
    after: Folder
    action: str
    actor: Actor
    now: datetime
    language: Language = "en"
    reasons: tuple[Code, ...] = ()
    notices: tuple[tuple[NoticeKind, Mapping[str, str]], ...] = ()
    detail: Mapping[str, str] = field(default_factory=dict)
    """For the audit event: ids, codes and digests, never anything personal."""
    determination: Determination | None = None
    reference: str | None = None
    also: tuple[table.Write, ...] = ()
    """Rows of other things that change with the folder, such as the person of a first application."""
    receipt: Receipt | None = None
    run: Run | None = None
    """The application's run as read with it, where that is known: its token is used up by this decision, so that
    whoever tells the execution need not look for it."""
    beside: "Decision | None" = None
    """A decision on another folder that stands or falls with this one."""


def commit(decision: Decision, request: Request | None = None) -> tuple[outbox.Pending, ...]:
    """Everything or nothing; returns what is left to tell.

    Raises Conflict when something read meanwhile changed, INSUFFICIENT-FUNDS, DUPLICATE-APPLICATION or ItemTaken.
    """
    return _committed(decision, request, None)[0]


def commit_to(decision: Decision, pool: Pool) -> tuple[tuple[outbox.Pending, ...], Pool]:
    """The same by someone who knows the pool that the award draws on; returns also the pool as it is afterwards.

    Many awards in a row need one reading of it. What somebody else posted since is a Conflict.
    """
    tasks, posted = _committed(decision, None, pool)
    return tasks, posted or pool


def _committed(
    decision: Decision, request: Request | None, pool: Pool | None
) -> tuple[tuple[outbox.Pending, ...], Pool | None]:
    tasks, writes, posted = _carried_out(decision, pool)
    if decision.beside is not None:
        others, more, _ = _carried_out(decision.beside, None)
        tasks, writes = (*tasks, *others), [*writes, *more]
    if request and decision.receipt:
        writes = [requests.receipt_write(request, decision.receipt, decision.now), *writes]
    table.transact(writes)
    return tasks, posted


def _carried_out(
    decision: Decision, pool: Pool | None
) -> tuple[tuple[outbox.Pending, ...], list[table.Write], Pool | None]:
    """What one decision leaves to tell, every row that it changes, and the pool as it leaves it."""
    after, event = _with_event(decision)
    posted, money = _money_writes(decision, pool)
    waiter = _waiter(decision)
    tasks = tuple(
        outbox.pending(task, decision.now, waiter if task.kind is TaskKind.SIGNAL and not task.claim_id else None)
        for task in tasks_of(decision.before, after)
    )
    writes = [
        *folder_rows.state_writes(decision.before, after),
        event,
        *money,
        *_funded_writes(decision.before, after),
        *_notice_writes(decision, after),
        *_run_writes(tasks),
        *[outbox.pending_write(entry) for entry in tasks],
        *([runs.token_used_write(waiter.run)] if waiter else []),
        *([_determination_write(after, decision.determination)] if decision.determination else []),
        *decision.also,
    ]
    return tasks, writes, posted


def _waiter(decision: Decision) -> outbox.Waiter | None:
    run, place = decision.run, place_of(decision.after)
    waits_elsewhere = run is not None and run.token is not None and run.token_place != place
    return outbox.Waiter(run, place) if run and waits_elsewhere else None


def _with_event(decision: Decision) -> tuple[Folder, table.Write]:
    """The folder with its history and chain moved on, and the event's row."""
    folder = decision.after
    record, head = event_record(
        before=decision.before,
        after=folder,
        action=decision.action,
        actor=decision.actor,
        at=decision.now.isoformat(),
        reasons=decision.reasons,
        detail=decision.detail,
    )
    step = Step(
        at=decision.now,
        status=folder.application.status,
        tier=folder.application.tier,
        waiting=in_queue(folder),
        action=decision.action,
    )
    application = folder.application.model_copy(update={"chain": head, "history": (*folder.application.history, step)})
    event = event_row(
        keys.application(application.id),
        keys.event(head.seq),
        record,
        decision.now,
        **sampled_by(application.id, head.seq, decision.action, decision.now),
    )
    return folder.model_copy(update={"application": application}), table.put_new(event)


def _money_writes(decision: Decision, known: Pool | None) -> tuple[Pool | None, tuple[table.Write, ...]]:
    """The pool as the decision leaves it, and what that writes."""
    before = decision.before.award if decision.before else None
    after = decision.after.award
    entries = entries_between(holding(before), holding(after))
    award = after or before
    if not entries or award is None:
        return None, ()
    return pools.post(
        known or pools.load_pool(award.pool),
        entries,
        kind=decision.action,
        subject=award.id,
        actor=decision.actor,
        now=decision.now,
        reference=decision.reference,
    )


def _funded(award: Award | None) -> set[tuple[str, str]]:
    items = award.items if award else ()
    return {(item.item, item.occurrence) for item in items if item.status is not ItemStatus.RELEASED}


def _funded_writes(before: Folder | None, after: Folder) -> list[table.Write]:
    had, has = _funded(before.award if before else None), _funded(after.award)
    pk = keys.person(after.application.person_id)
    taken = [
        table.put_new(table.row(pk, keys.funded(item, occurrence), item=item, occurrence=occurrence), ItemTaken())
        for item, occurrence in sorted(has - had)
    ]
    return taken + [_left_write(after.application, pair) for pair in sorted(had - has)]


def _left_write(application: Application, pair: tuple[str, str]) -> table.Write:
    """What the award pays no more is free for another one, unless its person says that somebody else pays it."""
    funders = {each.item: each.funder for each in application.answers.other_funding}
    if pair[0] in funders:
        return table.put(people.elsewhere_row(application.person_id, pair, funders[pair[0]]))
    return table.delete(keys.person(application.person_id), keys.funded(*pair))


def _notice_writes(decision: Decision, after: Folder) -> list[table.Write]:
    application = after.application
    return [
        notices.new_write(
            Notice(
                kind=kind,
                person_id=application.person_id,
                application_id=application.id,
                language=decision.language,
                created_at=decision.now,
                facts=dict(facts),
            ),
            keys.notice(decision.now, application.id, application.version, index),
        )
        for index, (kind, facts) in enumerate(decision.notices)
    ]


_RUN_WRITES = {TaskKind.START: runs.new_run_write, TaskKind.RESTART: runs.run_again_write}


def _run_writes(tasks: tuple[outbox.Pending, ...]) -> list[table.Write]:
    begun = [entry.task for entry in tasks if entry.task.kind in _RUN_WRITES]
    return [_RUN_WRITES[task.kind](task.subject) for task in begun]


def _determination_write(after: Folder, determination: Determination) -> table.Write:
    application = after.application
    return table.put_new(
        table.row(keys.application(application.id), keys.determination(application.version), determination)
    )
