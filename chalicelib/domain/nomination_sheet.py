"""A county's list as CSV: two columns, legal name and birth date, with or without a line of headings.

Columns are parted by comma, semicolon or tab, whichever the first line uses. A birth date is written 1990-07-31, or
as spreadsheets in the United States write it, 7/31/1990.
"""

import csv
import re
from collections.abc import Iterator
from datetime import date
from enum import StrEnum
from io import StringIO

from chalicelib.domain.nomination import Nominee
from chalicelib.domain.pacific import age_on
from chalicelib.domain.part import Part
from chalicelib.domain.person import normalized_name
from chalicelib.domain.refusal import invalid

MOST_ROWS = 2_000
MOST_BYTES = 1_000_000
_LONGEST_NAME = 120
_YOUNGEST, _OLDEST = 14, 120
"""Ages outside are slips of the hand. Who is old enough to be certified is for the rules to say, not for this list."""
_HEADINGS = ({"legalname", "name", "nombre", "nombrelegal"}, {"birthdate", "dateofbirth", "dob", "fechadenacimiento"})
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_AMERICAN = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")
_QUOTED = re.compile(r'"[^"]*"')
_UNREADABLE = "\ufffd"
"""What a program puts for a letter that it could not read: the file was not UTF-8."""


class Flaw(StrEnum):
    """What is wrong with a row."""

    COLUMNS = "columns"
    NAME_MISSING = "name_missing"
    NAME_TOO_LONG = "name_too_long"
    NAME_UNREADABLE = "name_unreadable"
    DATE_MISSING = "date_missing"
    DATE_UNREADABLE = "date_unreadable"
    DATE_IN_FUTURE = "date_in_future"
    AGE_IMPLAUSIBLE = "age_implausible"
    DUPLICATE = "duplicate"


class SheetRow(Part):
    """One person of the list, or why there is none. Rows count as in a spreadsheet, headings included, from 1."""

    number: int
    nominee: Nominee | None = None
    flaws: tuple[Flaw, ...] = ()


def sheet_text(content: bytes) -> str:
    """What a file says: UTF-8, UTF-16 with its mark, or what spreadsheets on Windows write otherwise (cp1252).

    Raises INVALID for what is no text, such as a workbook.
    """
    try:
        text = content.decode("utf-16" if content.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
    if not text.strip() or "\x00" in text or content.startswith(b"PK\x03\x04"):
        raise invalid("file")
    return text


def read_sheet(text: str, today: date) -> tuple[SheetRow, ...]:
    """Every row that is not blank. Raises INVALID for a sheet that is empty, too large, or no CSV at all."""
    if len(text.encode(errors="replace")) > MOST_BYTES:
        raise invalid("csv")
    try:
        cells = list(_cells(text.removeprefix("\ufeff")))
    except csv.Error as error:
        raise invalid("csv") from error
    name_at, date_at = 0, 1
    if cells and (order := _order_of_headings(cells[0][1])):
        (name_at, date_at), cells = order, cells[1:]
    if not 0 < len(cells) <= MOST_ROWS:
        raise invalid("csv")
    return _marked([_row(number, found, name_at, date_at, today) for number, found in cells])


def is_impossible(nominee: Nominee, today: date) -> bool:
    """True for a name that cannot be read, or for a day on which nobody alive was born."""
    years = age_on(nominee.birth_date, today)
    return _flaw_of_name(nominee.legal_name) is not None or nominee.birth_date > today or years > _OLDEST


def _cells(text: str) -> Iterator[tuple[int, list[str]]]:
    """The cells of each row that has any, by the row's number; empty columns at its end do not count."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    delimiter = max(",;\t", key=_QUOTED.sub("", first).count)
    reader = csv.reader(StringIO(text, newline=""), delimiter=delimiter, skipinitialspace=True)
    for number, row in enumerate(reader, start=1):
        found = [" ".join(filter(None, cell.strip().split(" "))) for cell in row]
        while found and not found[-1]:
            found.pop()
        if found:
            yield number, found


def _order_of_headings(first: list[str]) -> tuple[int, int] | None:
    told = ["".join(char for char in cell.casefold() if char.isalnum()) for cell in first]
    if len(told) != 2:
        return None
    if told[0] in _HEADINGS[0] and told[1] in _HEADINGS[1]:
        return 0, 1
    return (1, 0) if told[0] in _HEADINGS[1] and told[1] in _HEADINGS[0] else None


def _row(number: int, found: list[str], name_at: int, date_at: int, today: date) -> SheetRow:
    # A cell over several lines is a quotation mark that was never closed: it has swallowed other rows.
    if len(found) > 2 or any("\n" in cell or "\r" in cell for cell in found):
        return SheetRow(number=number, flaws=(Flaw.COLUMNS,))
    name, born = ([*found, ""][place] for place in (name_at, date_at))
    birth_date = _date(born)
    flaws = [flaw for flaw in (_flaw_of_name(name), _flaw_of_date(born, birth_date, today)) if flaw]
    if flaws or birth_date is None:
        return SheetRow(number=number, flaws=tuple(flaws))
    return SheetRow(number=number, nominee=Nominee(legal_name=name, birth_date=birth_date))


def _flaw_of_name(name: str) -> Flaw | None:
    if not name:
        return Flaw.NAME_MISSING
    if len(name) > _LONGEST_NAME:
        return Flaw.NAME_TOO_LONG
    # A spreadsheet would take what begins so for a formula, wherever the name is pasted next; no name does.
    formula = name[0] in "=+-@|"
    readable = name.isprintable() and _UNREADABLE not in name and any(char.isalpha() for char in normalized_name(name))
    return None if readable and not formula else Flaw.NAME_UNREADABLE


def _date(text: str) -> date | None:
    try:
        if iso := _ISO.fullmatch(text):
            return date(int(iso[1]), int(iso[2]), int(iso[3]))
        if american := _AMERICAN.fullmatch(text):
            return date(int(american[3]), int(american[1]), int(american[2]))
    except ValueError:
        return None
    return None


def _flaw_of_date(text: str, birth_date: date | None, today: date) -> Flaw | None:
    if not text:
        return Flaw.DATE_MISSING
    if birth_date is None:
        return Flaw.DATE_UNREADABLE
    if birth_date > today:
        return Flaw.DATE_IN_FUTURE
    return None if _YOUNGEST <= age_on(birth_date, today) <= _OLDEST else Flaw.AGE_IMPLAUSIBLE


def _marked(rows: list[SheetRow]) -> tuple[SheetRow, ...]:
    """The rows, with those flawed that repeat a person of an earlier one."""
    seen: set[tuple[str, date]] = set()
    marked = []
    for row in rows:
        who = (normalized_name(row.nominee.legal_name), row.nominee.birth_date) if row.nominee else None
        marked.append(SheetRow(number=row.number, flaws=(Flaw.DUPLICATE,)) if who in seen else row)
        seen |= {who} if who else set()
    return tuple(marked)
