"""The application form: from what was typed to contact and answers, and back; nothing typed is ever dropped."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from pydantic import ValidationError

from chalicelib.domain.application import Answers, Education
from chalicelib.domain.person import Contact, Language
from chalicelib.domain.program import Benefit, BenefitKind
from chalicelib.domain.refusal import Refused
from chalicelib.web.api_models import ApplicationIn
from chalicelib.web.i18n import _, translate
from chalicelib.web.visit import Visit

NONE = "none"
"""Said where a person has nothing to tell: no connection to a county, no certification."""

HELP: Mapping[str, str] = {
    "legal_name": _("Write your full legal name, with at most 120 characters."),
    "chosen_name": _("Write a name with at most 120 characters, or leave it empty."),
    "birth_date": _("Write your birth date with month, day and a year of four digits."),
    "email": _("Write an e-mail address like name@example.com, or leave it empty."),
    "phone": _("Write a phone number with at most 40 characters, or leave it empty."),
    "contact_language": _("Choose the language for our messages."),
    "county": _("Choose the county where you live, work or volunteer."),
    "nexus": _("Choose how you are connected to the county."),
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
    "invitation_code": _("Check the code and the county that gave it to you, or leave the code empty."),
}
"""What to do about a field that cannot be used as it is; also the order of the fields on the page."""

EMPTY_BOX: Mapping[str, str] = {
    "id_checked": _("The box about your photo ID is empty. Check it if it is true, or send the form again as it is."),
    "education_checked": _("The box about proof of school is empty. Check it if it is true, or send the form again."),
    "self_identifies": _("The box about lived experience is empty. Check it if it is true, or send the form again."),
    "ethics_signed": _("The box about the code of ethics is empty. Check it if you agree, or send the form again."),
}

_FIELD_OF: Mapping[str, str] = {
    "contact.language": "contact_language",
    "answers.documents.photo_id.expires": "id_expires",
    "answers.documents.photo_id.name": "id_name",
    "answers.certification.number": "certification_number",
    "answers.certification.status": "certification_status",
    "answers.certification.expires": "certification_expires",
    "answers.fee_due.item": "fee_paid",
    "answers.fee_due.paid": "fee_paid",
    "fee_due.item": "fee_paid",
    "contact": "legal_name",
}


@dataclass(frozen=True)
class ApplicationForm:
    typed: Mapping[str, str]
    several: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)
    """By field, in the order of the page."""
    given: ApplicationIn | None = None
    """Contact and answers, when nothing stands in the way of sending them."""

    def with_errors(self, errors: Mapping[str, str]) -> "ApplicationForm":
        order = [*HELP, *EMPTY_BOX]
        ranked = sorted(errors.items(), key=lambda error: order.index(error[0]) if error[0] in order else len(order))
        return replace(self, errors=dict(ranked), given=None)

    def refused(self, refusal: Refused, language: Language) -> "ApplicationForm":
        """The form with a service's refusal put to the field that it names, if it names one of the form's."""
        name = field_of(refusal.field or "")
        return self.with_errors({name: translate(language, HELP[name])}) if name in HELP else self


def field_of(path: str) -> str:
    """The field of the page that a model's field is asked in: `answers.other_funding.0` → `other_funding`."""
    if path in _FIELD_OF:
        return _FIELD_OF[path]
    parts = [part for part in path.split(".") if part not in ("contact", "answers")]
    return parts[0] if parts else ""


def typed_form(visit: Visit) -> ApplicationForm:
    """What was typed, as it was typed."""
    return ApplicationForm(
        typed={name: values[-1] for name, values in visit.form.items()},
        several={"other_funding": visit.said_all("other_funding")},
    )


def checked_form(visit: Visit, benefit: Benefit) -> ApplicationForm:
    """What was typed, with what is wrong about it; an empty box is asked about once, then taken as it is."""
    form = typed_form(visit)
    try:
        given = ApplicationIn.model_validate(
            {
                "benefit": benefit.id,
                "contact": _contact(visit),
                "answers": _answers(visit, benefit),
                "invitation_code": visit.said("invitation_code") or None,
            }
        )
        errors: dict[str, str] = {}
    except ValidationError as error:
        given, errors = None, _errors(error, visit.language)
    errors |= _left_out(visit)
    if not errors and not visit.said("asked_about_boxes"):
        errors = {box: translate(visit.language, told) for box, told in EMPTY_BOX.items() if _is_empty(visit, box)}
    return form.with_errors(errors) if errors else replace(form, given=given)


def _errors(error: ValidationError, language: Language) -> dict[str, str]:
    names = [field_of(".".join(str(part) for part in found["loc"])) for found in error.errors()]
    return {name: translate(language, HELP.get(name, HELP["legal_name"])) for name in names}


def _left_out(visit: Visit) -> dict[str, str]:
    """Choices that a model can do without, but a form should not: nobody is to be turned down over a slip."""
    missing = [] if visit.said("nexus") else ["nexus"]
    if not visit.said("county") and visit.said("nexus") != NONE:
        missing.append("county")
    return {name: translate(visit.language, HELP[name]) for name in missing}


def _is_empty(visit: Visit, box: str) -> bool:
    if box == "education_checked" and visit.said("education") == Education.NONE:
        return False
    return not visit.said(box)


def _contact(visit: Visit) -> dict[str, object]:
    return {
        "legal_name": visit.said("legal_name"),
        "chosen_name": visit.said("chosen_name") or None,
        "birth_date": day_said(visit, "birth_date"),
        "email": visit.said("email") or None,
        "phone": visit.said("phone") or None,
        "language": visit.said("contact_language"),
    }


def _answers(visit: Visit, benefit: Benefit) -> dict[str, object]:
    nexus = visit.said("nexus")
    has_id = bool(visit.said("id_checked"))
    no_school = visit.said("education") == Education.NONE
    answers: dict[str, object] = {
        "county": visit.said("county") or None,
        "nexus": nexus if nexus not in ("", NONE) else None,
        "education": visit.said("education"),
        "documents": {
            "photo_id": {
                "expires": day_said(visit, "id_expires"),
                "legible": has_id,
                "has_photo": has_id,
                "name": visit.said("id_name") or None,
            },
            "education": {"legible": no_school or bool(visit.said("education_checked"))},
        },
        "self_identifies": bool(visit.said("self_identifies")),
        "ethics_signed": bool(visit.said("ethics_signed")),
        "other_funding": visit.said_all("other_funding"),
    }
    return answers | _answers_of_some(visit, benefit)


def _answers_of_some(visit: Visit, benefit: Benefit) -> dict[str, object]:
    """What only some benefits ask."""
    answers: dict[str, object] = {}
    if benefit.certification == NONE:
        answers["pathway"] = visit.said("pathway")
    elif visit.said("certification_status") != NONE:
        answers["certification"] = {
            "number": visit.said("certification_number"),
            "status": visit.said("certification_status"),
            "expires": day_said(visit, "certification_expires"),
        }
    if benefit.kind is BenefitKind.FEE_WAIVER:
        paid = {"yes": True, "no": False}.get(visit.said("fee_paid"))
        answers["fee_due"] = {"item": benefit.items[0], "paid": paid}
    if "exam_retake" in benefit.items:
        answers["attempt"] = visit.said("attempt")
    return answers


def day_said(visit: Visit, name: str) -> date | None:
    """A day told in three fields; None when they do not make one."""
    parts = [visit.said(f"{name}_{part}") for part in ("year", "month", "day")]
    if not all(part.isascii() and part.isdigit() for part in parts) or len(parts[0]) != 4:
        return None
    try:
        return date(*map(int, parts))
    except ValueError:
        return None


def form_of(contact: Contact | None, answers: Answers | None, language: Language) -> ApplicationForm:
    """A form that already says what we know."""
    typed = {"contact_language": language, "pathway": "initial"}
    if contact is not None:
        typed |= {
            "legal_name": contact.legal_name,
            "chosen_name": contact.chosen_name or "",
            **_day_typed("birth_date", contact.birth_date),
            "email": contact.email or "",
            "phone": contact.phone or "",
            "contact_language": contact.language,
        }
    return ApplicationForm(
        typed | _typed_answers(answers), {"other_funding": answers.paid_elsewhere if answers else ()}
    )


def _typed_answers(answers: Answers | None) -> dict[str, str]:
    if answers is None:
        return {}
    card, held = answers.documents.photo_id, answers.certification
    typed = {
        "county": answers.county or "",
        "nexus": answers.nexus.value if answers.nexus else NONE,
        "education": answers.education.value,
        **_day_typed("id_expires", card.expires),
        "id_checked": "yes" if card.legible and card.has_photo else "",
        "id_name": card.name or "",
        "education_checked": "yes" if answers.documents.education.legible else "",
        "self_identifies": "yes" if answers.self_identifies else "",
        "ethics_signed": "yes" if answers.ethics_signed else "",
        "pathway": answers.pathway.value,
        "attempt": str(answers.attempt),
        "certification_status": held.status.value if held else NONE,
    }
    if held:
        typed |= {"certification_number": held.number, **_day_typed("certification_expires", held.expires)}
    if answers.fee_due:
        typed["fee_paid"] = "yes" if answers.fee_due.paid else "no"
    return typed


def _day_typed(name: str, day: date) -> dict[str, str]:
    return {f"{name}_year": f"{day.year:04d}", f"{name}_month": str(day.month), f"{name}_day": str(day.day)}
