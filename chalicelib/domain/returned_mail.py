"""An e-mail that is no notice and came back: one with an access code, or one that tells that a round opens."""

from datetime import datetime
from enum import StrEnum

from chalicelib.domain.part import Part
from chalicelib.domain.person import PersonId
from chalicelib.domain.program import BenefitId
from chalicelib.domain.states import DeliveryState


class MailAbout(StrEnum):
    NEW_CODE = "new_code"
    """The code before it does not work any more, and the person does not have this one."""
    CODE_COPY = "code_copy"
    ROUND_OPEN = "round_open"


class ReturnedMail(Part):
    """What staff follow up. Where it went is not in it: the address on file may be another one by now."""

    id: str
    """A digest of the mail service's id of the message: the same report twice is one entry."""
    about: MailAbout
    person_id: PersonId | None = None
    """None for somebody without a record, who left an address to be told of a round: nothing else is known of them."""
    benefit: BenefitId | None = None
    state: DeliveryState
    detail: str
    """The mail service's code for what went wrong."""
    at: datetime
    settled_at: datetime | None = None
    """When staff had seen to it."""
