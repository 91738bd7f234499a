"""Where the program can be reached on paper and in person."""

from typing import Annotated

from pydantic import Field, StringConstraints

from chalicelib.domain.part import Part
from chalicelib.domain.program_values import Standing

Row = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=80)]


class Hours(Part):
    en: Row
    es: Row


class Office(Part):
    mail_to: tuple[Row, ...] = Field(min_length=1, max_length=6)
    """The rows of the address that a paper form is mailed to."""
    bring_to: tuple[Row, ...] = Field(min_length=1, max_length=6)
    hours: Hours
    standing: Standing
