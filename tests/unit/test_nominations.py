"""Counties' lists: what a sheet says, and which names are alike enough to ask about."""

from datetime import date

import pytest

from chalicelib.domain.nomination import Nominee
from chalicelib.domain.nomination_sheet import MOST_BYTES, MOST_ROWS, Flaw, is_impossible, read_sheet
from chalicelib.domain.refusal import Refused
from chalicelib.domain.similar_names import one_edit_apart, similar_names
from tests.unit.builders import TODAY


def people(text: str) -> list[tuple[int, str, str]]:
    return [
        (row.number, row.nominee.legal_name, row.nominee.birth_date.isoformat())
        for row in read_sheet(text, TODAY)
        if row.nominee
    ]


def flaws(text: str) -> dict[int, tuple[Flaw, ...]]:
    return {row.number: row.flaws for row in read_sheet(text, TODAY) if row.flaws}


ANA = (1, "Ana Sample", "1985-05-05")


class TestSheet:
    @pytest.mark.parametrize(
        ("text", "found"),
        [
            ("Ana Sample,1985-05-05", [ANA]),
            ("Ana Sample,5/5/1985\r\n", [ANA]),
            ("Ana Sample;1985-5-5", [ANA]),
            ("Ana Sample\t05/05/1985", [ANA]),
            ("\ufeffAna Sample,1985-05-05", [ANA]),
            ('"Ana  Sample" , 1985-05-05,,', [ANA]),
            ("Legal name,Birth date\nAna Sample,1985-05-05", [(2, *ANA[1:])]),
            ("\ufeffBIRTH_DATE;NAME\n1985-05-05;Ana Sample", [(2, *ANA[1:])]),
            ("nombre,fecha de nacimiento\n\n,,\nAna Sample,1985-05-05\n", [(4, *ANA[1:])]),
            ('"Sample, Ana";1985-05-05', [(1, "Sample, Ana", "1985-05-05")]),
            ("Zoë O'Ñeill-de la Cruz,2/29/2000", [(1, "Zoë O'Ñeill-de la Cruz", "2000-02-29")]),
            ('Ana "la Güera" Sample,1985-05-05', [(1, 'Ana "la Güera" Sample', "1985-05-05")]),
        ],
    )
    def test_is_read_as_spreadsheets_write_it(self, text: str, found: list[tuple[int, str, str]]) -> None:
        assert people(text) == found
        assert not flaws(text)

    @pytest.mark.parametrize(
        ("row", "found"),
        [
            (",1985-05-05", (Flaw.NAME_MISSING,)),
            (f"{'a' * 121},1985-05-05", (Flaw.NAME_TOO_LONG,)),
            ("=cmd|' /C calc'!A0,1985-05-05", (Flaw.NAME_UNREADABLE,)),
            ("@Ana,1985-05-05", (Flaw.NAME_UNREADABLE,)),
            ("Mu\ufffdoz,1985-05-05", (Flaw.NAME_UNREADABLE,)),
            ("12345,1985-05-05", (Flaw.NAME_UNREADABLE,)),
            ("Ana\x00Sample,1985-05-05", (Flaw.NAME_UNREADABLE,)),
            ("Ana Sample", (Flaw.DATE_MISSING,)),
            ("Ana Sample,May 5 1985", (Flaw.DATE_UNREADABLE,)),
            ("Ana Sample,2001-02-29", (Flaw.DATE_UNREADABLE,)),
            ("Ana Sample,13/1/1985", (Flaw.DATE_UNREADABLE,)),
            ("Ana Sample,5/5/85", (Flaw.DATE_UNREADABLE,)),
            ("Ana Sample,2026-03-03", (Flaw.DATE_IN_FUTURE,)),
            ("Ana Sample,2012-03-03", (Flaw.AGE_IMPLAUSIBLE,)),
            ("Ana Sample,1885-05-05", (Flaw.AGE_IMPLAUSIBLE,)),
            ("Sample, Ana,1985-05-05", (Flaw.COLUMNS,)),
            ('"Ana Sample,1985-05-05', (Flaw.COLUMNS,)),
            (",", None),
            ("=1,nothing", (Flaw.NAME_UNREADABLE, Flaw.DATE_UNREADABLE)),
            ("ben  sámple,1990-01-01", (Flaw.DUPLICATE,)),
        ],
    )
    def test_tells_what_is_wrong_with_each_row(self, row: str, found: tuple[Flaw, ...] | None) -> None:
        assert flaws(f"Ben Sample,1990-01-01\n{row}\nCarla Sample,1991-01-01") == ({2: found} if found else {})

    def test_of_someone_just_old_enough_or_born_today_long_ago_is_taken(self) -> None:
        assert not flaws("Ana Sample,2012-03-02\nBen Sample,1906-03-02")

    @pytest.mark.parametrize(
        "text",
        [
            "",
            "\n\n",
            "legal name,birth date\n",
            "\n".join(f"Person {chr(97 + n % 26)}{n},1990-01-01" for n in range(MOST_ROWS + 1)),
            f"Ana Sample,1985-05-05\n{' ' * MOST_BYTES}",
            f"{'a' * 200_000},1985-05-05",
        ],
        ids=["empty", "blank", "headings only", "too many rows", "too large", "a giant cell"],
    )
    def test_that_is_no_list_is_refused_whole(self, text: str) -> None:
        with pytest.raises(Refused) as refused:
            read_sheet(text, TODAY)
        assert refused.value.field == "csv"

    def test_of_the_largest_size_is_read(self) -> None:
        assert len(people("\n".join(f"Person {n},1990-01-01" for n in range(MOST_ROWS)))) == MOST_ROWS


@pytest.mark.parametrize(
    ("name", "born", "impossible"),
    [
        ("Ana Sample", date(1985, 5, 5), False),
        ("Ana Sample", date(2020, 5, 5), False),
        ("Ana Sample", date(2026, 3, 3), True),
        ("Ana Sample", date(1, 1, 1), True),
        ("=SUM(A1)", date(1985, 5, 5), True),
        ("\x07", date(1985, 5, 5), True),
    ],
)
def test_typed_people_need_only_be_possible(name: str, born: date, *, impossible: bool) -> None:
    """A child is no slip of the list's format: the rules say who is too young, to the person."""
    assert is_impossible(Nominee.model_construct(legal_name=name, birth_date=born), TODAY) is impossible


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("Ana García", "Ana Garcia", False),  # the same
        ("Ana García", "García, Ana", True),
        ("Ana García López", "Ana García", True),
        ("Ana Maria García", "Maria García", True),
        ("Ana García", "Ana", False),
        ("A García", "Ana García", True),
        ("Rob Sample", "Robert Sample", True),
        ("Robert Sample", "Bob Sample", False),
        ("Rob Sample", "Robert Simple", False),
        ("Jon Sample", "John Sample", True),
        ("Jonh Sample", "John Sample", True),
        ("John Sample", "Joan Sample", True),
        ("John Sample", "Jane Sample", False),
        ("ana", "eva", False),
        ("dan", "dana", False),
        ("maría", "marío", False),
        ("marisol", "marisola", True),
        ("O'Neil Ñuñez", "oneill nunez", True),
        ("Ana García", "Ben Ortiz", False),
        ("...", "Ana García", False),
    ],
)
def test_names_are_alike_by_plain_rules(one: str, other: str, *, alike: bool) -> None:
    assert similar_names(one, other) is alike
    assert similar_names(other, one) is alike


@pytest.mark.parametrize(
    ("one", "other", "apart"),
    [
        ("ab", "ba", True),
        ("ab", "ab", False),
        ("ab", "b", True),
        ("ab", "abc", True),
        ("abc", "cba", False),
        ("", "a", True),
    ],
)
def test_one_edit(one: str, other: str, *, apart: bool) -> None:
    assert one_edit_apart(one, other) is apart
    assert one_edit_apart(other, one) is apart
