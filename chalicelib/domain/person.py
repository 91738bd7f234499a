"""A person who applies: one record, behind one access code."""

import re
import unicodedata
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Literal, NewType

from pydantic import Field, StringConstraints

from chalicelib.domain.part import Part

PersonId = NewType("PersonId", str)
Language = Literal["en", "es"]
Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120)]


class AddressKind(StrEnum):
    NONE = "none"
    MAILING = "mailing"
    CARE_OF = "care_of"
    """Another person or a place takes letters for them."""
    GENERAL_DELIVERY = "general_delivery"
    """Kept at a post office until it is picked up."""


class Reach(Part):
    """Voice and paper, as far as they are safe for a person: nothing is said or sent that they did not allow."""

    may_leave_voicemail: bool = False
    may_mail: bool = False
    address_kind: AddressKind = AddressKind.NONE
    care_of: Name | None = None
    address: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300)] | None = None

    @property
    def takes_letters(self) -> bool:
        """Whether a letter may be mailed, and where to is known: nothing goes to an address that is not said safe."""
        return self.may_mail and self.address_kind is not AddressKind.NONE and bool(self.address)


class ContactDetails(Part):
    """How a person wants to be called, written to and reached: what they can change by themselves at any time."""

    chosen_name: Name | None = None
    email: Annotated[str, StringConstraints(max_length=254)] | None = None
    phone: Annotated[str, StringConstraints(max_length=40)] | None = None
    language: Language = "en"
    text_messages: bool = False
    """Whether a text message may say that there is news."""
    reach: Reach = Reach()

    @property
    def contradiction(self) -> str | None:
        """The field that a way which is allowed cannot do without; None when every allowed way leads somewhere."""
        if self.text_messages and text_number(self.phone) is None:
            return "phone"
        if self.reach.may_mail and not self.reach.takes_letters:
            return "reach.address_kind" if self.reach.address_kind is AddressKind.NONE else "reach.address"
        return None


class Contact(ContactDetails):
    """What a person tells about themselves; everything personal that the program keeps is here or in the answers."""

    legal_name: Name
    birth_date: date


class Person(Part):
    id: PersonId
    contact: Contact
    code_digest: str
    email_digest: str | None
    fingerprints: tuple[str, ...] = Field(max_length=8)
    """Keyed digests under which another record of the same human being would be found."""
    birth_digest: str | None = None
    """Keyed digest of the birth date, under which uncertain nominations are looked for."""
    contact_by_helper: bool = False
    """A helper typed the e-mail or phone on file, and the person has not said yet that they are theirs: no access code
    goes there."""
    created_at: datetime
    kept_until: date | None = None
    """Last Pacific day of a record behind which nothing was ever sent; it goes with its last draft. None: kept."""

    def is_gone(self, today: date) -> bool:
        """True when the record's time is up, whether or not its row was removed yet."""
        return self.kept_until is not None and today > self.kept_until


def typed_by_helper(known: Person | None, contact: Contact, *, by_helper: bool) -> bool:
    """Whether e-mail and phone are what a helper typed and their person has not confirmed (Person.contact_by_helper).

    What is on file already stays what it was, whoever sends it once more.
    """
    if known and (known.contact.email, known.contact.phone) == (contact.email, contact.phone):
        return known.contact_by_helper
    return by_helper and bool(contact.email or contact.phone)


_PLAIN = str.maketrans({"đ": "d", "ł": "l", "ø": "o", "æ": "ae", "œ": "oe", "ı": "i", "ʻ": "", "ʼ": ""})
"""Letters that no accent can be taken off, as an ID prints them, and apostrophes that count as letters."""


def normalized_name(name: str) -> str:
    """Letters only, without accents or case: `María  O'Neil-Ñuñez` → `maria oneil nunez`."""
    plain = unicodedata.normalize("NFKD", name.casefold()).translate(_PLAIN)
    kept = "".join(" " if _separates(char) else char for char in plain if char.isalnum() or _separates(char))
    return " ".join(kept.split())


def _separates(char: str) -> bool:
    """A space, a period, or any of the hyphens and dashes that keyboards offer."""
    return char in ". " or unicodedata.category(char) == "Pd"


_US_DIGITS = 10
_LONGEST_NUMBER = 15


def text_number(phone: str | None) -> str | None:
    """A telephone number as text messages need it (E.164), `(559) 555-0100` → `+15595550100`; None for what is none."""
    written = phone or ""
    digits = "".join(char for char in written if char.isascii() and char.isdigit())
    if written.strip().startswith("+"):
        return f"+{digits}" if _US_DIGITS - 2 <= len(digits) <= _LONGEST_NUMBER else None
    national = digits.removeprefix("1") if len(digits) == _US_DIGITS + 1 else digits
    return f"+1{national}" if len(national) == _US_DIGITS and national[0] not in "01" else None


def normalized_email(email: str) -> str:
    return email.strip().casefold()


def identifying_texts(contact: Contact, certification_number: str | None) -> tuple[str, ...]:
    """What makes two records possibly one person: name with birth date, e-mail, certification number (SCENARIOS.md)."""
    texts = [f"name:{normalized_name(contact.legal_name)}|{contact.birth_date.isoformat()}"]
    if contact.email:
        texts.append(f"email:{normalized_email(contact.email)}")
    if certification_number:
        texts.append(f"certification:{certification_number.strip().casefold()}")
    return tuple(texts)


def same_phone(one: str | None, other: str | None) -> bool:
    """`(559) 555-0100` and `+1 559-555-0100` are one number."""
    digits = [re.sub(r"\D", "", text or "").removeprefix("1") for text in (one, other)]
    return bool(digits[0]) and digits[0] == digits[1]
