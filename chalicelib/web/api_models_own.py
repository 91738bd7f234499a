"""What people do about their own record, as the API takes it."""

from pydantic import EmailStr

from chalicelib.domain.person import ContactDetails


class ContactDetailsIn(ContactDetails):
    email: EmailStr | None = None
