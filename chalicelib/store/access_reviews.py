"""Access reviews: one a quarter, with a row for each role that an account had then."""

from collections.abc import Sequence

from chalicelib.domain.access_review import AccessReview, AccessRow
from chalicelib.domain.codes import Code
from chalicelib.domain.refusal import Refused
from chalicelib.store import keys, table

_ROW = "ROW#"
_AT_ONCE = 100


def find_review(quarter: str) -> AccessReview | None:
    row = table.get(keys.ACCESS_REVIEWS, quarter)
    return AccessReview.model_validate_json(row["body"]["S"]) if row else None


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
    """Before the review itself: rows of a review that was not opened in the end are seen by nobody."""
    writes = [table.put(_row(quarter, row)) for row in rows]
    for start in range(0, len(writes), _AT_ONCE):
        table.transact(writes[start : start + _AT_ONCE])


def review_write(review: AccessReview) -> table.Write:
    """Raises WRONG-STATE in the transaction when the quarter has one."""
    return table.put_new(table.row(keys.ACCESS_REVIEWS, review.quarter, review), Refused(Code.WRONG_STATE))


def row_write(quarter: str, row: AccessRow) -> table.Write:
    return table.put(_row(quarter, row))


def _row(quarter: str, row: AccessRow) -> table.Row:
    return table.row(keys.access_review(quarter), f"{_ROW}{row.id}", row)
