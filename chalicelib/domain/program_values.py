"""What the program's data is made of: ids, amounts, words in both languages, and where a figure comes from."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from chalicelib.domain.part import Part

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+([-_][a-z0-9]+)*$", max_length=60)]
Cents = Annotated[int, Field(ge=0, le=10_000_000_00, strict=True)]
Seats = Annotated[int, Field(ge=0, le=1_000_000, strict=True)]
Standing = Literal["published", "sample", "unconfirmed"]
"""Where a figure comes from: a public source, invented for trying the system, or stated by no source we have."""


class Text(Part):
    """The same words in both languages of the program."""

    en: str = Field(min_length=1)
    es: str = Field(min_length=1)
