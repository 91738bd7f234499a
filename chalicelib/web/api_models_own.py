"""What people do about their own record, as the API takes it."""

from pydantic import EmailStr, Field

from chalicelib.domain.application import OtherFunding
from chalicelib.domain.person import ContactDetails
from chalicelib.web.api_models import In


class OtherFundingIn(In):
    other_funding: list[OtherFunding] = Field(min_length=1, max_length=20)
    """Items of the application, by id or with their funder; what was said before stays."""


class ContactDetailsIn(ContactDetails):
    email: EmailStr | None = None
