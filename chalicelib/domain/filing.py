"""How an application came in, where its person did not fill it in alone: with a helper, on paper, or by phone."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated

from pydantic import StringConstraints

from chalicelib.domain.pacific import PACIFIC
from chalicelib.domain.part import Part
from chalicelib.domain.person import Language, Name

Reference = Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)]


class HelperRole(StrEnum):
    COUNTY = "county"
    COMMUNITY = "community"
    PROVIDER = "provider"
    OTHER = "other"


class Helper(Part):
    """Who sits beside the person: the organization and the kind of it. No name: nobody has to answer for a neighbor."""

    organization: Name
    role: HelperRole


class Help(Part):
    """Help that was given with a form, and the person's consent to it."""

    helper: Helper
    consent: str
    """The version of the words that the person agreed to (web/consent.py)."""
    language: Language
    """In which these words were shown."""
    consented_at: datetime


class Medium(StrEnum):
    PAPER = "paper"
    PHONE = "phone"


class Arrival(Part):
    """When and how an application reached the program: that moment is its place in the queue."""

    medium: Medium
    at: datetime
    reference: Reference | None = None
    """Where the scan of the paper, or the note of the call, is kept; an identifier, never a name."""

    @property
    def at_pacific(self) -> datetime:
        """The same moment on a clock in California."""
        return self.at.astimezone(PACIFIC)
