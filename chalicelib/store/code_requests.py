"""Who is to get a new access code, or a copy of one: no code is ever in these rows."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from chalicelib.domain.code_request import ONE_A_DAY, CodeRequest
from chalicelib.store import keys, table

LIST = "codes"
"""The work list of those who wait for staff."""
_SEND = "send-codes"


@dataclass(frozen=True)
class KeptRequest:
    """A request as it was read, with what a change of it depends on."""

    request: CodeRequest
    version: int


def find_request(person_id: str, *, replaces: bool = True) -> KeptRequest | None:
    row = table.get(keys.person(person_id), _sk(replaces=replaces))
    return _kept(row) if row else None


def request_write(kept: KeptRequest | None, changed: CodeRequest) -> table.Write:
    """On the condition that nobody changed it meanwhile; None: there was none."""
    version = kept.version + 1 if kept else 0
    item = table.row(
        keys.person(changed.person_id),
        _sk(replaces=changed.replaces),
        changed,
        version=version,
        expires_at=int((changed.sent_at + ONE_A_DAY).timestamp()) if changed.sent_at else None,
        **_list_of(changed),
    )
    return table.put(item, "version = :seen", {"seen": kept.version}) if kept else table.put_new(item)


def _list_of(request: CodeRequest) -> dict[str, str]:
    if request.sent_at is not None:
        return {}
    if request.is_for_staff:
        return {"work_pk": keys.work(LIST), "work_sk": f"{request.asked_at.isoformat()}#{request.person_id}"}
    due = _moment(request.due_at or request.asked_at)
    return {"work_pk": keys.work(_SEND), "work_sk": f"{due}#{request.person_id}"}


def removal_write(person_id: str) -> table.Write:
    """Whoever has a new code waits for none."""
    return table.delete(keys.person(person_id), _sk(replaces=True))


def drop_write(kept: KeptRequest) -> table.Write:
    """Unless it was changed meanwhile."""
    request = kept.request
    sk = _sk(replaces=request.replaces)
    return table.delete(keys.person(request.person_id), sk, "version = :seen", {"seen": kept.version})


def requests_to_send(now: datetime) -> Iterator[KeptRequest]:
    """What is due to be sent, and what a sender held for too long; earliest first. As stale as the index may be."""
    return (_kept(row) for row in table.query_until(keys.work(_SEND), _moment(now) + "#~", index="work"))


def _sk(*, replaces: bool) -> str:
    return keys.CODE_REQUEST if replaces else keys.CODE_COPY


def _kept(row: table.Row) -> KeptRequest:
    return KeptRequest(CodeRequest.model_validate_json(row["body"]["S"]), int(row["version"]["N"]))


def _moment(moment: datetime) -> str:
    """Sorts as text."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")
