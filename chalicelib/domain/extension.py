"""More time for an award: asked for by one person, decided by another (DOMAIN.md 1.3 and 7.3 (6), issue 3).

There is none by default. The reason is a code of this list; what lies behind it, such as a diagnosis, is never asked.
"""

from datetime import date, datetime
from enum import StrEnum

from chalicelib.domain.part import Part


class ExtensionReason(StrEnum):
    ACCOMMODATION = "accommodation"
    PROVIDER_CANCELLED = "provider_cancelled"
    PROGRAM_DELAY = "program_delay"
    NO_CLASS_IN_LANGUAGE = "no_class_in_language"
    HOSPITAL = "hospital"
    CUSTODY = "custody"


class Extension(Part):
    """A request that nobody has decided yet."""

    until: date
    """The last valid day asked for, Pacific."""
    reason: ExtensionReason
    note: str
    """For whoever decides; never shown to the applicant."""
    requested_by: tuple[str, ...]
    """Id and e-mail digest of whoever asked: they do not decide."""
    requested_at: datetime
