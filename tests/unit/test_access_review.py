"""A quarter's access review: which quarter, and by when it is answered."""

from datetime import date

import pytest

from chalicelib.domain.access_review import due_of, quarter_of


@pytest.mark.parametrize(
    ("opened", "quarter", "due"),
    [
        (date(2027, 1, 1), "2027-Q1", date(2027, 1, 31)),
        (date(2028, 2, 29), "2028-Q1", date(2028, 3, 30)),
        (date(2027, 3, 31), "2027-Q1", date(2027, 3, 31)),
        (date(2027, 4, 1), "2027-Q2", date(2027, 5, 1)),
        (date(2026, 12, 15), "2026-Q4", date(2026, 12, 31)),
    ],
)
def test_it_is_answered_in_thirty_days_and_inside_its_quarter(opened: date, quarter: str, due: date) -> None:
    assert (quarter_of(opened), due_of(opened, 30)) == (quarter, due)
