"""The control account of each funding source: what it has allotted, beside the pools' own journals."""

from chalicelib.domain.funds import SourceAccount
from chalicelib.store import keys, table


def load_account(source_id: str) -> SourceAccount:
    """A source that never allotted anything is at zero."""
    row = table.get(keys.source(source_id), keys.BALANCE)
    return SourceAccount.model_validate_json(row["body"]["S"]) if row else SourceAccount(id=source_id)


def account_write(before: SourceAccount, after: SourceAccount) -> table.Write:
    """The account moved on, unless another allotment came between."""
    item = table.row(keys.source(after.id), keys.BALANCE, after, version=after.version)
    return table.put_next(item, before.version or None)
