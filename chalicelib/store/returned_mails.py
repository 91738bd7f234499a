"""Mail with an access code, or about a round, that came back: listed with what did not arrive until staff saw to it."""

from datetime import UTC, timedelta

from chalicelib.domain.returned_mail import ReturnedMail
from chalicelib.store import keys, table

LIST = "undelivered"
_KEPT_SETTLED = timedelta(days=90)
"""A report that comes once more later is still known."""


def new_write(mail: ReturnedMail) -> table.Write:
    """Unless this message was reported before."""
    return table.put_new(_row(mail))


def find_mail(mail_id: str) -> ReturnedMail | None:
    row = table.get(keys.returned_mail(mail_id), keys.STATE)
    return ReturnedMail.model_validate_json(row["body"]["S"]) if row else None


def settled_write(mail: ReturnedMail) -> table.Write:
    """Off the list, once."""
    return table.put(_row(mail), "attribute_exists(work_pk)")


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
