"""Who is to be told when a round opens: a row each, which goes when it was told or its time is up."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from chalicelib.domain.opening_alert import AlertState, OpeningAlert
from chalicelib.domain.pacific import end_of_day
from chalicelib.store import keys, table

_SEND, _WAIT = "send-alerts", "alerts"


@dataclass(frozen=True)
class KeptAlert:
    """An alert as it was read, with what a change of it depends on."""

    alert: OpeningAlert
    version: int


def find_alert(alert_id: str) -> KeptAlert | None:
    row = table.get(keys.alert(alert_id), keys.STATE)
    return _kept(row) if row else None


def find_alerts(alert_ids: Sequence[str]) -> list[OpeningAlert]:
    """Those that there are."""
    return [_kept(row).alert for row in table.get_many([(keys.alert(each), keys.STATE) for each in alert_ids])]


def alert_write(kept: KeptAlert | None, changed: OpeningAlert) -> table.Write:
    """On the condition that nobody changed it meanwhile; None: there was none."""
    item = _row(changed, kept.version + 1 if kept else 0)
    return table.put(item, "version = :seen", {"seen": kept.version}) if kept else table.put_new(item)


def renewed_write(alert: OpeningAlert) -> table.Write:
    """As it is from now on, whether or not there was one."""
    return table.put(_row(alert, 0))


def forgotten_write(alert_id: str) -> table.Write:
    """Whether or not there is one."""
    return table.delete(keys.alert(alert_id), keys.STATE)


def _row(alert: OpeningAlert, version: int) -> table.Row:
    expires_at = int(end_of_day(alert.kept_until).timestamp())
    return table.row(keys.alert(alert.id), keys.STATE, alert, version=version, expires_at=expires_at, **_list_of(alert))


def _list_of(alert: OpeningAlert) -> dict[str, str]:
    if alert.state is AlertState.ASKED:
        since = (alert.due_at or alert.asked_at).astimezone(UTC).isoformat(timespec="microseconds")
        return {"work_pk": keys.work(_SEND), "work_sk": f"{since}#{alert.id}"}
    if alert.state is AlertState.WAITING:
        return {"work_pk": keys.work(_WAIT), "work_sk": f"{alert.benefit}#{alert.id}"}
    return {}


def removal_write(kept: KeptAlert) -> table.Write:
    """Unless it was changed meanwhile."""
    return table.delete(keys.alert(kept.alert.id), keys.STATE, "version = :seen", {"seen": kept.version})


def alerts_to_confirm(now: datetime) -> Iterator[KeptAlert]:
    """Those whose question is to be sent by now, earliest first."""
    last = now.astimezone(UTC).isoformat(timespec="microseconds") + "#~"  # ids sort before the tilde
    return map(_kept, table.query_until(keys.work(_SEND), last, index="work"))


def somebody_waits() -> bool:
    return any(True for _ in table.query(keys.work(_WAIT), index="work", limit=1))


def alerts_for(benefit: str) -> Iterator[KeptAlert]:
    """Those who wait for this round. As stale as the index may be."""
    return map(_kept, table.query(keys.work(_WAIT), f"{benefit}#", index="work"))


def _kept(row: table.Row) -> KeptAlert:
    return KeptAlert(OpeningAlert.model_validate_json(row["body"]["S"]), int(row["version"]["N"]))
