"""The questions of the form in words: each with its label, the answers offered, and what was answered."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from chalicelib.domain.person import Language
from chalicelib.domain.places import County
from chalicelib.domain.program import Benefit, Program
from chalicelib.messages.facts import in_language
from chalicelib.web import words
from chalicelib.web.i18n import _, translate
from chalicelib.web.said import Said
from chalicelib.web.topics import DAYS, Topic, asked

LABEL: Mapping[str, str] = {
    "legal_name": _("Full legal name"),
    "chosen_name": _("Name we should call you"),
    "birth_date": _("Birth date"),
    "email": _("E-mail"),
    "phone": _("Phone"),
    "contact_language": _("Language for our messages"),
    "may_text": _("You may send me text messages"),
    "may_leave_voicemail": _("You may leave me a voicemail"),
    "may_mail": _("You may send me letters"),
    "address_kind": _("Where can letters reach you?"),
    "care_of": _("In care of"),
    "address": _("Address for letters"),
    "county": _("County in California"),
    "nexus": _("How are you connected to this county?"),
    "invitation_code": _("Invitation code"),
    "county_may_see": _("My county may see how my application stands"),
    "id_expires": _("Last day your photo ID is good"),
    "id_name": _("Name on your ID, if it is different"),
    "education": _("What have you finished?"),
    "id_checked": _("My ID can be read well and shows my photo."),
    "education_checked": _("I have proof of my school, and it can be read well."),
    "certification_status": _("What is your certification today?"),
    "certification_number": _("Certification number"),
    "certification_expires": _("Last day your certification is good"),
    "pathway": _("Where do you want to be certified?"),
    "attempt": _("Which try at the exam is it for?"),
    "fee_paid": _("Is this fee paid already?"),
    "other_funding": _("Does another program already pay for any of these?"),
    "self_identifies": _("Lived experience, by your own word"),
    "ethics_signed": _("You agree to the code of ethics"),
}
HELP: Mapping[str, str] = {
    "legal_name": _("Write your full legal name, with at most 120 characters."),
    "chosen_name": _("Write a name with at most 120 characters, or leave it empty."),
    "birth_date": _("Write your birth date with month, day and a year of four digits."),
    "email": _("Write an e-mail address like name@example.com, or leave it empty."),
    "phone": _("Write a phone number with at most 40 characters, or leave it empty."),
    "contact_language": _("Choose the language for our messages."),
    "address_kind": _("Choose where letters can reach you."),
    "care_of": _("Write who takes your letters, with at most 120 characters."),
    "address": _("Write the address for letters, with at most 300 characters."),
    "county": _("Choose the county where you live, work or volunteer."),
    "nexus": _("Choose how you are connected to the county."),
    "invitation_code": _("Check the code and the county that gave it to you, or leave the code empty."),
    "education": _("Choose what you have finished."),
    "id_expires": _("Write the date on your ID with month, day and a year of four digits."),
    "id_name": _("Write the name on your ID with at most 120 characters, or leave it empty."),
    "pathway": _("Choose where you want to be certified."),
    "certification_status": _("Choose what your certification is today."),
    "certification_number": _("Write your certification number, with at most 60 characters."),
    "certification_expires": _("Write the date on your certificate with month, day and a year of four digits."),
    "attempt": _("Choose which try at the exam this is for."),
    "fee_paid": _("Choose yes or no."),
    "other_funding": _("Check only what is on the list."),
}
"""What to do about a field that cannot be used as it is; also the order of the fields on the page."""

CONTRADICTION: Mapping[str, str] = {
    "phone": _("You allow text messages. Write a phone number with area code, or empty the box for text messages."),
    "address_kind": _("You allow letters. Choose where they can reach you, or empty the box for letters."),
    "address": _("You allow letters. Write the address for them, or empty the box for letters."),
}
"""What to do about a way to be reached that is allowed and leads nowhere."""

EMPTY_BOX: Mapping[str, str] = {
    "id_checked": _("The box about your photo ID is empty. Check it if it is true, or send the form again as it is."),
    "education_checked": _("The box about proof of school is empty. Check it if it is true, or send the form again."),
    "self_identifies": _("The box about lived experience is empty. Check it if it is true, or send the form again."),
    "ethics_signed": _("The box about the code of ethics is empty. Check it if you agree, or send the form again."),
}

OPTIONAL = frozenset(
    {"chosen_name", "email", "phone", "care_of", "address", "invitation_code", "id_name", "other_funding"}
)
"""Questions that nobody has to answer; the form says so."""
BOXES = frozenset(
    (
        *("may_text", "may_leave_voicemail", "may_mail", "county_may_see"),
        *("id_checked", "education_checked", "self_identifies", "ethics_signed"),
    )
)
_ATTEMPT = (("2", _("My second try")), ("3", _("My third try")))
_FEE = (("no", _("No, not yet")), ("yes", _("Yes, I paid it")), ("elsewhere", _("Another program pays it")))


def choices(name: str, program: Program, benefit: Benefit, language: Language) -> list[tuple[str, str]]:
    """Values and labels of the answers to a question; none for one that is answered in words."""
    if name == "county":
        leaving = program.policy.counties_leaving
        return [(county.id, _county(county, leaving.get(county.id), language)) for county in program.counties]
    if name == "other_funding":
        return [(item, in_language(language, program.item(item).name)) for item in benefit.items]
    if name == "contact_language":
        return [("en", "English"), ("es", "Español")]
    fixed = {"attempt": _ATTEMPT, "fee_paid": _FEE}.get(name)
    if fixed:
        return [(value, translate(language, label)) for value, label in fixed]
    mapped, none = _ENUMS.get(name, ({}, None))
    said = [(choice.value, translate(language, label)) for choice, label in mapped.items()]
    return said + ([("none", translate(language, none))] if none else [])


_ENUMS: Mapping[str, tuple[Mapping[Any, str], str | None]] = {
    "nexus": (words.NEXUS, _("None of these")),
    "education": (words.EDUCATION, None),
    "pathway": (words.PATHWAY, None),
    "certification_status": (words.CERTIFICATION, _("I am not certified")),
    "address_kind": (words.ADDRESS, None),
}


def _county(county: County, leaves: date | None, language: Language) -> str:
    if not county.participating:
        return translate(language, _("{county} (does not take part now)"), county=county.name)
    if leaves is None:
        return county.name
    last = words.day_words(language, leaves - timedelta(days=1))
    return translate(language, _("{county} (takes part through {day})"), county=county.name, day=last)


def answer(name: str, said: Said, program: Program, benefit: Benefit, language: Language) -> str:
    """What was answered, as a person reads it; empty when nothing was."""
    if name in BOXES:
        return translate(language, _("Yes") if said.said(name) else _("No"))
    if name in DAYS:
        return _day(name, said, language)
    labels = dict(choices(name, program, benefit, language))
    if name == "other_funding":
        return ", ".join(labels.get(item, item) for item in said.said_all(name))
    text = said.said(name)
    return labels.get(text, text)


def answered(topic: Topic, said: Said, program: Program, benefit: Benefit, language: Language) -> list[tuple[str, str]]:
    """Each question of a page that the benefit needs, a message id, with what was answered."""
    questions = asked(benefit)
    shown = [name for name in topic.fields if name in questions]
    return [(LABEL[name], answer(name, said, program, benefit, language)) for name in shown]


def _day(name: str, said: Said, language: Language) -> str:
    """A day that is none is shown as it was typed."""
    day: date | None = said.day(name)
    typed = [said.said(f"{name}_{part}") for part in ("month", "day", "year")]
    return words.day_words(language, day) if day else " / ".join(part for part in typed if part)
