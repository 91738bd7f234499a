"""Notices in their person's partition, found by what has to be done about them next through the index `work`."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from chalicelib.domain.notice import Notice
from chalicelib.domain.states import DeliveryState
from chalicelib.store import keys, table

_LIST_OF = {
    DeliveryState.PENDING: "send",
    DeliveryState.SENDING: "send",
    DeliveryState.LETTER: "letters",
    DeliveryState.UNSURE: "undelivered",
    DeliveryState.FAILED: "undelivered",
    DeliveryState.BOUNCED: "undelivered",
    DeliveryState.COMPLAINED: "undelivered",
}


@dataclass(frozen=True)
class Kept:
    """A notice as it was read, with what a change of it depends on."""

    notice: Notice
    sk: str
    version: int


def new_write(notice: Notice, sk: str) -> table.Write:
    """A new notice; it gets its id here. The digest keeps the id short enough for an address."""
    made = f"{notice.application_id}-{hashlib.sha256(sk.encode()).hexdigest()[:12]}"
    return table.put_new(_row(notice.model_copy(update={"id": made}), sk, 0))


def change_write(kept: Kept, changed: Notice) -> table.Write:
    """On the condition that nobody changed it meanwhile."""
    return table.put(_row(changed, kept.sk, kept.version + 1), "version = :version", {"version": kept.version})


def tell_once(notice: Notice, event: str) -> bool:
    """Write the notice unless this event was told of before; True when it is new."""
    sk = keys.notice(notice.created_at, notice.application_id, 0, 0) + f"#{event}"
    marker = table.row(keys.person(notice.person_id), keys.told(event, notice.application_id, notice.kind.value))
    try:
        table.transact([table.put_new(marker), new_write(notice, sk)])
    except table.Conflict:
        return False
    return True


def claim(kept: Kept, changed: Notice, also: Sequence[table.Write] = ()) -> Kept | None:
    """The notice as its sender's own, or None when someone else was faster; `also`: written with it."""
    try:
        table.transact([change_write(kept, changed), *also])
    except table.Conflict:
        return None
    return Kept(changed, kept.sk, kept.version + 1)


def to_send(now: datetime) -> Iterator[Kept]:
    """What is due to be sent, and what a sender held for too long; earliest first. As stale as the index may be."""
    rows = table.query_until(keys.work("send"), _moment(now) + "#~", index="work")  # ids sort before the tilde
    return (_kept(row) for row in rows)


def of_person(person_id: str) -> list[Kept]:
    """Oldest first."""
    return [_kept(row) for row in table.query(keys.person(person_id), "NOTICE#")]


def again(kept: Kept) -> Kept:
    """The same notice as it is now."""
    row = table.get(keys.person(kept.notice.person_id), kept.sk)
    if row is None:
        raise LookupError("a notice is never deleted")
    return _kept(row)


def list_of(notice: Notice) -> str | None:
    """The list that it is on, if any: one of staff's, or that of what is to be sent."""
    return _LIST_OF.get(notice.delivery.state)


def _row(notice: Notice, sk: str, version: int) -> table.Row:
    name = list_of(notice)
    since = notice.delivery.due_at or notice.created_at
    return table.row(
        keys.person(notice.person_id),
        sk,
        notice,
        version=version,
        work_pk=keys.work(name) if name else None,
        work_sk=f"{_moment(since)}#{notice.id}" if name else None,
    )


def _kept(row: table.Row) -> Kept:
    return Kept(Notice.model_validate_json(row["body"]["S"]), row["sk"]["S"], int(row["version"]["N"]))


def _moment(moment: datetime) -> str:
    """Sorts as text."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")
