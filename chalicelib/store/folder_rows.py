"""The rows that carry a folder: itself, and what others find it by (queue, live application, award number, claims)."""

from datetime import datetime

from chalicelib.domain.application import Application
from chalicelib.domain.codes import Code
from chalicelib.domain.folder import Claim, Folder, in_queue, next_due
from chalicelib.domain.refusal import Refused
from chalicelib.domain.states import ItemStatus
from chalicelib.domain.waiting import waiting_of
from chalicelib.domain.work_list import waits_in
from chalicelib.store import keys, table

_WORK_OF_CLAIM = {ItemStatus.CLAIMED: "approve_claim", ItemStatus.APPROVED: "prepare_batch"}


def state_writes(before: Folder | None, after: Folder) -> list[table.Write]:
    """The folder's own row, on the condition that nobody changed it meanwhile, and every row derived from it."""
    return [
        _folder_write(before, after),
        *_link_writes(before, after),
        *_live_writes(before, after),
        *_queue_writes(before, after),
        *_facet_writes(before, after),
        *_award_writes(before, after),
        *[_claim_write(claim) for claim in after.claims if before is None or claim not in before.claims],
    ]


def _folder_write(before: Folder | None, after: Folder) -> table.Write:
    application = after.application
    due = next_due(after)
    work, since = waits_in(after)
    item = table.row(
        keys.application(application.id),
        keys.STATE,
        after,
        version=application.version,
        work_pk=keys.work(work) if work else None,
        work_sk=_work_sk(since, application) if work else None,
        pool_pk=keys.pool(application.pool) if application.pool else keys.NO_POOL,
        pool_sk=application.id,
        due_pk=keys.DUE if due else None,
        due_sk=f"{due.isoformat()}#{application.id}" if due else None,
    )
    return table.put_next(item, before.application.version if before else None)


def _work_sk(since: datetime, application: Application) -> str:
    return f"{since.isoformat()}#{application.id}"


def _facet_writes(before: Folder | None, after: Folder) -> list[table.Write]:
    """The entry of the work list once more by benefit, county and region: an index holds a row only once."""
    was, now = _facets(before) if before else {}, _facets(after)
    gone = [table.delete(*place) for place in sorted(was) if place not in now]
    return gone + [table.put(now[place]) for place in sorted(now) if place not in was]


def _facets(folder: Folder) -> dict[tuple[str, str], table.Row]:
    application = folder.application
    work, since = waits_in(folder)
    if work is None:
        return {}
    region = (application.pool or "").partition("/")[2]
    facets = {
        "benefit": str(application.benefit),
        "county": application.answers.county,
        "region": None if region in ("", "statewide", "general") else region,
    }
    said = {name: value for name, value in facets.items() if value is not None}
    entry = {name: {"S": value} for name, value in {"application": application.id, **said}.items()}
    places = [(keys.work_by(work, *facet), _work_sk(since, application)) for facet in said.items()]
    return {place: table.key(*place) | entry for place in places}


def _link_writes(before: Folder | None, after: Folder) -> list[table.Write]:
    if before is not None:
        return []
    return [table.put_new(table.row(keys.person(after.application.person_id), keys.application(after.application.id)))]


def _live_writes(before: Folder | None, after: Folder) -> list[table.Write]:
    was, live = before is not None and before.application.is_live, after.application.is_live
    pk, sk = keys.person(after.application.person_id), keys.live(after.application.benefit)
    if live and not was:
        refusal = Refused(Code.DUPLICATE_APPLICATION, field="benefit")
        return [table.put_new(table.row(pk, sk, application=after.application.id), refusal)]
    return [table.delete(pk, sk)] if was and not live else []


def _queue_writes(before: Folder | None, after: Folder) -> list[table.Write]:
    was = _queue_row(before.application) if before is not None and in_queue(before) else None
    now = _queue_row(after.application) if in_queue(after) else None
    if was == now:
        return []
    if was and now and was["sk"] == now["sk"]:
        return [table.put(now, "attribute_exists(pk)")]
    left = [table.delete(was["pk"]["S"], was["sk"]["S"], "attribute_exists(pk)")] if was else []
    return [*left, table.put_new(now)] if now else left


def _queue_row(application: Application) -> table.Row:
    """The place in the queue, with what forecasts and what-if questions need, so that they read no folder."""
    pk, sk = keys.pool(application.pool or ""), keys.queue(application.queue_key)
    return table.row(pk, sk, waiting_of(application), application=application.id)


def _award_writes(before: Folder | None, after: Folder) -> list[table.Write]:
    known = before.award.id if before and before.award else None
    if after.award is None or after.award.id == known:
        return []
    pointer = table.row(keys.award_pointer(after.award.id), keys.AWARD, application=after.application.id)
    return [table.put_new(pointer)]


def _claim_write(claim: Claim) -> table.Write:
    """The claim as others look for it: who has to do something about it next. The claim itself is in its folder."""
    work = _WORK_OF_CLAIM.get(claim.status)
    return table.put(
        table.row(
            keys.application(claim.application_id),
            keys.claim(claim.id),
            claim,
            work_pk=keys.work(work) if work else None,
            work_sk=f"{claim.claimed_at.isoformat()}#{claim.id}" if work else None,
        )
    )
