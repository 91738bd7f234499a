"""Which rows of the table are not what they were at the last look: all that a check after each step has to read."""

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any
from unittest.mock import patch

from moto.dynamodb.models import DynamoDBBackend, dynamodb_backends
from moto.dynamodb.models.dynamo_type import DynamoType

from local.virtual.deployment import ACCOUNT, REGION

Row = dict[str, Any]


@dataclass(frozen=True)
class Change:
    """A row before and after; None where there is, or was, none."""

    pk: str
    sk: str
    before: Row | None
    after: Row | None


class Changes:
    """Notes every key that is written, and tells what became of it. A write that was taken back is no change."""

    def __init__(self) -> None:
        self._written: dict[tuple[str, str], Any] = {}
        self._known: dict[tuple[str, str], Row] = {}

    def install(self, stack: ExitStack) -> None:
        """Every way to write that we use ends in one of these three, transactions too."""
        for name in ("put_item", "update_item", "delete_item"):
            stack.enter_context(patch.object(DynamoDBBackend, name, self._noting(name)))

    def _noting(self, name: str) -> Callable[..., Any]:
        write = getattr(DynamoDBBackend, name)

        def noting(backend: Any, table_name: str, what: Row, *args: Any, **kwargs: Any) -> Any:
            table = backend.get_table(table_name)
            if (table.hash_key_attr, table.range_key_attr) == ("pk", "sk"):
                self._written[what["pk"]["S"], what["sk"]["S"]] = table
            return write(backend, table_name, what, *args, **kwargs)

        return noting

    def since_last_look(self) -> list[Change]:
        """In the order of the first write. Call it while nothing is at work."""
        found = []
        for key, table in self._written.items():
            before, after = self._known.pop(key, None), _row(table, *key)
            if after is not None:
                self._known[key] = after
            if before != after:
                found.append(Change(*key, before, after))
        self._written.clear()
        return found


def all_rows(table_name: str) -> list[Row]:
    """The whole table, in no order, without asking DynamoDB for it page by page."""
    items = dynamodb_backends[ACCOUNT][REGION].get_table(table_name).items
    return [_plain(item) for partition in items.values() for item in partition.values()]


def _row(table: Any, pk: str, sk: str) -> Row | None:
    found = table.get_item(DynamoType({"S": pk}), DynamoType({"S": sk}))
    return _plain(found) if found is not None else None


def _plain(item: Any) -> Row:
    row: Row = item.to_json()["Attributes"]
    return row
