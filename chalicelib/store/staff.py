"""What this program keeps of staff accounts: when they signed in and out, and whom they stand in for. No names."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from chalicelib.domain.delegation import Delegation
from chalicelib.store import keys, table


@dataclass(frozen=True)
class Standing:
    last_sign_in: datetime | None = None
    signed_out_at: datetime | None = None
    """Whatever was signed in before this moment is over, everywhere."""
    delegations: list[Delegation] = field(default_factory=list)
    """All in which this account stands in for somebody, those that are over too."""


def standing_of(staff_id: str) -> Standing:
    """One query, whatever is known of the account; an empty standing when nothing is."""
    return _standing(list(table.query(keys.STAFF, f"{staff_id}#")))


def standings() -> dict[str, Standing]:
    """Of every account that ever signed in or stood in for somebody, by id."""
    rows: dict[str, list[table.Row]] = {}
    for row in table.query(keys.STAFF):
        rows.setdefault(row["sk"]["S"].partition("#")[0], []).append(row)
    return {staff_id: _standing(found) for staff_id, found in rows.items()}


def _standing(rows: list[table.Row]) -> Standing:
    account = next((row for row in rows if row["sk"]["S"].endswith(f"#{keys.STANDING}")), {})
    return Standing(
        last_sign_in=_moment(account, "last_sign_in"),
        signed_out_at=_moment(account, "signed_out_at"),
        delegations=[_delegation(row) for row in rows if "body" in row],
    )


def _moment(row: table.Row, name: str) -> datetime | None:
    return datetime.fromisoformat(row[name]["S"]) if name in row else None


def note_sign_in(staff_id: str, at: datetime) -> None:
    _note(staff_id, "last_sign_in", at)


def note_sign_out(staff_id: str, at: datetime) -> None:
    """From here on, what was signed in before is refused: sessions and tokens."""
    _note(staff_id, "signed_out_at", at)


def _note(staff_id: str, name: str, at: datetime) -> None:
    sk = f"{staff_id}#{keys.STANDING}"
    table.transact([table.update(keys.STAFF, sk, f"SET {name} = :at", values={"at": at.isoformat()})])


def delegations() -> Iterator[Delegation]:
    """All of them, in no order that matters."""
    for standing in standings().values():
        yield from standing.delegations


def load_delegation(stand_in_id: str, delegation_id: str) -> Delegation:
    """Raises NOT-FOUND."""
    return _delegation(table.load(keys.STAFF, keys.delegation(stand_in_id, delegation_id), "delegation"))


def delegation_write(before: Delegation | None, after: Delegation) -> table.Write:
    """A conflict when it was ended meanwhile: a delegation changes once, when it is revoked."""
    item = table.row(
        keys.STAFF,
        keys.delegation(after.stand_in.id, after.id),
        after,
        ended=int(after.revoked_at is not None),
    )
    return table.put_new(item) if before is None else table.put(item, "ended = :open", {"open": 0})


def _delegation(row: table.Row) -> Delegation:
    return Delegation.model_validate_json(row["body"]["S"])
