"""The application form: from what was typed to contact and answers, and back; nothing typed is ever dropped."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from pydantic import ValidationError

from chalicelib.domain.application import Answers, Education
from chalicelib.domain.person import Contact, Language
from chalicelib.domain.program import Benefit, BenefitKind
from chalicelib.domain.refusal import Refused
from chalicelib.gateways import clock
from chalicelib.store import programs
from chalicelib.web.api_models import ApplicationIn, ContactIn
from chalicelib.web.attestation import VERSION
from chalicelib.web.contact_form import contact_said, left_out_of_address, typed_contact, typed_day
from chalicelib.web.i18n import translate
from chalicelib.web.questions import CONTRADICTION, EMPTY_BOX, HELP
from chalicelib.web.said import Said
from chalicelib.web.topics import Topic

NONE = "none"
"""Said where a person has nothing to tell: no connection to a county, no certification."""
ELSEWHERE = "elsewhere"
"""Said of a fee that another program pays."""

_FIELD_OF: Mapping[str, str] = {
    "contact.language": "contact_language",
    "contact.reach.address_kind": "address_kind",
    "contact.reach.care_of": "care_of",
    "contact.reach.address": "address",
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
    """By field, in the order of the pages."""
    given: ApplicationIn | None = None
    """Contact and answers, when nothing stands in the way of sending them."""

    @property
    def asked_about_boxes(self) -> bool:
        return bool(set(self.errors) & set(EMPTY_BOX))

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
    parts = [part for part in path.split(".") if part not in ("contact", "answers", "reach")]
    return parts[0] if parts else ""


def typed_form(said: Said) -> ApplicationForm:
    """What was typed, as it was typed."""
    return ApplicationForm(
        typed={name: values[-1] for name, values in said.fields.items() if values},
        several={"other_funding": said.said_all("other_funding")},
    )


def checked_form(said: Said, benefit: Benefit, language: Language) -> ApplicationForm:
    """Everything that was typed, with what is wrong about it."""
    given, errors = None, {}
    try:
        given = ApplicationIn.model_validate(
            {
                "benefit": benefit.id,
                "contact": contact_said(said, language),
                "answers": _answers(said, benefit),
                "invitation_code": said.said("invitation_code") or None,
            }
        )
    except ValidationError as error:
        errors = _errors(error, language)
    errors |= {name: translate(language, HELP[name]) for name in (*_left_out(said), *_unknown(said))}
    form = typed_form(said)
    return form.with_errors(errors) if errors else replace(form, given=given)


def checked_page(said: Said, topics: tuple[Topic, ...], benefit: Benefit, language: Language) -> ApplicationForm:
    """The same of some pages: what is wrong on others is not told here. An empty box is asked about once, then taken
    as it is; that is so of pages alone, not of the form when it is sent."""
    form, mine = checked_form(said, benefit, language), {name for topic in topics for name in topic.fields}
    errors = {name: told for name, told in form.errors.items() if name in mine}
    if not errors and not said.said("asked_about_boxes"):
        errors = {
            box: translate(language, told) for box, told in EMPTY_BOX.items() if box in mine and _is_empty(said, box)
        }
    return form.with_errors(errors) if errors or form.errors else form


def checked_contact_form(said: Said, language: Language) -> tuple[ApplicationForm, ContactIn | None]:
    """What was typed on the pages about reaching a person, with what is wrong about it; and what it says."""
    given, errors = None, {}
    try:
        given = ContactIn.model_validate(contact_said(said, language))
    except ValidationError as error:
        errors = _errors(error, language)
    errors |= {name: translate(language, HELP[name]) for name in left_out_of_address(said)}
    if given and given.contradiction and not errors:
        name = field_of(given.contradiction)
        errors = {name: translate(language, CONTRADICTION[name])}
    return typed_form(said).with_errors(errors), None if errors else given


def _errors(error: ValidationError, language: Language) -> dict[str, str]:
    names = [field_of(".".join(str(part) for part in found["loc"])) for found in error.errors()]
    return {name: translate(language, HELP.get(name, HELP["legal_name"])) for name in names}


def _left_out(said: Said) -> list[str]:
    """Choices that a model can do without, but a form should not: nobody is to be turned down over a slip."""
    missing = [] if said.said("nexus") else ["nexus"]
    if not said.said("county") and said.said("nexus") != NONE:
        missing.append("county")
    return [*missing, *left_out_of_address(said)]


def _unknown(said: Said) -> list[str]:
    """Answers that no page offers: of a page that was open since before the program changed, or made up."""
    program = programs.program_at(clock.now())
    items = {item.id for item in program.items}
    found = [] if not said.said("county") or program.county(said.said("county")) else ["county"]
    return found if set(said.said_all("other_funding")) <= items else [*found, "other_funding"]


def _is_empty(said: Said, box: str) -> bool:
    if box == "education_checked" and said.said("education") == Education.NONE:
        return False
    return not said.said(box)


def _answers(said: Said, benefit: Benefit) -> dict[str, object]:
    nexus = said.said("nexus")
    has_id = bool(said.said("id_checked"))
    no_school = said.said("education") == Education.NONE
    answers: dict[str, object] = {
        "county": said.said("county") or None,
        "nexus": nexus if nexus not in ("", NONE) else None,
        "education": said.said("education"),
        "documents": {
            "photo_id": {
                "expires": said.day("id_expires"),
                "legible": has_id,
                "has_photo": has_id,
                "name": said.said("id_name") or None,
                "seen": False,
            },
            "education": {"legible": no_school or bool(said.said("education_checked")), "seen": False},
        },
        "self_identifies": bool(said.said("self_identifies")),
        "ethics_signed": bool(said.said("ethics_signed")),
        "other_funding": said.said_all("other_funding"),
        "county_may_see": bool(said.said("county_may_see")),
        "attested": VERSION,
    }
    return answers | _answers_of_some(said, benefit)


def _answers_of_some(said: Said, benefit: Benefit) -> dict[str, object]:
    """What only some benefits ask."""
    answers: dict[str, object] = {}
    if benefit.certification == NONE:
        answers["pathway"] = said.said("pathway")
    elif said.said("certification_status") != NONE:
        answers["certification"] = {
            "number": said.said("certification_number"),
            "status": said.said("certification_status"),
            "expires": said.day("certification_expires"),
        }
    if benefit.kind is BenefitKind.FEE_WAIVER:
        paid = {"yes": True, "no": False, ELSEWHERE: False}.get(said.said("fee_paid"))
        answers["fee_due"] = {"item": benefit.items[0], "paid": paid}
        answers["other_funding"] = benefit.items if said.said("fee_paid") == ELSEWHERE else ()
    if "exam_retake" in benefit.items:
        answers["attempt"] = said.said("attempt")
    return answers


def form_of(contact: Contact | None, answers: Answers | None) -> ApplicationForm:
    """A form that already says what we know."""
    typed = typed_contact(contact) | _typed_answers(answers)
    return ApplicationForm(typed, {"other_funding": answers.paid_elsewhere if answers else ()})


def said_by(form: ApplicationForm) -> Said:
    """The form's fields, as if they had been sent."""
    return Said({name: (text,) for name, text in form.typed.items()} | dict(form.several))


def _typed_answers(answers: Answers | None) -> dict[str, str]:
    if answers is None:
        return {}
    card, held = answers.documents.photo_id, answers.certification
    typed = {
        "county": answers.county or "",
        "nexus": answers.nexus.value if answers.nexus else NONE,
        "education": answers.education.value,
        **typed_day("id_expires", card.expires),
        "id_checked": "yes" if card.legible and card.has_photo else "",
        "id_name": card.name or "",
        "education_checked": "yes" if answers.documents.education.legible else "",
        "self_identifies": "yes" if answers.self_identifies else "",
        "ethics_signed": "yes" if answers.ethics_signed else "",
        "pathway": answers.pathway.value,
        "attempt": str(answers.attempt),
        "county_may_see": "yes" if answers.county_may_see else "",
        "certification_status": held.status.value if held else NONE,
    }
    if held:
        typed |= {"certification_number": held.number, **typed_day("certification_expires", held.expires)}
    if answers.fee_due:
        elsewhere = answers.fee_due.item in answers.paid_elsewhere
        typed["fee_paid"] = "yes" if answers.fee_due.paid else ELSEWHERE if elsewhere else "no"
    return typed
