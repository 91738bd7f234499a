"""Mail with an access code, or about a round, that came back: listed with what did not arrive until staff saw to it."""

from datetime import UTC, datetime, timedelta

from chalicelib.domain.actors import SYSTEM, Actor
from chalicelib.domain.audit import change_record
from chalicelib.domain.person import PersonId
from chalicelib.domain.returned_mail import ReturnedMail
from chalicelib.store import keys, table
from chalicelib.store.audit_trail import chained_writes
from chalicelib.store.person_events import event_write

LIST = "undelivered"
_KEPT_SETTLED = timedelta(days=90)
"""A report that comes once more later is still known."""
_TRIES = 20


def remember_mail(mail: ReturnedMail) -> bool:
    """Put it on the list; False when this message was reported before."""
    for _ in range(_TRIES):
        if find_mail(mail.id) is not None:
            return False
        try:
            table.transact(
                [table.put_new(_row(mail)), *_event_writes(mail, mail.person_id, "mail_returned", SYSTEM, mail.at)]
            )
        except table.Conflict:
            continue
        return True
    raise table.Conflict


def settled_writes(
    mail: ReturnedMail, known: PersonId | None, actor: Actor, now: datetime, reason: str
) -> list[table.Write]:
    """Off the list, once, with the event of it; `known`: its person, where there is still a record of them. The
    reason, which may name somebody, is kept with such a record alone."""
    settled = mail.model_copy(update={"settled_at": now})
    write = table.put(_row(settled), "attribute_exists(work_pk)")
    return [write, *_event_writes(mail, known, "settle_returned_mail", actor, now, reason)]


def _event_writes(
    mail: ReturnedMail, known: PersonId | None, action: str, actor: Actor, at: datetime, note: str | None = None
) -> list[table.Write]:
    """In the person's record; for somebody without one in the chain of all such mail."""
    told = {"mail": mail.id, "about": mail.about.value, "state": mail.state.value}
    if known is not None:
        return [event_write(known, action, actor, at, f"{mail.id}-{action}", note, told)]
    told |= {"benefit": mail.benefit} if mail.benefit else {}
    return chained_writes(keys.MAIL, change_record(action, actor, at, detail=told), at)


def find_mail(mail_id: str) -> ReturnedMail | None:
    row = table.get(keys.returned_mail(mail_id), keys.STATE)
    return ReturnedMail.model_validate_json(row["body"]["S"]) if row else None


def _row(mail: ReturnedMail) -> table.Row:
    since = mail.at.astimezone(UTC).isoformat(timespec="microseconds")
    open_ = mail.settled_at is None
    return table.row(
        keys.returned_mail(mail.id),
        keys.STATE,
        mail,
        expires_at=int((mail.settled_at + _KEPT_SETTLED).timestamp()) if mail.settled_at else None,
        work_pk=keys.work(LIST) if open_ else None,
        work_sk=f"{since}#{mail.id}" if open_ else None,
    )
