"""What a form says of a person and how to reach them, and back to what would be typed."""

from datetime import date

from pydantic import ValidationError

from chalicelib.domain.person import AddressKind, Contact, Language, Reach
from chalicelib.web.api_models import ContactIn
from chalicelib.web.said import Said


def checked_contact(said: Said, language: Language) -> ContactIn | None:
    """Who somebody says they are, if it can be used as it is."""
    try:
        return ContactIn.model_validate(contact_said(said, language))
    except ValidationError:
        return None


def contact_said(said: Said, language: Language) -> dict[str, object]:
    """For the model of a contact: what is empty is not said."""
    return {
        "legal_name": said.said("legal_name"),
        "chosen_name": said.said("chosen_name") or None,
        "birth_date": said.day("birth_date"),
        "email": said.said("email") or None,
        "phone": said.said("phone") or None,
        # Asked only of those who want another one than that of the pages.
        "language": said.said("contact_language") or language,
        "text_messages": bool(said.said("may_text")),
        "reach": {
            "may_leave_voicemail": bool(said.said("may_leave_voicemail")),
            "may_mail": bool(said.said("may_mail")),
            "address_kind": said.said("address_kind") or AddressKind.NONE.value,
            "care_of": said.said("care_of") or None,
            "address": said.said("address") or None,
        },
    }


def left_out_of_address(said: Said) -> list[str]:
    """What a letter would need that the form does not say."""
    kind = said.said("address_kind")
    missing = [] if kind in ("", AddressKind.NONE) or said.said("address") else ["address"]
    return missing + (["care_of"] if kind == AddressKind.CARE_OF and not said.said("care_of") else [])


def typed_contact(contact: Contact | None) -> dict[str, str]:
    """The form's fields as they would be typed to say this."""
    if contact is None:
        return {}
    return {
        "legal_name": contact.legal_name,
        "chosen_name": contact.chosen_name or "",
        **typed_day("birth_date", contact.birth_date),
        "email": contact.email or "",
        "phone": contact.phone or "",
        "contact_language": contact.language,
        **({"may_text": "yes"} if contact.text_messages else {}),
        **_typed_reach(contact.reach),
    }


def _typed_reach(reach: Reach) -> dict[str, str]:
    boxes = {"may_leave_voicemail": reach.may_leave_voicemail, "may_mail": reach.may_mail}
    return {
        **{name: "yes" for name, allowed in boxes.items() if allowed},
        "address_kind": reach.address_kind.value,
        "care_of": reach.care_of or "",
        "address": reach.address or "",
    }


def typed_day(name: str, day: date) -> dict[str, str]:
    return {f"{name}_year": f"{day.year:04d}", f"{name}_month": str(day.month), f"{name}_day": str(day.day)}
