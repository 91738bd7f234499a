"""Access reviews: one a quarter, with a row for each role that an account had then."""

from collections.abc import Mapping, Sequence

from chalicelib.domain.access_review import AccessReview, AccessRow
from chalicelib.domain.codes import Code
from chalicelib.domain.refusal import Refused
from chalicelib.store import keys, table

_ROW = "ROW#"
_AT_ONCE = 99
"""Rows of one transaction, with a condition besides; DynamoDB takes a hundred actions."""


def find_review(quarter: str) -> AccessReview | None:
    row = table.get(keys.ACCESS_REVIEWS, quarter)
    return AccessReview.model_validate_json(row["body"]["S"]) if row else None


def load_review(quarter: str) -> AccessReview:
    """Raises NOT-FOUND."""
    review = find_review(quarter)
    if review is None:
        raise Refused(Code.NOT_FOUND, field="quarter")
    return review


def reviews() -> list[AccessReview]:
    """Newest first."""
    found = table.query(keys.ACCESS_REVIEWS, newest_first=True)
    return [AccessReview.model_validate_json(row["body"]["S"]) for row in found]


def rows_of(quarter: str) -> list[AccessRow]:
    """By account and role."""
    found = table.query(keys.access_review(quarter), _ROW)
    return [AccessRow.model_validate_json(row["body"]["S"]) for row in found]


def load_row(quarter: str, row_id: str) -> AccessRow:
    """Raises NOT-FOUND."""
    row = table.load(keys.access_review(quarter), f"{_ROW}{row_id}", "row")
    return AccessRow.model_validate_json(row["body"]["S"])


def store_rows(quarter: str, rows: Sequence[AccessRow]) -> None:
    """The rows of a review that is about to be opened, in place of what a run that did not get so far has left.

    A conflict once it is open: from then on a row is changed by its answer alone.
    """
    pk, known = keys.access_review(quarter), {row.id for row in rows}
    gone = [table.delete(pk, f"{_ROW}{row.id}") for row in rows_of(quarter) if row.id not in known]
    writes = gone + [row_write(quarter, row) for row in rows]
    not_open = table.check(keys.ACCESS_REVIEWS, quarter, "attribute_not_exists(pk)", {})
    for start in range(0, len(writes), _AT_ONCE):
        table.transact([not_open, *writes[start : start + _AT_ONCE]])


def review_write(before: AccessReview | None, after: AccessReview) -> table.Write:
    """A conflict when the quarter has one already, or another row was answered meanwhile."""
    item = table.row(keys.ACCESS_REVIEWS, after.quarter, after, rows_left=after.left)
    if before is None:
        return table.put_new(item)
    seen: Mapping[str, int] = {"left": before.left}
    return table.put(item, "rows_left = :left", seen)


def row_write(quarter: str, row: AccessRow) -> table.Write:
    return table.put(table.row(keys.access_review(quarter), f"{_ROW}{row.id}", row))
