"""No count of few people is shown, and none can be found by subtracting."""

from itertools import product

from chalicelib.domain.small_cells import folded, is_small

LEAST = 11


def test_zero_tells_of_nobody() -> None:
    assert folded({"fresno": (11, 11, 0), "kern": (0, 0, 0)}, LEAST) == (
        {"fresno": (11, 11, 0), "kern": (0, 0, 0)},
        None,
    )


def test_a_cell_of_ten_goes_with_its_complement() -> None:
    shown, others = folded({"alpine": (10, 10, 0), "fresno": (40, 40, 0), "kern": (20, 20, 0)}, LEAST)
    assert (shown, others) == ({"fresno": (40, 40, 0)}, (30, 30, 0))


def test_what_is_small_together_takes_the_smallest_that_was_shown() -> None:
    shown, others = folded({"alpine": (1, 1, 0), "fresno": (40, 20, 20), "kern": (12, 12, 0)}, LEAST)
    assert (shown, others) == ({"fresno": (40, 20, 20)}, (13, 13, 0))


def test_a_few_who_disagree_hide_the_row_that_they_are_in() -> None:
    shown, others = folded({"fresno": (40, 37, 3), "kern": (30, 15, 15), "sonoma": (25, 25, 0)}, LEAST)
    assert (shown, others) == ({"sonoma": (25, 25, 0)}, (70, 52, 18))


def test_where_all_are_few_nothing_is_shown_but_the_sum() -> None:
    assert folded({"alpine": (2, 1, 1), "fresno": (3, 3, 0)}, LEAST) == ({}, (5, 4, 1))


def test_nothing_small_is_ever_shown_and_the_sums_stay() -> None:
    for numbers in product((0, 1, 10, 11, 30), repeat=4):
        rows = {str(place): (number, number, 0) for place, number in enumerate(numbers)}
        shown, others = folded(rows, LEAST)
        assert not any(is_small(counts, LEAST) for counts in shown.values())
        assert not (shown and others and is_small(others, LEAST)) or sum(numbers) == 0
        assert sum(counts[0] for counts in shown.values()) + (others[0] if others else 0) == sum(numbers)
